"""Ways of counting a piece: every tempo, beat, meter and bar line worth trying, and what speaks for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.audio.listening.accents import ACCENTS, accents
from bot.audio.listening.comb import Comb, Curve, beaten
from bot.audio.listening.drift import Time
from bot.audio.listening.heard import HOP, Floats
from bot.audio.listening.spectrum import GROUPS, LOWS, MIDS, PER_SECOND, Spectra
from bot.audio.listening.tempi import likeness, tempi
from bot.audio.pcm import RATE

FEWEST = 6
"""Beats without which nothing is counted."""
_BLUR, _SOFT = 12.0, 8.0
"""Milliseconds that a hand is early or late: where beats are asked for, and where their clarity is measured."""
_CHANCE = 0.8
"""Seconds of what is unsteady in which a clear pulse is found by chance; in twice as many, half as clear a one."""
_ROW = HOP / RATE
USUAL = 110.0
"""The tempo that people tap most."""
ALL, LOW, MIDDLE = range(3)


@dataclass(frozen=True, slots=True)
class Count:
    """One way to count, in straight time: seconds from beat to beat, the first beat, beats in a bar, and which beat
    (from 0) is the first of a bar. `clarity`, 0 to 1, is how much of what begins the beat explains and the bar brings
    back (the geometric mean of both), less what chance finds in so short a piece.
    """

    period: float
    first: float
    meter: int
    lead: int
    clarity: float


def counts(heard: Spectra, time: Time) -> tuple[list[Count], Floats]:
    """All ways to count, and (ways, evidence): what speaks for each, in the order of `EVIDENCE`."""
    ground = _Ground(heard, time)
    found: list[Count] = []
    rows: list[list[float]] = []
    for period, first, explained in ground.beats():
        beats = np.asarray(first + period * np.arange(int((ground.end - first) / period + 0.75)), np.float64)
        if len(beats) < FEWEST:
            continue
        tapped, table = ground.tapped(period, beats)
        for meter in (4, 3):
            again = ground.comes_back(period, meter)
            clarity = ground.clarity(period, meter, explained)
            for lead in range(meter):
                found.append(Count(period, first, meter, lead, clarity))
                rows.append([*tapped, *again, *accents(table, meter, lead)])
    return found, np.array(rows, np.float32).reshape(len(rows), len(EVIDENCE))


TAPPED = (
    "slower than usual",
    "faster than usual",
    "beats",
    "halves",
    "quarters",
    "thirds",
    "low beats",
    "low quarters",
    "middle beats",
    "middle halves",
    "high beats",
    "low again after a beat",
    "low again after two beats",
    "harmony on beats",
)
COMES_BACK = ("bar again", "low bar again", "middle bar again", "low bar, not the other meter's")
HALF_BAR = ("half a bar again, of three", "half a low bar again, of three", "half a middle bar again, of three")
EVIDENCE = (*TAPPED, *COMES_BACK, *(f"{name}, of three" for name in COMES_BACK), *HALF_BAR, *ACCENTS)
"""What can speak for a way to count. `beats`, `halves` ... : what begins there, against the mean, as a logarithm;
`again`: how like itself the music is after so long; `of three`: in three-four time; `harmony`: how far the pitch
classes after a beat are from those before it; `on one`: a bar's first beat against the others.
"""


class _Ground:
    """What is asked of a piece again and again, made once."""

    def __init__(self, heard: Spectra, time: Time) -> None:
        looks = len(heard.onsets)
        straight = time.to_straight(np.array([0.0, looks / PER_SECOND]))
        self.end = float(straight[1])
        self._time, self._from = time, float(straight[0])
        at = time.to_real(self._from + np.arange(int((self.end - self._from) * PER_SECOND)) / PER_SECOND)
        groups = [np.interp(at * PER_SECOND, np.arange(looks), heard.onsets[:, i]) for i in range(GROUPS)]
        everything = sum(groups, np.zeros(len(at)))
        self._again = [likeness(curve) for curve in (everything, groups[LOWS], groups[MIDS])]
        self._comb = Comb(everything)
        softened = blurred(everything, _SOFT)
        self._softened, self._soft = Comb(softened), likeness(softened)
        self._curves = [_even(blurred(curve, _BLUR)) for curve in (everything, *groups)]
        self._chroma = _running(np.sqrt(heard.chroma))

    def beats(self) -> Iterator[tuple[float, float, float]]:
        """(period, first beat, explained) of every tempo worth trying, on the beat and off it."""
        for tempo in tempi(self._again[0]):
            hz, parts = self._comb.refined(tempo / 60)
            turn = beaten(parts)
            explained = self._softened.explained(self._softened.teeth(hz).sum(axis=1))
            for off in (0.0, 0.5):
                yield 1 / hz, self._from + (turn + off) % 1 / hz, explained

    def tapped(self, period: float, beats: Curve) -> tuple[list[float], Curve]:
        """What speaks for these beats, and (beats, 4) of what happens at each:
        harmony, low, middle, high."""
        on = self._at(beats)
        half = self._at(beats + period / 2)
        quarter = (self._at(beats + period / 4) + self._at(beats + 3 * period / 4)) / 2
        third = (self._at(beats + period / 3) + self._at(beats + 2 * period / 3)) / 2
        reach = min(2 * period, 1.2)
        harmony = self._changes(self._chroma, beats, reach).sum(axis=1)
        between = self._changes(self._chroma, beats + period / 2, reach).sum(axis=1)
        heard = [np.log(x.mean(axis=1) + 0.05) for x in (on, half, quarter, third)]
        (every, low, middle, high), halves, quarters, thirds = heard
        away = np.log2(60 / period / USUAL)
        evidence = (
            max(-away, 0.0) ** 2,
            max(away, 0.0) ** 2,
            every,
            halves[0],
            quarters[0],
            thirds[0],
            low,
            quarters[1],
            middle,
            halves[2],
            high,
            self._like(LOW, period),
            self._like(LOW, 2 * period),
            harmony.mean() - between.mean(),
        )
        return [float(x) for x in evidence], np.stack([harmony, *on[1:]], axis=1)

    def comes_back(self, period: float, meter: int) -> list[float]:
        """How much a bar is like the next, and not like a bar of another length; of fours and of threes apart."""
        bar, other = meter * period, (7 - meter) * period
        back = [self._like(which, bar) for which in (ALL, LOW, MIDDLE)]
        back.append(back[LOW] - self._like(LOW, other))
        none = [0.0] * len(back)
        if meter == 4:
            return [*back, *none, *[0.0] * len(HALF_BAR)]
        return [*none, *back, *(self._like(which, bar / 2) for which in (ALL, LOW, MIDDLE))]

    def clarity(self, period: float, meter: int, explained: float) -> float:
        """How clear the pulse is, of bars or pairs of bars that come back."""
        at = np.array([meter, 2 * meter]) * period * PER_SECOND
        again = float(np.interp(at, np.arange(len(self._soft)), self._soft, right=0.0).max())
        clear = np.sqrt(min(explained, 1.0) * min(max(again, 0.0), 1.0))
        return max(float(clear) - _CHANCE / max(self.end - self._from, 1.0), 0.0)

    def _at(self, straight: Curve) -> Curve:
        """(4, places): what begins there, of everything, low, middle and high."""
        at = (straight - self._from) * PER_SECOND
        return np.stack([np.interp(at, np.arange(len(curve)), curve) for curve in self._curves])

    def _like(self, which: int, lag: float) -> float:
        again = self._again[which]
        return float(np.interp(lag * PER_SECOND, np.arange(len(again)), again, right=0.0))

    def _changes(self, running: Curve, beats: Curve, reach: float) -> Curve:
        """How different what follows each place is from what came before it, over `reach` seconds each."""
        edges = [self._time.to_real(beats + away) / _ROW for away in (-reach, 0.0, reach)]
        before, middle, after = (_taken(running, edge) for edge in edges)
        ahead = np.maximum(edges[2] - edges[1], 1e-3)[:, None]
        return np.abs((after - middle) / ahead - (middle - before) / np.maximum(edges[1] - edges[0], 1e-3)[:, None])


def blurred(curve: Curve, milliseconds: float) -> Curve:
    """The curve under a bell of that standard deviation."""
    width = milliseconds * PER_SECOND / 1000
    at = np.arange(-int(3 * width) - 1, int(3 * width) + 2)
    bell = np.exp(-0.5 * (at / width) ** 2)
    return np.convolve(curve, bell / bell.sum(), "same") if len(curve) > len(bell) else curve


def _even(curve: Curve) -> Curve:
    return np.asarray(curve / (curve.mean() + 1e-9))


def _running(rows: Floats) -> Curve:
    """Sums up to each row."""
    return np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])


def _taken(running: Curve, at: Curve) -> Curve:
    """The running sum at fractions of rows; beyond the ends as at the ends."""
    at = np.clip(at, 0, len(running) - 1)
    low = np.minimum(at.astype(int), len(running) - 2)
    share = (at - low)[:, None]
    return np.asarray(running[low] * (1 - share) + running[low + 1] * share)

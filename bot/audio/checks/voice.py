"""Whether somebody seems to speak or sing: harmonics that glide together, as those of a voice do and of keys do not.

Between two spectra every peak between 250 and 3000 Hz moves by some share of its frequency. Of tuned instruments it
stands still, of noise it moves anyhow, of a voice all harmonics move by the same share at once, and go on moving so. So
the moves that go on for 30 ms are counted in a histogram, and what counts is how much of all peaks stands in one place
that is not the middle.

Measured with the built-in composer (21 styles, seven seeds each) and speech 6 LU under it, of two synthesisers and of a
model of a voice; real recordings of singers, of bowed strings and of slides were not to be had: it is a suspicion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.checks.spectra import HERTZ, Powers, Spectra, Spectrum
from bot.audio.pcm import PcmFile

SUSPECTED = 0.5
"""From here on a voice is suspected."""

_LOW, _HIGH = (int(bin_) for bin_ in np.searchsorted(HERTZ, [250, 3000]))
_REACH = 3
"""Bins that a peak moves in 10 ms at most."""
_FASTEST = 0.04
"""Share of its frequency that a peak moves in 10 ms at most, 15 cells of the histogram on each side of the middle."""
_CELLS = 15
_STILL = 3
"""Cells on each side of the middle in which a peak is taken to stand still: vibrato and tape are slower."""
_ALIKE = 0.008
"""Share of its frequency by which the moves of a peak from one spectrum to the next may differ and still go on."""
_STEPS = 8
"""Spectra over which moves are counted together."""
_FLAT = 0.15
"""Exponent of the power by which a peak counts: nearly each the same, or the music alone would."""
_CENTRE = 2.0
"""How much of what is on the sides is taken from the middle, where voices are mixed."""
_FLOOR = 1e-4
"""Share of the mean power under which a peak is none."""
_FADED = 0.03
"""Share of the loudest chunk so far under which a chunk is not raised to the same height."""
_TOGETHER = 0.11
"""Share of the moves that stand in one place: chance hardly makes more."""
_USUAL = 0.6e-4
"""The mean of what is over it, where it is as likely a voice as not: up to 0.2e-4 without one, from 1.8e-4 with one."""
_CHUNK = 1000
"""Spectra that are looked at in one go: 10 s."""
_LEAST = 200


class Glides:
    """Hears the spectra of a take and says how much in it moves as a voice does."""

    def __init__(self) -> None:
        self._held: list[Powers] = []
        self._count = 0
        self._loudest = 0.0
        self._chunks: list[tuple[int, float]] = []

    def hear(self, spectrum: Spectrum) -> None:
        middle, sides = (powers[:, _LOW - 1 : _HIGH + 1] for powers in (spectrum.middle, spectrum.sides))
        self._held.append(np.maximum(middle - _CENTRE * sides, 0.001 * middle))
        self._count += len(middle)
        if self._count >= _CHUNK:
            self._look()

    def done(self) -> float:
        """0 to 1, of the 20 s in which it is most; 0 for less than 2 s of sound."""
        if self._count:
            self._look()
        pairs = zip(self._chunks, self._chunks[1:] or [(0, 0.0)], strict=False)
        shares = [(over + more) / (count + further) for (count, over), (further, more) in pairs if count >= _LEAST]
        most = max(shares, default=0.0)
        return most / (most + _USUAL)

    def _look(self) -> None:
        powers = np.concatenate(self._held)
        mean = float(powers.mean())
        self._loudest = max(self._loudest, mean)
        heights = np.log(powers + np.float32(_FLOOR * max(mean, _FADED * self._loudest) + 1e-20))
        over = np.maximum(_together(heights) - _TOGETHER, 0).sum()
        self._chunks.append((len(powers), float(over)))
        self._held, self._count = [], 0


def voice(source: PcmFile) -> float:
    """How much a voice is suspected in a take, 0 to 1: `SUSPECTED` and more is said."""
    spectra, glides = Spectra(), Glides()
    for block in source.blocks():
        glides.hear(spectra.hear(np.ascontiguousarray(block.T)))
    return glides.done()


def _together(heights: Powers) -> NDArray[np.float64]:
    """For every run of `_STEPS` spectra, the share of all peaks that moves by about one share of its frequency."""
    peaks = _peaks(heights)
    width = 2 * _CELLS + 1
    on = peaks.going_on
    cells = np.round(peaks.moves[on] / _FASTEST * _CELLS).astype(np.int64) + _CELLS
    counts = np.bincount(peaks.times[on] * width + cells, peaks.weights[on], len(heights) * width).reshape(-1, width)
    near = counts.astype(np.float64)
    near[:, 1:] += counts[:, :-1]
    near[:, :-1] += counts[:, 1:]
    near[:, _CELLS - _STILL + 1 : _CELLS + _STILL] = 0
    all_ = np.bincount(peaks.times, peaks.weights, len(heights)).astype(np.float64)
    return np.asarray((_run(near) / (_run(all_[:, None]) + 1e-12)).max(axis=1, initial=0.0))


def _run(values: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.cumsum(np.concatenate([np.zeros((1, values.shape[1])), values]), axis=0)
    return np.asarray(sums[_STEPS:] - sums[:-_STEPS])


@dataclass(frozen=True, slots=True)
class _Peaks:
    """Of every peak of every spectrum, in order of time."""

    times: NDArray[np.int64]
    weights: NDArray[np.float64]
    moves: NDArray[np.float64]
    """By which share of its frequency it has moved in the next spectrum; infinite where it is not there any more."""
    following: NDArray[np.int64]
    """Which peak of the next spectrum it has become; -1 where none."""

    @property
    def going_on(self) -> NDArray[np.bool_]:
        """Whether its last three moves were alike, and not too fast."""
        count = len(self.times)
        before = np.full(count + 1, -1)
        before[self.following] = np.arange(count)
        before = before[:-1]
        earlier = np.where(before >= 0, self.moves[before], np.inf)
        slow = np.abs(self.moves) < _FASTEST
        alike = slow & (np.abs(np.where(slow, self.moves, 0.0) - earlier) < _ALIKE)
        return np.asarray(alike & (before >= 0) & alike[before])


def _peaks(heights: Powers) -> _Peaks:
    here, under, over = heights[:, 1:-1], heights[:, :-2], heights[:, 2:]
    times, bins = np.nonzero((here > under) & (here >= over))
    top, left, right = here[times, bins], under[times, bins], over[times, bins]
    pitch = np.log(_LOW + bins + 0.5 * (left - right) / (left - 2 * top + right - 1e-9))
    shape = (len(heights) + 1, here.shape[1] + 2 * _REACH)
    pitches, numbers = np.full(shape, np.inf), np.full(shape, -1)
    pitches[times, bins + _REACH], numbers[times, bins + _REACH] = pitch, np.arange(len(times))
    moves, following = np.full(len(times), np.inf), np.full(len(times), -1)
    for reach in range(2 * _REACH + 1):
        there = pitches[times + 1, bins + reach] - pitch
        nearer = np.abs(there) < np.abs(moves)
        moves = np.where(nearer, there, moves)
        following = np.where(nearer, numbers[times + 1, bins + reach], following)
    return _Peaks(times, np.exp(_FLAT * top.astype(np.float64)), moves, following)

"""The pulse of a take: the way to count it that most speaks for, and how clear it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bot.audio.listening.comb import Curve
from bot.audio.listening.counting import FEWEST, Count, counts
from bot.audio.listening.drift import Time, straightened
from bot.audio.listening.heard import HOP
from bot.audio.listening.spectrum import PER_SECOND, Spectra
from bot.audio.listening.tempi import likeness, tempi
from bot.audio.listening.weights import VECTOR
from bot.audio.pcm import RATE

CLEAR = 0.1
"""Clarity from which there is a pulse. Noise, speech and drones stay below 0.09, beds with drums are above 0.2."""
_SHORTEST = 4.0
"""Seconds: in less, bars of any length come back by chance."""
_EARLY = 0.03
"""Seconds that a beat may come before the sound begins: its first note is then taken as on it."""
_QUIET = 50.0
"""dB under the loudest moment from which on there is nothing to count."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Beats and the first beats of bars in seconds, ascending, and beats per minute over the whole take; none and None
    without a pulse. `clarity` is 0 to 1.
    """

    beats: Curve
    downbeats: Curve
    tempo: float | None
    meter: int
    clarity: float


NONE = Pulse(np.zeros(0), np.zeros(0), None, 4, 0.0)


def pulse(heard: Spectra) -> Pulse:
    """How the take is counted; no beats where its clarity is under `CLEAR`."""
    curve = heard.onsets.sum(axis=1, dtype=np.float64)
    if len(curve) < _SHORTEST * PER_SECOND or not curve.any():
        return NONE
    tried = tempi(likeness(curve))
    if not tried:
        return NONE
    time = straightened(curve, tried[0] / 60)
    ways, evidence = counts(heard, time)
    if not ways:
        return NONE
    way = ways[int(np.argmax(evidence @ VECTOR))]
    if way.clarity < CLEAR:
        return replace(NONE, clarity=way.clarity)
    return _pulse(way, time, *_sounding(heard))


def _pulse(way: Count, time: Time, begins: float, ends: float) -> Pulse:
    """Every beat from `begins` to `ends`, in real seconds."""
    span = time.to_straight(np.array([begins - _EARLY, ends]))
    numbers = np.arange(np.ceil((span[0] - way.first) / way.period), np.floor((span[1] - way.first) / way.period) + 1)
    beats = time.to_real(way.first + numbers * way.period)
    if len(beats) < FEWEST:
        return replace(NONE, clarity=way.clarity)
    tempo = float(60 * (len(beats) - 1) / (beats[-1] - beats[0]))
    beats = np.maximum(beats, 0.0)
    return Pulse(beats, beats[(numbers - way.lead) % way.meter == 0], tempo, way.meter, way.clarity)


def _sounding(heard: Spectra) -> tuple[float, float]:
    """From where to where the take sounds, in seconds."""
    rows = np.flatnonzero(heard.loudness > heard.loudness.max() - _QUIET)
    return float(rows[0]) * HOP / RATE, float(rows[-1] + 1) * HOP / RATE

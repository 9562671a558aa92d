"""The pulse: how clear it is, how fast it goes, and where its beats fall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.listening.heard import Floats
from bot.audio.listening.spectrum import PER_SECOND

CLEAR = 0.12
"""Clarity under which there is no steady pulse."""
_SLOWEST, _FASTEST = 50.0, 190.0
_USUAL, _SPREAD = 108.0, 0.75
"""Tempo that people tap most, and how far from it, in octaves, they still do."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Beats per minute and the second of a beat; `clarity` 0 to 1."""

    tempo: float
    first: float
    clarity: float


def pulse(onset: Floats) -> Pulse | None:
    """The steadiest pulse of an onset curve at `PER_SECOND`; None for less than two seconds or where nothing begins."""
    if len(onset) < 2 * PER_SECOND or not onset.any():
        return None
    again = _autocorrelation(onset - onset.mean(), 5 * PER_SECOND)
    tempi = _SLOWEST * (_FASTEST / _SLOWEST) ** np.linspace(0, 1, 600)
    lags = 60 * PER_SECOND / tempi
    at = np.arange(len(again))
    heard = sum(np.interp(lags * k, at, again, right=0.0) * w for k, w in ((1, 1.0), (2, 0.6), (4, 0.6)))
    prior = np.exp(-0.5 * (np.log2(tempi / _USUAL) / _SPREAD) ** 2)
    best = int(np.argmax(heard * prior))
    clarity = float(np.clip(np.interp(lags[best], at, again), 0, 1))
    tempo = _refined(onset, float(tempi[best]))
    return Pulse(tempo, _phase(onset, tempo), clarity)


def _autocorrelation(x: NDArray[np.floating], longest: int) -> NDArray[np.float64]:
    size = 1 << (2 * len(x) - 1).bit_length()
    spectrum = np.fft.rfft(x, size)
    again = np.fft.irfft(np.abs(spectrum) ** 2, size)[: min(longest, len(x) // 2)]
    return np.asarray(again / (again[0] or 1.0) * len(x) / (len(x) - np.arange(len(again))))


def _comb(onset: Floats, hz: NDArray[np.float64], harmonics: int = 4) -> NDArray[np.complex128]:
    at = np.arange(len(onset)) / PER_SECOND
    return np.stack([np.exp(-2j * np.pi * k * hz[:, None] * at) @ onset for k in range(1, harmonics + 1)])


def _refined(onset: Floats, tempo: float) -> float:
    for spread in (0.02, 0.004, 0.0008):
        tempi = tempo * (1 + np.linspace(-spread, spread, 41))
        strength = (np.abs(_comb(onset, tempi / 60)) ** 2).sum(axis=0)
        tempo = float(tempi[np.argmax(strength)])
    return tempo


def _phase(onset: Floats, tempo: float) -> float:
    parts = _comb(onset, np.array([tempo / 60]))[:, 0]
    turns = np.linspace(0, 1, 480, endpoint=False)
    wave = sum((part * np.exp(2j * np.pi * k * turns)).real for k, part in enumerate(parts, 1))
    return float(turns[int(np.argmax(wave))] * 60 / tempo)

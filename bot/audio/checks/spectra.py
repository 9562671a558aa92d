"""A take as short spectra, a hundred each second: what the voice and the fingerprint are read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from bot.audio.pcm import RATE

LOW_RATE = 8_000
HOP = LOW_RATE // 100
"""Samples from one spectrum to the next: 10 ms."""
WINDOW = 512
"""Samples, 64 ms: harmonics of a low voice stand apart, and glides are not yet smeared."""
HERTZ = np.fft.rfftfreq(WINDOW, 1 / LOW_RATE)
"""Of each of the 257 bins, 15.6 Hz apart."""

Powers = NDArray[np.float32]
"""Shape (times, bins)."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Of some moments one after the other: half the sum of left and right, and half their difference."""

    middle: Powers
    sides: Powers


class Spectra:
    """Turns planar blocks, shape (2, frames), into spectra windowed by Hann; those of a block come with it."""

    def __init__(self) -> None:
        self._resampler = AudioResampler("fltp", "stereo", LOW_RATE)
        self._held = np.zeros((2, 0), np.float32)
        self._window = np.hanning(WINDOW).astype(np.float32)

    def hear(self, planar: NDArray[np.float32]) -> Spectrum:
        frame = AudioFrame.from_ndarray(planar, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        low = [mixed.to_ndarray() for mixed in self._resampler.resample(frame)]
        wave = np.concatenate([self._held, *low], axis=1)
        if wave.shape[1] < WINDOW:
            self._held = wave
            return Spectrum(*np.zeros((2, 0, len(HERTZ)), np.float32))
        cut = np.lib.stride_tricks.sliding_window_view(wave, WINDOW, axis=1)[:, ::HOP]
        self._held = wave[:, cut.shape[1] * HOP :]
        left, right = cut
        return Spectrum(self._powers((left + right) / 2), self._powers((left - right) / 2))

    def _powers(self, cut: NDArray[np.float32]) -> Powers:
        lines = np.fft.rfft(cut * self._window, axis=1)
        return np.asarray(lines.real**2 + lines.imag**2, np.float32)


def bands(powers: Powers, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power between each two edges (hertz, rising, under 4 kHz), shape (times, edges - 1)."""
    summed = np.add.reduceat(powers, np.searchsorted(HERTZ, edges), axis=1, dtype=np.float64)[:, :-1]
    return np.asarray(summed)

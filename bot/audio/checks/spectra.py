"""The middle of a take as short spectra, a hundred each second: what the voice and the fingerprint are read from."""

from __future__ import annotations

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from bot.audio.pcm import RATE, Block

LOW_RATE = 16_000
HOP = LOW_RATE // 100
"""Samples at 16 kHz from one spectrum to the next: 10 ms."""
WINDOW = 1024
HERTZ = np.fft.rfftfreq(WINDOW, 1 / LOW_RATE)
"""Of each of the 513 bins."""

Spectrum = NDArray[np.float32]
"""Powers, shape (times, bins)."""


class Spectra:
    """Turns blocks into spectra of left and right mixed, windowed by Hann; those of a block come with it."""

    def __init__(self) -> None:
        self._resampler = AudioResampler("flt", "mono", LOW_RATE)
        self._held = np.zeros(0, np.float32)
        self._window = np.hanning(WINDOW).astype(np.float32)

    def hear(self, block: Block) -> Spectrum:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate = RATE
        low = [mixed.to_ndarray().reshape(-1) for mixed in self._resampler.resample(frame)]
        wave = np.concatenate([self._held, *low])
        if len(wave) < WINDOW:
            self._held = wave
            return np.zeros((0, len(HERTZ)), np.float32)
        cut = np.lib.stride_tricks.sliding_window_view(wave, WINDOW)[::HOP]
        self._held = wave[len(cut) * HOP :]
        lines = np.fft.rfft(cut * self._window, axis=1)
        return np.asarray(lines.real**2 + lines.imag**2, np.float32)


def bands(spectrum: Spectrum, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power between each two edges (hertz, rising), shape (times, edges - 1)."""
    at = np.searchsorted(HERTZ, edges)
    powers = np.add.reduceat(spectrum, at, axis=1, dtype=np.float64)[:, :-1]
    return np.asarray(powers)

"""Whether a sound glides in pitch as speech does. Instruments hold their notes; hiss has no pitch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.laying.runs import runs_of

RATE = 8_000
"""Samples per second of what is listened to."""
_HOP, _SIZE = 80, 320
_PADDED = 1024
_SHORTEST, _LONGEST = 20, 110
"""Samples of a period: 400 to 73 Hz."""
_VOICED = 0.6
"""Of 1, how much a period is like the next one."""
_AS_GOOD = 0.92
"""A shorter period that is nearly as good is the true one."""
_SILENT = 1e-4
_STEADY = 0.7
"""Semitones that a voice moves at most in 10 ms; more is another note."""
_LASTS = 8
"""Readings, 80 ms, of one movement."""
_MOVES = 0.8
"""Semitones from its lowest to its highest."""
_AT_ONCE = 500

Low = NDArray[np.float32]
"""One channel at 8 kHz."""


def gliding(sound: Low) -> float:
    """The share of time in which its pitch glides. Speech has 0.1 to 0.7 of it, plain music next to nothing."""
    if len(sound) < _SIZE:
        return 0.0
    pitch, voiced = _pitch(sound)
    on = voiced[1:] & voiced[:-1] & (np.abs(np.diff(pitch)) < _STEADY)
    moving = 0
    for begin, end in runs_of(on):
        if end - begin >= _LASTS:
            line = np.convolve(pitch[begin : end + 1], np.full(5, 0.2), "valid")
            moving += (end - begin) if line.max() - line.min() >= _MOVES else 0
    return moving / len(pitch)


def _pitch(sound: Low) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Semitones (from no note in particular) every 10 ms, and where there is a pitch at all."""
    windows = np.lib.stride_tricks.sliding_window_view(sound, _SIZE)[::_HOP]
    parts = [_periods(windows[at : at + _AT_ONCE]) for at in range(0, len(windows), _AT_ONCE)]
    return -12 * np.log2(np.concatenate([period for period, _ in parts])), np.concatenate([on for _, on in parts])


def _periods(windows: Low) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """By autocorrelation, made good for the shape of the window (Boersma, 1993)."""
    alike = np.fft.irfft(np.abs(np.fft.rfft(windows * _HANN, _PADDED)) ** 2)[:, : _LONGEST + 2]
    power = alike[:, :1] + 1e-9
    near = (alike / power / _WINDOW)[:, _SHORTEST - 1 :]
    middle = near[:, 1:-1]
    top = (middle > near[:, :-2]) & (middle >= near[:, 2:]) & (middle > _AS_GOOD * middle.max(axis=1, keepdims=True))
    rows, at = np.arange(len(near)), np.argmax(top, axis=1) + 1
    left, best, right = near[rows, at - 1], near[rows, at], near[rows, at + 1]
    between = np.clip(0.5 * (left - right) / (left - 2 * best + right + 1e-9), -0.5, 0.5)
    return _SHORTEST - 1 + at + between, top.any(axis=1) & (best > _VOICED) & (power[:, 0] > _SILENT)


_HANN = np.hanning(_SIZE).astype(np.float32)
_WINDOW = np.fft.irfft(np.abs(np.fft.rfft(_HANN, _PADDED)) ** 2)[: _LONGEST + 2] / np.sum(_HANN**2)

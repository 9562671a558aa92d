"""The take at a third of its rate and in mono, a stretch at a time: enough to hear pulse and pitch, and cheap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE, PcmFile, rechunk

STEP = 3
LOW_RATE = RATE // STEP
"""16 kHz."""
_TAPS = 48
_STRETCH = 480_000
"""Frames read at once: ten seconds."""
_OUT = 128
"""Low samples that one row of the filter's product gives."""

Mono = NDArray[np.float32]


def _lowpass() -> NDArray[np.float64]:
    """A windowed sinc that ends at 7.2 kHz; symmetric, so its delay is known."""
    at = np.arange(_TAPS + 1) - _TAPS / 2
    taps = np.sinc(2 * 7200 / RATE * at) * np.hanning(_TAPS + 3)[1:-1]
    return np.asarray(taps / taps.sum())


def _bank() -> Mono:
    """The filter as a matrix: `_OUT * STEP + _TAPS` samples in, every third filtered sample out."""
    taps = _lowpass()
    bank = np.zeros((_OUT * STEP + _TAPS, _OUT), np.float32)
    for out in range(_OUT):
        bank[out * STEP : out * STEP + _TAPS + 1, out] = taps
    return bank


def lowered(source: PcmFile) -> Iterator[tuple[Mono, NDArray[np.float32]]]:
    """Stretches of (mono samples at `LOW_RATE`, the take's own stereo frames), in order and in step: low sample k
    is centred on frame 3 k. The last stretch is as short as it is.
    """
    bank = _bank()
    before = np.zeros(_TAPS // 2, np.float32)
    held: list[NDArray[np.float32]] = []
    for block in _looking_ahead(source):
        held.append(block)
        if len(held) == 2:
            yield _filtered(before, held[0], held[1], bank), held[0]
            before = _mono(held.pop(0)[-(_TAPS // 2) :])
    if held and len(held[0]):
        nothing = np.zeros((0, 2), np.float32)
        yield _filtered(before, held[0], nothing, bank), held[0]


def _looking_ahead(source: PcmFile) -> Iterator[NDArray[np.float32]]:
    return rechunk(source.blocks(_STRETCH), _STRETCH)


def _mono(block: NDArray[np.float32]) -> Mono:
    return np.asarray((block[:, 0] + block[:, 1]) * np.float32(0.5))


def _filtered(before: Mono, block: NDArray[np.float32], after: NDArray[np.float32], bank: Mono) -> Mono:
    """The low samples whose centres lie in `block`."""
    wanted = -(-len(block) // STEP)
    rows = -(-wanted // _OUT)
    ahead = _mono(after[: _TAPS // 2])
    padded = np.zeros(rows * _OUT * STEP + _TAPS, np.float32)
    sound = np.concatenate([before, _mono(block), ahead])
    padded[: len(sound)] = sound[: len(padded)]
    frames = np.lib.stride_tricks.sliding_window_view(padded, _OUT * STEP + _TAPS)[:: _OUT * STEP]
    return np.asarray((np.ascontiguousarray(frames) @ bank).reshape(-1)[:wanted])

"""A true-peak limiter: it looks ahead, sees between the samples, and leaves alone all that stays under the ceiling."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import BLOCK, RATE, Block, rechunk

_SIDE = 16
"""Samples on each side of the interpolation filter."""
_HALF = RATE // 400
"""Half the length of the gain's ramp: 2.5 ms on each side of a peak."""
_CONTEXT = _SIDE + 2 * _HALF
_RELEASE = 1 / (0.08 * RATE)
"""The reduction, in dB, falls to a third in 80 ms: a short hit is soon over, and a bass note is hardly shaped."""
_NOTHING = 1e-3
"""dB of reduction that count as none."""
_MARGIN = 0.05
"""dB that a moving gain may add between the samples."""
_NEAR = 0.4
"""Under this part of the ceiling (-8 dB) no wave of real music reaches it between the samples."""

_Curve = NDArray[np.float32]


class Limiter:
    """Holds the true peak (BS.1770-4 Annex 2, at 4 times the rate) of a sound at or under a ceiling.

    Both channels get the same gain. It falls in 5 ms to where a peak needs it, and comes back in about a fifth of a
    second. Lossy encoding afterwards may add peaks again: measure what is delivered.
    """

    def __init__(self, ceiling_dbtp: float) -> None:
        self._ceiling = np.float32(10 ** ((ceiling_dbtp - _MARGIN) / 20))
        self._carried = _NOTHING / 10
        self.deepest = 0.0
        """The most that it turned down so far, dB."""

    def limit(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The sound, as long as it was, with its peaks held down. A block without such peaks passes as it is."""
        for window in _windows(rechunk(blocks, BLOCK)):
            block = window[_CONTEXT:-_CONTEXT]
            reduction = self._reduction(window)
            yield block if reduction is None else block * (10 ** (-reduction / 20)).astype(np.float32)[:, None]

    def _reduction(self, window: Block) -> _Curve | None:
        """How much to turn down each sample of the window's middle, dB; None where nothing is to be done."""
        if self._carried <= _NOTHING and np.abs(window).max() < _NEAR * self._ceiling:
            return None
        held = _running_max(_needed(window, self._ceiling), 2 * _HALF)
        length = len(window) - 2 * _CONTEXT
        # An exponential release is a straight line in the logarithm, and the maximum of lines needs no loop.
        slope = _RELEASE * np.arange(1, len(held) + 1)
        lines = np.maximum(np.log(np.maximum(held, _NOTHING / 10), dtype=np.float64) + slope, math.log(self._carried))
        eased = np.exp(np.maximum.accumulate(lines) - slope)
        self._carried = max(_NOTHING / 10, float(eased[length - 1]))
        if eased.max() <= _NOTHING:
            return None
        reduction = np.convolve(np.where(eased > _NOTHING, eased, 0), _RAMP, "valid").astype(np.float32)
        self.deepest = max(self.deepest, float(reduction.max()))
        return reduction


def _windows(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each block with what sounds before and after it; silence lies around the whole."""
    before = np.zeros((_CONTEXT, 2), np.float32)
    held: Block | None = None
    for block in _never_short(blocks):
        if held is not None:
            window = np.concatenate([before, held, block[:_CONTEXT]])
            yield window
            before = window[len(held) : len(held) + _CONTEXT]
        held = block
    if held is not None:
        yield np.concatenate([before, held, np.zeros((_CONTEXT, 2), np.float32)])


def _never_short(blocks: Iterable[Block]) -> Iterator[Block]:
    """Joins a last block that is shorter than the context to the one before."""
    held: Block | None = None
    for block in blocks:
        if held is not None and len(block) < _CONTEXT:
            held = np.concatenate([held, block])
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _needed(window: Block, ceiling: np.float32) -> _Curve:
    """By how many dB each sample, or the wave up to the next one, is over the ceiling; shorter by _SIDE at each end."""
    peak = np.abs(window[_SIDE:-_SIDE]).max(axis=1)
    for channel in window.T:
        for taps in _BETWEEN:
            np.maximum(peak, np.abs(np.convolve(channel, taps, "valid")[: len(peak)]), out=peak)
    over = np.maximum(peak / ceiling, np.float32(1))
    return np.asarray(20 * np.log10(over), np.float32)


def _running_max(curve: _Curve, reach: int) -> _Curve:
    """The maximum of each sample and the `reach` after it; shorter by `reach`. Doubling steps: log2(reach) passes."""
    span = 1
    while span < reach + 1:
        step = min(span, reach + 1 - span)
        curve = np.maximum(curve[:-step], curve[step:])
        span += step
    return curve


def _between() -> NDArray[np.float32]:
    """Three rows of taps that give the wave a quarter, a half and three quarters of the way to the next sample.

    A sinc under a Kaiser window (beta 7); like the filter of BS.1770-4 Annex 2, but longer: 32 taps a phase, not 12.
    """
    at = np.arange(-_SIDE + 1, _SIDE + 1)
    rows = [np.sinc(at - part) * np.i0(7 * np.sqrt(1 - ((at - part) / (_SIDE + 1)) ** 2)) for part in (0.25, 0.5, 0.75)]
    taps = np.asarray(rows)[:, ::-1] / np.i0(7)
    return np.ascontiguousarray(taps, np.float32)


_BETWEEN = _between()
_RAMP = np.hanning(2 * _HALF + 3)[1:-1] / np.hanning(2 * _HALF + 3).sum()

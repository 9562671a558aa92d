"""Cut tops drawn anew: a smooth curve from the last true sample before to the first one after, at the slopes they have.

It is a guess, and on some music a worse one than the flat top. So it is tried first on tops of the same take that were
not cut, and used only where it comes closer to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.audio.checks.checked import Span
from bot.audio.pcm import Block, PcmFile

MOST = 2_000
"""Tops that are drawn anew: a take with more is distorted, not clipped."""
_BETTER = 4.0
"""dB that the curve must be closer to the truth than the flat top."""
_TRIED_A_BLOCK = 20
_FEW = 20
_LOW, _HIGH = 0.5, 0.95
"""Share of the limit in which the tops lie that it is tried on."""

Wave = NDArray[np.float32]


def worth_it(source: PcmFile, flat: Sequence[Span]) -> bool:
    """Whether tops of this take that were not cut would be drawn better than left flat."""
    if not flat or len(flat) > MOST:
        return False
    length = max(3, int(np.median([span.frames for span in flat])))
    limit = max(float(np.abs(block).max()) for block in _begin(source))
    errors = [
        error for block in _begin(source) for wave in block.T for error in _tried(wave, limit, length, _TRIED_A_BLOCK)
    ]
    if len(errors) < _FEW:
        return False
    left_flat, curved = np.sum(errors, axis=0)
    return float(10 * np.log10(left_flat / (curved + 1e-20) + 1e-20)) >= _BETTER


def _begin(source: PcmFile) -> Iterable[Block]:
    """A minute of it is enough."""
    return islice(source.blocks(), 60)


def drawn(wave: Wave) -> Wave:
    """The top between the first two and the last two samples of a wave, which are true."""
    return _curve(wave, 2, len(wave) - 2)


def _curve(wave: Wave, start: int, end: int) -> Wave:
    """Hermite's cubic over the frames `start` to `end`."""
    before, after = start - 1, end
    length = after - before
    rise, fall = (wave[before] - wave[before - 1]) * length, (wave[after + 1] - wave[after]) * length
    t = np.arange(1, length, dtype=np.float32) / length
    ends = (2 * t**3 - 3 * t**2 + 1) * wave[before] + (3 * t**2 - 2 * t**3) * wave[after]
    return np.asarray(ends + (t**3 - 2 * t**2 + t) * rise + (t**3 - t**2) * fall, np.float32)


def _tried(wave: Wave, limit: float, length: int, most: int) -> Iterable[tuple[float, float]]:
    """(error of a flat top, error of the curve) at the highest tops that are under the limit."""
    height = np.abs(wave)
    inside = height[1:-1]
    is_top = (inside > height[:-2]) & (inside >= height[2:]) & (inside > _LOW * limit) & (inside < _HIGH * limit)
    tops = np.flatnonzero(is_top) + 1
    half = length // 2 + 1
    tops = tops[(tops > half + 3) & (tops < len(wave) - half - 3)]
    for top in tops[np.argsort(-height[tops])][:most]:
        start, end = top - length // 2, top - length // 2 + length
        true = wave[start:end]
        level = max(height[start - 1], height[end]) * np.sign(wave[top])
        if np.all(true * np.sign(level) >= abs(level)):
            yield float(np.sum((true - level) ** 2)), float(np.sum((true - _curve(wave, start, end)) ** 2))

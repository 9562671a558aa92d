"""Holes in music: it breaks off within 10 ms, is gone for 20 ms to 3 s, and is back as abruptly where it was."""

from __future__ import annotations

import numpy as np

from bot.audio.checks.checked import Span
from bot.audio.checks.levels import FLOOR, STEP, Curve, Heights

_DEEP = 35.0
"""dB that a hole lies under the music around it."""
_STEEP = 25.0
"""dB of fall within two steps: no note is let go so fast."""
_SHORTEST = 3
_LONGEST = 600
"""Whole steps of a hole: 15 ms and what hangs over, to 3 s."""
_AROUND = 20
_LIKE = 12.0
"""dB that the levels before and after may differ."""
_EVEN = 8.0
"""dB that the last 15 ms before a hole may be under what came before them, and the first after it over what comes: a
note that is let go falls, one that is struck stands out."""
_MANY = 6
"""Holes from which on they may be a rhythm."""


def gaps(heights: Heights) -> tuple[Span, ...]:
    """The dropouts of a take, to a step. Holes that come as evenly as a rhythm are one."""
    levels = 10 * np.log10(np.maximum(heights.power, FLOOR))
    falls = np.flatnonzero(levels[2:] < levels[:-2] - _STEEP) + 2
    found: list[tuple[int, int]] = []
    for fall in map(int, falls):
        if found and fall < found[-1][1]:
            continue
        hole = _hole(levels, fall, heights.level)
        if hole is not None:
            found.append(hole)
    if _rhythm([start for start, _ in found]):
        return ()
    return tuple(Span(start=start * STEP, end=end * STEP) for start, end in found)


def _hole(levels: Curve, fall: int, usual: float) -> tuple[int, int] | None:
    """The steps of the hole that begins about `fall`; None where it is none."""
    if fall < _AROUND + 2:
        return None
    before = levels[fall - _AROUND - 2 : fall - 2]
    level = max(_mean(before[: _AROUND // 2]), _mean(before[_AROUND // 2 :]))
    if level < usual - 25 or _mean(before[-3:]) < level - _EVEN or not _lasting(before, level):
        return None
    low = levels[fall : fall + _LONGEST + 2] < level - _DEEP
    if not low[:2].any():
        return None
    start = fall if low[0] else fall + 1
    length = int(np.argmin(low[start - fall :])) if not low[start - fall :].all() else 0
    end = start + length
    after = levels[end : end + _AROUND + 1]
    if not _SHORTEST <= length <= _LONGEST or len(after) <= _AROUND:
        return None
    steep, again = float(after[:2].max()) > level - _LIKE - 3, _mean(after[1:])
    same = abs(again - level) < _LIKE and _mean(after[1:4]) < again + _EVEN and _lasting(after[1:], again)
    return (start, end) if steep and same else None


def _lasting(levels: Curve, level: float) -> bool:
    """Whether it sounds throughout: a click and what follows it is no music that could drop out."""
    return bool(np.mean(levels > level - 15) > 0.8)


def _rhythm(starts: list[int]) -> bool:
    if len(starts) < _MANY:
        return False
    steps = np.diff(starts)
    beat = float(np.min(steps))
    return bool(np.mean(np.abs(steps / beat - np.round(steps / beat)) < 0.06) > 0.8)


def _mean(levels: Curve) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))

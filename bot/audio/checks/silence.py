"""Where a take begins and ends to sound: a soft beginning and a ring-out are music, a level floor of noise is not."""

from __future__ import annotations

import numpy as np

from bot.audio.checks.checked import Span
from bot.audio.checks.levels import FLOOR, STEP, Curve, Heights
from bot.audio.pcm import RATE

HEAD = round(0.15 * RATE)
TAIL = round(0.5 * RATE)
"""Frames of silence from which on it is one."""
_ABSOLUTE = -60.0
"""dBFS. A tail of a real take lay at -64 dB."""
_RELATIVE = -36.0
"""dB under the take."""
_NOTHING = -80.0
"""dBFS under which no ring-out is followed."""
_WINDOW = 10
"""Steps, of which `_ENOUGH` must be over the threshold: a click in silence is no music."""
_ENOUGH = 4
_FALL = 1.0
"""dB that a ring-out falls, or a beginning rises, from one span to the next at least."""
_SPAN = 60
"""Steps, 0.3 s, over which that is seen in spite of a pulse."""
_BREATH = 1
"""Steps kept before the first sound."""


def sounding(heights: Heights, frames: int) -> Span:
    """Where the take sounds; all of it where it is silent throughout, or its silences are too short to matter."""
    quiet = min(_ABSOLUTE, heights.level + _RELATIVE)
    levels = 10 * np.log10(np.maximum(heights.power, FLOOR))
    first, last = _first(levels, quiet), _first(levels[::-1], quiet)
    if first is None or last is None:
        return Span(start=0, end=frames)
    start = max(0, _further(levels, first) - _BREATH) * STEP
    end = min(frames, (len(levels) - _further(levels[::-1], last)) * STEP)
    return Span(start=start if start >= HEAD else 0, end=end if frames - end >= TAIL else frames)


def _first(levels: Curve, quiet: float) -> int | None:
    """The first step that is over `quiet` and so is most of what comes right after it."""
    over = levels > quiet
    if len(over) < _WINDOW:
        return None
    near = np.convolve(over, np.ones(_WINDOW), "full")[_WINDOW - 1 :]
    found = np.flatnonzero(over & (near >= _ENOUGH))
    return int(found[0]) if len(found) else None


def _further(levels: Curve, edge: int) -> int:
    """The step at which the sound that is over the threshold from `edge` on really began, going back while it falls."""
    while (span := min(_SPAN, edge // 2)) >= _WINDOW:
        here, before = _mean(levels[edge - span : edge]), _mean(levels[edge - 2 * span : edge - span])
        if here < _NOTHING or here - before < _FALL:
            return edge
        edge -= _WINDOW
    return edge


def _mean(levels: Curve) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))

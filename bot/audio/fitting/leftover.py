"""What whole bars cannot give: a little stretch, a shorter ring-out, a moment of silence. Plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from bot.audio.pcm import RATE

MOST_STRETCH = 0.02
FILLER = 0.05
"""The share of a bed that silence and what is faded may take up."""
_ROW = 1920
_QUIET, _LOUD = -45.0, -8.0
"""dB against the mean of the piece: a ring-out cut where it is quieter is not heard, where it is louder plainly."""
_RINGS = 0.8
"""Seconds that a last chord rings at the least where it did."""
_SHORT_FADE, _LONG_FADE = round(0.03 * RATE), round(1.5 * RATE)
_GRID = round(0.02 * RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """How the rest is made up. `stretch` is a count of frames, more or fewer, over what may be stretched; `trimmed`
    frames of the ring-out are left out, its last `fade` frames fade; `silence` frames follow it."""

    cost: float
    stretch: int = 0
    trimmed: int = 0
    fade: int = 0
    silence: int = 0


def stretch_cost(ratio: float) -> float:
    """1 % costs about what an easy join does, and 2 % more than a bad one."""
    return 0.35 * (abs(ratio) * 100) ** 2 if abs(ratio) <= MOST_STRETCH else inf


def settle(lack: int, stretchable: int, tail: Sequence[float], tail_frames: int, whole: int) -> Leftover | None:
    """The best way to make music `lack` frames longer (shorter where it is negative) for a bed of `whole` frames.

    `stretchable` frames of it may be stretched; `tail` is the level of the ring-out (dB against the mean of the piece,
    a row every 40 ms) that lasts `tail_frames`. None where nothing allowed makes it up.
    """
    found = (
        _with(lack, stretchable, change, tail, tail_frames, whole) for change in _changes(lack, tail_frames, whole)
    )
    return min((way for way in found if way is not None), key=lambda way: way.cost, default=None)


def _changes(lack: int, tail_frames: int, whole: int) -> list[int]:
    """Frames by which the end may become longer or shorter."""
    room = max(tail_frames - max(round(_RINGS * RATE), tail_frames // 3), 0)
    longest = int(FILLER * whole)
    inside = range(-room // _GRID * _GRID + _GRID, longest, _GRID)
    return [change for change in {*inside, 0, lack} if -room <= change <= longest]


def _with(
    lack: int, stretchable: int, change: int, tail: Sequence[float], tail_frames: int, whole: int
) -> Leftover | None:
    stretch = lack - change
    ratio = stretch / stretchable if stretchable else (inf if stretch else 0.0)
    cost = stretch_cost(ratio)
    if cost == inf:
        return None
    if change >= 0:
        return Leftover(cost=cost + _silence_cost(change), stretch=stretch, silence=change)
    loud = _level(tail, tail_frames + change)
    fade = _fade(loud, tail_frames + change, whole)
    return Leftover(cost=cost + _trim_cost(loud, -change / tail_frames), stretch=stretch, trimmed=-change, fade=fade)


def _silence_cost(frames: int) -> float:
    return 0.3 * frames / RATE if frames < 0.4 * RATE else 0.9 * frames / RATE - 0.24


def _trim_cost(loud: float, share: float) -> float:
    heard = min(max((loud - _QUIET) / (_LOUD - _QUIET), 0.0), 1.0)
    return heard * (0.5 + share)


def _level(tail: Sequence[float], at: int) -> float:
    """The loudest from `at` frames into the ring-out on."""
    return max(tail[max(at // _ROW - 1, 0) :], default=-100.0)


def _fade(loud: float, left: int, whole: int) -> int:
    """Frames to fade over: none is heard where it is quiet already."""
    if loud < _QUIET:
        return min(_SHORT_FADE, left)
    return min(_LONG_FADE, left // 2, int(FILLER * whole))

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
_CUT_OFF = 2.0
"""What it costs to cut off a sound that begins late in the ending."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The ending: how many frames, and its level in dB against the mean of the piece, a row every 40 ms. The last sound
    begins after `rings` frames."""

    frames: int
    level: Sequence[float]
    rings: int = 0

    @property
    def room(self) -> int:
        """Frames that may be cut: a last chord rings for a moment, and for a third of its time."""
        return max(self.frames - max(round(_RINGS * RATE), self.frames // 3), 0)

    def loudest(self, since: int) -> float:
        """From so many frames into it on."""
        return max(self.level[max(since // _ROW - 1, 0) :], default=-100.0)


def settle(lack: int, stretchable: int, tail: Tail, whole: int) -> Leftover | None:
    """The best way to make music `lack` frames longer (shorter where it is negative) for a bed of `whole` frames.

    `stretchable` frames of it may be stretched. None where nothing allowed makes it up.
    """
    found = (_with(lack - change, stretchable, change, tail, whole) for change in _changes(lack, tail.room, whole))
    return min((way for way in found if way is not None), key=lambda way: way.cost, default=None)


def _changes(lack: int, room: int, whole: int) -> list[int]:
    """Frames by which the end may become longer or shorter."""
    longest = int(FILLER * whole)
    inside = range(-room // _GRID * _GRID + _GRID, longest, _GRID)
    return [change for change in {*inside, 0, lack} if -room <= change <= longest]


def _with(stretch: int, stretchable: int, change: int, tail: Tail, whole: int) -> Leftover | None:
    """So many frames of stretch, and an end that is `change` frames longer."""
    ratio = stretch / stretchable if stretchable else (inf if stretch else 0.0)
    cost = stretch_cost(ratio)
    if cost == inf:
        return None
    if change >= 0:
        return Leftover(cost=cost + _silence_cost(change), stretch=stretch, silence=change)
    left = tail.frames + change
    loud = tail.loudest(left)
    cost += _trim_cost(loud, -change / tail.frames) + (_CUT_OFF if left < tail.rings + round(_RINGS * RATE) else 0.0)
    return Leftover(cost=cost, stretch=stretch, trimmed=-change, fade=_fade(loud, left, whole))


def _silence_cost(frames: int) -> float:
    seconds = frames / RATE
    return 0.3 * seconds if seconds < 0.3 else 2.5 * seconds - 0.66


def _trim_cost(loud: float, share: float) -> float:
    heard = min(max((loud - _QUIET) / (_LOUD - _QUIET), 0.0), 1.0)
    return heard * (0.5 + share)


def _fade(loud: float, left: int, whole: int) -> int:
    """Frames to fade over: none is heard where it is quiet already."""
    if loud < _QUIET:
        return min(_SHORT_FADE, left)
    return min(_LONG_FADE, left // 2, int(FILLER * whole))

"""When what must fall: where in the take the bed begins, and how many bars come before each moment to be met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil, floor

from bot.audio.fitting.leftover import MOST_STRETCH, stretch_cost
from bot.audio.pcm import RATE

_ROOM = 0.9 * MOST_STRETCH
"""Of the stretch, so much is planned with; the rest is for what only shows when sounds are lined up."""
_BEATS_FIRST, _OFF_BEAT = 0.6, 1.1
"""What it costs to begin later than the take does: on a beat, or anywhere."""
_MANY = 24
NEAR_ENOUGH = round(0.008 * RATE)
"""Frames by which a moment may be missed without a stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What the arithmetic of bars needs to know of a take, in frames."""

    head: int
    """Before the first downbeat."""
    bar: float
    beats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A frame of the bed at which a downbeat falls; `place` says which, where it matters."""

    frame: int
    place: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The bed begins at frame `begins` of the take; after `bars[i]` bars moment i is met. `cost` is of stretches, and
    of a beginning that is not the take's."""

    begins: int
    bars: tuple[int, ...]
    moments: tuple[Moment, ...]
    cost: float

    @property
    def held(self) -> dict[int, int]:
        """Counts of bars at which the bed must be at a certain place."""
        pairs = zip(self.bars, self.moments, strict=True)
        return {bars: moment.place for bars, moment in pairs if moment.place is not None}


def schedules(timing: Timing, moments: tuple[Moment, ...]) -> list[Schedule]:
    """The ways to meet all `moments` by whole bars and at most 2 % stretch between them, the best first; without
    moments, the one that begins as the take does."""
    if not moments:
        return [Schedule(begins=0, bars=(), moments=(), cost=0.0)]
    ordered = tuple(sorted(moments, key=lambda moment: moment.frame))
    found = (
        Schedule(begins=begins, bars=bars, moments=ordered, cost=cost + more)
        for begins, cost in _beginnings(timing, ordered[0].frame)
        for bars, more in _counted(timing, timing.head - begins, 0, 0, ordered)
    )
    return sorted(islice(found, 40 * _MANY), key=lambda schedule: schedule.cost)[:_MANY]


def _beginnings(timing: Timing, first: int) -> Iterator[tuple[int, float]]:
    """Frames of the take at which the bed may begin: as the take, on a beat of the first bar, or where it is exact."""
    yield 0, 0.0
    beat = timing.bar / timing.beats
    for count in range(timing.beats):
        begins = round(timing.head + count * beat)
        if begins > 0:
            yield begins, _BEATS_FIRST
    for bars in range(1, int((first + timing.bar) / timing.bar) + 2):
        begins = round(timing.head + bars * timing.bar - first)
        if 0 < begins < timing.head + timing.bar:
            yield begins, _OFF_BEAT


def _counted(
    timing: Timing, head: int, done: int, at: int, moments: tuple[Moment, ...]
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Counts of bars for the moments that are left, after `done` bars, when the bed is at frame `at`."""
    if not moments:
        yield (), 0.0
        return
    wanted = moments[0].frame - at
    for count in _counts(wanted, head, timing.bar):
        natural = head + count * timing.bar
        cost = stretch_cost(wanted / natural - 1) if abs(wanted - natural) > NEAR_ENOUGH else 0.0
        for bars, more in _counted(timing, 0, done + count, moments[0].frame, moments[1:]):
            yield (done + count, *bars), cost + more


def _counts(wanted: int, head: int, bar: float) -> range:
    """How many bars after `head` last about `wanted` frames, stretched by what is allowed."""
    least = min(wanted / (1 + _ROOM), wanted - NEAR_ENOUGH)
    most = max(wanted / (1 - _ROOM), wanted + NEAR_ENOUGH)
    return range(max(ceil((least - head) / bar), 0), floor((most - head) / bar) + 1)

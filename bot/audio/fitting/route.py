"""The way from a take to a bed, chosen: which bars follow which, and how the rest is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite

from bot.audio.fitting.costs import Costs
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.leftover import FILLER, MOST_STRETCH, Leftover, Tail, settle, stretch_cost
from bot.audio.fitting.paths import Jump, Walks
from bot.audio.fitting.schedule import NEAR_ENOUGH, Moment, Schedule, Timing, schedules
from bot.audio.pcm import RATE

_APART = 4.0
"""Seconds between two joins in music without a pulse: their crossfades are long."""
_NEXT = 6
"""How many counts of bars are looked at in full for each schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Up to `leg`, `frame` of the take the bed lasts until frame `due`; what lacks is stretched, or without a pulse
    given by its joins."""

    leg: int
    frame: int
    due: int
    at_end: bool = False
    """Whether `frame` is where the leg ends, wherever that comes to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Legs of the take in order, (begins, ends) in frames; between leg i and i + 1 lies `jumps[i]`.

    The last stage ends where the last leg ends, or where its ring-out begins: then `rest` says what follows.
    """

    legs: tuple[tuple[int, int], ...]
    jumps: tuple[Jump, ...]
    stages: tuple[Stage, ...]
    rest: Leftover
    cost: float
    wrap: Jump | None = None
    """Of a loop: from its end to its beginning."""
    whole: bool = True
    """Whether all jumps are from a place to a place."""


class Planner:
    """Plans on one ground."""

    def __init__(self, ground: Ground, costs: Costs) -> None:
        self._ground, self._costs = ground, costs
        self._walked: dict[tuple[object, ...], Walks] = {}
        rings = max(ground.rings - int(ground.places[ground.body]), 0) if ground.tail else 0
        self._tail = Tail(frames=ground.tail, level=ground.ring.tolist(), rings=rings)

    def route(self, frames: int, moments: tuple[Moment, ...] = (), *, fade: int | None = None) -> Route | None:
        """The cheapest way to exactly `frames` that meets all moments; None where there is none.

        With a `fade`, or where the take has no ending, the bed stops where its time is up, and the end fades.
        """
        open_ended = fade is not None or self._ground.ending is None
        best: Route | None = None
        ways = self._open if open_ended else self._closed
        for schedule in schedules(self._timing(), moments):
            if best is not None and schedule.cost >= best.cost:
                break
            for route in ways(schedule, self._walks(frames, schedule), frames, fade):
                if best is None or route.cost < best.cost:
                    best = route
        return best

    def _timing(self) -> Timing:
        ground = self._ground
        return Timing(head=ground.head, bar=ground.step, beats=ground.meter if ground.phrase == 1 else 1)

    def _walks(self, frames: int, schedule: Schedule) -> Walks:
        key = (frames, *sorted(schedule.held.items()))
        if key not in self._walked:
            self._walked[key] = self._all_walks(frames, schedule)
        return self._walked[key]

    def _all_walks(self, frames: int, schedule: Schedule) -> Walks:
        ground = self._ground
        bars = int(frames / ground.step * (1 + MOST_STRETCH)) + 2
        if ground.pulsed:
            shortest, first = min(max(bars // 8, 1), 4, max(bars // 4, 1)), 1
        else:
            shortest = first = max(min(round(_APART * RATE / ground.step), bars // 2), 1)
        return Walks(self._costs.weighed, bars=bars, shortest=shortest, first=first, held=schedule.held)

    def _closed(self, schedule: Schedule, walks: Walks, frames: int, _: int | None) -> Iterator[Route]:
        """Ways that keep the take's ending."""
        ground, ending = self._ground, self._ground.ending
        assert ending is not None  # noqa: S101
        room = frames + schedule.begins - ground.head - ground.tail
        near = max(round(room / ground.step), 1)
        reach = max(round((0.025 * frames + ground.tail) / ground.step) + 1, 2)
        first = schedule.bars[-1] + 1 if schedule.bars else 1
        counts = range(max(near - reach, first), near + reach + 1)
        able = [bars for bars in counts if bars < walks.most and isfinite(walks.cost(bars, ending))]
        for bars in sorted(able, key=lambda bars: walks.cost(bars, ending) + self._rough(bars, room))[:_NEXT]:
            route = self._kept(schedule, walks.jumps(bars, ending), walks.cost(bars, ending), frames)
            if route is not None:
                yield route

    def _rough(self, bars: int, room: float) -> float:
        """What the left-over of so many bars may cost, before it is known exactly."""
        lack = room - bars * self._ground.step
        if not self._ground.pulsed:
            return abs(lack) / self._ground.step
        return min(stretch_cost(min(abs(lack) / max(bars * self._ground.step, 1), MOST_STRETCH)), abs(lack) / RATE)

    def _kept(self, schedule: Schedule, jumps: tuple[Jump, ...], cost: float, frames: int) -> Route | None:
        ground = self._ground
        ending = int(ground.places[ground.body])
        legs = legs_of(ground, schedule.begins, jumps, ground.frames)
        stages, more = self._stages(schedule, jumps, legs)
        if more == inf:
            return None
        done = position(legs, stages[-1].leg, stages[-1].frame) if stages else 0
        start = stages[-1].due if stages else 0
        natural = position(legs, len(legs) - 1, ending) - done
        lack = frames - start - natural - ground.tail
        free = not ground.pulsed and bool(jumps) and (not stages or stages[-1].leg < len(legs) - 1)
        rest = Leftover(cost=0.0) if free else settle(lack, natural, self._tail, frames)
        if rest is None:
            return None
        due = frames - rest.silence - ground.tail + rest.trimmed
        last = Stage(leg=len(legs) - 1, frame=ending, due=due)
        total = schedule.cost + cost + more + rest.cost
        return Route(legs=legs, jumps=jumps, stages=(*stages, last), rest=rest, cost=total)

    def _open(self, schedule: Schedule, walks: Walks, frames: int, fade: int | None) -> Iterator[Route]:
        """Ways that stop when the time is up."""
        ground = self._ground
        last = schedule.bars[-1] if schedule.bars else 0
        begun = schedule.moments[-1].frame if schedule.moments else schedule.begins - ground.head
        bars = last + max(int((frames - begun) / ground.step), 0)
        bars = min(bars, walks.most - 1)
        left = frames - begun - round((bars - last) * ground.step)
        ends = range(len(ground.places)) if ground.ending is None else range(ground.body + 1)
        able = [place for place in ends if int(ground.places[place]) + left <= ground.frames]
        for _, place in sorted((walks.cost(bars, place), place) for place in able)[:3]:
            if not isfinite(walks.cost(bars, place)):
                continue
            jumps = walks.jumps(bars, place)
            route = self._stopped(schedule, jumps, walks.cost(bars, place), frames, fade)
            if route is not None:
                yield route

    def _stopped(
        self, schedule: Schedule, jumps: tuple[Jump, ...], cost: float, frames: int, fade: int | None
    ) -> Route | None:
        ground = self._ground
        legs = legs_of(ground, schedule.begins, jumps, ground.frames)
        stages, more = self._stages(schedule, jumps, legs)
        done = position(legs, stages[-1].leg, stages[-1].frame) if stages else 0
        start = stages[-1].due if stages else 0
        end = ground.frames - (position(legs, len(legs) - 1, ground.frames) - done - (frames - start))
        silence = max(end - ground.frames, 0)
        if more == inf or end <= legs[-1][0] or silence > FILLER * frames:
            return None
        legs = (*legs[:-1], (legs[-1][0], min(end, ground.frames)))
        length = int(FILLER * frames) if fade is None else fade
        rest = Leftover(cost=silence / RATE, fade=min(length, frames), silence=silence)
        total = schedule.cost + cost + more + rest.cost
        return Route(legs=legs, jumps=jumps, stages=stages, rest=rest, cost=total)

    def _stages(
        self, schedule: Schedule, jumps: tuple[Jump, ...], legs: tuple[tuple[int, int], ...]
    ) -> tuple[tuple[Stage, ...], float]:
        """The moments as stages, and what their stretches cost more than was planned: infinite beyond 2 %."""
        stages: list[Stage] = []
        cost, natural, due = 0.0, 0, 0
        for bars, moment in zip(schedule.bars, schedule.moments, strict=True):
            leg = sum(jump.bars <= bars for jump in jumps)
            before = jumps[leg - 1] if leg else None
            place = bars if before is None else before.entered + bars - before.bars
            frame = int(self._ground.places[place])
            at = position(legs, leg, frame)
            lack = moment.frame - due - (at - natural)
            if self._ground.pulsed and abs(lack) > NEAR_ENOUGH:
                cost = max(cost, stretch_cost(lack / max(at - natural, 1)))
            stages.append(Stage(leg=leg, frame=frame, due=moment.frame))
            natural, due = at, moment.frame
        return tuple(stages), (inf if cost == inf else 0.0)


def legs_of(ground: Ground, begins: int, jumps: tuple[Jump, ...], ends: int) -> tuple[tuple[int, int], ...]:
    """The take from frame `begins` to `ends` with these jumps: (begins, ends) of every leg."""
    starts = [begins, *(int(ground.places[jump.entered]) for jump in jumps)]
    stops = [*(int(ground.places[jump.left]) for jump in jumps), ends]
    return tuple(zip(starts, stops, strict=True))


def position(legs: tuple[tuple[int, int], ...], leg: int, frame: int) -> int:
    """Frames of the unstretched bed until `frame` of the take in a leg."""
    return sum(ends - begins for begins, ends in legs[:leg]) + frame - legs[leg][0]

"""The policies that the bench compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from random import Random

from bench.polling_world import Trace
from bot.domain.durations import Learned
from bot.domain.polling import LOOK_COST, Durations, Waiting, choose, due_at

STRAGGLER = 20.0
"""Seconds between looks at a task that outlasts its plan."""


@dataclass(slots=True)
class Timetable:
    """Looks at fixed times, the earliest first."""

    times: dict[int, float] = field(default_factory=dict)

    def due(self) -> float:
        return min(self.times.values(), default=inf)

    def choose(self, now: float) -> int | None:
        first = min(self.times, key=self.times.__getitem__, default=None)
        return first if first is not None and self.times[first] <= now else None


@dataclass(slots=True)
class Fixed(Timetable):
    """Each 15 to 25 s, as the vendor advises."""

    random: Random = field(default_factory=lambda: Random(0))

    def started(self, job: int, now: float) -> None:
        self.times[job] = now + self.random.uniform(15, 25)

    def looked(self, job: int, now: float, *, done: bool) -> None:
        self.times.pop(job) if done else self.started(job, now)


@dataclass(slots=True, kw_only=True)
class Planned(Timetable):
    """At given ages, e.g. those of the computed optimum; the line may make a look late, the plan stays."""

    ages: Sequence[float]
    starts: dict[int, float] = field(default_factory=dict)

    def started(self, job: int, now: float) -> None:
        self.starts[job] = now
        self._plan(job, now)

    def _plan(self, job: int, now: float) -> None:
        start = self.starts[job]
        self.times[job] = start + next((age for age in self.ages if start + age > now), now - start + STRAGGLER)

    def looked(self, job: int, now: float, *, done: bool) -> None:
        self.times.pop(job) if done else self._plan(job, now)


@dataclass(slots=True, kw_only=True)
class Oracle(Timetable):
    """Knows when each task ends: one look, and lag by the line alone."""

    trace: Trace

    def started(self, job: int, now: float) -> None:
        self.times[job] = now + self.trace.takes[job]

    def looked(self, job: int, now: float, *, done: bool) -> None:
        assert done
        self.times.pop(job)


@dataclass(slots=True, kw_only=True)
class Known:
    """The bot's poller. What a task's next look was planned by stays until that look, as a stored row would have it."""

    durations: Durations
    cost: float = LOOK_COST
    waiting: dict[int, Waiting] = field(default_factory=dict)
    dues: dict[int, float] = field(default_factory=dict)

    def started(self, job: int, now: float) -> None:
        self._plan(job, Waiting(id=str(job), started=now, durations=self.durations))

    def _plan(self, job: int, waiting: Waiting) -> None:
        self.waiting[job], self.dues[job] = waiting, due_at(waiting, self.cost)

    def due(self) -> float:
        return min(self.dues.values(), default=inf)

    def choose(self, now: float) -> int | None:
        chosen = choose(list(self.waiting.values()), now, cost=self.cost)
        return None if chosen is None else int(chosen.id)

    def looked(self, job: int, now: float, *, done: bool) -> None:
        if done:
            del self.waiting[job], self.dues[job]
        else:
            self._plan(job, replace(self.waiting[job], last_look=now, durations=self.durations))


@dataclass(slots=True, kw_only=True)
class Learning(Known):
    """The bot's poller, its model learned as it goes from what its own looks found."""

    learned: Learned

    def looked(self, job: int, now: float, *, done: bool) -> None:
        if done:
            task = self.waiting[job]
            self.learned = self.learned.learn(task.looked_at(), now - task.started)
            self.durations = self.learned.durations
        super(Learning, self).looked(job, now, done=done)

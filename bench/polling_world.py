"""One key's limit, jobs that arrive at random, and looks at them, on a clock that is not a clock.

Looks and submits take turns where both wait (MusicAPI: one request in 3 s over everything); each takes one slot.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import exp, inf, log
from random import Random
from typing import Protocol

from bot.domain.limits import Spacing


@dataclass(frozen=True, slots=True)
class Trace:
    """Jobs: when each arrives and how long each takes once it is submitted, in seconds."""

    arrivals: tuple[float, ...]
    takes: tuple[float, ...]


@dataclass(slots=True)
class Outcome:
    """Per job, in the order of arrival: seconds of lag, and looks."""

    lags: list[float]
    looks: list[int]


class Policy(Protocol):
    """Says which task is looked at. Tasks are known by the place of their job in the trace."""

    def started(self, job: int, now: float) -> None: ...
    def choose(self, now: float) -> int | None: ...
    def due(self) -> float:
        """The earliest time at which `choose` would name a task; inf where none is there."""

    def looked(self, job: int, now: float, *, done: bool) -> None: ...


def trace(seed: int, *, jobs: int, in_flight: float, median: float, sigma: float) -> Trace:
    """Poisson arrivals of so many jobs in flight at the mean, waiting in line not counted."""
    random = Random(seed)
    takes = tuple(random.lognormvariate(log(median), sigma) for _ in range(jobs))
    mean = median * exp(sigma * sigma / 2)
    now, arrivals = 0.0, []
    for _ in range(jobs):
        now += random.expovariate(in_flight / mean)
        arrivals.append(now)
    return Trace(tuple(arrivals), takes)


@dataclass(slots=True)
class World:
    """Runs one trace under one policy."""

    trace: Trace
    policy: Policy
    limit: Spacing
    now: float = 0.0
    arrived: int = 0
    submits: deque[int] = field(default_factory=deque)
    ends: dict[int, float] = field(default_factory=dict)
    looks_last: bool = False

    def run(self) -> Outcome:
        """Until every job is found done."""
        jobs = len(self.trace.takes)
        outcome = Outcome([0.0] * jobs, [0] * jobs)
        while self.arrived < jobs or self.submits or self.ends:
            self._arrive()
            self._slot(outcome)
        return outcome

    def _arrive(self) -> None:
        while self._next_arrival() <= self.now:
            self.submits.append(self.arrived)
            self.arrived += 1

    def _next_arrival(self) -> float:
        return self.trace.arrivals[self.arrived] if self.arrived < len(self.trace.arrivals) else inf

    def _slot(self, outcome: Outcome) -> None:
        """Uses the slot that is free now, or goes to the next time at which something can happen."""
        if wait := self.limit.wait(self.now):
            self.now += wait
            return
        job = None if self.submits and self.looks_last else self.policy.choose(self.now)
        if job is not None:
            self._look(job, outcome)
        elif self.submits:
            self._submit(self.submits.popleft())
        else:
            self.now = min(self._next_arrival(), max(self.now, self.policy.due()))

    def _submit(self, job: int) -> None:
        self.limit, self.looks_last = self.limit.used(self.now), False
        self.ends[job] = self.now + self.trace.takes[job]
        self.policy.started(job, self.now)

    def _look(self, job: int, outcome: Outcome) -> None:
        self.limit, self.looks_last = self.limit.used(self.now), True
        outcome.looks[job] += 1
        done = self.ends[job] <= self.now
        if done:
            outcome.lags[job] = self.now - self.ends.pop(job)
        self.policy.looked(job, self.now, done=done)

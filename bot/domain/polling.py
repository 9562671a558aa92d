"""When to look at a task again, and at which first: the index of expected lag.

A look is due when the lag that is expected to have built up since the last one, `L = E[(age − T)⁺ | T > last look]`,
reaches the price of a look. For a constant hazard h and looks much closer than 1 / h that is the optimum of Barlow,
Hunter and Proschan (J. SIAM 11, 1963); for the log-normal it is within two percent of it. Under a
shared limit the task with the greatest L is looked at first, an index in the manner of Whittle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, sqrt

SIGMA = 0.35
LOOK_COST = 1.35
"""Seconds of lag that one look is worth. `python -m bench polling`: at 1.2 to 1.5, three tasks that share one request
in 3 s are found with less than 0.60 of the lag that looks each 15–25 s have, and no more looks. It does not rise with
the line: as the greatest lag goes first, the line itself raises the bar, and prices that rose with it did worse."""
TOLD_COST = 10.0
"""The same where a webhook is expected, and looks are for the one that is lost."""
HELD_UP = 0.01
"""The share of tasks that something holds up: an outage, a queue. It keeps looks at an overdue task few, and regular:
the hazard of a log-normal alone would ask for a look each second where sigma is small."""
HELD_UP_SECONDS = 600.0
"""Seconds beyond the median that these take at the mean. Looks at them end up `√(2 · cost · 600)` seconds apart: 40."""
CLOSE = 1e-3
"""Seconds. A time that went through a clock or a row is due all the same."""
ROUNDS = 40
LONG_AGO = 3600.0
"""Seconds past the median from which looks grow no rarer: what is held up has no memory."""


@dataclass(frozen=True, slots=True)
class Durations:
    """How long tasks of a kind take: log-normal, `median` in seconds; few are held up, for an exponential time."""

    median: float
    sigma: float = SIGMA

    def done_by(self, seconds: float) -> float:
        """The share of tasks that are done after `seconds`."""
        return 1.0 - self.beyond(seconds)[0]

    def beyond(self, seconds: float) -> tuple[float, float]:
        """P(T > seconds), and E[(T − seconds)⁺] in seconds (of a log-normal: Black and Scholes 1973, eq. 13)."""
        late = seconds - self.median
        held, held_rest = (1.0, HELD_UP_SECONDS - late) if late < 0 else _exponential(late)
        spread = self.sigma * sqrt(2.0)
        mean = self.median * exp(self.sigma * self.sigma / 2)
        if seconds < CLOSE * self.median:
            pending, rest = 1.0, mean - seconds
        else:
            z = log(seconds / self.median) / spread
            pending = 0.5 * erfc(z)
            rest = 0.5 * mean * erfc(z - spread / 2) - seconds * pending
        return pending + HELD_UP * (held - pending), rest + HELD_UP * (held_rest - rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that a provider works on. `started` and `last_look` are Unix seconds."""

    id: str
    started: float
    durations: Durations
    last_look: float | None = None

    def looked_at(self) -> float:
        """Seconds after its start at which the last look found it pending."""
        return 0.0 if self.last_look is None else max(0.0, self.last_look - self.started)

    def lag(self, now: float) -> float:
        """Seconds of lag expected by now."""
        return expected_lag(self.durations, self.looked_at(), now - self.started)


def _exponential(late: float) -> tuple[float, float]:
    held = exp(-late / HELD_UP_SECONDS)
    return held, held * HELD_UP_SECONDS


def expected_lag(durations: Durations, last_look: float, age: float) -> float:
    """Seconds of lag expected at `age` since the look at `last_look` found it pending (both after submission)."""
    if age <= last_look:
        return 0.0
    since = min(last_look, durations.median + LONG_AGO)
    pending, rest = durations.beyond(since)
    return max(0.0, age - last_look - (rest - durations.beyond(since + age - last_look)[1]) / pending)


def next_look(durations: Durations, last_look: float, *, cost: float = LOOK_COST) -> float:
    """Seconds after submission at which the next look is due, given that the one at `last_look` found it pending.

    Newton's steps on a convex function: from the second on, each stays at or above the answer.
    """
    since = min(last_look, durations.median + LONG_AGO)
    pending, rest = durations.beyond(since)
    gap = max(0.0, durations.median - since) + cost
    for _ in range(ROUNDS):
        still, left = durations.beyond(since + gap)
        step = (gap - (rest - left) / pending - cost) / (1.0 - still / pending)
        gap -= step
        if abs(step) < CLOSE / 10:
            break
    return last_look + gap


def due_at(waiting: Waiting, cost: float = LOOK_COST) -> float:
    """The Unix time at which the next look is due."""
    return waiting.started + next_look(waiting.durations, waiting.looked_at(), cost=cost)


def choose(waiting: Sequence[Waiting], now: float, *, cost: float = LOOK_COST) -> Waiting | None:
    """The task with the greatest expected lag, if that is worth a look: then it is due by `due_at` as well.

    Lag is all that counts, so one that is long overdue comes up again and again however many new ones there are; what
    a look would gain (Whittle's own index) starves it.
    """
    if not waiting:
        return None
    lag, first = max(((task.lag(now), task) for task in waiting), key=lambda found: found[0])
    return first if lag >= cost - CLOSE else None

"""When to look at a task again: the index of expected lag.

The time a task takes is modelled as log-normal. A look is due when the lag that is expected to have built up since
the last look, `L = ∫ (F(s) − F(τ)) ds / (1 − F(τ))`, reaches the price of a look. For a constant hazard this is the
optimum of Barlow, Hunter and Proschan (J. SIAM 11, 1963).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from statistics import NormalDist

SIGMA = 0.35
LOOK_COST = 1.0
"""Seconds of lag that one look is worth."""
STEPS = 24
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Durations:
    """How long tasks of a kind take: log-normal, `median` in seconds."""

    median: float
    sigma: float = SIGMA

    def done_by(self, seconds: float) -> float:
        """The share of tasks that are done after `seconds`."""
        if seconds <= 0:
            return 0.0
        return _NORMAL.cdf((log(seconds) - log(self.median)) / self.sigma)


def expected_lag(durations: Durations, last_look: float, age: float) -> float:
    """Seconds of lag expected at `age` since the look at `last_look` found it pending (both after submission)."""
    known = durations.done_by(last_look)
    if age <= last_look or known >= 1.0 - 1e-9:
        return max(0.0, age - last_look)
    step = (age - last_look) / STEPS
    middles = (last_look + (index + 0.5) * step for index in range(STEPS))
    return sum(durations.done_by(at) - known for at in middles) * step / (1.0 - known)


def next_look(durations: Durations, last_look: float, *, cost: float = LOOK_COST) -> float:
    """Seconds after submission at which the next look is due, given that the one at `last_look` found it pending."""
    low, high = last_look, max(last_look, durations.median) + cost
    while expected_lag(durations, last_look, high) < cost:
        low, high = high, high * 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if expected_lag(durations, last_look, middle) >= cost else (middle, high)
    return high

"""How long a vendor takes: the times of a task, drawn from a log-normal, and of a webhook that is sent again."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds and shares. The defaults are as slow as the real thing; tests use `FAST`, or a clock moved by hand.

    A task of several items ends with its slowest; each of the others is ready up to `apart` of the time earlier.
    """

    median: float = 45.0
    """Half of the tasks take longer than this (seconds)."""
    sigma: float = 0.35
    """The spread: the standard deviation of the logarithm of the time. 0 makes every task take `median`."""
    not_ready: float = 0.25
    """The share of a task's time in which a look finds nothing of it yet."""
    streaming: float = 0.5
    """The share of a task's time after which its sound can be streamed, still unfinished."""
    apart: float = 0.3
    """By how much of the task's time an item may be ready before the last one."""
    hook_retries: tuple[float, ...] = (1.0, 5.0, 25.0)
    """Waits (seconds) before a webhook that was not taken with a 2xx is sent again."""
    hook_patience: float = 10.0
    """Seconds that a receiver has to answer a webhook."""

    def seconds(self, dice: random.Random) -> float:
        """How long one task takes: exp(ln median + sigma · normal), at most ten medians."""
        if self.median <= 0:
            return 0.0
        return min(math.exp(math.log(self.median) + self.sigma * dice.gauss(0.0, 1.0)), 10 * self.median)


FAST = Pace(median=0.3, sigma=0.2, hook_retries=(0.02, 0.05, 0.1), hook_patience=2.0)
AT_ONCE = Pace(median=0.0, sigma=0.0, not_ready=0.0, streaming=0.0, apart=0.0, hook_retries=(0.01, 0.01, 0.01))

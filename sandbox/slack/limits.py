"""How often an app may call: Slack's tiers per method, and about one post a second in a channel with a burst."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.slack.clock import Clock

WINDOW = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Rates:
    """Calls a minute for tiers 1 to 4 (and 0: no limit), posts a second in one channel, and how many may come at once.

    Slack publishes "1+", "20+", "50+" and "100+" a minute: these are the numbers that it must at least allow.
    apps.connections.open is in tier 3 here, since the sources disagree (tier 1 or 3).
    """

    per_minute: tuple[int, int, int, int] = (1, 20, 50, 100)
    posts_per_second: float = 1.0
    post_burst: int = 20
    enabled: bool = True


UNLIMITED = Rates(enabled=False)


class Limits:
    """Counts calls in a sliding minute per method, and posts in a leaking bucket per channel."""

    def __init__(self, clock: Clock, rates: Rates) -> None:
        self.rates = rates
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self._fill: dict[str, tuple[float, float]] = {}

    def call(self, method: str, tier: int) -> int:
        """Count a call; 0 when it may go on, else the seconds of Retry-After."""
        if not self.rates.enabled or tier == 0:
            return 0
        now, calls = self._clock.now(), self._calls[method]
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= self.rates.per_minute[tier - 1]:
            return max(1, math.ceil(calls[0] + WINDOW - now))
        calls.append(now)
        return 0

    def post(self, channel: str) -> int:
        """Count a post in a channel; 0 when it may go on, else the seconds of Retry-After."""
        if not self.rates.enabled:
            return 0
        now = self._clock.now()
        level, at = self._fill.get(channel, (0.0, now))
        level = max(0.0, level - (now - at) * self.rates.posts_per_second)
        if level + 1 > self.rates.post_burst:
            return max(1, math.ceil((level + 1 - self.rates.post_burst) / self.rates.posts_per_second))
        self._fill[channel] = (level + 1, now)
        return 0

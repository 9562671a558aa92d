"""How often one key may ask: so many requests in any window of so many seconds."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.slack.clock import Clock


@dataclass(frozen=True, slots=True)
class Room:
    """What the limiter said: whether the request may go on, what is left, and after how many seconds one is free."""

    allowed: bool
    left: int
    wait: float


class Limiter:
    """A sliding window for each key. A request that is refused does not count. `seconds` 0 is no limit."""

    def __init__(self, clock: Clock, *, requests: int, seconds: float) -> None:
        self.requests = requests
        self.seconds = seconds
        self._clock = clock
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def ask(self, key: str) -> Room:
        """Count a request of this key, if there is room."""
        now, times = self._clock.now(), self._times[key]
        while times and times[0] + self.seconds <= now:
            times.popleft()
        allowed = self.seconds <= 0 or len(times) < self.requests
        if allowed:
            times.append(now)
        return Room(allowed, max(0, self.requests - len(times)), max(0.0, times[0] + self.seconds - now))

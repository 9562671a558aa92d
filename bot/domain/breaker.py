"""When to leave a dead API alone, as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.limits import backoff

OPENS_AFTER = 3
"""Failures in a row after which an API counts as down."""
FIRST_SECONDS = 10.0
MOST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """Open while an API is down: then one probe at a time goes out, and none before `retry_at` (Unix seconds)."""

    failures: int = 0
    opened_at: float | None = None
    retry_at: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the API counts as down."""
        return self.opened_at is not None

    def failed(self, now: float) -> Breaker:
        """After a request that got no whole answer."""
        failures = self.failures + 1
        if failures < OPENS_AFTER:
            return replace(self, failures=failures)
        wait = backoff(failures - OPENS_AFTER + 1, first=FIRST_SECONDS, most=MOST_SECONDS)
        return Breaker(failures, now if self.opened_at is None else self.opened_at, now + wait)

    def worked(self) -> Breaker:
        """After a whole answer, whatever it said."""
        return Breaker()

"""Rates and waits, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spacing:
    """At most one call every `seconds`; `free_at` is a Unix time in seconds."""

    seconds: float
    free_at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next call may go out."""
        return max(0.0, self.free_at - now)

    def used(self, now: float) -> Spacing:
        """After a call at `now`."""
        return Spacing(self.seconds, max(now, self.free_at) + self.seconds)

    def held(self, until: float) -> Spacing:
        """After being told to keep off until then."""
        return Spacing(self.seconds, max(self.free_at, until))


def backoff(attempts: int, *, first: float = 1.0, most: float = 60.0) -> float:
    """Seconds to wait after the given number of failed attempts: doubling from `first` up to `most`."""
    return min(most, first * 2.0 ** min(max(0, attempts - 1), 30))

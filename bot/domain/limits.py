"""Rates and waits, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Spacing:
    """One call every `seconds`, of which `ahead` more may come early; `free_at` is a Unix time in seconds.

    Never more than `1 + ahead + period / seconds` calls in any period (GCRA, ITU-T I.371 annex A).
    """

    seconds: float
    free_at: float = 0.0
    ahead: int = 0

    def wait(self, now: float) -> float:
        """Seconds until the next call may go out."""
        return max(0.0, self.free_at - self.ahead * self.seconds - now)

    def used(self, now: float) -> Spacing:
        """After a call at `now`."""
        return replace(self, free_at=max(now, self.free_at) + self.seconds)

    def held(self, until: float) -> Spacing:
        """After being told to keep off until then."""
        return replace(self, free_at=max(self.free_at, until + self.ahead * self.seconds))


def backoff(attempts: int, *, first: float = 1.0, most: float = 60.0, factor: float = 2.0) -> float:
    """Seconds to wait after the given number of failed attempts: `first`, and each time `factor` as much, up to
    `most`."""
    return min(most, first * factor ** min(max(0, attempts - 1), 30))

"""Time in the sandbox: the machine's own, or one that a test moves by hand."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer(Protocol):
    """Something that will happen unless it is cancelled."""

    def cancel(self) -> None:
        """Make sure that it never happens; harmless when it already did."""


class Clock(Protocol):
    """Seconds since 1970, and a way to have something done at a moment."""

    def now(self) -> float:
        """Seconds since 1970."""

    def call_at(self, when: float, action: Callable[[], None]) -> Timer:
        """Run `action` on the event loop at `when` (seconds since 1970), or soon if that is past."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def call_at(self, when: float, action: Callable[[], None]) -> Timer:
        """Run `action` at `when`."""
        return asyncio.get_running_loop().call_later(max(0.0, when - time.time()), action)


class HandTimer:
    """A timer of a HandClock."""

    def __init__(self, when: float, action: Callable[[], None]) -> None:
        self.when = when
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """Forget the action."""
        self.action = None


class HandClock:
    """Time that stands still until `advance` is called."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._timers: list[tuple[float, int, HandTimer]] = []

    def now(self) -> float:
        """Seconds since 1970, as far as this clock was moved."""
        return self._now

    def call_at(self, when: float, action: Callable[[], None]) -> HandTimer:
        """Run `action` inside the `advance` that reaches `when`."""
        timer = HandTimer(when, action)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Move time on, running everything that falls due, in order."""
        end = self._now + seconds
        while self._timers and self._timers[0][0] <= end:
            when, _, timer = heapq.heappop(self._timers)
            self._now = max(self._now, when)
            if timer.action is not None:
                timer.action()
        self._now = end


async def sleep_until(clock: Clock, when: float) -> None:
    """Wait until the clock reaches `when`."""
    if when <= clock.now():
        return
    reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    timer = clock.call_at(when, lambda: None if reached.done() else reached.set_result(None))
    try:
        await reached
    finally:
        timer.cancel()

"""Work side by side: at most one piece per lane, so many lanes at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import TypeVar

from bot.domain.errors import StoreError
from bot.domain.limits import backoff

log = logging.getLogger(__name__)

T = TypeVar("T")


async def all_of(pieces: Iterable[Coroutine[object, object, T]]) -> list[T]:
    """What all the pieces answer, done side by side. Where one fails, it is raised once the others are done."""
    found = await asyncio.gather(*pieces, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return [one for one in found if not isinstance(one, BaseException)]


class Lanes:
    """Runs pieces of work as tasks, one per lane. `on_free` is called whenever a lane is free again.

    A lane whose work failed rests for a while, longer each time: what made it fail, e.g. a full disk, is likely to be
    there still.
    """

    def __init__(self, most: int, on_free: Callable[[], None]) -> None:
        self._most, self._on_free = most, on_free
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, int] = {}
        self._resting: dict[str, asyncio.TimerHandle] = {}

    @property
    def full(self) -> bool:
        """Whether no further lane may start."""
        return len(self._tasks) >= self._most

    @property
    def under_way(self) -> Collection[str]:
        """The lanes that have work under way."""
        return frozenset(self._tasks)

    def busy(self, lane: str) -> bool:
        """Whether this lane has work under way, or rests."""
        return lane in self._tasks or lane in self._resting

    def start(self, lane: str, work: Coroutine[object, object, None]) -> None:
        """Starts work in a free lane; what it raises is logged, and the rows say what to do next."""
        task = asyncio.create_task(work, name=lane)
        self._tasks[lane] = task
        task.add_done_callback(lambda done: self._ended(lane, done))

    def _ended(self, lane: str, task: asyncio.Task[None]) -> None:
        del self._tasks[lane]
        error = None if task.cancelled() else task.exception()
        if error is None:
            self._failures.pop(lane, None)
        else:
            self._rest(lane, error)
        self._on_free()

    def _rest(self, lane: str, error: BaseException) -> None:
        failures = self._failures[lane] = self._failures.get(lane, 0) + 1
        seconds = backoff(failures, most=15.0)
        self._resting[lane] = asyncio.get_running_loop().call_later(seconds, self._rested, lane)
        trace = None if isinstance(error, StoreError) else error
        log.error("work in lane %s failed, it goes on in %.0f s: %s", lane, seconds, error, exc_info=trace)

    def _rested(self, lane: str) -> None:
        del self._resting[lane]
        self._on_free()

    async def stop(self, patience: float = 0.0, *, spare: Collection[str] | None = None) -> None:
        """Waits at most `patience` seconds for what is under way, in the lanes to `spare` alone where they are named;
        all else is cancelled."""
        spared = [task for lane, task in self._tasks.items() if patience and (spare is None or lane in spare)]
        others = [task for task in self._tasks.values() if task not in spared]
        await _cancelled(others)
        if spared:
            await asyncio.wait(spared, timeout=patience)
        await _cancelled(spared)
        for timer in self._resting.values():
            timer.cancel()
        self._resting.clear()


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

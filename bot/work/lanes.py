"""Work side by side: at most one piece per lane, so many lanes at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

log = logging.getLogger(__name__)


class Lanes:
    """Runs pieces of work as tasks, one per lane. `on_free` is called whenever a lane is free again."""

    def __init__(self, most: int, on_free: Callable[[], None]) -> None:
        self._most, self._on_free = most, on_free
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def full(self) -> bool:
        """Whether no further lane may start."""
        return len(self._tasks) >= self._most

    def busy(self, lane: str) -> bool:
        """Whether this lane has work under way."""
        return lane in self._tasks

    def start(self, lane: str, work: Coroutine[object, object, None]) -> None:
        """Starts work in a free lane; what it raises is logged, and the rows say what to do next."""
        task = asyncio.create_task(work, name=lane)
        self._tasks[lane] = task
        task.add_done_callback(lambda done: self._ended(lane, done))

    def _ended(self, lane: str, task: asyncio.Task[None]) -> None:
        del self._tasks[lane]
        if not task.cancelled() and (error := task.exception()):
            log.error("work in lane %s failed", lane, exc_info=error)
        self._on_free()

    async def stop(self, patience: float = 0.0) -> None:
        """Waits at most `patience` seconds for what is under way, then cancels it."""
        tasks = list(self._tasks.values())
        if not tasks:
            return
        if patience:
            await asyncio.wait(tasks, timeout=patience)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

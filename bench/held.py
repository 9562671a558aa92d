"""An event loop that notes how long each callback held it, in processor time of its own thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import Context
from functools import partial
from typing import Any


class HeldLoop(asyncio.SelectorEventLoop):
    """Counts every callback: steps of tasks, timers, readers. What runs in other threads or processes is no part."""

    def __init__(self) -> None:
        self.longest = 0.0
        """Seconds of processor time that one callback took."""
        self.culprit = ""
        self.callbacks = 0
        super().__init__()

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        return super().call_soon(partial(self._timed, callback), *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return super().call_at(when, partial(self._timed, callback), *args, context=context)

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        return super().call_soon_threadsafe(partial(self._timed, callback), *args, context=context)

    def _add_reader(self, fd: Any, callback: Callable[..., object], *args: Any) -> Any:
        return super()._add_reader(fd, partial(self._timed, callback), *args)  # type: ignore[misc]

    def _timed(self, callback: Callable[..., object], *args: Any) -> None:
        started = time.thread_time()
        try:
            callback(*args)
        finally:
            took = time.thread_time() - started
            self.callbacks += 1
            if took > self.longest:
                self.longest, self.culprit = took, _name(callback)


def _name(callback: Callable[..., object]) -> str:
    """What it is: for a step of a task, its coroutine and where that waits now."""
    task = getattr(callback, "__self__", None)
    if not isinstance(task, asyncio.Task):
        return getattr(callback, "__qualname__", repr(callback))
    return f"{task.get_coro().__qualname__} {[frame.f_code.co_name for frame in task.get_stack(limit=1)]}"

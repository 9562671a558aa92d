"""What else this machine was busy with: seconds mean little where others take its processors."""

from __future__ import annotations

import time
from threading import Event, Thread

import psutil

EVERY = 0.15
"""Seconds between two readings."""


class Others:
    """Reads, in a thread, how many processors are taken by what is neither this process nor a child of it."""

    def __init__(self) -> None:
        self._found: list[tuple[float, float]] = []
        self._done = Event()
        self._own: dict[int, float] = {}
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def between(self, start: float, end: float) -> float:
        """Processors, at the mean; times are Unix seconds."""
        found = [taken for at, taken in self._found if start < at <= end + EVERY]
        return max(0.0, sum(found) / len(found)) if found else 0.0

    def stop(self) -> None:
        """Reads no more."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        before, then = self._spent(), time.time()
        while not self._done.wait(EVERY):
            after, now = self._spent(), time.time()
            self._found.append((now, (after - before) / (now - then)))
            before, then = after, now

    def _spent(self) -> float:
        """Seconds of all processors that others have had so far."""
        times = psutil.cpu_times()
        busy = times.user + times.system + times.nice + times.softirq + times.steal
        me = psutil.Process()
        for process in (me, *me.children(recursive=True)):
            try:
                spent = process.cpu_times()
            except psutil.Error:
                continue
            self._own[process.pid] = spent.user + spent.system
        return float(busy - sum(self._own.values()))

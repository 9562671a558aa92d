"""How much memory a process of its own needs: RssAnon, for mapped libraries are no memory that a length costs."""

from __future__ import annotations

import threading
from pathlib import Path

_STEP = 0.01


class Peak:
    """The highest RssAnon of this process until `stop`, MB, looked at every 10 ms."""

    def __init__(self) -> None:
        self._highest, self._done = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """What it was."""
        self._done.set()
        self._thread.join()
        return self._highest

    def _watch(self) -> None:
        while not self._done.wait(_STEP):
            self._highest = max(self._highest, anonymous())


def anonymous() -> float:
    """RssAnon now, MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024

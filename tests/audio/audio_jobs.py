"""What the tests of the workers let them do."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path

from bot.domain.errors import AudioError


def pid() -> int:
    """Who does it."""
    return os.getpid()


def doubled(number: int) -> int:
    """Something plain."""
    return 2 * number


def spin_until(path: Path) -> str:
    """Burns CPU in pure Python, which holds the interpreter's lock, until the file is there."""
    while not path.exists():
        sum(range(1000))
    return path.read_text()


def wait_for(fifo: Path, progress: Callable[[float], None]) -> str:
    """Says who it is, then blocks until somebody writes to the pipe."""
    progress(os.getpid())
    return fifo.read_text()


def told(progress: Callable[[float], None]) -> str:
    """Says how far it is."""
    for share in (0.0, 0.25, 1.0):
        progress(share)
    return "done"


def die() -> None:
    """Ends as a crash in a C library would."""
    os.abort()


def leave() -> None:
    """Ends without a word."""
    os._exit(0)


def refuse() -> None:
    """Raises words."""
    raise AudioError("The file is text, not audio.")


class Odd(Exception):
    """An error that cannot be rebuilt from its message."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__("odd")


def be_odd() -> None:
    """Raises what cannot be pickled back."""
    raise Odd(1, 2)


def unsendable() -> object:
    """Returns what cannot be pickled."""
    return lambda: None


def hoard() -> int:
    """Takes memory until there is none; 64 GB at most."""
    return sum(len(block) for block in [bytes(1 << 30) for _ in range(64)])


def most_memory() -> int:
    """The most that this process ever held, in MB."""
    import resource  # noqa: PLC0415 (not everywhere)

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def time_out() -> None:
    """Gives up waiting for something."""
    raise TimeoutError("of its own")


def threads_of_numpy() -> int:
    """How many threads numpy starts when it is imported."""
    before = sum(1 for _ in Path("/proc/self/task").iterdir())
    importlib.import_module("numpy")
    return sum(1 for _ in Path("/proc/self/task").iterdir()) - before

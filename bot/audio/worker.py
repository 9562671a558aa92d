"""A worker process: it does one job at a time, and ends when its parent does, whatever it is in the middle of."""

from __future__ import annotations

import contextlib
import copy
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from bot.domain.errors import AudioError

DONE, FAILED, PROGRESS = "done", "failed", "progress"
"""What a message to the parent is: a result, an exception, or how far the job is."""
_NICENESS = 5
_MEMORY = 3 << 29
"""Bytes, 1.5 GiB, that a job may take beside what the process needs: 600 s of music with its stems take 0.4 GB."""
_HAND_OVER = 0.0005
"""Seconds after which one thread lets another go on: the meter's thread works between calls of C that take less than
Python's usual 5 ms, and would wait longer than it works."""

_MATRIX_THREADS = "OPENBLAS_NUM_THREADS"
"""Read by numpy when it is imported. Our matrices are small: more threads only wait for each other, and busily."""


def serve(pipe: Connection, warm: Sequence[str]) -> None:
    """The life of a worker: imports the modules in `warm`, then answers (function, arguments, tells) one by one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what ends
    threading.Thread(target=_end_with_parent, daemon=True, name="parent watch").start()
    os.nice(_NICENESS)
    sys.setswitchinterval(_HAND_OVER)
    os.environ.setdefault(_MATRIX_THREADS, "1")
    for module in warm:
        importlib.import_module(module)
    _limit_memory()
    with contextlib.suppress(EOFError, OSError):
        while True:
            _answer(pipe)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limit_memory() -> None:
    """So that a file made to fill the memory ends its job, and not the machine. Only Linux keeps to it."""
    with contextlib.suppress(ImportError, OSError, ValueError, StopIteration):
        import resource  # noqa: PLC0415 (not everywhere)

        lines = Path("/proc/self/status").read_text().splitlines()
        used = next(int(line.split()[1]) for line in lines if line.startswith("VmData:")) * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (used + _MEMORY, hard))


def _answer(pipe: Connection) -> None:
    try:
        work, arguments, tells = pipe.recv()
        answer = (DONE, _done(pipe, work, arguments, tells=tells))
    except (EOFError, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the caller's to handle
        answer = (FAILED, _portable(error))
    try:
        pipe.send(answer)
    except (TypeError, AttributeError, ValueError) as error:
        pipe.send((FAILED, AudioError(f"The result of a job cannot leave its worker: {error}")))


def _done(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...], *, tells: bool) -> Any:
    if not tells:
        return work(*arguments)
    return work(*arguments, progress=lambda share: pipe.send((PROGRESS, share)))


def _portable(error: Exception) -> Exception:
    """The error as it can be raised in another process, with the traceback of this one as a note."""
    if isinstance(error, MemoryError):
        return AudioError("It needs more memory than one piece of work may take: the file may be made to do so.")
    error.add_note("In the worker:\n" + "".join(traceback.format_exception(error)))
    try:
        copy.copy(error)  # rebuilt the way that unpickling rebuilds it
    except Exception:  # noqa: BLE001 - any class may have any constructor
        return AudioError(f"{type(error).__name__}: {error}")
    if isinstance(error, StopIteration):  # which no future takes
        return AudioError("StopIteration")
    return error.with_traceback(None)

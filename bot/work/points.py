"""Named points in a job's walk, where a test may end the process to see what is kept.

In the running bot, `pass_by` does nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path


class Point(StrEnum):
    """Each is just after the thing it names, before whatever comes next."""

    REQUEST_STORED = "request-stored"
    INTENT_STORED = "intent-stored"
    TASK_ASKED = "task-asked"
    TASK_STORED = "task-stored"
    HOOK_STORED = "hook-stored"
    TASK_FINISHED = "task-finished"
    PRODUCING = "producing"
    TAKE_FETCHED = "take-fetched"
    EXTRA_STORED = "extra-stored"
    BED_MADE = "bed-made"
    BED_STORED = "bed-stored"
    POST_CLAIMED = "post-claimed"
    POST_SENT = "post-sent"
    POST_STORED = "post-stored"
    FILE_RESERVED = "file-reserved"
    FILE_UPLOADED = "file-uploaded"
    FILE_SHARED = "file-shared"
    REACTION_HELD = "reaction-held"


PassBy = Callable[[Point], None]


def pass_by(point: Point) -> None:
    """Goes on."""


def points_from(environment: Mapping[str, str]) -> PassBy:
    """With BGM_CRASH_AT=name:n, ends the process with SIGKILL at the n-th pass of that point, after noting it in
    BGM_CRASH_LOG; without it, `pass_by`."""
    wanted = environment.get("BGM_CRASH_AT")
    if not wanted:
        return pass_by
    name, _, count = wanted.partition(":")
    return _Crash(Point(name), int(count or 1), Path(environment["BGM_CRASH_LOG"]))


class _Crash:
    def __init__(self, point: Point, count: int, log: Path) -> None:
        self._point, self._left, self._log = point, count, log

    def __call__(self, point: Point) -> None:
        if point is not self._point:
            return
        self._left -= 1
        if self._left == 0:
            with self._log.open("a") as log:
                log.write(f"{point.value}\n")
                log.flush()
                os.fsync(log.fileno())
            os.kill(os.getpid(), signal.SIGKILL)

"""One bgm per database: a lock that the kernel frees with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
import weakref
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.errors import StoreError, StoreLocked

TRIES, TRY_SECONDS = 4, 0.05


class Lock:
    """flock on a file beside the database; the file says who holds it."""

    def __init__(self, path: Path, now: float) -> None:
        """Takes the lock at `now` (Unix seconds). Raises StoreLocked when another process has it."""
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"The lock {path} cannot be made: {error.strerror}") from error
        try:
            taken = self._take()
        except OSError as error:
            os.close(self._file)
            raise StoreError(f"The lock {path} cannot be taken: {error.strerror}") from error
        if not taken:
            os.close(self._file)
            raise StoreLocked(
                f"Another bgm ({holder(path)}) owns this database. Stop it first, or give this one a database of its "
                "own with BGM_DATABASE."
            )
        self._sign(now)
        _let_go_in_children(self)

    def _take(self) -> bool:
        """Tries for a moment: `bgm doctor` may be looking, or the bot before this one ending."""
        for _ in range(TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(TRY_SECONDS)
            else:
                return True
        return False

    def _sign(self, now: float) -> None:
        """Says who has it; where the disk is full the lock holds without a name."""
        since = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"process {os.getpid()}, since {since}\n".encode(), 0)

    def release(self) -> None:
        """Gives it back; the file stays, for removing it could let two in at once."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def lock_path(database: Path) -> Path:
    """The file whose lock means: this database has its writer."""
    return database.with_name(f"{database.name}.lock")


def holder(path: Path) -> str:
    """Who took the lock last, in words."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()[:200] or "process unknown"
    except OSError:
        return "process unknown"


def held(path: Path) -> bool:
    """Whether a process has the lock now."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(file)


def _let_go_in_children(lock: Lock) -> None:
    """A forked child shares the lock and would keep it after its parent's death: it closes its copy at once."""
    reference = weakref.ref(lock)

    def close() -> None:
        if (taken := reference()) is not None:
            taken.release()

    os.register_at_fork(after_in_child=close)

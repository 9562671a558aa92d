"""One bgm per database: a lock that the kernel frees with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
import weakref
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.errors import StoreError, StoreLocked


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
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._sign(now)
        except BlockingIOError:
            os.close(self._file)
            raise StoreLocked(
                f"Another bgm ({holder(path)}) owns this database. Stop it first, or give this one a database of its "
                "own with BGM_DATABASE."
            ) from None
        except OSError as error:
            os.close(self._file)
            raise StoreError(f"The lock {path} cannot be taken: {error.strerror}") from error
        _let_go_in_children(self)

    def _sign(self, now: float) -> None:
        since = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
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

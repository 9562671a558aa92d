"""A copy of a database that is being written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from bot.domain.errors import StoreError
from storage import connections
from storage.failures import store_error


def copy(source: Path, target: Path) -> None:
    """Copies the database as it is at one moment to a new file, whole and checked, or not at all.

    Raises StoreError where `target` is there already, or the copy cannot be written.
    """
    if target.exists():
        raise StoreError(f"{target} is there already. Name a new file, or move that one away first.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(source, part)
        _keep(part, target)
    except sqlite3.Error as error:
        raise store_error(error) from error
    except OSError as error:
        raise StoreError(f"The backup {target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    database = connections.reading(source)
    copied = sqlite3.connect(part, isolation_level=None)
    try:
        database.conn.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it to forget
        found = copied.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        copied.close()
        database.close()
    if found != "ok":
        raise StoreError(f"The copy did not come out whole ({found}), so it was not kept.")


def _keep(part: Path, target: Path) -> None:
    """Gives the copy its name once it is on disk; never in place of a file that came meanwhile."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(part, target)
    except FileExistsError:
        raise StoreError(f"{target} is there already. Name a new file, or move that one away first.") from None
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

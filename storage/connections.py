"""Connections: the one that writes, and those that only read."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from bot.domain.errors import StoreError
from storage.failures import store_error

BUSY_SECONDS = 5.0
"""How long a statement waits for another program's lock before it gives up."""
WAL_BYTES = 16 * 1024 * 1024
"""A write-ahead log that once grew beyond this is cut back to it."""
WRITER = (
    "PRAGMA synchronous = FULL",  # a commit is on disk when it returns
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",  # what a savepoint remembers needs no disk, which may be full
    "PRAGMA wal_autocheckpoint = 0",  # the writer does that when nobody waits, so that no commit pays for it
    f"PRAGMA journal_size_limit = {WAL_BYTES}",
)


def make(path: Path) -> None:
    """Makes the folder and the file, for its owner alone, where they are missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"The database {path} cannot be made or written: {error.strerror}") from error


def writing(path: Path) -> Database:
    """The read-write connection, durable from the first commit.

    There must be exactly one per file: with two, SQLite before 3.51.3 can lose commits when both checkpoint.
    """
    database = _open(path, "rw")
    try:
        mode = database.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        for pragma in WRITER:
            database.execute(pragma)
    except sqlite3.Error as error:
        database.close()
        raise store_error(error) from error
    if mode != "wal":
        database.close()
        raise StoreError(f"{path} cannot keep a write-ahead log there. Put the database on a local disk.")
    return database


def reading(path: Path) -> Database:
    """A connection that cannot write and never creates anything but SQLite's own -shm and -wal beside the file."""
    if not path.is_file():
        raise StoreError(f"There is no database at {path} yet. `bgm run` makes it.")
    return _open(path, "ro")


def _open(path: Path, mode: str) -> Database:
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            isolation_level=None,  # transactions are begun and ended in so many words
        )
        return Database(connection, execute_plugins=False, strict=True)
    except sqlite3.Error as error:
        raise store_error(error) from error

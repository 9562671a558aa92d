"""What SQLite says, in the words of the tree of errors."""

from __future__ import annotations

import sqlite3

from bot.domain.errors import StoreError, StoreFull

FULL = "The disk is full, so nothing was stored. Free some space; the bot goes on by itself."
WORDS = {
    sqlite3.SQLITE_BUSY: "The database is held by another program, so nothing was stored. Close it, e.g. an open "
    "sqlite3 shell that has begun to write.",
    sqlite3.SQLITE_CORRUPT: "The database is damaged. Stop the bot and put the last backup in its place (bgm backup).",
    sqlite3.SQLITE_NOTADB: "This file is no SQLite database. BGM_DATABASE names another file than it should.",
    sqlite3.SQLITE_READONLY: "The database cannot be written. It was opened for reading, or its permissions say so.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened. Check that its folder is there and may be written.",
}


def store_error(error: sqlite3.Error) -> StoreError:
    """The StoreError that says what `error` means for us; SQLite's own words stand behind it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(FULL)
    words = WORDS.get(code)
    return StoreError(f"{words} ({error})" if words else f"The database did not do it: {error}")

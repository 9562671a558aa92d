"""What bgm remembers: one store behind one protocol.

`open_store` is the bot's; there is one per database. `open_readonly` is for whoever only looks, while the bot runs or
not. `check` is what `bgm doctor` says of a database.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from storage.address import path_of
from storage.health import Finding, check
from storage.reader import SqliteReader
from storage.sqlite import SqliteStore

__all__ = ["Finding", "SqliteReader", "SqliteStore", "check", "open_readonly", "open_store"]


def open_store(url: str, *, now: Callable[[], float] = time.time) -> SqliteStore:
    """Opens a database to write, e.g. sqlite:///var/bgm.db; makes it, or brings it up to date, where need be.

    Raises StoreLocked when another bgm has it, else StoreError with words that say what to do. `now` answers Unix
    seconds.
    """
    return SqliteStore(path_of(url), now())


def open_readonly(url: str) -> SqliteReader:
    """Opens a database to read; never creates or changes one. Raises StoreError with words."""
    return SqliteReader(path_of(url))

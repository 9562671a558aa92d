"""What `bgm doctor` says of a database. Nothing is created or changed by asking."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from bot.domain.errors import StoreError
from storage import connections, migrations
from storage.address import path_of
from storage.failures import store_error
from storage.lock import held, holder, lock_path

FIXED = (3, 51, 3)
"""The SQLite whose write-ahead log may be written by several connections at once."""


class Finding(NamedTuple):
    """One line of the doctor's."""

    name: str
    ok: bool
    words: str


def check(url: str) -> list[Finding]:
    """Everything there is to say of the database at this address, good or bad; raises nothing of its own."""
    try:
        path = path_of(url)
        return list(_findings(path))
    except StoreError as error:
        return [Finding("database", ok=False, words=str(error))]


def _findings(path: Path) -> Iterator[Finding]:
    yield _sqlite()
    if not path.exists():
        yield Finding("database", ok=True, words=f"{path} is not there yet; `bgm run` makes it.")
        return
    yield Finding("database", ok=True, words=f"{path}, {path.stat().st_size / 1e6:.1f} MB, {_owner(path)}.")
    database = connections.reading(path)
    try:
        for look in (_journal, _schema, _integrity):
            yield _look(look, database)
    finally:
        database.close()


def _look(look: Callable[[Database], Finding], database: Database) -> Finding:
    try:
        return look(database)
    except sqlite3.Error as error:
        return Finding(look.__name__.strip("_"), ok=False, words=str(store_error(error)))


def _sqlite() -> Finding:
    words = f"SQLite {sqlite3.sqlite_version}."
    if sqlite3.sqlite_version_info < FIXED:
        words += (
            " Before 3.51.3 a write-ahead log could be damaged by two connections that write at once; "
            "bgm has exactly one, so this does not concern it."
        )
    return Finding("sqlite", ok=True, words=words)


def _owner(path: Path) -> str:
    lock = lock_path(path)
    return f"in use by bgm ({holder(lock)})" if held(lock) else "not in use"


def _journal(database: Database) -> Finding:
    mode = database.execute("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal":
        return Finding("journal", ok=True, words="It keeps a write-ahead log.")
    return Finding("journal", ok=True, words=f"It is at rest (journal mode {mode}); `bgm run` turns on its log.")


def _schema(database: Database) -> Finding:
    try:
        migrations.refuse_newer(database)
    except StoreError as error:
        return Finding("schema", ok=False, words=str(error))
    taken, missing = migrations.taken(database), migrations.missing(database)
    if missing:
        return Finding("schema", ok=True, words=f"`bgm run` will bring it up to date: {', '.join(missing)}.")
    return Finding("schema", ok=True, words=f"Up to date ({taken[-1]}).")


def _integrity(database: Database) -> Finding:
    found = [row[0] for row in database.execute("PRAGMA quick_check(5)")]
    if found == ["ok"]:
        return Finding("integrity", ok=True, words="Whole.")
    words = f"Damaged: {'; '.join(found)}. Stop the bot and put the last backup in its place."
    return Finding("integrity", ok=False, words=words)

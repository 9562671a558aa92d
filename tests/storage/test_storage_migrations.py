"""The schema's steps: each whole or not at all, and never backwards."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations
from storage_values import a_thread, furnish

from bot.domain.errors import StoreError
from storage import connections, migrations, open_readonly, open_store
from storage.schema import FIRST, LEDGER, MUSIC_APIS


def old(step: str = "m001_first_tables") -> Migrations:
    """The first release's steps."""
    schema = Migrations("bgm")

    @schema(name=step)
    def first(database: Database) -> None:
        for statement in FIRST:
            database.execute(statement)

    return schema


def new() -> Migrations:
    """A later release's: the ones there are and another."""
    schema = old()

    @schema(name="m002_music_apis")
    def music_apis(database: Database) -> None:
        for statement in MUSIC_APIS:
            database.execute(statement)

    @schema(name="m003_ledger")
    def ledger(database: Database) -> None:
        for statement in LEDGER:
            database.execute(statement)

    @schema(name="m004_mood")
    def second(database: Database) -> None:
        database.execute("ALTER TABLE threads ADD COLUMN mood TEXT")
        database.execute("UPDATE threads SET mood = 'calm'")

    return schema


def upgrade(url: str, schema: Migrations) -> None:
    """Brings the database up to a schema."""
    path = Path(url.removeprefix("sqlite:///"))
    connections.make(path)
    database = connections.writing(path)
    try:
        migrations.upgrade(database, schema)
    finally:
        database.close()


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    """What the file holds."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def columns(url: str) -> list[object]:
    """The columns of threads."""
    return [row[0] for row in ask(url, "SELECT name FROM pragma_table_info('threads')")]


async def test_an_upgrade_keeps_what_is_there(url: str) -> None:
    """The next step is taken once; what was stored before stays and the old rows get what is new."""
    store = open_store(url)
    await store.write(furnish)
    await store.close()
    for _ in range(2):
        upgrade(url, new())
        assert ask(url, "SELECT id, mood FROM threads") == [("t1", "calm")]
    steps = [name for (name,) in ask(url, "SELECT name FROM _sqlite_migrations")]
    assert steps == ["m001_first_tables", "m002_music_apis", "m003_ledger", "m004_mood"]


LIVE = """
INSERT INTO threads VALUES ('t1', 'C1', 'U1', NULL, 100.0, '1.0');
INSERT INTO jobs VALUES ('j1', 't1', 'regenerate', 'waiting', 'U1', '{"description": "calm"}', '[45.0]', 7, 'builtin',
    NULL, 0, 0.0, 4.0, 100.0, NULL, 'j1:open', 100.0, 100.0);
INSERT INTO tasks VALUES ('k1', 'j1', 'builtin', 'k1', 'regenerate', 'started', '{"asks": []}', '{}', 100.0, 4.0, 1,
    101.0, 102.0);
"""
"""A job that the first release left waiting for its engine."""


async def test_a_live_job_of_the_first_release_goes_on_after_the_upgrade(url: str) -> None:
    """Its task is due as before, and is known by the call that it is."""
    upgrade(url, old())
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.executescript(LIVE)
    connection.close()
    store = open_store(url)
    (task,) = await store.read(lambda tx: tx.due_tasks(200.0))
    job = await store.read(lambda tx: tx.job("j1"))
    await store.close()
    assert (task.id, task.operation) == ("k1", "create")
    assert job is not None
    assert (job.details, job.alternatives) == ({}, ())


CRASH = """
import os, sys
from pathlib import Path
from sqlite_utils.migrations import Migrations
from storage import connections, migrations
from storage.schema import FIRST, LEDGER, MUSIC_APIS

schema = Migrations("bgm")
at = sys.argv[2]

@schema(name="m001_first_tables")
def first(database):
    for number, statement in enumerate(FIRST):
        if at == "first" and number == len(FIRST) // 2:
            os.kill(os.getpid(), 9)
        database.execute(statement)

@schema(name="m002_music_apis")
def music_apis(database):
    for statement in MUSIC_APIS:
        database.execute(statement)

@schema(name="m003_ledger")
def ledger(database):
    for statement in LEDGER:
        database.execute(statement)

@schema(name="m004_mood")
def second(database):
    database.execute("ALTER TABLE threads ADD COLUMN mood TEXT")
    database.execute("UPDATE threads SET mood = 'calm'")
    os.kill(os.getpid(), 9)

path = Path(sys.argv[1].removeprefix("sqlite:///"))
connections.make(path)
migrations.upgrade(connections.writing(path), schema)
"""


def crash(url: str, at: str) -> None:
    """Takes the steps in a process that is killed with -9 in the middle of one."""
    ended = subprocess.run([sys.executable, "-c", CRASH, url, at], check=False, timeout=60)
    assert ended.returncode == -9


async def test_a_first_step_killed_half_way_is_taken_again(url: str) -> None:
    """Killed while it makes the tables: the next start finds none of them and makes them all."""
    crash(url, "first")
    assert ask(url, "SELECT name FROM sqlite_schema WHERE name = 'threads'") == []
    store = open_store(url)
    await store.write(furnish)
    await store.close()
    assert ask(url, "PRAGMA integrity_check") == [("ok",)]


async def test_a_later_step_killed_half_way_leaves_the_old_schema(url: str) -> None:
    """Killed in an upgrade: the old release still opens it with everything in it, and the new one completes it."""
    store = open_store(url)
    await store.write(furnish)
    await store.close()
    crash(url, "second")
    assert "mood" not in columns(url)
    store = open_store(url)
    assert await store.read(lambda tx: tx.thread("t1")) == a_thread()
    await store.close()
    upgrade(url, new())
    assert ask(url, "SELECT id, mood FROM threads") == [("t1", "calm")]


def test_a_step_that_fails_is_undone_and_said(url: str) -> None:
    """An error inside a step undoes the step and leaves no record of it; the steps before it stay."""
    schema = old()

    @schema(name="m002_bad")
    def bad(database: Database) -> None:
        database.execute("ALTER TABLE threads ADD COLUMN mood TEXT")
        database.execute("UPDATE nothing SET x = 1")

    with pytest.raises(StoreError, match="nothing"):
        upgrade(url, schema)
    assert "mood" not in columns(url)
    assert ask(url, "SELECT name FROM _sqlite_migrations") == [("m001_first_tables",)]


def test_a_newer_database_is_refused_untouched(url: str) -> None:
    """An older bgm does not open what a newer one wrote, to write or to read, and says which step it lacks."""
    upgrade(url, new())
    for opened in (open_store, open_readonly):
        with pytest.raises(StoreError, match=r"newer bgm .*m004_mood.*m003_ledger"):
            opened(url)
    assert "mood" in columns(url)


def test_an_older_database_is_not_read_before_its_upgrade(url: str) -> None:
    """A reader does not upgrade: it says what to start."""
    upgrade(url, Migrations("bgm"))
    with pytest.raises(StoreError, match="bgm run"):
        open_readonly(url)

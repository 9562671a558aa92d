"""The schema, one numbered step after the other. A step and the record of it are one transaction.

Released steps are never changed: a new need is a new step. Times are Unix seconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.domain.errors import StoreError
from storage.failures import store_error
from storage.schema import FIRST, LEDGER, MUSIC_APIS

SCHEMA = Migrations("bgm")


@SCHEMA()
def m001_first_tables(database: Database) -> None:
    """Everything that the walk of a request needs."""
    for statement in FIRST:
        database.execute(statement)


@SCHEMA()
def m002_music_apis(database: Database) -> None:
    """What jobs at music APIs need: choices, extras, voices, charges, and small things to be remembered."""
    for statement in MUSIC_APIS:
        database.execute(statement)


@SCHEMA()
def m003_ledger(database: Database) -> None:
    """What lists beds by their time needs."""
    for statement in LEDGER:
        database.execute(statement)


def upgrade(database: Database, schema: Migrations = SCHEMA) -> None:
    """Takes the steps that this database has not taken yet. Raises StoreError for one from a newer bgm."""
    try:
        refuse_newer(database, schema)
        schema.apply(database)
    except sqlite3.Error as error:
        raise store_error(error) from error


def refuse_newer(database: Database, schema: Migrations = SCHEMA) -> None:
    """Raises StoreError when the database has taken steps that this bgm does not know."""
    unknown = [name for name in taken(database, schema) if name not in steps(schema)]
    if unknown:
        raise StoreError(
            f"This database was written by a newer bgm (it has {unknown[-1]}; this one ends at {steps(schema)[-1]}). "
            "Start that newer bgm, or put back a backup from before the upgrade."
        )


def refuse_other(database: Database, schema: Migrations = SCHEMA) -> None:
    """Raises StoreError unless the database has taken exactly the steps that this bgm knows."""
    refuse_newer(database, schema)
    if missing(database, schema):
        raise StoreError("This database is from an older bgm. Start `bgm run` once: it brings it up to date.")


def taken(database: Database, schema: Migrations = SCHEMA) -> Sequence[str]:
    """The steps that the database has taken, in order."""
    return [step.name for step in schema.applied(database)]


def missing(database: Database, schema: Migrations = SCHEMA) -> Sequence[str]:
    """The steps that it has yet to take."""
    return [step.name for step in schema.pending(database)]


def steps(schema: Migrations = SCHEMA) -> Sequence[str]:
    """Every step that this bgm knows."""
    with Database(memory=True, execute_plugins=False) as empty:
        return [step.name for step in schema.pending(empty)]

"""One transaction over all tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from bot.domain.ports import Transaction
from storage.beds import BedTables
from storage.extras import ExtraTables
from storage.failures import store_error
from storage.jobs import JobTables
from storage.outbox import Outbox
from storage.takes import TakeTables
from storage.threads import ThreadTables

T = TypeVar("T")


class SqliteTransaction(ThreadTables, JobTables, TakeTables, ExtraTables, BedTables, Outbox):
    """What a function given to `write` or `read` works with. It is of no use once that function has returned."""


def carry_out(work: Callable[[Transaction], T], transaction: Transaction) -> T:
    """Runs the work; what SQLite raises comes out as a StoreError."""
    try:
        return work(transaction)
    except sqlite3.Error as error:
        raise store_error(error) from error
    except StopIteration as error:
        # a future refuses to carry a StopIteration, and whoever awaits it would wait for ever
        raise RuntimeError("the work raised StopIteration") from error

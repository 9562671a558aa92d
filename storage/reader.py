"""A connection that only reads, in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bot.domain.errors import StoreError
from bot.domain.ports import Transaction
from storage import connections, migrations
from storage.backup import copy
from storage.transaction import SqliteTransaction, carry_out

T = TypeVar("T")


class SqliteReader:
    """Reads a database that another process, or another part of this one, may be writing."""

    def __init__(self, path: Path) -> None:
        """Opens it; creates nothing. Raises StoreError where there is none, or one of another bgm's age."""
        self.path = path
        self._database = connections.reading(path)
        try:
            carry_out(lambda _: migrations.refuse_other(self._database), self._transaction())
        except StoreError:
            self._database.close()
            raise
        self._pool = ThreadPoolExecutor(1, "store-reader")

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work on one snapshot, which has every commit that returned before. It cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._snapshot, work)

    async def ping(self) -> None:
        """Raises StoreError unless the database answers."""
        await self.read(lambda tx: tx.next_due_post())

    async def backup(self, path: Path) -> None:
        """Copies the database, as it is at this moment, to a new file at `path`. Nobody has to wait for it."""
        await asyncio.to_thread(copy, self.path, path)

    async def close(self) -> None:
        """Ends it; what is being read is waited for."""
        await asyncio.to_thread(self._pool.shutdown)
        self._database.close()

    def _transaction(self) -> SqliteTransaction:
        return SqliteTransaction(self._database, set())

    def _snapshot(self, work: Callable[[Transaction], T]) -> T:
        connection = self._database.conn

        def begun(transaction: Transaction) -> T:
            connection.execute("BEGIN")
            return work(transaction)

        try:
            return carry_out(begun, self._transaction())
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

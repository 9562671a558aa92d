"""The store on SQLite: one thread writes, another reads, the lock keeps other bots away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from bot.domain.errors import StoreError
from bot.domain.ports import Transaction
from storage import connections, migrations
from storage.lock import Lock, lock_path
from storage.reader import SqliteReader
from storage.writer import CLOSED, Request, Writer

T = TypeVar("T")


class SqliteStore:
    """Everything the bot remembers, in one file."""

    def __init__(self, path: Path, now: float) -> None:
        """Takes the lock at `now` (Unix seconds), brings the schema up to date and begins.

        Makes the file and its folder where they are missing. Raises StoreError, StoreLocked or StoreFull.
        """
        self.path = path
        with ExitStack() as undo:
            connections.make(path)
            self._lock = Lock(lock_path(path), now)
            undo.callback(self._lock.release)
            database = connections.writing(path)
            undo.callback(database.close)
            migrations.upgrade(database)
            self._reader = SqliteReader(path)
            undo.pop_all()
        self._writer = Writer(database)
        self._writer.start()
        self._closed = False

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work in the writer's thread and answers what it returned, once that is on disk.

        What it raises undoes this work alone and is raised here. StoreFull or StoreError: nothing of it was stored.
        Work that was queued is carried out even when its caller is cancelled meanwhile.
        """
        if self._closed:
            raise StoreError(CLOSED)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.put(Request(work, future, loop))
        return await future

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work on one snapshot, which has every write that returned before. It cannot write."""
        if self._closed:
            raise StoreError(CLOSED)
        return await self._reader.read(work)

    def on_commit(self, callback: Callable[[frozenset[str]], None]) -> None:
        """Has `callback` called on the event loop, after each commit, with the names of the tables that it changed."""
        self._writer.listen(callback)

    @property
    def commits(self) -> int:
        """How many commits there were since it was opened."""
        return self._writer.commits

    async def ping(self) -> None:
        """Raises StoreError unless it reads and its writer lives."""
        if not self._writer.alive:
            raise StoreError(CLOSED)
        await self._reader.ping()

    async def backup(self, path: Path) -> None:
        """Copies the database, as it is at this moment, to a new file at `path`. Nobody has to wait for it."""
        await self._reader.backup(path)

    async def close(self) -> None:
        """Commits what is queued, ends both threads and gives the lock back. Again is harmless."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._reader.close()
            await asyncio.to_thread(self._writer.close)
        finally:
            self._lock.release()

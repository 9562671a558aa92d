"""The one thread that writes. What is asked of it meanwhile shares the next commit."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from sqlite_utils import Database

from bot.domain.errors import StoreError
from bot.domain.ports import Transaction
from storage.failures import store_error
from storage.transaction import SqliteTransaction, carry_out

log = logging.getLogger(__name__)

MOST_TOGETHER = 128
"""Pieces of work in one commit, so that the first of a flood need not wait for the last."""
CLOSED = "The store is closed: nothing was stored."

Listener = Callable[[frozenset[str]], None]


CHECKPOINT_EVERY = 64
CHECKPOINT_AT_THE_LATEST = 2000
"""Commits between two checkpoints, with and without somebody waiting."""


@dataclass(frozen=True, slots=True)
class Request:
    """Work, and who waits for what comes of it."""

    work: Callable[[Transaction], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request."""

    request: Request
    result: Any = None
    error: BaseException | None = None

    def hand_over(self) -> None:
        """Tells who waits; runs on that one's loop."""
        future = self.request.future
        if future.done():
            return
        if self.error is None:
            future.set_result(self.result)
        else:
            future.set_exception(self.error)


@dataclass(slots=True)
class Batch:
    """What one transaction did."""

    outcomes: list[Outcome] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def fail(self, requests: Sequence[Request], error: StoreError) -> None:
        """Nothing of these requests, which are all that it has and maybe more, happened."""
        own = {id(outcome.request): outcome.error for outcome in self.outcomes}
        self.outcomes = [Outcome(request, error=own.get(id(request)) or error) for request in requests]
        self.changed.clear()


class Writer:
    """Owns the read-write connection from `start` to `close`."""

    def __init__(self, database: Database) -> None:
        self._database, self._connection = database, database.conn
        self._queue: SimpleQueue[Request | None] = SimpleQueue()
        self._listeners: list[Listener] = []
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self.commits = 0
        """Commits that returned since the start."""
        self._checkpointed = 0

    def start(self) -> None:
        """Begins to take requests."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether requests are taken."""
        return self._thread.is_alive()

    def listen(self, listener: Listener) -> None:
        """Has the listener told, on the event loop, which tables each commit changed."""
        self._listeners.append(listener)

    def put(self, request: Request) -> None:
        """Queues a request; its future is done after the commit."""
        self._queue.put(request)

    def close(self) -> None:
        """Commits what is queued, then ends; blocks until that is done."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            waiting = self._take()
            open_ = None not in waiting
            requests = [request for request in waiting if request is not None]
            while requests:
                batch = self._together(requests)
                self._tell(batch)
                requests = requests[len(batch.outcomes) :]
            self._checkpoint()
        self._end()

    def _checkpoint(self) -> None:
        """Moves the write-ahead log into the database while nobody waits; under steady load, when it has grown long."""
        commits = self.commits - self._checkpointed
        if commits < (CHECKPOINT_EVERY if self._queue.empty() else CHECKPOINT_AT_THE_LATEST):
            return
        self._checkpointed = self.commits
        try:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:
            log.warning("the write-ahead log could not be moved into the database yet: %s", error)

    def _take(self) -> list[Request | None]:
        """Waits for a request, and takes along all that came with it."""
        waiting = [self._queue.get()]
        try:
            while len(waiting) < MOST_TOGETHER and waiting[-1] is not None:
                waiting.append(self._queue.get_nowait())
        except Empty:
            pass
        return waiting

    def _together(self, requests: Sequence[Request]) -> Batch:
        """Does as many of the requests, in order, as one transaction carries: at least one."""
        batch = Batch()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for request in requests:
                batch.outcomes.append(self._alone(request, batch.changed))
                if not self._connection.in_transaction:
                    batch.fail(requests[: len(batch.outcomes)], _undone(batch))
                    return batch
            self._connection.execute("COMMIT")
            self.commits += 1
        except sqlite3.Error as error:
            self._undo()
            batch.fail(requests, store_error(error))
        return batch

    def _alone(self, request: Request, changed: set[str]) -> Outcome:
        """Does one request in a savepoint: what it raises undoes it and nothing else."""
        touched: set[str] = set()
        self._connection.execute("SAVEPOINT request")
        try:
            result = carry_out(request.work, SqliteTransaction(self._database, touched))
        except BaseException as error:  # noqa: BLE001 (whatever it is, it is handed to whoever asked)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO request")
                self._connection.execute("RELEASE request")
            return Outcome(request, error=error)
        self._connection.execute("RELEASE request")
        changed |= touched
        return Outcome(request, result=result)

    def _undo(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            log.exception("a transaction that could not be committed could not be rolled back either")

    def _tell(self, batch: Batch) -> None:
        """Hands over a batch: one call into each loop that waits for some of it."""
        changed = frozenset(batch.changed)
        loops = dict.fromkeys(outcome.request.loop for outcome in batch.outcomes)
        for number, loop in enumerate(loops):
            own = [outcome for outcome in batch.outcomes if outcome.request.loop is loop]
            news = changed if number == 0 else frozenset[str]()
            try:
                loop.call_soon_threadsafe(self._hand_over, own, news)
            except RuntimeError:
                log.warning("%d results came after their event loop had ended; what they did is stored", len(own))

    def _hand_over(self, outcomes: Sequence[Outcome], changed: frozenset[str]) -> None:
        for outcome in outcomes:
            outcome.hand_over()
        for listener in self._listeners if changed else ():
            try:
                listener(changed)
            except Exception:
                log.exception("a listener to commits failed")

    def _end(self) -> None:
        """Refuses what came after the close."""
        late = Batch()
        late.fail(self._take_late(), StoreError(CLOSED))
        self._tell(late)
        self._connection.close()

    def _take_late(self) -> list[Request]:
        late: list[Request] = []
        try:
            while True:
                if (request := self._queue.get_nowait()) is not None:
                    late.append(request)
        except Empty:
            return late


def _undone(batch: Batch) -> StoreError:
    """SQLite itself undid the whole transaction in the last request: everything before it is gone too."""
    last = batch.outcomes[-1].error
    return last if isinstance(last, StoreError) else StoreError("The transaction was undone: nothing was stored.")

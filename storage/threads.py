"""Threads, our messages in them, deliveries seen, and reactions held."""

from __future__ import annotations

from bot.domain.errors import StoreError
from bot.domain.thread import HeldReaction, Message, Thread
from storage.rows import MESSAGES, REACTIONS, THREADS
from storage.statements import Statements

DAY = 86_400.0


class ThreadTables(Statements):
    """The tables inbox, threads, messages and reactions."""

    def first_time(self, key: str, now: float) -> bool:
        sql = """
            INSERT INTO inbox (key, at) VALUES (:key, :now)
            ON CONFLICT (key) DO UPDATE SET at = :now WHERE at <= :now - :day"""
        return bool(self._change("inbox", sql, {"key": key, "now": now, "day": DAY}))

    def prune(self, now: float) -> None:
        self._change("inbox", "DELETE FROM inbox WHERE at <= :oldest", {"oldest": now - DAY})

    def add_thread(self, thread: Thread) -> None:
        self._insert("threads", THREADS.row(thread))

    def thread(self, thread_id: str) -> Thread:
        row = self._row("SELECT * FROM threads WHERE id = :id", id=thread_id)
        if row is None:
            raise StoreError(f"There is no thread {thread_id}.")
        return THREADS.value(row)

    def save_thread(self, thread: Thread) -> None:
        self._update("threads", THREADS.row(thread))

    def add_message(self, message: Message) -> None:
        sql = """
            INSERT INTO messages (channel, ts, role, thread_id, job_id, take_id)
            VALUES (:channel, :ts, :role, :thread_id, :job_id, :take_id)
            ON CONFLICT (channel, ts) DO UPDATE
            SET role = :role, thread_id = :thread_id, job_id = :job_id, take_id = :take_id"""
        self._change("messages", sql, MESSAGES.row(message))

    def message(self, channel: str, ts: str) -> Message | None:
        row = self._row("SELECT * FROM messages WHERE channel = :channel AND ts = :ts", channel=channel, ts=ts)
        return MESSAGES.value(row) if row else None

    def hold_reaction(self, held: HeldReaction) -> None:
        row = REACTIONS.row(held)
        del row["id"]
        self._insert("reactions", row)

    def held_reactions(self, now: float | None = None) -> list[HeldReaction]:
        sql = "SELECT * FROM reactions WHERE :now IS NULL OR due_at <= :now ORDER BY due_at, id"
        return [REACTIONS.value(row) for row in self._rows(sql, now=now)]

    def save_held(self, held: HeldReaction) -> None:
        self._update("reactions", REACTIONS.row(held))

    def drop_held(self, held_id: int) -> None:
        self._change("reactions", "DELETE FROM reactions WHERE id = :id", {"id": held_id})

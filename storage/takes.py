"""Tasks at providers, and the takes that came of them."""

from __future__ import annotations

from bot.domain.job import ENDED
from bot.domain.thread import Take, Task
from storage.rows import TAKES, TASKS
from storage.statements import Statements, these

WAITED_FOR = """
    FROM tasks CROSS JOIN jobs ON jobs.id = tasks.job_id
    WHERE tasks.state = 'started' AND jobs.state = 'waiting'"""
"""SQLite keeps to the order of a CROSS JOIN: from the few tasks under way to their jobs, never the other way round."""


class TakeTables(Statements):
    """The tables tasks and takes."""

    def add_task(self, task: Task) -> None:
        self._insert("tasks", TASKS.row(task))

    def save_task(self, task: Task) -> None:
        self._update("tasks", TASKS.row(task))

    def task(self, task_id: str) -> Task | None:
        row = self._row("SELECT * FROM tasks WHERE id = :id", id=task_id)
        return TASKS.value(row) if row else None

    def tasks(self, job_id: str) -> list[Task]:
        sql = "SELECT * FROM tasks WHERE job_id = :job_id ORDER BY rowid"
        return [TASKS.value(row) for row in self._rows(sql, job_id=job_id)]

    def due_tasks(self, now: float, limit: int = 50) -> list[Task]:
        sql = f"SELECT tasks.* {WAITED_FOR} AND tasks.due_at <= :now ORDER BY tasks.due_at, tasks.rowid LIMIT :limit"
        return [TASKS.value(row) for row in self._rows(sql, now=now, limit=limit)]

    def unwanted_tasks(self, limit: int = 50) -> list[Task]:
        places, words = these("state", ENDED)
        sql = f"""
            SELECT tasks.* FROM tasks CROSS JOIN jobs ON jobs.id = tasks.job_id
            WHERE tasks.state = 'started' AND jobs.state IN {places}
            ORDER BY tasks.due_at, tasks.rowid LIMIT :limit"""  # noqa: S608
        return [TASKS.value(row) for row in self._rows(sql, **words, limit=limit)]

    def next_due_task(self, after: float = 0.0) -> float | None:
        sql = f"SELECT min(tasks.due_at) {WAITED_FOR} AND tasks.due_at > :after"
        found: float | None = self._value(sql, after=after)
        return found

    def task_by_provider_id(self, provider: str, provider_id: str) -> Task | None:
        sql = """
            SELECT * FROM tasks WHERE provider = :provider AND provider_id = :provider_id
            ORDER BY rowid DESC LIMIT 1"""
        row = self._row(sql, provider=provider, provider_id=provider_id)
        return TASKS.value(row) if row else None

    def unsettled_tasks(self, provider: str) -> list[Task]:
        sql = """
            SELECT tasks.* FROM jobs CROSS JOIN tasks ON tasks.job_id = jobs.id
            WHERE jobs.state = 'unsettled' AND tasks.state = 'intent' AND tasks.provider = :provider
            ORDER BY tasks.created_at, tasks.rowid"""
        return [TASKS.value(row) for row in self._rows(sql, provider=provider)]

    def add_take(self, take: Take) -> None:
        self._insert("takes", TAKES.row(take))

    def take(self, take_id: str) -> Take | None:
        row = self._row("SELECT * FROM takes WHERE id = :id", id=take_id)
        return TAKES.value(row) if row else None

    def save_take(self, take: Take) -> None:
        self._update("takes", TAKES.row(take))

    def takes(self, *, thread_id: str | None = None, job_id: str | None = None) -> list[Take]:
        given = {"thread_id": thread_id, "job_id": job_id}
        asked = {name: value for name, value in given.items() if value is not None}
        where = " AND ".join(f"{name} = :{name}" for name in asked) or "true"
        sql = f"SELECT * FROM takes WHERE {where} ORDER BY number, created_at, rowid"  # noqa: S608 (our own names)
        return [TAKES.value(row) for row in self._rows(sql, **asked)]

    def next_number(self, thread_id: str) -> int:
        sql = "SELECT coalesce(max(number), 0) + 1 FROM takes WHERE thread_id = :thread_id"
        return int(self._value(sql, thread_id=thread_id))

    def takes_to_expire(self, now: float, limit: int = 50) -> list[Take]:
        sql = "SELECT * FROM takes WHERE expires_at <= :now ORDER BY expires_at, rowid LIMIT :limit"
        return [TAKES.value(row) for row in self._rows(sql, now=now, limit=limit)]

    def takes_without_file_message(self, channel: str) -> list[Take]:
        sql = """
            SELECT DISTINCT takes.*
            FROM posts CROSS JOIN threads ON threads.id = posts.thread_id CROSS JOIN takes ON takes.id = posts.take_id
            WHERE posts.kind = 'file' AND posts.ts IS NULL AND posts.state <> 'dropped'
            AND (posts.attempts > 0 OR posts.state <> 'pending' OR json_extract(posts.data, '$.stage') IS NOT NULL)
            AND threads.channel = :channel
            AND NOT EXISTS (
                SELECT 1 FROM messages
                WHERE messages.take_id = posts.take_id AND messages.role = 'file' AND messages.job_id = posts.job_id)
            ORDER BY takes.created_at, takes.rowid"""
        return [TAKES.value(row) for row in self._rows(sql, channel=channel)]

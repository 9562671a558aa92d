"""Jobs and the log of their moves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.domain.job import Event, Job, Kind, State, advance
from storage.rows import JOBS, Row
from storage.statements import Statements, these

MOVE_ALONE = ("state", "updated_at")
"""What only a move changes, so that a value read earlier cannot bring an old state back."""

OF_THREADS = "FROM jobs CROSS JOIN threads ON threads.id = jobs.thread_id"
"""SQLite keeps to the order of a CROSS JOIN: from the few jobs that fit to their threads."""


class JobTables(Statements):
    """The tables jobs and moves."""

    def add_job(self, job: Job) -> None:
        self._insert("jobs", JOBS.row(job))

    def job(self, job_id: str) -> Job | None:
        row = self._row("SELECT * FROM jobs WHERE id = :id", id=job_id)
        return JOBS.value(row) if row else None

    def move(self, job: Job, event: Event, now: float, *, reason: str | None = None, due_at: float = 0.0) -> Job | None:
        stored = self.job(job.id)
        if stored is None:
            return None
        current = (stored.state, stored.updated_at) == (job.state, job.updated_at)
        moved = advance(job if current else stored, event, now, reason=reason, due_at=due_at)
        if moved is None:
            return None
        self._update("jobs", JOBS.row(moved))
        self._log(stored.state, moved, event, now)
        return moved

    def _log(self, before: State, job: Job, event: Event, now: float) -> None:
        row: Row = {
            "job_id": job.id,
            "at": now,
            "event": event.value,
            "before": before.value,
            "after": job.state.value,
            "reason": job.reason,
        }
        self._insert("moves", row)

    def save_job(self, job: Job) -> None:
        self._update("jobs", JOBS.row(job), keep=MOVE_ALONE)

    def jobs(
        self,
        *,
        states: Collection[State] | None = None,
        thread_id: str | None = None,
        channel: str | None = None,
        asker: str | None = None,
        parent: str | None = None,
        kind: Kind | None = None,
        opened: bool | None = None,
        due_by: float | None = None,
        limit: int = 1000,
    ) -> list[Job]:
        given: dict[str, tuple[str, Any]] = {
            "jobs.thread_id = :thread_id": ("thread_id", thread_id),
            "threads.channel = :channel": ("channel", channel),
            "jobs.asker = :asker": ("asker", asker),
            "jobs.parent = :parent": ("parent", parent),
            "jobs.kind = :kind": ("kind", kind.value if kind else None),
            "(threads.root_ts IS NOT NULL) = :opened": ("opened", opened),
            "jobs.due_at <= :due_by": ("due_by", due_by),
        }
        asked = {clause: item for clause, item in given.items() if item[1] is not None}
        clauses, values = ["true", *asked], dict(asked.values())
        if states is not None:
            places, words = these("state", states)
            clauses.append(f"jobs.state IN {places}")
            values |= words
        sql = f"""
            SELECT jobs.* {OF_THREADS} WHERE {" AND ".join(clauses)}
            ORDER BY jobs.created_at, jobs.rowid LIMIT :limit"""
        return [JOBS.value(row) for row in self._rows(sql, **values, limit=limit)]

    def history(self, job_id: str) -> list[tuple[float, str, str, str, str | None]]:
        sql = "SELECT at, event, before, after, reason FROM moves WHERE job_id = :job_id ORDER BY id"
        rows = self._rows(sql, job_id=job_id)
        return [(row["at"], row["event"], row["before"], row["after"], row["reason"]) for row in rows]

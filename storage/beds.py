"""The ledger of beds: takes with their receipts, the jobs that made them, their threads, and what was charged."""

from __future__ import annotations

from typing import Any

from bot.domain.ledger import BedRecord
from bot.domain.money import Price
from bot.domain.thread import TakeState
from storage.rows import JOBS, TAKES, Row
from storage.statements import Statements

END_OF_TIME = 1e12
BEDS = """
    SELECT takes.*, jobs.asker, jobs.kind, jobs.brief, threads.channel, threads.root_ts, threads.title,
        CASE jobs.state WHEN 'delivered' THEN jobs.updated_at END AS delivered_at,
        (SELECT sum(charges.amount) FROM tasks CROSS JOIN charges ON charges.task_id = tasks.id
            WHERE tasks.job_id = jobs.id) AS charged,
        (SELECT min(charges.unit) FROM tasks CROSS JOIN charges ON charges.task_id = tasks.id
            WHERE tasks.job_id = jobs.id) AS unit
    FROM takes CROSS JOIN jobs ON jobs.id = takes.job_id CROSS JOIN threads ON threads.id = takes.thread_id"""
"""All tasks of a job are at one account, so its charges have one unit."""


class BedTables(Statements):
    """Takes, jobs, threads and charges, read together."""

    def beds(
        self,
        *,
        take_id: str | None = None,
        channel: str | None = None,
        asker: str | None = None,
        since: float | None = None,
        until: float | None = None,
        limit: int = 1000,
    ) -> list[BedRecord]:
        given: dict[str, tuple[str, Any]] = {
            "takes.id = :take_id": ("take_id", take_id),
            "threads.channel = :channel": ("channel", channel),
            "jobs.asker = :asker": ("asker", asker),
        }
        asked = {clause: item for clause, item in given.items() if item[1] is not None}
        when = {"since": 0.0 if since is None else since, "until": END_OF_TIME if until is None else until}
        clauses = ["takes.receipt IS NOT NULL", "takes.created_at >= :since", "takes.created_at < :until", *asked]
        sql = f"{BEDS} WHERE {' AND '.join(clauses)} ORDER BY takes.created_at DESC, takes.rowid DESC LIMIT :limit"
        return [_record(row) for row in self._rows(sql, **dict(asked.values()), **when, limit=limit)]


def _record(row: Row) -> BedRecord:
    take = TAKES.value(row)
    assert take.receipt is not None  # noqa: S101 (the query asks for it)
    return BedRecord(
        take_id=take.id,
        label=take.label,
        state=TakeState(take.state),
        origin=take.origin,
        parent=take.parent,
        provider=take.provider,
        seed=take.seed,
        receipt=take.receipt,
        permalink=take.permalink,
        created_at=take.created_at,
        job_id=take.job_id,
        kind=JOBS.loaded("kind", row["kind"]),
        asker=row["asker"],
        brief=JOBS.loaded("brief", row["brief"]),
        delivered_at=row["delivered_at"],
        thread_id=take.thread_id,
        channel=row["channel"],
        root_ts=row["root_ts"],
        title=row["title"],
        charged=None if row["charged"] is None else Price(row["charged"], row["unit"]),
    )

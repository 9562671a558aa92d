"""What the bot's database says of jobs and their tasks, and what the vendor's ledger says was ordered of it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sandbox.music.server import MusicServer

Json = dict[str, Any]
Row = sqlite3.Row

HOOK = re.compile(r"/hooks/\w+/(?P<task>\w+)\.")
OURS = ("webhook_url", "webhook_secret")
"""Fields of an order that differ from attempt to attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call that the vendor took and charged. `task` is ours, by the address that it was to tell; "" without one."""

    number: int
    """The line of the ledger that charges it."""
    id: str
    operation: str
    wish: str
    """What was asked for, the same for each attempt."""
    task: str
    spoilt: str | None
    """What was done to its answer on purpose."""


def orders(music: MusicServer) -> list[Order]:
    """Every charge of the ledger as what was ordered. Tools are charged under the id of their clip, each time."""
    asked: dict[str, list[Json]] = defaultdict(list)
    for entry in music.ledger.of("request", method="POST"):
        asked[entry["task_id"]].append(entry)
    return [_order(charge, asked[charge["task_id"]].pop(0)) for charge in music.ledger.charges()]


def _order(charge: Json, request: Json) -> Order:
    body = request["body"] or {}
    told = HOOK.search(body.get("webhook_url", ""))
    call = request["path"].partition("/sonic/")[2]
    return Order(
        number=charge["n"],
        id=charge["task_id"],
        operation=charge["operation"],
        wish=wish(call, body),
        task=told["task"] if told else "",
        spoilt=request["fault"],
    )


def wish(call: str, fields: Json) -> str:
    """What is asked for, whatever the attempt."""
    return json.dumps([call, {name: value for name, value in fields.items() if name not in OURS}], sort_keys=True)


class Book:
    """The rows of a database, read once. Tables by id; `tasks`, `takes`, `extras` and `moves` of a job by its id."""

    def __init__(self, database: Path) -> None:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            self.threads = _by(connection, "threads", "id")
            self.jobs = _by(connection, "jobs", "id")
            self.task = _by(connection, "tasks", "id")
            self.posts = _by(connection, "posts", "key")
            self.tasks = _of(connection, "tasks")
            self.takes = _of(connection, "takes")
            self.extras = _of(connection, "extras")
            self.moves = _of(connection, "moves")

    def thread(self, job: Row) -> Row:
        """The thread of a job."""
        return self.threads[job["thread_id"]]

    def of_title(self, title: str) -> list[Row]:
        """The jobs of the threads with a title."""
        return [job for job in self.jobs.values() if self.thread(job)["title"] == title]

    def history(self, job_id: str, event: str) -> int:
        """How often that happened to a job."""
        return sum(move["event"] == event for move in self.moves[job_id])

    def wish(self, task: Row) -> str:
        """What a task asked for."""
        request = json.loads(task["request"])
        return wish(request["call"], request["fields"])

    def owners(self, found: list[Order]) -> dict[int, Row | None]:
        """The task of ours that each order is, by the order's number: by the address it was to tell, by the vendor's
        id, or, where its answer was lost or names none, by what was asked for."""
        by_id = {task["provider_id"]: task for task in self.task.values() if task["provider_id"]}
        known = {order.number: self.task.get(order.task) or by_id.get(order.id) for order in found}
        spoken_for = {task["id"] for task in known.values() if task}
        free: dict[str, list[Row]] = defaultdict(list)
        for task in sorted(self.task.values(), key=self._place):
            if task["id"] not in spoken_for and not json.loads(task["answer"]).get("refused"):
                free[self.wish(task)].append(task)
        for order in sorted(found, key=lambda each: each.spoilt is not None):
            if known[order.number] is None and free[order.wish]:
                known[order.number] = free[order.wish].pop(0)
        return known

    def _place(self, task: Row) -> tuple[bool, bool, float]:
        return task["state"] == "void", self._came_to_nothing(task), task["created_at"]

    def _came_to_nothing(self, task: Row) -> bool:
        """Whether the bot says that it was never sent, or told to come later. It asks for the same as the next attempt,
        so it is the last that an order is taken for; but it is taken, for a bot that is wrong about that."""
        events = {move["at"]: after["event"] for move, after in pairwise(self.moves[task["job_id"]])}
        return events.get(task["created_at"]) == "never sent"


def _by(connection: sqlite3.Connection, table: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in connection.execute(f"select * from {table}")}  # noqa: S608 (our own names)


def _of(connection: sqlite3.Connection, table: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(f"select * from {table} order by rowid"):  # noqa: S608 (our own names)
        found[row["job_id"]].append(row)
    return found

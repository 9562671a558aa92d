"""Hot queries look things up; none of them walks through a table that grows for years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlite_utils import Database

from bot.domain.job import RUNNING, Kind, State
from bot.domain.operation import Operation
from storage import migrations
from storage.transaction import SqliteTransaction

SMALL = ("posts_undone", "tasks_under_way", "posts_without_message", "reactions_by_due")
"""Indexes that hold only what is not finished: walking through one of them is what it is for."""

QUERIES: dict[str, Callable[[SqliteTransaction], Any]] = {
    "due posts": lambda tx: tx.due_posts(1.0),
    "one due post": lambda tx: tx.is_due("j1:open", 1.0),
    "next due post": lambda tx: tx.next_due_post(),
    "due tasks": lambda tx: tx.due_tasks(1.0),
    "next due task": lambda tx: tx.next_due_task(),
    "unwanted tasks": lambda tx: tx.unwanted_tasks(),
    "a provider's task": lambda tx: tx.task_by_provider_id("p", "1"),
    "tasks of a job": lambda tx: tx.tasks("j1"),
    "accepted jobs": lambda tx: tx.jobs(states={State.ACCEPTED}, opened=True),
    "running jobs of a channel": lambda tx: tx.jobs(states=RUNNING, channel="C1"),
    "running jobs of a person": lambda tx: tx.jobs(states=RUNNING, channel="C1", asker="U1"),
    "running jobs of a take": lambda tx: tx.jobs(states=RUNNING, parent="v1", kind=Kind.EXTEND),
    "jobs of a thread": lambda tx: tx.jobs(thread_id="t1"),
    "a job": lambda tx: tx.job("j1"),
    "history": lambda tx: tx.history("j1"),
    "takes of a thread": lambda tx: tx.takes(thread_id="t1"),
    "takes of a job": lambda tx: tx.takes(job_id="j1"),
    "next number": lambda tx: tx.next_number("t1"),
    "takes to expire": lambda tx: tx.takes_to_expire(1.0),
    "takes without file message": lambda tx: tx.takes_without_file_message("C1"),
    "whether a card is on its way": lambda tx: tx.is_posting("C1"),
    "a post": lambda tx: tx.post("j1:open"),
    "posts of a job": lambda tx: tx.posts(job_id="j1"),
    "posts of a thread": lambda tx: tx.posts(thread_id="t1"),
    "a message": lambda tx: tx.message("C1", "1.0"),
    "held reactions": lambda tx: tx.held_reactions(1.0),
    "beds of a month in a channel": lambda tx: tx.beds(channel="C1", since=1.0, until=2.0),
    "beds of a person": lambda tx: tx.beds(asker="U1"),
    "one bed": lambda tx: tx.beds(take_id="v1"),
    "extras of a take": lambda tx: tx.extras(take_id="v1", operation=Operation.STEMS),
    "extras of a job": lambda tx: tx.extras(job_id="j1"),
    "a voice": lambda tx: tx.voice("alto"),
    "charges of a job": lambda tx: tx.charges("j1"),
    "what was charged": lambda tx: tx.charged("a", 1.0),
    "what may be refunded": lambda tx: tx.may_be_refunded("a", 1.0),
    "a memo": lambda tx: tx.kept("n"),
    "unsettled tasks": lambda tx: tx.unsettled_tasks("p"),
    "a delivery": lambda tx: tx.first_time("e1", 1.0),
    "prune": lambda tx: tx.prune(1.0),
}


@pytest.fixture
def database() -> Iterator[Database]:
    """An empty database with the schema; without statistics a plan is the same for any size."""
    opened = Database(memory=True, execute_plugins=False)
    migrations.upgrade(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", QUERIES)
def test_hot_queries_use_an_index(database: Database, name: str) -> None:
    """Every step of the query's plan is a search, or a walk through what is not finished."""
    asked: list[tuple[str, Any]] = []
    with database.tracer(lambda sql, values: asked.append((sql, values))):
        QUERIES[name](SqliteTransaction(database, set()))
    assert asked
    plans = [row[3] for sql, values in asked for row in database.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    walks = [step for step in plans if step.startswith("SCAN") and not step.endswith(SMALL)]
    assert walks == []

"""Values for the tests of the store: each with all that is needed, and what the test is about on top."""

from __future__ import annotations

from typing import Any

from bot.domain.brief import Brief
from bot.domain.job import Job, Kind
from bot.domain.ports import Transaction
from bot.domain.thread import Post, PostKind, Take, Task, Thread


def a_thread(thread_id: str = "t1", **given: Any) -> Thread:
    """A thread in C1, of U1."""
    fields: dict[str, Any] = {"channel": "C1", "asker": "U1", "title": None, "created_at": 100.0}
    return Thread(id=thread_id, **fields | given)


def a_job(job_id: str = "j1", **given: Any) -> Job:
    """A job in t1 that has just been accepted."""
    fields: dict[str, Any] = {
        "thread_id": "t1",
        "kind": Kind.MAKE,
        "brief": Brief(description="calm"),
        "asker": "U1",
        "created_at": 100.0,
        "updated_at": 100.0,
        "seed": 7,
        "lengths": (45.0,),
        "provider": "builtin",
        "shown_as": f"{job_id}:open",
    }
    return Job(id=job_id, **fields | given)


def a_task(task_id: str = "k1", **given: Any) -> Task:
    """A task of j1 that is about to be asked for."""
    fields: dict[str, Any] = {
        "job_id": "j1",
        "provider": "builtin",
        "operation": "make",
        "request": {"seed": 7},
        "created_at": 100.0,
    }
    return Task(id=task_id, **fields | given)


def a_take(take_id: str = "v1", **given: Any) -> Take:
    """The first take of t1."""
    fields: dict[str, Any] = {
        "thread_id": "t1",
        "job_id": "j1",
        "number": 1,
        "seed": 7,
        "lengths": (45.0,),
        "provider": "builtin",
        "source": "k1/0.wav",
        "created_at": 100.0,
    }
    return Take(id=take_id, **fields | given)


def a_post(key: str = "j1:open", kind: PostKind = PostKind.OPEN, **given: Any) -> Post:
    """A post of j1 in t1, due at once."""
    fields: dict[str, Any] = {"thread_id": "t1", "job_id": "j1"}
    return Post(key=key, kind=kind, **fields | given)


def furnish(tx: Transaction) -> None:
    """One thread with one job in it."""
    tx.add_thread(a_thread())
    tx.add_job(a_job())

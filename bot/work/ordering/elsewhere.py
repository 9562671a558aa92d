"""Moving a job on to the next provider: only while nothing of it can have been paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.job import Event, Job
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import TaskState
from bot.work.asking.quoting import in_words, price
from bot.work.telling import steps

PAID = frozenset({TaskState.STARTED, TaskState.FINISHED, TaskState.FAILED})


def move_on(tx: Transaction, job: Job, why: str, *, providers: Mapping[str, Provider], now: float) -> bool:
    """Gives the job to the first of its alternatives that is set up here; its card says from now on who makes it, why,
    and for how much. False where there is none, or where one of its calls was paid or may have been."""
    able = [name for name in job.alternatives if name in providers]
    if not able or _may_be_paid(tx, job):
        return False
    provider = providers[able[0]]
    changed = replace(job, provider=provider.name, alternatives=tuple(able[1:]), attempts=0)
    cost = in_words(price(changed, provider))
    reason = f"{why}, so {provider.label} makes it. Nothing was paid before.{f' Price: {cost}.' if cost else ''}"
    moved = tx.move(changed, Event.MOVED_ON, now, reason=reason)
    if moved is None:
        return False
    steps.refresh(tx, moved)
    return True


def _may_be_paid(tx: Transaction, job: Job) -> bool:
    """An outcome that was unknown once may be a paid one, although somebody said to order again."""
    lost = any(event == Event.LOST for _, event, *_ in tx.history(job.id))
    return lost or any(task.state in PAID for task in tx.tasks(job.id))

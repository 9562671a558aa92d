"""A call whose answer was lost: asked for again where nothing is paid for it; else nobody knows what became of it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.job import Event, Job
from bot.domain.limits import backoff
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import Task, TaskState
from bot.work.telling import steps

UNSETTLED = "Nobody can tell whether the music API took the order: its answer was lost."
INTERRUPTED = "The bot was interrupted while it asked."
TRIES = 10
"""How often what is harmless is asked for before its job ends; while an API is down, the gate holds it back."""


def lose(
    tx: Transaction, job: Job, task: Task | None, *, provider: Provider | None, now: float, words: str | None = None
) -> None:
    """What follows for a job in the middle of asking. `task` is the call, `words` say what became of its answer; None
    where the bot itself was interrupted, and may ask at once."""
    if task and provider and task.operation in provider.harmless:
        _again(tx, job, task, now, words)
    elif moved := tx.move(job, Event.LOST, now, reason=UNSETTLED):
        steps.refresh(tx, moved)


def _again(tx: Transaction, job: Job, task: Task, now: float, words: str | None) -> None:
    why = words or INTERRUPTED
    tx.save_task(replace(task, state=TaskState.VOID, answer={"unanswered": why}))
    tries = sum("unanswered" in tried.answer for tried in tx.tasks(job.id))
    if tries < TRIES:
        due_at = now + backoff(tries, first=2.0) if words else now
        moved = tx.move(job, Event.NEVER_SENT, now, reason=words, due_at=due_at)
    else:
        moved = tx.move(job, Event.REFUSED, now, reason=f"{why} I have tried {TRIES} times.")
    if moved:
        steps.refresh(tx, moved)

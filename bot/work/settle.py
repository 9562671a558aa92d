"""Picks up what a crash left behind, before the loops start."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.domain.job import Event, State
from bot.domain.ports import Provider, Store, Transaction
from bot.domain.thread import Task, TaskState
from bot.work import steps
from bot.work.submit import UNSETTLED

log = logging.getLogger(__name__)


async def recover(store: Store, providers: Mapping[str, Provider], now: float) -> int:
    """Puts every job that was interrupted where it can go on, and answers how many there were."""
    return await store.write(partial(_recover, providers=providers, now=now))


def _recover(tx: Transaction, *, providers: Mapping[str, Provider], now: float) -> int:
    interrupted = tx.jobs(states={State.SUBMITTING, State.PRODUCING}, limit=100_000)
    for job in interrupted:
        match job.state:
            case State.PRODUCING:
                tx.move(job, Event.RESUME, now)
            case _ if job.provider in providers and providers[job.provider].repeatable:
                _forget_intents(tx, tx.tasks(job.id))
                tx.move(job, Event.NEVER_SENT, now)
            case _:
                if moved := tx.move(job, Event.LOST, now, reason=UNSETTLED):
                    steps.refresh(tx, moved)
    if interrupted:
        log.info("%d jobs were interrupted and go on", len(interrupted))
    return len(interrupted)


def _forget_intents(tx: Transaction, tasks: list[Task]) -> None:
    for task in tasks:
        if task.state is TaskState.INTENT:
            tx.save_task(replace(task, state=TaskState.FAILED))

"""Looks at tasks that providers work on, each when its look is due, until their audio is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.domain.errors import ProviderError
from bot.domain.job import Event, Job, Kind
from bot.domain.limits import backoff
from bot.domain.polling import Durations, next_look
from bot.domain.ports import Broken, Clock, Finished, Look, Pending, Provider, RawTake, Store, Transaction
from bot.domain.thread import Take, TakeState, Task, TaskState
from bot.work import steps
from bot.work.points import PassBy, Point

log = logging.getLogger(__name__)

ORIGINS = {Kind.EXTEND: "extended", Kind.REGENERATE: "regenerated", Kind.REMAKE: "remade"}
DAY = 86_400.0
GIVE_UP_SECONDS = 3600.0
NOTHING = "The provider says it is done, and gave no audio."
TOO_LONG = "The provider has not answered for an hour. Ask again with 🔁 or /bgm; nothing more is waited for."


class Watch:
    """The poller. `told` is the word of a webhook, or of an engine on this machine: look now."""

    name = "watch"
    listens = frozenset({"tasks", "jobs"})

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        clock: Clock,
        ids: Callable[[str], str],
        keep_days: int,
        at: PassBy,
    ) -> None:
        self._store, self._providers, self._clock, self._ids, self._at = store, providers, clock, ids, at
        self._keep_seconds = keep_days * DAY
        self._since = clock.now()
        self.bell = asyncio.Event()
        self._told: set[str] = set()

    def told(self, task_id: str) -> None:
        """The task of ours with this id has news."""
        self._told.add(task_id)
        self.bell.set()

    async def turn(self) -> float | None:
        """Looks at every task that is due or has news."""
        told, self._told = self._told, set()
        due, early = await self._store.read(partial(self._to_look_at, now=self._clock.now(), told=told))
        self._told |= early
        for task in due:
            await self._look(task)
        for task in await self._store.read(lambda tx: tx.unwanted_tasks()):
            await self._forget(task)
        return await self._store.read(lambda tx: tx.next_due_task())

    def _to_look_at(self, tx: Transaction, *, now: float, told: set[str]) -> tuple[list[Task], set[str]]:
        """The tasks to look at, and those that had news before their own start was stored: their turn comes."""
        due = tx.due_tasks(now)
        news = [task for task_id in told - {task.id for task in due} if (task := tx.task(task_id))]
        started = [task for task in news if task.state is TaskState.STARTED]
        return due + started, {task.id for task in news if task.state is TaskState.INTENT}

    async def _forget(self, task: Task) -> None:
        try:
            if provider := self._providers.get(task.provider):
                await provider.forget(task)
        except Exception as error:
            log.warning("task %s could not be stopped: %r", task.id, error, exc_info=_surprise(error))
        await self._store.write(lambda tx: tx.save_task(replace(task, state=TaskState.FAILED)))

    async def _look(self, task: Task) -> None:
        try:
            look = await self._providers[task.provider].look(task)
        except Exception as error:
            log.warning("task %s could not be looked at: %r", task.id, error, exc_info=_surprise(error))
            look = Pending()
            task = replace(task, expected=max(task.expected, backoff(task.looks + 1)))
        await self._store.write(partial(self._note, task=task, look=look))
        if isinstance(look, Finished):
            self._at(Point.TASK_FINISHED)

    def _note(self, tx: Transaction, *, task: Task, look: Look) -> None:
        job = tx.job(task.job_id)
        if job is None:
            return
        match look:
            case Finished(takes=()):
                self._broke(tx, job, task, NOTHING)
            case Finished(takes):
                self._finished(tx, job, task, takes)
            case Broken(words):
                self._broke(tx, job, task, words)
            case Pending():
                self._pending(tx, job, task)

    def _pending(self, tx: Transaction, job: Job, task: Task) -> None:
        now = self._clock.now()
        age = now - task.created_at
        # The hours that the bot was not there to look do not count.
        if now - max(task.created_at, self._since) > GIVE_UP_SECONDS + task.expected:
            self._broke(tx, job, task, TOO_LONG)
            return
        due_at = task.created_at + next_look(Durations(task.expected), age)
        tx.save_task(replace(task, looks=task.looks + 1, looked_at=now, due_at=due_at))

    def _broke(self, tx: Transaction, job: Job, task: Task, words: str) -> None:
        tx.save_task(replace(task, state=TaskState.FAILED))
        if moved := tx.move(job, Event.BROKE, self._clock.now(), reason=words):
            steps.refresh(tx, moved)

    def _finished(self, tx: Transaction, job: Job, task: Task, takes: tuple[RawTake, ...]) -> None:
        now = self._clock.now()
        tx.save_task(replace(task, state=TaskState.FINISHED, looks=task.looks + 1, looked_at=now))
        if tx.move(job, Event.FINISHED, now) is None:
            return
        for raw in takes:
            tx.add_take(self._take(tx, job, raw, now))

    def _take(self, tx: Transaction, job: Job, raw: RawTake, now: float) -> Take:
        return Take(
            id=self._ids("v"),
            thread_id=job.thread_id,
            job_id=job.id,
            number=tx.next_number(job.thread_id),
            seed=raw.seed,
            lengths=job.lengths,
            provider=job.provider,
            source=raw.source,
            created_at=now,
            parent=job.parent,
            origin=ORIGINS.get(job.kind, "made"),
            facts=raw.facts,
            state=TakeState.RAW,
            expires_at=now + self._keep_seconds,
        )

    async def stop(self) -> None:
        """Nothing of its own is under way."""


def _surprise(error: Exception) -> Exception | None:
    """What deserves a trace: not what a provider is known to raise."""
    return None if isinstance(error, ProviderError) else error

"""The one place that pays: records the intent, asks the provider once, records the task id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.domain.errors import NeverSent, Refused
from bot.domain.job import Event, Job, State
from bot.domain.limits import backoff
from bot.domain.plan import Finish, next_step
from bot.domain.polling import Durations, next_look
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.thread import Task, TaskState
from bot.work import steps
from bot.work.lanes import Lanes
from bot.work.points import PassBy, Point
from bot.work.stored import until_stored

log = logging.getLogger(__name__)

OPEN_POST_PATIENCE = 60.0
FINISHING_SECONDS = 2.0
UNSETTLED = "Nobody can tell whether the music API took the order: its answer was lost."


class Submit:
    """Takes accepted jobs whose thread is open to their provider, one at a time per provider."""

    name = "submit"
    listens = frozenset({"jobs", "threads"})

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        clock: Clock,
        ids: Callable[[str], str],
        at: PassBy,
    ) -> None:
        self._store, self._providers, self._clock, self._ids, self._at = store, providers, clock, ids, at
        self.bell = asyncio.Event()
        self._lanes = Lanes(len(providers), self.bell.set)

    async def turn(self) -> float | None:
        """Starts what may start."""
        now = self._clock.now()
        jobs = await self._store.read(lambda tx: tx.jobs(states={State.ACCEPTED}, opened=True, limit=100))
        for job in jobs:
            if job.due_at <= now and not self._lanes.busy(job.provider):
                self._lanes.start(job.provider, self._submit(job))
        return min((job.due_at for job in jobs if job.due_at > now), default=None)

    async def stop(self) -> None:
        """An open paid call is waited for: guessing its outcome costs more than a minute."""
        paying = [
            name for name in self._lanes.under_way if name in self._providers and not self._providers[name].repeatable
        ]
        if paying:
            log.warning("waiting at most %.0f s for an open paid call: %s", OPEN_POST_PATIENCE, ", ".join(paying))
        await self._lanes.stop(patience=OPEN_POST_PATIENCE if paying else 0.0)

    async def _submit(self, job: Job) -> None:
        provider = self._providers.get(job.provider)
        if provider is None:
            await self._store.write(partial(self._orphaned, job_id=job.id))
            return
        task = await self._store.write(partial(self._intend, job_id=job.id, provider=provider))
        if task is None:
            return
        self._at(Point.INTENT_STORED)
        try:
            provider_id = await provider.submit(task.request, task.id)
        except NeverSent as error:
            await until_stored(self._store, partial(self._retry, task=task, words=str(error)))
        except Refused as error:
            await until_stored(self._store, partial(self._fail, task=task, words=str(error)))
        except Exception:
            log.exception("job %s: the outcome of its paid call is unknown", job.id)
            await until_stored(self._store, partial(self._lose, task=task))
        else:
            self._at(Point.TASK_ASKED)
            await until_stored(self._store, partial(self._started, task=task, provider_id=provider_id))
            self._at(Point.TASK_STORED)

    def _intend(self, tx: Transaction, *, job_id: str, provider: Provider) -> Task | None:
        now = self._clock.now()
        job = tx.job(job_id)
        if job is None or job.due_at > now:
            return None
        step = next_step(job, tx.tasks(job.id))
        if isinstance(step, Finish):
            tx.move(job, Event.IN_STORE, now)
            return None
        if tx.move(replace(job, attempts=job.attempts + 1), Event.SUBMIT, now) is None:
            return None
        request = provider.request(step.order)
        task = Task(
            id=self._ids("k"),
            job_id=job.id,
            provider=provider.name,
            operation=step.order.operation,
            request=request,
            created_at=now,
            expected=provider.expects(request),
        )
        tx.add_task(task)
        return task

    def _orphaned(self, tx: Transaction, *, job_id: str) -> None:
        job = tx.job(job_id)
        words = f"{job.provider} is not set up here any more. Ask again with /bgm." if job else ""
        if job and (moved := tx.move(job, Event.REFUSED, self._clock.now(), reason=words)):
            steps.refresh(tx, moved)

    def _started(self, tx: Transaction, *, task: Task, provider_id: str) -> None:
        now = self._clock.now()
        due_at = now + next_look(Durations(task.expected), 0.0)
        tx.save_task(replace(task, state=TaskState.STARTED, provider_id=provider_id, created_at=now, due_at=due_at))
        moved = self._move(tx, task, Event.STARTED)
        if moved:
            tx.save_job(replace(moved, attempts=0, started_at=now, expected=task.expected + FINISHING_SECONDS))
            steps.refresh(tx, moved)

    def _retry(self, tx: Transaction, *, task: Task, words: str) -> None:
        tx.save_task(replace(task, state=TaskState.FAILED))
        job = tx.job(task.job_id)
        wait = backoff(job.attempts if job else 1, first=2.0)
        self._move(tx, task, Event.NEVER_SENT, reason=words, due_at=self._clock.now() + wait)

    def _fail(self, tx: Transaction, *, task: Task, words: str) -> None:
        tx.save_task(replace(task, state=TaskState.FAILED))
        if moved := self._move(tx, task, Event.REFUSED, reason=words):
            steps.refresh(tx, moved)

    def _lose(self, tx: Transaction, *, task: Task) -> None:
        if moved := self._move(tx, task, Event.LOST, reason=UNSETTLED):
            steps.refresh(tx, moved)

    def _move(
        self, tx: Transaction, task: Task, event: Event, *, reason: str | None = None, due_at: float = 0.0
    ) -> Job | None:
        job = tx.job(task.job_id)
        return tx.move(job, event, self._clock.now(), reason=reason, due_at=due_at) if job else None

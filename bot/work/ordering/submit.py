"""The one place that pays: records the intent, asks the provider once, records the task id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.errors import Because, Limited, NeverSent, ProviderError, Refused, StoreError
from bot.domain.job import Event, Job, State
from bot.domain.limits import backoff
from bot.domain.operation import Operation
from bot.domain.plan import Ask, Finish, Order
from bot.domain.ports import Broken, Clock, Finished, Provider, Started, Store, Transaction, Ways
from bot.domain.thread import Task, TaskState
from bot.work.lanes import Lanes
from bot.work.ordering import learning
from bot.work.ordering.arrivals import Arrivals
from bot.work.ordering.closed import Closed, closed
from bot.work.ordering.elsewhere import move_on
from bot.work.ordering.gate import Gate, Line, wait_of
from bot.work.ordering.gates import Gates
from bot.work.ordering.links import Links
from bot.work.ordering.lost import lose
from bot.work.points import PassBy, Point
from bot.work.stored import until_stored
from bot.work.telling import steps

log = logging.getLogger(__name__)

OPEN_POST_PATIENCE = 60.0
MOST = 1000
"""Jobs that one turn looks at."""
SURPRISE = "Ordering it went wrong here ({}); the log of the bot says more."
ELSEWHERE = frozenset({Because.CREDITS, Because.ACCOUNT, Because.RETIRED})
"""Refusals that say nothing about the wish: another provider may do it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be paid for."""

    task: Task
    order: Order


class Submit:
    """Takes accepted jobs whose thread is open to their provider, one at a time per account."""

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
        gates: Gates,
        links: Links,
        arrivals: Arrivals,
    ) -> None:
        self._store, self._providers, self._clock, self._ids, self._at = store, providers, clock, ids, at
        self._gates, self._links, self._arrivals = gates, links, arrivals
        self.bell = asyncio.Event()
        self._lanes = Lanes(len(providers), self.bell.set)
        self._paying: set[str] = set()

    async def turn(self) -> float | None:
        """Starts what may start."""
        now = self._clock.now()
        jobs = await self._store.read(lambda tx: tx.jobs(states={State.ACCEPTED}, opened=True, limit=MOST))
        wakes = [await self._start(job, now) if job.due_at <= now else job.due_at for job in jobs]
        return min((wake for wake in wakes if wake is not None), default=None)

    async def _start(self, job: Job, now: float) -> float | None:
        """Starts to submit the job where that may be; else answers when to try again, if nobody will tell."""
        if job.kind.made_here:
            await self._store.write(partial(self._in_store, job_id=job.id))
            return None
        provider = self._providers.get(job.provider)
        if provider is None:
            await self._store.write(partial(self._orphaned, job_id=job.id))
            return None
        gate = self._gates.of(provider)
        if shut := closed(gate, provider, now):
            if job.alternatives or job.reason != shut.words:
                await self._store.write(partial(self._stalled, job_id=job.id, provider=provider, shut=shut))
            return gate.opens_at()
        if not self._lanes.busy(provider.account):
            self._lanes.start(provider.account, self._submit(job, provider, gate))
        return None

    async def stop(self) -> None:
        """An open paid call is waited for: guessing its outcome costs more than a minute. Nothing else is, and no other
        call begins meanwhile."""
        if paying := ", ".join(self._paying):
            log.warning("waiting at most %.0f s for an open paid call: %s", OPEN_POST_PATIENCE, paying)
        await self._lanes.stop(patience=OPEN_POST_PATIENCE, spare=frozenset(self._paying))

    async def _submit(self, job: Job, provider: Provider, gate: Gate) -> None:
        if await self._is_in_store(job):
            await self._store.write(partial(self._in_store, job_id=job.id))
            return
        async with gate.turn(Line.ORDER):
            self._paying.add(provider.account)
            try:
                if intent := await self._intent(job, provider):
                    if intent.task.operation in provider.harmless:
                        self._paying.discard(provider.account)
                    self._at(Point.INTENT_STORED)
                    await self._pay(intent, provider, gate)
            finally:
                self._paying.discard(provider.account)

    async def _is_in_store(self, job: Job) -> bool:
        try:
            return await self._store.read(lambda tx: isinstance(self._arrivals.step(tx, job), Finish))
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 (it is met again where the order is made, and told)
            return False

    async def _intent(self, job: Job, provider: Provider) -> Intent | None:
        """The stored intent; None where the job went elsewhere, or cannot be ordered: then it holds up no other."""
        try:
            return await self._store.write(partial(self._intend, job_id=job.id, provider=provider))
        except StoreError:
            raise
        except Exception as error:
            log.exception("job %s cannot be ordered", job.id)
            await self._store.write(partial(self._impossible, job_id=job.id, error=error))
            return None

    async def _pay(self, intent: Intent, provider: Provider, gate: Gate) -> None:
        task = intent.task
        try:
            with gate.request():
                started = await provider.submit(task.request, token=task.id, ways=self._ways(intent, provider))
        except NeverSent as error:
            await until_stored(self._store, partial(self._retry, task=task, words=str(error)))
        except Limited as error:
            retry = partial(self._retry, task=task, words=str(error), wait=wait_of(error))
            await until_stored(self._store, retry)
        except Refused as error:
            await until_stored(self._store, partial(self._refused, task=task, error=error))
        except Exception as error:
            log.exception("job %s: the answer to its call was lost", task.job_id)
            await until_stored(self._store, partial(self._lose, task=task, error=error))
        else:
            self._at(Point.TASK_ASKED)
            await until_stored(self._store, partial(self._started, task=task, started=started))
            self._at(Point.TASK_STORED)

    def _ways(self, intent: Intent, provider: Provider) -> Ways:
        told = intent.order.operation in provider.calls_back
        file = intent.order.details.get("file") or intent.order.clip.get("file")
        return Ways(
            hook=self._links.hook(provider.name, intent.task.id) if told else None,
            hook_secret=self._links.hook_secret(intent.task.id),
            file=self._links.file(str(file), self._clock.now()) if file else None,
        )

    def _in_store(self, tx: Transaction, *, job_id: str) -> None:
        """Nothing needs to be asked for, or waited for a turn."""
        job = tx.job(job_id)
        if job is None or job.state is not State.ACCEPTED:
            return
        step = self._arrivals.step(tx, job)
        if isinstance(step, Finish) and (moved := tx.move(job, Event.IN_STORE, self._clock.now())):
            self._arrivals.store(tx, moved, step)

    def _intend(self, tx: Transaction, *, job_id: str, provider: Provider) -> Intent | None:
        now = self._clock.now()
        job = tx.job(job_id)
        if job is None or job.state is not State.ACCEPTED or job.due_at > now or job.provider != provider.name:
            return None
        step = self._arrivals.step(tx, job)
        if not isinstance(step, Ask) or tx.move(replace(job, attempts=job.attempts + 1), Event.SUBMIT, now) is None:
            return None
        prior = provider.expects(step.order)
        learned = learning.expected(tx, provider.name, step.order.operation, job.duration, prior)
        task = Task(
            id=self._ids("k"),
            job_id=job.id,
            provider=provider.name,
            operation=step.order.operation,
            request=provider.request(step.order).body,
            created_at=now,
            expected=learned.durations.median,
        )
        tx.add_task(task)
        return Intent(task, step.order)

    def _impossible(self, tx: Transaction, *, job_id: str, error: Exception) -> None:
        job, words = tx.job(job_id), SURPRISE.format(type(error).__name__)
        if job is None or job.state is not State.ACCEPTED:
            return
        if moved := tx.move(job, Event.REFUSED, self._clock.now(), reason=words):
            steps.refresh(tx, moved)

    def _orphaned(self, tx: Transaction, *, job_id: str) -> None:
        """Its provider is gone: another one makes it, or it ends in words."""
        job = tx.job(job_id)
        if job is None or job.state is not State.ACCEPTED or job.provider in self._providers:
            return
        gone = f"{job.provider} is not set up here any more"
        if self._moved_on(tx, job, gone):
            return
        if moved := tx.move(job, Event.REFUSED, self._clock.now(), reason=f"{gone}. Ask again with /bgm."):
            steps.refresh(tx, moved)

    def _stalled(self, tx: Transaction, *, job_id: str, provider: Provider, shut: Closed) -> None:
        """The API is not asked for a while: another provider makes it, or the thread is told, once."""
        job = tx.job(job_id)
        if job is None or job.state is not State.ACCEPTED or job.provider != provider.name:
            return
        if not self._moved_on(tx, job, shut.why) and job.reason != shut.words:
            told = replace(job, reason=shut.words)
            tx.save_job(told)
            steps.refresh(tx, told)

    def _moved_on(self, tx: Transaction, job: Job, why: str) -> bool:
        return move_on(tx, job, why, providers=self._providers, now=self._clock.now())

    def _started(self, tx: Transaction, *, task: Task, started: Started) -> None:
        begun = self._arrivals.began(tx, task, started.provider_id, Event.STARTED)
        match started.look:
            case Finished() as done:
                self._arrivals.finished(tx, begun, done, just_now=True)
            case Broken() as broken:
                self._arrivals.broke(tx, begun, broken)

    def _retry(self, tx: Transaction, *, task: Task, words: str, wait: float | None = None) -> None:
        tx.save_task(replace(task, state=TaskState.VOID))
        job = tx.job(task.job_id)
        seconds = backoff(job.attempts if job else 1, first=2.0) if wait is None else wait
        if moved := self._move(tx, task, Event.NEVER_SENT, reason=words, due_at=self._clock.now() + seconds):
            steps.refresh(tx, moved)

    def _refused(self, tx: Transaction, *, task: Task, error: Refused) -> None:
        """A join that is refused is one that failed: what else the job has was paid for."""
        joining = task.operation == Operation.JOIN
        state = TaskState.FAILED if joining else TaskState.VOID
        tx.save_task(replace(task, state=state, answer={"refused": str(error)}))
        job = tx.job(task.job_id)
        if job and error.because in ELSEWHERE and self._moved_on(tx, job, str(error).rstrip(".")):
            return
        if job and self._arrivals.goes_on(tx, job, task, str(error)):
            tx.move(replace(job, attempts=0), Event.NEVER_SENT, self._clock.now())
        elif moved := self._move(tx, task, Event.REFUSED, reason=str(error)):
            steps.refresh(tx, moved)

    def _lose(self, tx: Transaction, *, task: Task, error: Exception) -> None:
        """A webhook may have told the task's id meanwhile: then nothing is lost."""
        stored, job = tx.task(task.id), tx.job(task.job_id)
        if stored and stored.provider_id:
            self._arrivals.began(tx, stored, stored.provider_id, Event.STARTED)
        elif job:
            words = str(error) if isinstance(error, ProviderError) else SURPRISE.format(type(error).__name__)
            provider = self._providers.get(task.provider)
            lose(tx, job, task, provider=provider, now=self._clock.now(), words=words)

    def _move(
        self, tx: Transaction, task: Task, event: Event, *, reason: str | None = None, due_at: float = 0.0
    ) -> Job | None:
        job = tx.job(task.job_id)
        return tx.move(job, event, self._clock.now(), reason=reason, due_at=due_at) if job else None

"""Outcomes that nobody knows: looked up where that can be, waited for, and in the end asked. Never guessed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import exp

from bot.domain.errors import ProviderError, StoreError
from bot.domain.job import Event, Job, State
from bot.domain.plan import Ask
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.thread import Task, TaskState
from bot.work.lanes import Lanes
from bot.work.ordering import learning
from bot.work.ordering.arrivals import Arrivals
from bot.work.ordering.gates import Gates
from bot.work.ordering.lost import lose
from bot.work.ordering.purse import Purse
from bot.work.telling import steps

log = logging.getLogger(__name__)

ANSWERED = 1e12
"""Due when somebody answers."""
LATEST = 1.5
"""Times the longest that a task is likely to take (99.9 % of them) is waited for the provider's own word."""
TRIES = 5
AGAIN_SECONDS = 10.0


class Settle:
    """Takes jobs whose paid call had no answer: asks the provider's list, then its balance, waits for its webhook where
    it has our address and calls back for such a call, and asks people last."""

    name = "settle"
    listens = frozenset({"jobs"})

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        clock: Clock,
        gates: Gates,
        arrivals: Arrivals,
        purse: Purse,
        hooked: bool,
    ) -> None:
        """`hooked`: whether providers were given an address of ours to tell us."""
        self._store, self._providers, self._clock, self._gates = store, providers, clock, gates
        self._arrivals, self._purse, self._hooked = arrivals, purse, hooked
        self.bell = asyncio.Event()
        self._lanes = Lanes(len(providers), self.bell.set)

    async def turn(self) -> float | None:
        """Takes up what is due, one at a time per account."""
        now = self._clock.now()
        jobs = await self._store.read(lambda tx: tx.jobs(states={State.UNSETTLED}))
        for job in jobs:
            provider = self._providers.get(job.provider)
            if job.due_at > now or (provider and self._lanes.busy(provider.account)):
                continue
            if provider is None:
                await self._store.write(partial(self._ask, job_id=job.id, evidence=""))
            else:
                self._lanes.start(provider.account, self._settle(job, provider))
        return min((job.due_at for job in jobs if now < job.due_at < ANSWERED), default=None)

    async def stop(self) -> None:
        """What is under way is done again: it costs nothing."""
        await self._lanes.stop()

    async def _settle(self, job: Job, provider: Provider) -> None:
        task = await self._store.read(partial(_lost, job_id=job.id))
        if task is None or task.provider_id:
            await self._store.write(partial(self._named, job_id=job.id))
            return
        if not task.answer.get("looked_up"):
            await self._look_up(job, task, provider)
        else:
            await self._store.write(partial(self._ask, job_id=job.id, evidence=task.answer.get("evidence", "")))

    async def _look_up(self, job: Job, task: Task, provider: Provider) -> None:
        tries = int(task.answer.get("tries", 0)) + 1
        try:
            found = await self._find(task, provider)
            price = None if found else await self._price(job, provider)
            evidence = "" if found else await self._purse.evidence(provider, task, price)
        except StoreError:
            raise
        except Exception as error:
            trace = None if isinstance(error, ProviderError) else error
            log.warning("job %s: its provider could not be asked what became of it: %s", job.id, error, exc_info=trace)
            if tries < TRIES:
                await self._store.write(partial(self._later, job_id=job.id, task=task, tries=tries))
                return
            found, evidence = None, ""
        await self._store.write(partial(self._looked_up, job_id=job.id, task=task, found=found, evidence=evidence))

    async def _find(self, task: Task, provider: Provider) -> str | None:
        """A turn is taken only where somebody is asked: no answer of nobody's says that an API is well."""
        if not provider.lists_orders:
            return None
        return await self._gates.of(provider).ask(partial(provider.find, task))

    async def _price(self, job: Job, provider: Provider) -> float | None:
        step = await self._store.read(lambda tx: self._arrivals.step(tx, job))
        price = provider.price(step.order) if isinstance(step, Ask) else None
        return price.amount if price else None

    def _named(self, tx: Transaction, *, job_id: str) -> None:
        """A webhook told its id meanwhile."""
        job, task = tx.job(job_id), _lost(tx, job_id=job_id)
        if job and task and task.provider_id:
            steps.answered(tx, job)
            self._arrivals.began(tx, task, task.provider_id, Event.FOUND)
        elif job and task is None:
            self._ask(tx, job_id=job_id, evidence="")

    def _later(self, tx: Transaction, *, job_id: str, task: Task, tries: int) -> None:
        stored = tx.task(task.id)
        if stored is None or stored.state is not TaskState.INTENT:
            return
        tx.save_task(replace(stored, answer={**stored.answer, "tries": tries}))
        self._due(tx, job_id, self._clock.now() + AGAIN_SECONDS * tries)

    def _looked_up(self, tx: Transaction, *, job_id: str, task: Task, found: str | None, evidence: str) -> None:
        job, stored = tx.job(job_id), tx.task(task.id)
        if job is None or stored is None or stored.state is not TaskState.INTENT:
            return
        if found and tx.task_by_provider_id(stored.provider, found):
            found = None  # it is another order's: two were lost, or one was never taken
        if known := found or stored.provider_id:
            self._arrivals.began(tx, stored, known, Event.FOUND)
            return
        tx.save_task(replace(stored, answer={"looked_up": True, "evidence": evidence}))
        provider = self._providers[job.provider]
        if not (self._hooked and task.operation in provider.calls_back):
            self._ask(tx, job_id=job_id, evidence=evidence)
            return
        model = learning.expected(tx, provider.name, task.operation, job.duration, task.expected).durations
        longest = model.median * exp(3.09 * model.sigma)
        self._due(tx, job_id, task.created_at + LATEST * longest)

    def _ask(self, tx: Transaction, *, job_id: str, evidence: str) -> None:
        job = tx.job(job_id)
        if job is None or job.state is not State.UNSETTLED:
            return
        self._due(tx, job_id, ANSWERED)
        steps.ask_what_to_do(tx, job, evidence)

    def _due(self, tx: Transaction, job_id: str, due_at: float) -> None:
        job = tx.job(job_id)
        if job and job.state is State.UNSETTLED:
            tx.save_job(replace(job, due_at=due_at))


def _lost(tx: Transaction, *, job_id: str) -> Task | None:
    """The call that had no answer."""
    return next((task for task in tx.tasks(job_id) if task.state is TaskState.INTENT), None)


async def recover(store: Store, providers: Mapping[str, Provider], now: float) -> int:
    """Before the loops start: puts every job that a crash interrupted where it can go on; says how many there were."""
    return await store.write(partial(_recover, providers=providers, now=now))


def _recover(tx: Transaction, *, providers: Mapping[str, Provider], now: float) -> int:
    interrupted = tx.jobs(states={State.SUBMITTING, State.PRODUCING}, limit=100_000)
    for job in interrupted:
        match job.state:
            case State.PRODUCING:
                tx.move(job, Event.RESUME, now)
            case _:
                lose(tx, job, _lost(tx, job_id=job.id), provider=providers.get(job.provider), now=now)
    if interrupted:
        log.info("%d jobs were interrupted and go on", len(interrupted))
    return len(interrupted)

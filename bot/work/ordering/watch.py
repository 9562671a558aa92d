"""Looks at tasks that providers work on, the one with the greatest expected lag first, until their audio is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.errors import Limited, ProviderError, StoreError
from bot.domain.job import Job, State
from bot.domain.polling import Waiting, choose
from bot.domain.ports import Broken, Clock, Finished, Look, Pending, Provider, Store, Transaction
from bot.domain.thread import Task, TaskState
from bot.work.lanes import Lanes
from bot.work.ordering import learning
from bot.work.ordering.arrivals import Arrivals
from bot.work.ordering.closed import closed, silence_about
from bot.work.ordering.gate import Gate, Line
from bot.work.ordering.gates import Gates
from bot.work.points import PassBy, Point
from bot.work.telling import steps

log = logging.getLogger(__name__)

GIVE_UP_SECONDS = 3600.0
UNANSWERED_SECONDS = 5.0
SILENT_SECONDS = 100.0
"""After so long without an answer for one task its card says so, at the next look: within two minutes."""
ORPHAN_SECONDS = 60.0
MOST = 1000
"""Tasks that one choice is made among."""
SURPRISE = "What the provider made could not be taken in here ({}); the log of the bot says more."
TOO_LONG = "The provider has not answered for an hour. Ask again with 🔁 or /bgm; nothing more is waited for."


@dataclass(frozen=True, slots=True)
class Silence:
    """A look that nobody answered: what the threads are told, nothing where the next look may be answered. `alone`: the
    thread of this task only."""

    words: str
    alone: bool = False


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
        at: PassBy,
        gates: Gates,
        arrivals: Arrivals,
    ) -> None:
        self._store, self._providers, self._clock, self._at = store, providers, clock, at
        self._gates, self._arrivals = gates, arrivals
        self._since = clock.now()
        self.bell = asyncio.Event()
        self._lanes = Lanes(len(providers), self.bell.set)
        self._told: set[str] = set()
        self._silent: dict[str, float] = {}
        """By task: since when no look at it was answered."""

    def told(self, task_id: str) -> None:
        """The task of ours with this id has news."""
        self._told.add(task_id)
        self.bell.set()

    async def turn(self) -> float | None:
        """Starts looking where something is due or has news: one look at a time for each account."""
        now = self._clock.now()
        for task in await self._store.read(lambda tx: tx.due_tasks(now, MOST)):
            if task.provider not in self._providers:
                await self._store.write(partial(self._orphaned, task_id=task.id))
        wakes = [await self._store.read(lambda tx: tx.next_due_task(now))]
        due = await self._store.read(self._due)
        for account, gate in {(gate.account, gate) for gate in map(self._gate, due)}:
            if gate.is_shut(now):
                wakes.append(gate.opens_at())
            elif not self._lanes.busy(account):
                self._lanes.start(account, self._looks(account, gate))
        for task in await self._store.read(lambda tx: tx.unwanted_tasks()):
            await self._forget(task)
        self._silent = {id_: since for id_, since in self._silent.items() if now - since < 2 * GIVE_UP_SECONDS}
        return min((wake for wake in wakes if wake is not None), default=None)

    async def stop(self) -> None:
        """A look under way is broken off: it costs nothing to look again."""
        await self._lanes.stop()

    def _due(self, tx: Transaction) -> list[Task]:
        """What may be looked at now. News of a task whose own start is not stored yet waits for that."""
        due = {task.id: task for task in tx.due_tasks(self._clock.now(), MOST) if task.provider in self._providers}
        for task in filter(None, map(tx.task, self._told - due.keys())):
            if task.state is TaskState.STARTED:
                due[task.id] = task
            elif task.state is not TaskState.INTENT:
                self._told.discard(task.id)
        return list(due.values())

    def _gate(self, task: Task) -> Gate:
        return self._gates.of(self._providers[task.provider])

    async def _looks(self, account: str, gate: Gate) -> None:
        pick: Callable[[Transaction], Task | None] = partial(self._pick, account=account)
        while not gate.is_shut(self._clock.now()) and await self._store.read(pick) is not None:
            async with gate.turn(Line.LOOK):
                chosen = await self._store.read(pick)
                if chosen is None:
                    return
                told = chosen.id in self._told
                self._told.discard(chosen.id)
                await self._look(chosen, gate, told=told)

    def _pick(self, tx: Transaction, *, account: str) -> Task | None:
        tasks = {task.id: task for task in self._due(tx) if self._providers[task.provider].account == account}
        news = [task for task in tasks.values() if task.id in self._told]
        if news:
            return news[0]
        waiting = [self._waiting(tx, task) for task in tasks.values()]
        chosen = choose(waiting, self._clock.now(), cost=0.0)
        return tasks[chosen.id] if chosen else None

    def _waiting(self, tx: Transaction, task: Task) -> Waiting:
        job = tx.job(task.job_id)
        seconds = job.duration if job else 0.0
        model = learning.expected(tx, task.provider, task.operation, seconds, task.expected)
        return Waiting(id=task.id, started=task.created_at, durations=model.durations, last_look=task.looked_at)

    async def _forget(self, task: Task) -> None:
        try:
            if provider := self._providers.get(task.provider):
                await provider.forget(task)
        except Exception as error:
            log.warning("task %s could not be stopped: %r", task.id, error, exc_info=_surprise(error))
        await self._store.write(lambda tx: tx.save_task(replace(task, state=TaskState.FAILED)))

    async def _look(self, task: Task, gate: Gate, *, told: bool) -> None:
        look: Look | None = None
        try:
            look = await gate.asked(partial(self._providers[task.provider].look, task))
            self._silent.pop(task.id, None)
        except Limited:
            log.info("task %s is looked at later: its provider asks us to slow down", task.id)
        except Exception as error:
            log.warning("task %s could not be looked at: %r", task.id, error, exc_info=_surprise(error))
        silence = self._silence(task, gate) if look is None else None
        await self._noted(partial(self._note, task=task, told=told, silence=silence), look)
        if isinstance(look, Finished):
            self._at(Point.TASK_FINISHED)

    def _silence(self, task: Task, gate: Gate) -> Silence:
        provider, now = self._providers[task.provider], self._clock.now()
        long = now - self._silent.setdefault(task.id, now) >= SILENT_SECONDS
        if shut := closed(gate, provider, now):
            return Silence(shut.words)
        return Silence(silence_about(provider) if long else "", alone=True)

    async def _noted(self, note: Callable[..., None], look: Look | None) -> None:
        """What cannot be taken in ends its job in words: else it would be looked at for ever, before others."""
        try:
            await self._store.write(partial(note, look=look))
        except StoreError:
            raise
        except Exception as error:
            log.exception("what a provider answered cannot be taken in")
            odd = Broken(SURPRISE.format(type(error).__name__))
            await self._store.write(partial(note, look=odd))

    def _note(self, tx: Transaction, *, task: Task, look: Look | None, told: bool, silence: Silence | None) -> None:
        stored, job = tx.task(task.id), tx.job(task.job_id)
        if stored is None or stored.state is not TaskState.STARTED or job is None:
            return
        match look:
            case Finished() as done:
                self._arrivals.finished(tx, stored, done, just_now=told)
            case Broken() as broken:
                self._arrivals.broke(tx, stored, broken)
            case Pending():
                self._pending(tx, job, stored)
            case None if silence:
                self._unanswered(tx, job, stored, silence)

    def _pending(self, tx: Transaction, job: Job, task: Task) -> None:
        now = self._clock.now()
        if self._too_late(tx, task, now):
            return
        due_at = task.created_at + self._arrivals.next_look(tx, job, task, now - task.created_at)
        tx.save_task(replace(task, looks=task.looks + 1, looked_at=now, due_at=due_at))
        if job.reason and job.state is State.WAITING:
            answers = replace(job, reason=None)
            tx.save_job(answers)
            steps.refresh(tx, answers)

    def _unanswered(self, tx: Transaction, job: Job, task: Task, silence: Silence) -> None:
        now = self._clock.now()
        if self._too_late(tx, task, now):
            return
        tx.save_task(replace(task, due_at=now + UNANSWERED_SECONDS))
        for waiting in _told_of(tx, job, silence):
            told = replace(waiting, reason=silence.words)
            tx.save_job(told)
            steps.refresh(tx, told)

    def _orphaned(self, tx: Transaction, *, task_id: str) -> None:
        """Nobody here can look at it: its provider may be set up again within the hour."""
        task, now = tx.task(task_id), self._clock.now()
        if task and task.state is TaskState.STARTED and not self._too_late(tx, task, now):
            tx.save_task(replace(task, due_at=now + ORPHAN_SECONDS))

    def _too_late(self, tx: Transaction, task: Task, now: float) -> bool:
        """The hours that the bot was not there to look do not count."""
        job = tx.job(task.job_id)
        known = max(task.created_at, job.updated_at if job else 0.0)  # an answer that was lost may be found much later
        late = now - max(known, self._since) > GIVE_UP_SECONDS + task.expected
        if late:
            self._arrivals.broke(tx, task, Broken(TOO_LONG))
        return late


def _told_of(tx: Transaction, job: Job, silence: Silence) -> list[Job]:
    """The waiting jobs whose cards do not say so yet. Of one alone nothing is said beside other words."""
    waiting = tx.jobs(states={State.WAITING})
    if silence.alone:
        return [each for each in waiting if each.id == job.id and silence.words and not each.reason]
    return [each for each in waiting if each.provider == job.provider and each.reason != silence.words]


def _surprise(error: Exception) -> Exception | None:
    """What deserves a trace: not what a provider is known to raise."""
    return None if isinstance(error, ProviderError) else error

"""What comes back from providers, by a look, a webhook or at once: stored, learned from, and what follows of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.extra import Extra
from bot.domain.job import Event, Job, Kind
from bot.domain.money import Charge, Price, total
from bot.domain.operation import Operation
from bot.domain.plan import OPERATIONS, Ask, Finish, next_step
from bot.domain.polling import LOOK_COST, TOLD_COST, next_look
from bot.domain.ports import Broken, Clock, Finished, Provider, RawTake, Transaction
from bot.domain.results import as_json
from bot.domain.thread import Take, TakeState, Task, TaskState
from bot.work.ordering import learning
from bot.work.telling import steps

ORIGINS = {
    Kind.EXTEND: "extended",
    Kind.REGENERATE: "regenerated",
    Kind.REMAKE: "remade",
    Kind.RESTYLE: "restyled",
    Kind.EXTEND_FILE: "extended",
    Kind.RESTYLE_FILE: "restyled",
    Kind.FIT: "fitted",
}
DAY = 86_400.0
FINISHING_SECONDS = 2.0
NOT_JOINED = "One of the new parts could not be joined to what it goes on from, so it is left out."
NOTHING = "The provider says it is done, and gave nothing."


class Arrivals:
    """Takes what a provider gave for a task into its job. Everything happens in the caller's transaction."""

    def __init__(
        self,
        *,
        providers: Mapping[str, Provider],
        clock: Clock,
        ids: Callable[[str], str],
        keep_days: int,
        hooked: bool = False,
    ) -> None:
        """`hooked`: whether providers are given an address of ours to tell us."""
        self._providers, self._clock, self._ids, self._hooked = providers, clock, ids, hooked
        self._keep_seconds = keep_days * DAY
        self._since = clock.now()

    def began(self, tx: Transaction, task: Task, provider_id: str, event: Event) -> Task:
        """The provider took the order: its price is reckoned, and the first look is planned. Its time runs from the
        order, also where its answer took long or was lost and is known only now."""
        now = self._clock.now()
        job = tx.job(task.job_id)
        provider = self._providers.get(task.provider)
        if job is None or provider is None:
            return task
        step = self.step(tx, job)
        if isinstance(step, Ask) and (price := provider.price(step.order)):
            charge = Charge(
                task_id=task.id, account=provider.account, amount=price.amount, unit=price.unit, at=task.created_at
            )
            tx.charge(charge)
        named = replace(task, state=TaskState.STARTED, provider_id=provider_id, answer={})
        begun = replace(named, due_at=task.created_at + self.next_look(tx, job, named, 0.0))
        tx.save_task(begun)
        if moved := tx.move(job, event, now):
            started = job.started_at if len(tx.tasks(job.id)) > 1 and job.started_at else now
            expected = now - started + task.expected + FINISHING_SECONDS
            tx.save_job(replace(moved, attempts=0, started_at=started, expected=expected))
            steps.refresh(tx, moved)
        return begun

    def next_look(self, tx: Transaction, job: Job, task: Task, age: float) -> float:
        """Seconds after its start at which the task is to be looked at, pending as it is at `age`."""
        model = learning.expected(tx, task.provider, task.operation, job.duration, task.expected)
        told = self._hooked and task.operation in self._providers[task.provider].calls_back
        return next_look(model.durations, age, cost=TOLD_COST if told else LOOK_COST)

    def finished(self, tx: Transaction, task: Task, done: Finished, *, just_now: bool = False) -> None:
        """The task is done: the job's next call follows, or its takes and extras are there to be finished.

        `just_now`: the provider said so by itself, this very moment; else it was done at some time since the last look.
        """
        job = tx.job(task.job_id)
        if job is None:
            return
        if not (done.takes or done.extras or done.facts):
            self.broke(tx, task, Broken(NOTHING))
            return
        now = self._clock.now()
        ended = replace(task, state=TaskState.FINISHED, looks=task.looks + 1, looked_at=now, answer=as_json(done))
        tx.save_task(ended)
        if task.state is TaskState.STARTED:
            # What was ordered before a restart may have been done, and told, while nobody was there to hear it.
            learning.learn(tx, task, job.duration, now, just_now=just_now and task.created_at >= self._since)
        if moved := tx.move(job, Event.FINISHED, now):
            self._follow(tx, moved)

    def broke(self, tx: Transaction, task: Task, broken: Broken) -> None:
        """The provider could not do it. A join that failed spoils nothing where another part is there."""
        tx.save_task(replace(task, state=TaskState.FAILED, answer={"broken": broken.words}))
        self._unreckon(tx, task, broken)
        job = tx.job(task.job_id)
        if job is None:
            return
        if self.goes_on(tx, job, task, broken.words):
            if moved := tx.move(job, Event.FINISHED, self._clock.now()):
                self._follow(tx, moved)
        elif moved := tx.move(job, Event.BROKE, self._clock.now(), reason=broken.words):
            steps.refresh(tx, moved)

    def goes_on(self, tx: Transaction, job: Job, failed: Task, words: str) -> bool:
        """Whether the job goes on without this call, which failed and is stored so: a join beside which another part is
        joined, or still to be. Then the thread is told of the one that is missing."""
        if failed.operation != Operation.JOIN or job.provider not in self._providers:
            return False
        step = self.step(tx, job)
        if isinstance(step, Finish) and not step.takes:
            return False
        steps.tell(tx, job, f"{NOT_JOINED} {words}", f"join:{failed.id}")
        return True

    def step(self, tx: Transaction, job: Job) -> Ask | Finish:
        """What the job does next. KeyError where its provider is not set up any more."""
        parent = tx.take(job.parent) if job.parent else None
        if job.kind.made_here:
            return next_step(job, (), offered=(), parent=parent)
        operation = OPERATIONS[job.kind]
        stored = not job.kind.makes_takes and bool(
            parent and [extra for extra in tx.extras(take_id=parent.id, operation=operation) if extra.job_id != job.id]
        )
        offered = self._providers[job.provider].offers()
        return next_step(job, tx.tasks(job.id), offered=offered, parent=parent, stored=stored)

    def _unreckon(self, tx: Transaction, task: Task, broken: Broken) -> None:
        for charge in tx.charges(task.job_id):
            if charge.task_id == task.id and broken.refunded:
                tx.charge(replace(charge, amount=0.0))

    def _follow(self, tx: Transaction, job: Job) -> None:
        match self.step(tx, job):
            case Ask():
                tx.move(job, Event.NEXT_TASK, self._clock.now())
            case Finish() as finish:
                self.store(tx, job, finish)

    def store(self, tx: Transaction, job: Job, finish: Finish) -> None:
        """Adds the takes and extras that the job is to be finished with."""
        now, cost = self._clock.now(), self._cost(tx, job)
        if job.kind.makes_takes:
            shared = _shared_until(tx, job)
            takes = [self._take(job, raw, now, shared) for raw in finish.takes]
            told = {"prompt": prompt} if (prompt := self._prompt(tx, job)) else {}
            paid = {"cost": f"{cost} for {len(takes)} takes" if len(takes) > 1 else cost} if cost else {}
            for take in takes:
                facts = {**take.facts, **told, **paid}
                tx.add_take(replace(take, number=tx.next_number(job.thread_id), facts=facts))
        for number, raw in enumerate(finish.extras if not job.kind.makes_takes else ()):
            tx.add_extra(
                Extra(
                    id=self._ids("x"),
                    job_id=job.id,
                    take_id=job.parent,
                    provider=job.provider,
                    operation=OPERATIONS[job.kind],
                    number=number,
                    name=raw.name,
                    source=raw.source,
                    created_at=now,
                    data={**raw.data, **({"facts": dict(finish.facts)} if finish.facts else {})},
                )
            )
        if finish.notes and job.kind.makes_takes:
            steps.tell(tx, job, "\n".join(finish.notes), "notes")

    def _prompt(self, tx: Transaction, job: Job) -> str:
        """What the provider was told of the music, in the words that it was sent; empty where it was told nothing."""
        provider, main = self._providers.get(job.provider), OPERATIONS.get(job.kind)
        about = [task for task in tx.tasks(job.id) if task.operation in {main, Operation.LOOP}]
        if provider is None or not about:
            return ""
        fields = _flat(about[-1].request)
        return " | ".join(_said(fields[name]) for name in provider.told_in if fields.get(name))

    def _cost(self, tx: Transaction, job: Job) -> str:
        prices = tuple(Price(charge.amount, charge.unit) for charge in tx.charges(job.id))
        return str(total(prices)) if prices else ""

    def _take(self, job: Job, raw: RawTake, now: float, expires_at: float | None) -> Take:
        return Take(
            id=self._ids("v"),
            thread_id=job.thread_id,
            job_id=job.id,
            number=0,
            seed=raw.seed,
            lengths=job.lengths,
            provider=job.provider,
            source=raw.source,
            created_at=now,
            parent=job.parent,
            origin=ORIGINS.get(job.kind, "made"),
            facts=raw.facts,
            state=TakeState.RAW,
            expires_at=expires_at or now + self._keep_seconds,
        )


def _shared_until(tx: Transaction, job: Job) -> float | None:
    """When the audio is removed that a fitted take has in common with the one it is fitted from."""
    parent = tx.take(job.parent) if job.parent and job.kind is Kind.FIT else None
    return parent.expires_at if parent else None


def _flat(request: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a request, those of its inner objects, too."""
    inner = [value for value in request.values() if isinstance(value, Mapping)]
    lists = [one for value in request.values() if isinstance(value, list) for one in value[:1]]
    found = [_flat(one) for one in (*inner, *(one for one in lists if isinstance(one, Mapping)))]
    return {name: value for fields in (*found, request) for name, value in fields.items()}


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

"""What a job will cost, and in which calls, before anything is paid."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.job import Job
from bot.domain.money import UNKNOWN, Price, total
from bot.domain.operation import Operation
from bot.domain.plan import Ask, Order, next_step
from bot.domain.ports import Finished, Provider
from bot.domain.results import as_json
from bot.domain.thread import Take, Task, TaskState

MOST_CALLS = 8


def orders(job: Job, provider: Provider, parent: Take | None = None) -> tuple[Order, ...]:
    """The calls that the job is going to need, as far as one can say before the first. Each new part of an extension is
    joined afterwards, where the provider joins."""
    return tuple(_orders(job, provider, parent))


def _orders(job: Job, provider: Provider, parent: Take | None) -> Iterator[Order]:
    offered, done = provider.offers(), list[Task]()
    while len(done) < MOST_CALLS and isinstance(step := next_step(job, done, offered=offered, parent=parent), Ask):
        yield step.order
        done.append(_as_if_done(job, step.order))
        if step.order.operation is Operation.EXTEND and Operation.JOIN in offered:
            yield from [_joining(step.order)] * max(provider.pieces, step.order.takes)


def _joining(order: Order) -> Order:
    return Order(operation=Operation.JOIN, brief=order.brief, seed=order.seed, lengths=order.lengths, clip=order.clip)


def _as_if_done(job: Job, order: Order) -> Task:
    return Task(
        id=f"{job.id}:{order.operation}",
        job_id=job.id,
        provider=job.provider,
        operation=order.operation,
        request={},
        created_at=job.created_at,
        state=TaskState.FINISHED,
        answer=as_json(Finished()),
    )


def price(job: Job, provider: Provider, parent: Take | None = None) -> Price | None:
    """What the job will cost; None where the provider does not say of one of its calls."""
    prices = tuple(provider.price(order) for order in orders(job, provider, parent))
    known = tuple(one for one in prices if one is not None)
    return total(known) if len(known) == len(prices) else None


def in_words(amount: Price | None) -> str:
    """15 credits; empty for what is free; words where nobody says."""
    if amount is None:
        return UNKNOWN
    return str(amount) if amount.amount else ""

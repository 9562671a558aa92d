"""What was learned of how long tasks take, kept in the store per provider, operation and length."""

from __future__ import annotations

from bot.domain import durations
from bot.domain.durations import Learned
from bot.domain.ports import Transaction
from bot.domain.thread import Task

MEMO = "durations:{}"
SHORTEST = 0.05
"""Seconds: a task that was done at once took at least so long."""


def expected(tx: Transaction, provider: str, operation: str, seconds: float, prior: float) -> Learned:
    """The model of a task at this length (seconds of music); without one a like length's, or the `prior`."""
    if known := _known(tx, durations.key(provider, operation, seconds)):
        return known
    for key in durations.lenders(provider, operation, seconds):
        if lender := _known(tx, key):
            return lender.lent()
    return Learned.prior(max(SHORTEST, prior))


def learn(tx: Transaction, task: Task, seconds: float, now: float, *, just_now: bool = False) -> None:
    """Takes in that the task was done by `now`, and not yet when it was last looked at; `just_now`: exactly then."""
    known = expected(tx, task.provider, task.operation, seconds, task.expected)
    took = max(SHORTEST, now - task.created_at)
    looked = 0.0 if task.looked_at is None else task.looked_at - task.created_at
    after = took if just_now else min(max(0.0, looked), took)
    learned = known.learn(after, took)
    tx.keep(MEMO.format(durations.key(task.provider, task.operation, seconds)), learned.as_json())


def _known(tx: Transaction, key: str) -> Learned | None:
    told = tx.kept(MEMO.format(key))
    return Learned.from_json(told) if told else None

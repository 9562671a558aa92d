"""Previews that wait for the first bed of their thread: they get it, or end in words when none will come."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from bot.domain.job import RUNNING, Event, Job, Kind, State
from bot.domain.ports import Clock, Store, Transaction
from bot.work.asking.threads import newest_take
from bot.work.telling import steps

NONE_CAME = "The bed that it was to get was not made. Ask for one, then choose “Lay a bed under this” on the file."


class Awaited:
    """Looks after every change of a job."""

    name = "awaited"
    listens = frozenset({"jobs", "takes"})

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self.bell = asyncio.Event()

    async def turn(self) -> float | None:
        """Takes up every preview whose wait is over."""
        if await self._store.read(_waiting):
            await self._store.write(partial(take_up, now=self._clock.now()))
        return None

    async def stop(self) -> None:
        """Nothing is under way between turns."""


def _waiting(tx: Transaction) -> list[Job]:
    return [job for job in tx.jobs(states={State.ACCEPTED}, kind=Kind.LAY) if "awaiting" in job.details]


def take_up(tx: Transaction, *, now: float) -> None:
    """A waiting preview gets the newest delivered take of its thread: then its file is fetched. Without one, and
    with nothing under way that makes one, it ends."""
    for job in _waiting(tx):
        take = newest_take(tx, tx.thread(job.thread_id))
        if take:
            rest = {name: value for name, value in job.details.items() if name != "awaiting"}
            details = {**rest, "slack_file": job.details["awaiting"]}
            tx.save_job(replace(job, parent=take.id, provider=take.provider, details=details))
            steps.refresh(tx, job)
        elif not _is_coming(tx, job) and (ended := tx.move(job, Event.REFUSED, now, reason=NONE_CAME)):
            steps.refresh(tx, ended)


def _is_coming(tx: Transaction, job: Job) -> bool:
    """Whether something is under way in the thread that a take may come of."""
    return any(one.kind.makes_takes for one in tx.jobs(states=RUNNING, thread_id=job.thread_id))

"""Takes up what providers are done with: beds are made of takes, files of extras; then the outbox is filled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.audio.fetch import Fetch
from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.job import Event, Job, Kind, State
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.work.finishing.beds import Beds
from bot.work.finishing.extras import Extras
from bot.work.finishing.fetching import FetchFile, Fetching
from bot.work.finishing.following import follow
from bot.work.finishing.laying import Laying
from bot.work.finishing.receipts import Receipts
from bot.work.finishing.trouble import FULL_DISK, FULL_DISK_WAIT, SURPRISE, TRIES, Spoiled, Trouble, Wait, judge
from bot.work.lanes import Lanes
from bot.work.ordering.gates import Gates
from bot.work.points import PassBy, Point
from bot.work.stored import until_stored
from bot.work.telling import outcome, steps

__all__ = ["FULL_DISK", "FULL_DISK_WAIT", "SURPRISE", "TRIES", "Produce"]

log = logging.getLogger(__name__)

LANES = 6
"""More than there are workers: a fetch waits for others' servers, and the workers take turns by themselves."""
NOTHING_LEFT = "Nothing of it could be finished."


class Produce:
    """Finishes ready jobs."""

    name = "produce"
    listens = frozenset({"jobs"})

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        folder: AudioFolder,
        workers: Workers,
        clock: Clock,
        ids: Callable[[str], str],
        at: PassBy,
        fetch: FetchFile | None = None,
        near: Mapping[str, FetchFile] | None = None,
        gates: Gates | None = None,
    ) -> None:
        """`near`: the fetch of what a provider on this very machine names, by its name; `fetch` is everybody else's.

        `gates` are held when a provider is asked for a fresh address; without them nobody's limit is known.
        """
        self._store, self._workers, self._clock, self._ids, self._at = store, workers, clock, ids, at
        brought = Fetching(
            store=store,
            providers=providers,
            folder=folder,
            fetch=fetch or Fetch(),
            near=near or {},
            gates=gates,
            at=at,
        )
        self._beds = Beds(
            store=store, providers=providers, folder=folder, workers=workers, fetching=brought, clock=clock, at=at
        )
        self._extras = Extras(
            store=store, providers=providers, folder=folder, workers=workers, fetching=brought, clock=clock, at=at
        )
        self._laying = Laying(store=store, folder=folder, workers=workers, at=at)
        self._receipts = Receipts(store=store, folder=folder, workers=workers, at=at)
        self.bell = asyncio.Event()
        self._lanes = Lanes(LANES, self.bell.set)

    async def turn(self) -> float | None:
        """Starts what is ready, some at a time."""
        now = self._clock.now()
        jobs = await self._store.read(lambda tx: tx.jobs(states={State.READY}, limit=100))
        if await self._store.read(lambda tx: tx.jobs(states={State.WAITING}, limit=1)):
            self._workers.wake()  # its music is on the way, and a worker takes half a second to start
        for job in jobs:
            if job.due_at <= now and not self._lanes.full and not self._lanes.busy(job.id):
                self._lanes.start(job.id, self._produce(job.id))
        return min((job.due_at for job in jobs if job.due_at > now), default=None)

    async def stop(self) -> None:
        """What is under way is done again from the start next time; what is stored of it stays."""
        await self._lanes.stop()

    async def _produce(self, job_id: str) -> None:
        job = await self._store.write(partial(self._begin, job_id=job_id))
        if job is None:
            return
        self._at(Point.PRODUCING)
        try:
            await self._finish(job)
        except Exception as error:
            log.exception("job %s could not be finished", job.id)
            await self._keep(partial(self._stop_at, job=job, troubles=[judge(error, job.attempts)]))

    async def _finish(self, job: Job) -> None:
        match job.kind:
            case Kind.WAV:
                made = await self._beds.wav(job)
            case Kind.LAY:
                made = await self._laying.files(job)
            case Kind.RECEIPT:
                made = await self._receipts.files(job)
            case kind if kind.makes_takes:
                made = await self._beds.takes(job)
            case _:
                made = await self._extras.files(job)
        if any(isinstance(trouble, Wait) for trouble in made.troubles) or not made.something:
            await self._keep(partial(self._stop_at, job=job, troubles=made.troubles))
        else:
            await self._keep(partial(self._done, job_id=job.id, deliver=made.deliver))
            self._at(Point.BED_STORED)

    async def _keep(self, work: Callable[[Transaction], None]) -> None:
        """Stores how it went: a job must not stay in the middle of producing while the bot lives."""
        await until_stored(self._store, work)

    def _begin(self, tx: Transaction, *, job_id: str) -> Job | None:
        job, now = tx.job(job_id), self._clock.now()
        return tx.move(job, Event.PRODUCE, now) if job and job.due_at <= now else None

    def _done(self, tx: Transaction, *, job_id: str, deliver: Callable[[Transaction, Job], None]) -> None:
        job = tx.job(job_id)
        if job and (moved := tx.move(job, Event.PRODUCED, self._clock.now())):
            deliver(tx, moved)
            follow(tx, moved, ids=self._ids, now=self._clock.now())
            steps.refresh(tx, moved)
            outcome.close(tx, moved.id, self._clock.now())

    def _stop_at(self, tx: Transaction, *, job: Job, troubles: Sequence[Trouble]) -> None:
        """It waits for what may work later; else it ends in words."""
        waits = [trouble for trouble in troubles if isinstance(trouble, Wait)]
        if waits:
            self._wait(tx, job, waits)
        else:
            words = [trouble.words for trouble in troubles if isinstance(trouble, Spoiled)]
            self._spoil(tx, job, " ".join(dict.fromkeys(words)) or NOTHING_LEFT)

    def _wait(self, tx: Transaction, job: Job, waits: Sequence[Wait]) -> None:
        stored = tx.job(job.id)
        if stored is None:
            return
        counted = replace(stored, attempts=stored.attempts + any(wait.counts for wait in waits))
        due_at = self._clock.now() + max(wait.seconds for wait in waits)
        if moved := tx.move(counted, Event.RESUME, self._clock.now(), reason=waits[0].words, due_at=due_at):
            steps.refresh(tx, moved)

    def _spoil(self, tx: Transaction, job: Job, words: str) -> None:
        stored = tx.job(job.id)
        moved = tx.move(stored, Event.SPOILED, self._clock.now(), reason=words) if stored else None
        if moved:
            steps.refresh(tx, moved)
            if not moved.shown_as:
                steps.tell(tx, moved, words, "spoiled")

"""Makes beds of takes: fetch, level, encode, picture, in worker processes; then fills the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.audio.bed import Bed, FinishOrder, make_bed
from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.errors import AudioError, DiskFull, ProviderError, WorkerDied
from bot.domain.job import Event, Job, Kind, State
from bot.domain.limits import backoff
from bot.domain.naming import bed_name
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.receipt import Receipt
from bot.domain.thread import Take, TakeState
from bot.work import steps
from bot.work.lanes import Lanes
from bot.work.points import PassBy, Point
from bot.work.stored import until_stored

log = logging.getLogger(__name__)

LANES = 2
TRIES = 5
FULL_DISK_WAIT = 15.0
SURPRISE = "Finishing it went wrong here ({}); the log of the bot says more."
FULL_DISK = "The disk here is full. I go on by myself as soon as there is room."


class Produce:
    """Finishes the takes of ready jobs."""

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
        at: PassBy,
    ) -> None:
        self._store, self._providers, self._folder, self._workers = store, providers, folder, workers
        self._clock, self._at = clock, at
        self.bell = asyncio.Event()
        self._lanes = Lanes(LANES, self.bell.set)

    async def turn(self) -> float | None:
        """Starts what is ready, as many at a time as there are workers."""
        now = self._clock.now()
        jobs = await self._store.read(lambda tx: tx.jobs(states={State.READY}, limit=100))
        for job in jobs:
            if job.due_at <= now and not self._lanes.full and not self._lanes.busy(job.id):
                self._lanes.start(job.id, self._produce(job))
        return min((job.due_at for job in jobs if job.due_at > now), default=None)

    async def stop(self) -> None:
        """What is under way is done again from the start next time; nothing of it is stored."""
        await self._lanes.stop()

    async def _produce(self, job: Job) -> None:
        takes = await self._store.write(partial(self._begin, job_id=job.id))
        if takes is None:
            return
        self._at(Point.PRODUCING)
        try:
            beds = [await self._finish(job, take) for take in takes]
        except DiskFull as error:
            log.warning("job %s: %s", job.id, error)
            await self._keep(partial(self._wait, job=job, words=FULL_DISK, seconds=FULL_DISK_WAIT))
        except (ProviderError, WorkerDied) as error:
            log.warning("job %s: %s", job.id, error)
            await self._keep(partial(self._retry, job=job, words=str(error)))
        except AudioError as error:
            await self._keep(partial(self._spoil, job=job, words=str(error)))
        except Exception as error:
            log.exception("job %s could not be finished", job.id)
            await self._keep(partial(self._retry, job=job, words=SURPRISE.format(type(error).__name__)))
        else:
            self._at(Point.BED_MADE)
            await self._keep(partial(self._done, job_id=job.id, beds=beds))
            self._at(Point.BED_STORED)

    async def _keep(self, work: Callable[[Transaction], None]) -> None:
        """Stores how it went: a job must not stay in the middle of producing while the bot lives."""
        await until_stored(self._store, work)

    def _begin(self, tx: Transaction, *, job_id: str) -> list[Take] | None:
        job, now = tx.job(job_id), self._clock.now()
        if job is None or job.due_at > now or tx.move(job, Event.PRODUCE, now) is None:
            return None
        if job.kind is Kind.WAV:
            parent = tx.take(job.parent or "")
            return [parent] if parent else []
        return tx.takes(job_id=job.id)

    async def _finish(self, job: Job, take: Take) -> tuple[Take, Bed]:
        source = await self._providers[take.provider].fetch(take, self._folder.take_path(take.id))
        self._at(Point.TAKE_FETCHED)
        order = FinishOrder(
            take=source,
            out=self._folder.bed_folder(take.id),
            name=bed_name(job.brief, take.lengths[-1], take.label),
            format=job.brief.format,
            frames=None,
            tags=_tags(job, take, self._providers[take.provider]),
            picture=job.kind is not Kind.WAV,
            sections=tuple((float(at), str(name)) for at, name in take.facts.get("sections", ())),
        )
        return take, await self._workers.run(make_bed, order)

    def _done(self, tx: Transaction, *, job_id: str, beds: list[tuple[Take, Bed]]) -> None:
        job = tx.job(job_id)
        moved = tx.move(job, Event.PRODUCED, self._clock.now()) if job else None
        if moved is None:
            return
        for take, bed in beds:
            path = self._folder.relative(bed.path)
            picture = self._folder.relative(bed.picture) if bed.picture else None
            if moved.kind is not Kind.WAV:
                receipt = _receipt(take, bed, self._providers[take.provider])
                finished = replace(
                    tx.take(take.id) or take, state=TakeState.FINISHED, receipt=receipt, bed=path, picture=picture
                )
                tx.save_take(finished)
            steps.deliver_take(tx, moved, take, path, picture)
        steps.refresh(tx, moved)

    def _wait(self, tx: Transaction, *, job: Job, words: str, seconds: float, failures: int | None = None) -> None:
        now = self._clock.now()
        stored = tx.job(job.id)
        if stored is None:
            return
        counted = replace(stored, attempts=stored.attempts if failures is None else failures)
        if moved := tx.move(counted, Event.RESUME, now, reason=words, due_at=now + seconds):
            steps.refresh(tx, moved)

    def _retry(self, tx: Transaction, *, job: Job, words: str) -> None:
        stored = tx.job(job.id)
        failures = stored.attempts + 1 if stored else 1
        if failures >= TRIES:
            self._spoil(tx, job=job, words=words)
        else:
            self._wait(tx, job=job, words=words, seconds=backoff(failures, first=2.0), failures=failures)

    def _spoil(self, tx: Transaction, *, job: Job, words: str) -> None:
        stored = tx.job(job.id)
        moved = tx.move(stored, Event.SPOILED, self._clock.now(), reason=words) if stored else None
        if moved:
            steps.refresh(tx, moved)
            if not moved.shown_as:
                steps.tell(tx, moved, words, "spoiled")


def _tags(job: Job, take: Take, provider: Provider) -> dict[str, str]:
    tags = {
        "title": f"{job.brief.title or job.brief.description} {take.label}",
        "artist": f"bgm, {provider.label}",
        "comment": f"{job.brief.description} | seed {take.seed} | job {job.id}",
        "copyright": provider.rights,
    }
    return {name: value for name, value in tags.items() if value}


def _receipt(take: Take, bed: Bed, provider: Provider) -> Receipt:
    facts = take.facts
    return Receipt(
        seconds=bed.seconds,
        frames=bed.frames,
        format=bed.format,
        lufs=bed.lufs,
        true_peak=bed.true_peak,
        lra=bed.lra,
        tempo=facts.get("tempo"),
        key=facts.get("key"),
        style=facts.get("style"),
        engine=provider.label,
        model=facts.get("model"),
        seed=take.seed,
        cost=facts.get("cost", "free"),
        rights=provider.rights,
        sha256=bed.sha256,
        size=bed.size,
        notes=bed.notes,
    )

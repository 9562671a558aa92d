"""Makes beds of takes: of the asked length, levelled, encoded, with a picture. Each is posted as soon as it is made."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bot.audio.bed import Bed, FinishOrder, make_bed
from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.errors import AudioError, DiskFull, NotFetched, WorkerDied
from bot.domain.extra import Extra
from bot.domain.job import Job, State
from bot.domain.naming import bed_name
from bot.domain.operation import Operation
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.thread import Take, TakeState
from bot.work.finishing.bed_facts import (
    frames,
    is_cut_off,
    is_looped,
    length_is_free,
    loudness,
    maker,
    music,
    receipt,
    sections,
    tags,
)
from bot.work.finishing.extras import rows_of
from bot.work.finishing.fetching import Fetching
from bot.work.finishing.heard import heard, heard_before
from bot.work.finishing.made import Made
from bot.work.finishing.trouble import Spoiled, Trouble, Wait, judge
from bot.work.lanes import all_of
from bot.work.points import PassBy, Point
from bot.work.stored import until_stored
from bot.work.telling import steps

log = logging.getLogger(__name__)

NO_TAKE = "The take that this is about is not in the database any more."
REMOVED = "Its audio is no longer kept: it was removed after its days, before it could be finished."
FROM_THE_TAKE = "The WAV of {} by {} can't be had ({}), so this one is made from the take itself."


class Beds:
    """Finishes takes; what fails spoils nothing of what does not.

    The takes of a job are fetched side by side and finished one at a time, in the order that they come: a bed takes all
    the processors that there are, and the first can be in its thread before the second is made.
    """

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        folder: AudioFolder,
        workers: Workers,
        fetching: Fetching,
        clock: Clock,
        at: PassBy,
    ) -> None:
        self._store, self._providers, self._folder, self._workers = store, providers, folder, workers
        self._fetching, self._clock, self._at = fetching, clock, at

    async def takes(self, job: Job) -> Made:
        """Beds of the job's takes that are none yet."""
        takes = await self._store.read(lambda tx: tx.takes(job_id=job.id))
        parent = await self._store.read(lambda tx: tx.take(job.parent) if job.parent else None)
        if takes and all(take.state is TakeState.EXPIRED for take in takes):
            return Made(troubles=(Spoiled(REMOVED),), something=False)
        raw, turns, line = [take for take in takes if take.state is TakeState.RAW], asyncio.Lock(), asyncio.Lock()
        found = await all_of([self._in_line(job, take, parent, turns, line) for take in raw])
        troubles = {take.label: trouble for take, trouble in zip(raw, found, strict=True) if trouble}
        spoiled = {label: trouble.words for label, trouble in troubles.items() if isinstance(trouble, Spoiled)}
        return Made(
            troubles=tuple(troubles.values()),
            something=len(spoiled) < len(takes),
            deliver=partial(_tell_spoiled, spoiled=spoiled),
        )

    async def _in_line(
        self, job: Job, take: Take, parent: Take | None, turns: asyncio.Lock, line: asyncio.Lock
    ) -> Trouble | None:
        """Takes that are here already are finished by number; one that has to be fetched comes when it comes."""
        if "://" in take.source:
            return await self._take(job, take, parent, turns)
        async with line:
            return await self._take(job, take, parent, turns)

    async def _take(self, job: Job, take: Take, parent: Take | None, turns: asyncio.Lock) -> Trouble | None:
        try:
            here = await self._fetching.take(take)
            free = length_is_free(job, parent)
            async with turns:
                exact = None if free else frames(here)
                earlier = await self._store.read(partial(heard_before, job=job, take=here))
                bed = await self._bed(job, here, self._folder.absolute(here.source), exact, earlier=earlier)
            if is_cut_off(here, bed, free=free) and (again := await self._fetching.again(here)) != here:
                return await self._take(job, again, parent, turns)
        except Exception as error:  # noqa: BLE001 (whatever it is, the other takes are finished)
            return await self._trouble(job, take, parent, error, turns)
        self._at(Point.BED_MADE)
        await until_stored(self._store, partial(self._store_bed, job_id=job.id, take_id=take.id, bed=bed, free=free))
        return None

    async def _trouble(
        self, job: Job, take: Take, parent: Take | None, error: Exception, turns: asyncio.Lock
    ) -> Trouble | None:
        log.warning("job %s, %s: %r", job.id, take.label, error, exc_info=_surprise(error))
        if isinstance(error, AudioError) and not isinstance(error, DiskFull | WorkerDied):
            stored = await self._store.read(lambda tx: tx.take(take.id)) or take
            if (again := await self._fetching.again(stored)) != stored:
                return await self._take(job, again, parent, turns)
        return judge(error, job.attempts)

    async def _bed(
        self,
        job: Job,
        take: Take,
        source: Path,
        exact: int | None,
        *,
        picture: bool = True,
        earlier: tuple[tuple[str, str], ...] = (),
    ) -> Bed:
        brief = job.brief
        order = FinishOrder(
            take=source,
            out=self._folder.bed_folder(take.id),
            name=bed_name(brief, take.lengths[-1], take.label),
            format=brief.format,
            target_lufs=loudness(brief),
            frames=exact,
            tags=tags(job, take, maker(self._providers, take)),
            picture=picture,
            loop=is_looped(job, take),
            hits=brief.hits,
            climax=brief.climax,
            fade_out=brief.fade,
            instrumental=brief.instrumental,
            earlier=earlier,
            sections=sections(take),
            music=music(take),
        )
        return await self._workers.run(make_bed, order)

    def _store_bed(self, tx: Transaction, *, job_id: str, take_id: str, bed: Bed, free: bool) -> None:
        """The bed and its posts, unless nobody wants them any more."""
        job, take = tx.job(job_id), tx.take(take_id)
        if job is None or take is None or job.state is not State.PRODUCING:
            return
        path = self._folder.relative(bed.path)
        picture = self._folder.relative(bed.picture) if bed.picture else None
        peaks = self._folder.relative(bed.peaks) if bed.peaks else None
        finished = replace(
            take,
            state=TakeState.FINISHED,
            receipt=receipt(job, take, bed, maker(self._providers, take)),
            bed=path,
            picture=picture,
            lengths=(*take.lengths[:-1], round(bed.seconds, 3)) if free else take.lengths,
            facts={**_of_the_take(take), **heard(bed), "peaks": peaks, **({"free_length": True} if free else {})},
        )
        tx.save_take(finished)
        steps.deliver_take(tx, job, finished, path, picture)
        tx.save_job(replace(job, attempts=0))

    async def wav(self, job: Job) -> Made:
        """A WAV of a take that is there already: the provider's own where it has one, else made of the take."""
        take = await self._store.read(lambda tx: tx.take(job.parent or ""))
        if take is None:
            return Made(troubles=(Spoiled(NO_TAKE),), something=False)
        row = next(iter(await self._store.read(partial(rows_of, job=job, operation=Operation.WAV))), None)
        if row and row.paths and await self._exists(row.paths[0]):
            return Made(deliver=partial(_deliver_wav, take=take, path=row.paths[0], row=None, words=""))
        try:
            bed, words = await self._wav(job, take, row)
        except Exception as error:
            log.warning("job %s: %r", job.id, error, exc_info=_surprise(error))
            return Made(troubles=(judge(error, job.attempts),), something=False)
        self._at(Point.BED_MADE)
        path = self._folder.relative(bed.path)
        kept = replace(row, paths=(path,)) if row and not words else None
        return Made(deliver=partial(_deliver_wav, take=take, path=path, row=kept, words=words))

    async def _exists(self, path: str) -> bool:
        return await asyncio.to_thread(self._folder.absolute(path).exists)

    async def _wav(self, job: Job, take: Take, row: Extra | None) -> tuple[Bed, str]:
        """The WAV, and what is to be said of it. One that is lost at its provider, or broken, is made of the take."""
        exact = take.receipt.frames if take.receipt else frames(take)
        words = ""
        if row:
            try:
                return await self._bought(job, take, row, exact), ""
            except (NotFetched, AudioError) as error:
                if isinstance(judge(error, job.attempts), Wait):
                    raise
                label = maker(self._providers, take).label
                words = FROM_THE_TAKE.format(take.label, label, str(error).rstrip("."))
        here = await self._fetching.take(take)
        return await self._bed(job, take, self._folder.absolute(here.source), exact, picture=False), words

    async def _bought(self, job: Job, take: Take, row: Extra, exact: int) -> Bed:
        """The provider's own WAV, which was paid for: bytes that are no whole audio are fetched once more."""
        try:
            return await self._fetched_wav(job, take, row, exact)
        except AudioError as error:
            if isinstance(judge(error, job.attempts), Wait):
                raise
            log.warning("job %s: its WAV is fetched once more: %s", job.id, error)
        return await self._fetched_wav(job, take, row, exact)

    async def _fetched_wav(self, job: Job, take: Take, row: Extra, exact: int) -> Bed:
        """Bytes that cannot be used do not stay."""
        into = self._folder.extras_folder(row.job_id) / f"{row.number}.take"
        if not await asyncio.to_thread(into.exists):
            await self._fetching.file_of(row, into)
        try:
            return await self._bed(job, take, into, exact, picture=False)
        except AudioError as error:
            if not isinstance(judge(error, job.attempts), Wait):
                await asyncio.to_thread(into.unlink, missing_ok=True)
            raise


def _of_the_take(take: Take) -> dict[str, Any]:
    """Its facts without what one of the take that it was fitted from says of that bed's length."""
    return {name: value for name, value in take.facts.items() if name != "free_length"}


def _deliver_wav(tx: Transaction, job: Job, *, take: Take, path: str, row: Extra | None, words: str) -> None:
    if row:
        tx.save_extra(row)
    steps.deliver_take(tx, job, take, path, None)
    if words:
        steps.tell(tx, job, words, "wav")


def _tell_spoiled(tx: Transaction, job: Job, *, spoiled: Mapping[str, str]) -> None:
    for label, words in spoiled.items():
        steps.tell(tx, job, f"{label} could not be finished: {words}", f"spoiled:{label}")


def _surprise(error: Exception) -> Exception | None:
    """What deserves a trace: not what is known to happen."""
    return None if isinstance(error, AudioError | NotFetched) else error

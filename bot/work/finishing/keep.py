"""Housekeeping: removes files after their days and files that nobody waits for, forgets deliveries after theirs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.audio.folder import AudioFolder
from bot.domain.ports import Clock, Store, Transaction
from bot.domain.thread import Take, TakeState, TaskState
from bot.work.finishing.fetching import is_address
from bot.work.telling import steps

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
LEFTOVERS_AGE = 3600.0
"""Seconds after which an unfinished file has no writer any more."""
TOGETHER = 200
DAY = 86_400.0


class Keep:
    """Wakes every hour."""

    name = "keep"
    listens: frozenset[str] = frozenset()

    def __init__(self, *, store: Store, folder: AudioFolder, clock: Clock, keep_days: int = 30) -> None:
        """`keep_days`: of files that go with no take: one that somebody posted, and what was made of it."""
        self._store, self._folder, self._clock = store, folder, clock
        self._keep_seconds = keep_days * DAY
        self.bell = asyncio.Event()

    async def turn(self) -> float | None:
        """Expires what is due. The files go first: a crash between leaves a row that is expired the next time."""
        now = self._clock.now()
        await self._store.write(lambda tx: tx.prune(now))
        while takes := await self._store.read(lambda tx: tx.takes_to_expire(now)):
            for take in takes:
                await self._remove(take)
                await self._store.write(partial(_expire, take_id=take.id))
            log.info("the files of %d takes were removed after their days", len(takes))
        await asyncio.to_thread(self._folder.sweep, LEFTOVERS_AGE)
        await self._remove_unwanted()
        await self._remove_old_extras(now)
        return now + EVERY_SECONDS

    async def _remove(self, take: Take) -> None:
        """The take's own files, and those of its extras."""
        extras = await self._store.read(lambda tx: tx.extras(take_id=take.id))
        made_here = [extra.source for extra in extras if extra.source and not is_address(extra.source)]
        await asyncio.to_thread(self._folder.remove, take.id, take.source, *made_here)
        for job_id in {extra.job_id for extra in extras}:
            await asyncio.to_thread(self._folder.remove_extras, job_id)

    async def _remove_old_extras(self, now: float) -> None:
        for job_id in await asyncio.to_thread(self._folder.kept_extras):
            if await self._store.read(partial(_are_old, job_id=job_id, before=now - self._keep_seconds)):
                await asyncio.to_thread(self._folder.remove_extras, job_id)
                await self._store.write(partial(_forget_files, job_id=job_id))

    async def _remove_unwanted(self) -> None:
        """What was rendered for jobs that were cancelled or begun again. Files that no row knows are left alone."""
        names = await asyncio.to_thread(self._folder.kept)
        for start in range(0, len(names), TOGETHER):
            unwanted = await self._store.read(partial(_unwanted, names=names[start : start + TOGETHER]))
            for name in unwanted:
                await asyncio.to_thread(self._folder.remove, name)

    async def stop(self) -> None:
        """Nothing is under way between turns."""


def _unwanted(tx: Transaction, *, names: Sequence[str]) -> list[str]:
    return [name for name in names if _is_unwanted(tx, name)]


def _is_unwanted(tx: Transaction, name: str) -> bool:
    task = tx.task(name)
    if task is None or task.state in {TaskState.INTENT, TaskState.STARTED}:
        return False
    wanted = {take.source for take in tx.takes(job_id=task.job_id)}
    wanted |= {extra.source for extra in tx.extras(job_id=task.job_id) if not extra.paths}
    return not any(source.startswith(f"takes/{name}/") for source in wanted)


def _are_old(tx: Transaction, *, job_id: str, before: float) -> bool:
    """Whether the job's extras were made before then; without any, whether it ended before then: what lies there is the
    file that somebody posted. Files that no row knows are left alone, those of a take that will expire go with it."""
    extras = tx.extras(job_id=job_id)
    if not extras:
        job = tx.job(job_id)
        return job is not None and job.ended and job.updated_at < before
    takes = [take for take_id in {extra.take_id for extra in extras} if take_id and (take := tx.take(take_id))]
    return all(take.expires_at is None for take in takes) and max(extra.created_at for extra in extras) < before


def _forget_files(tx: Transaction, *, job_id: str) -> None:
    for extra in tx.extras(job_id=job_id):
        tx.save_extra(replace(extra, paths=()))


def _expire(tx: Transaction, *, take_id: str) -> None:
    take = tx.take(take_id)
    if take is None:
        return
    state = TakeState.WITHDRAWN if take.state is TakeState.WITHDRAWN else TakeState.EXPIRED
    for extra in tx.extras(take_id=take_id):
        tx.save_extra(replace(extra, paths=()))
    expired = replace(take, state=state, bed=None, picture=None, expires_at=None)
    tx.save_take(expired)
    job = tx.job(take.job_id)
    if job and take.state is TakeState.DELIVERED:
        steps.retake(tx, job, expired)
        steps.refresh(tx, job)

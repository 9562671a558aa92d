"""Housekeeping: removes files after their days and files that nobody waits for, forgets deliveries after theirs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.audio.folder import AudioFolder
from bot.domain.ports import Clock, Store, Transaction
from bot.domain.thread import TakeState, TaskState
from bot.work import steps

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
LEFTOVERS_AGE = 3600.0
"""Seconds after which an unfinished file has no writer any more."""
TOGETHER = 200


class Keep:
    """Wakes every hour."""

    name = "keep"
    listens: frozenset[str] = frozenset()

    def __init__(self, *, store: Store, folder: AudioFolder, clock: Clock) -> None:
        self._store, self._folder, self._clock = store, folder, clock
        self.bell = asyncio.Event()

    async def turn(self) -> float | None:
        """Expires what is due. The files go first: a crash between leaves a row that is expired the next time."""
        now = self._clock.now()
        await self._store.write(lambda tx: tx.prune(now))
        while takes := await self._store.read(lambda tx: tx.takes_to_expire(now)):
            for take in takes:
                await asyncio.to_thread(self._folder.remove, take.id, take.source)
                await self._store.write(partial(_expire, take_id=take.id))
            log.info("the files of %d takes were removed after their days", len(takes))
        await asyncio.to_thread(self._folder.sweep, LEFTOVERS_AGE)
        await self._remove_unwanted()
        return now + EVERY_SECONDS

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
    return not any(take.source.startswith(f"takes/{name}/") for take in tx.takes(job_id=task.job_id))


def _expire(tx: Transaction, *, take_id: str) -> None:
    take = tx.take(take_id)
    if take is None:
        return
    state = TakeState.WITHDRAWN if take.state is TakeState.WITHDRAWN else TakeState.EXPIRED
    expired = replace(take, state=state, bed=None, picture=None, expires_at=None)
    tx.save_take(expired)
    job = tx.job(take.job_id)
    if job and take.state is TakeState.DELIVERED:
        steps.retake(tx, job, expired)
        steps.refresh(tx, job)

"""Housekeeping: removes files after their days, forgets deliveries after theirs."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from bot.audio.folder import AudioFolder
from bot.domain.ports import Clock, Store, Transaction
from bot.domain.thread import Take, TakeState
from bot.work import steps

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0


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
                await self._store.write(lambda tx, take=take: _expire(tx, take))  # type: ignore[misc]
            log.info("the files of %d takes were removed after their days", len(takes))
        return now + EVERY_SECONDS

    async def stop(self) -> None:
        """Nothing is under way between turns."""


def _expire(tx: Transaction, take: Take) -> None:
    withdrawn = take.state is TakeState.WITHDRAWN
    state = TakeState.WITHDRAWN if withdrawn else TakeState.EXPIRED
    expired = replace(take, state=state, bed=None, picture=None, expires_at=None)
    tx.save_take(expired)
    job = tx.job(take.job_id)
    if job and take.state is TakeState.DELIVERED:
        steps.retake(tx, job, expired)

"""Starts, wakes, supervises and stops the loops. APScheduler is the clock: one date per loop, in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.domain.errors import StoreError
from bot.domain.limits import backoff
from bot.domain.ports import Clock

log = logging.getLogger(__name__)


class Loop(Protocol):
    """One part of the corridor. It sleeps until its bell rings or its next due time comes."""

    name: str
    bell: asyncio.Event
    listens: frozenset[str]
    """The tables whose changes ring its bell."""

    async def turn(self) -> float | None:
        """Does what is due, and answers when to be woken next (Unix seconds), or None."""

    async def stop(self) -> None:
        """Ends what it has under way."""


class Runner:
    """Runs loops until told to stop."""

    def __init__(self, loops: Sequence[Loop], clock: Clock) -> None:
        self._loops, self._clock = loops, clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._tasks: list[asyncio.Task[None]] = []

    def changed(self, tables: frozenset[str]) -> None:
        """Rings the bell of every loop that listens to one of these tables."""
        for loop in self._loops:
            if loop.listens & tables:
                loop.bell.set()

    def start(self) -> None:
        """Starts every loop with a first turn."""
        self._scheduler.start()
        self._tasks = [asyncio.create_task(self._run(loop), name=loop.name) for loop in self._loops]

    async def _run(self, loop: Loop) -> None:
        failures = 0
        while True:
            loop.bell.clear()
            try:
                due = await loop.turn()
                failures = 0
            except StoreError as error:
                failures += 1
                log.error("%s: %s", loop.name, error)  # noqa: TRY400 (the words say it all; a trace would not help)
                due = self._clock.now() + backoff(failures, most=15.0)
            except Exception:
                failures += 1
                log.exception("%s failed and will try again", loop.name)
                due = self._clock.now() + backoff(failures)
            self._arm(loop, due)
            await loop.bell.wait()

    def _arm(self, loop: Loop, due: float | None) -> None:
        if due is None:
            return
        seconds = due - self._clock.now()
        if seconds <= 0:
            loop.bell.set()
            return
        when = DateTrigger(datetime.now(UTC) + timedelta(seconds=seconds))
        self._scheduler.add_job(_ring, when, args=[loop.bell], id=loop.name, replace_existing=True)

    async def stop(self) -> None:
        """Stops the clock and every loop; what they had under way is ended or, if paid for, waited for."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(loop.stop() for loop in self._loops))
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def _ring(bell: asyncio.Event) -> None:
    bell.set()

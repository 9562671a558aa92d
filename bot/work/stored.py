"""Writes what must not be forgotten once it has happened, however long the disk stays full."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from bot.domain.errors import StoreError
from bot.domain.limits import backoff
from bot.domain.ports import Store, Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")


async def until_stored(store: Store, work: Callable[[Transaction], T]) -> T:
    """Answers what the work returned, once it is on disk; tries again until it is."""
    failures = 0
    while True:
        try:
            return await store.write(work)
        except StoreError as error:
            failures += 1
            log.error("not stored yet, trying on: %s", error)  # noqa: TRY400 (its words say it all)
            await asyncio.sleep(backoff(failures, first=0.5, most=15.0))

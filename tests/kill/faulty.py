"""The bot with a fault planted on purpose: `python -m tests.kill.faulty FAULT`. The kill test must turn red on each."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

from bot.app import Variant, run_until_stopped
from bot.domain.ports import Letter, Messenger, Shared, Transaction
from bot.logs import set_up
from bot.settings import load
from bot.work.asking.answers import Nothing
from bot.work.asking.intake import Intake

LATE_SECONDS = 1.0


class AcksBeforeItCommits(Intake):
    """Answers at once, and stores a little later."""

    async def _stored(self, work: Callable[[Transaction], Any]) -> Any:
        self._late = asyncio.create_task(self._store_late(work))
        return Nothing()

    async def _store_late(self, work: Callable[[Transaction], Any]) -> None:
        await asyncio.sleep(LATE_SECONDS)
        await super()._stored(work)


class NeverLooks:
    """Sends again without looking whether the first try arrived."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messenger, name)

    async def find(self, letter: Letter) -> str | None:
        return None

    async def shared(self, file_id: str, channel: str) -> Shared:
        seen = await self._messenger.shared(file_id, channel)
        return Shared(complete=False, ts=seen.ts, permalink=seen.permalink)


def never_looks(messenger: Messenger) -> Messenger:
    """The messenger with that fault."""
    faulty: Any = NeverLooks(messenger)
    return faulty  # type: ignore[no-any-return]


FAULTS = {
    "none": Variant(),
    "ack-before-commit": Variant(intake=AcksBeforeItCommits),
    "post-without-look-up": Variant(messenger=never_looks),
}

if __name__ == "__main__":
    settings = load(os.environ)
    set_up(settings.log, settings.secrets)
    asyncio.run(run_until_stopped(settings, FAULTS[sys.argv[1]]))

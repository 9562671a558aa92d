"""The composition root: settings in, a running bot out. The only room that knows all the others."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.ports import Messenger, Provider
from bot.providers.builtin import Builtin
from bot.settings import Settings
from bot.slack.connect import Slack, connect
from bot.work.deliver import Deliver
from bot.work.held import Held
from bot.work.intake import Intake, new_id
from bot.work.keep import Keep
from bot.work.letters import Letters
from bot.work.points import PassBy, points_from
from bot.work.produce import Produce
from bot.work.runner import Runner
from bot.work.sending import Sender
from bot.work.settle import recover
from bot.work.submit import Submit
from bot.work.watch import Watch
from storage import SqliteStore, open_store

log = logging.getLogger(__name__)


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()


def _as_it_is(part: Messenger) -> Messenger:
    return part


def _intake_as_it_is(intake: Intake) -> Intake:
    return intake


@dataclass(frozen=True, slots=True)
class Variant:
    """What may be put around parts of the bot, e.g. by a test that plants a fault."""

    messenger: Callable[[Messenger], Messenger] = _as_it_is
    intake: Callable[[Intake], Intake] = _intake_as_it_is


class App:
    """A whole bot. `open` it, `start` it, `stop` it."""

    def __init__(
        self, *, store: SqliteStore, workers: Workers, builtin: Builtin, runner: Runner, slack: Slack, clock: SystemClock
    ) -> None:
        self.store, self.slack = store, slack
        self._workers, self._builtin, self._runner, self._clock = workers, builtin, runner, clock

    async def start(self) -> None:
        """Picks up what was interrupted, starts the loops, then listens to Slack."""
        await recover(self.store, {self._builtin.name: self._builtin}, self._clock.now())
        self._runner.start()
        await self.slack.listen()

    async def stop(self) -> None:
        """Stops listening, then working; within 5 s unless a paid call is open."""
        await self.slack.stop_listening()
        await self._runner.stop()
        await self._builtin.close()
        await self._workers.close()
        await self.slack.close()
        await self.store.close()

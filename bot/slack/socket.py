"""Socket Mode that stays alive: one connection, watched from outside, made anew whenever it ends or goes deaf.

The SDK's own reconnecting is switched off: it tries the same one-time address again and again, and holds its lock while
it does. Here every connection is a new client with a new address, and nothing of an old one is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError, SlackSilent
from bot.domain.limits import backoff
from bot.slack.line import Line

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds."""

    ping: float = 10.0
    """Between two pings of ours."""
    deaf: float = 45.0
    """Without any frame, pongs included, the connection counts as dead."""
    connect: float = 20.0
    """For one attempt."""
    look: float = 1.0
    """Between two looks at the connection."""
    first_retry: float = 1.0
    most_retry: float = 30.0
    stop: float = 1.5


class SocketConnection:
    """Keeps one Socket Mode connection open until it is stopped, however often Slack or the network ends it."""

    def __init__(self, app: AsyncApp, *, client: AsyncWebClient, patience: Patience | None = None) -> None:
        """`client` carries the app-level token."""
        self._app, self._client, self._patience = app, client, patience or Patience()
        self._line: Line | None = None
        self._old: Line | None = None
        self._task: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()
        self._problem: str | None = None

    @property
    def connected(self) -> bool:
        """Whether frames can come right now."""
        return self._line is not None and self._line.open

    @property
    def problem(self) -> str | None:
        """Why there is no connection, where that is known."""
        return None if self.connected else self._problem

    @property
    def age_of_last_frame(self) -> float | None:
        """Seconds without a sign of life from Slack; None when there never was a connection."""
        return None if self._line is None else self._line.silence

    async def start(self) -> None:
        """Returns after the first attempt, whatever became of it: a failed one is tried again and again."""
        self._task = asyncio.create_task(self._keep(), name="socket")
        await self._tried.wait()

    async def stop(self) -> None:
        """Lets what is being handled come to its ack, then closes; within two seconds."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._retire()
        self._task = None

    async def _keep(self) -> None:
        failures = 0
        while True:
            line = await self._connected()
            self._tried.set()
            if line is None:
                failures += 1
                wait = backoff(failures, first=self._patience.first_retry, most=self._patience.most_retry)
                await asyncio.sleep(wait)
                continue
            failures = 0
            await self._retire()
            self._line = self._old = line
            log.info("connected to Slack")
            self._problem = await self._watch(line)
            log.warning("connecting to Slack anew: %s", self._problem)
            if not line.leaving:
                await self._retire()

    async def _connected(self) -> Line | None:
        """A new connection, or None where none could be made."""
        line = Line(self._app, self._client, ping=self._patience.ping)
        made = False
        try:
            async with asyncio.timeout(self._patience.connect):
                await line.connect()
            made = True
        except (SlackError, SlackSilent, OSError, TimeoutError) as error:
            self._problem = str(error) or "no answer in time"
            log.warning("no connection to Slack: %s", self._problem)
        finally:
            if not made:
                await line.close(self._patience.stop / 3)
        return line if made else None

    async def _watch(self, line: Line) -> str:
        """Why the connection is of no more use."""
        while True:
            if line.leaving:
                return "Slack asks for it"
            if not line.open:
                return "the connection ended"
            if line.silence > max(self._patience.deaf, 3 * line.gap):
                return "nothing was heard any more"
            await asyncio.sleep(self._patience.look)

    async def _retire(self) -> None:
        """Closes the connection that was kept until now, once what it brought is acked."""
        old = self._old
        if old is not None:
            await old.drain(self._patience.stop / 3)
            await old.close(self._patience.stop / 3)
            self._old = None

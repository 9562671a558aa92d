"""A Slack on loopback: Web API, Socket Mode, HTTP events, and a page to sit in front of."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from sandbox.slack.calls import Grants
from sandbox.slack.clock import Clock, SystemClock
from sandbox.slack.deeds import Deeds
from sandbox.slack.delivery import Delivery
from sandbox.slack.events import Events
from sandbox.slack.faults import Faults
from sandbox.slack.file_store import FileStore
from sandbox.slack.http_events import HttpEvents
from sandbox.slack.interactions import Interactions
from sandbox.slack.ledger import Ledger
from sandbox.slack.limits import Limits, Rates
from sandbox.slack.manifest import read_manifest
from sandbox.slack.modals import Modals
from sandbox.slack.page_api import PageApi
from sandbox.slack.parts import Pace, Parts, Tokens
from sandbox.slack.person import Person
from sandbox.slack.response_urls import ResponseUrls
from sandbox.slack.routes import build_app
from sandbox.slack.sockets import Sockets
from sandbox.slack.triggers import Triggers
from sandbox.slack.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

HOST = "127.0.0.1"


class SandboxSlack:
    """One workspace with one app, granted exactly what `manifest` asks for. Use `async with`, or start and close.

    With `http_events_url` commands, clicks and events go there, signed; else over Socket Mode. `ledger` is a file to
    append to. Public parts: `world`, `faults`, `sockets`, `ledger`, `files`, `modals`, `deeds`.
    """

    def __init__(
        self,
        manifest: Path,
        *,
        ledger: Path | None = None,
        clock: Clock | None = None,
        port: int = 0,
        http_events_url: str | None = None,
        pace: Pace | None = None,
        rates: Rates | None = None,
    ) -> None:
        self._port = port
        self._runner: web.AppRunner | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="bgm-sandbox-", ignore_cleanup_errors=True)
        self.parts = parts = _parts(
            manifest,
            self._folder.name,
            ledger=ledger,
            clock=clock or SystemClock(),
            pace=pace or Pace(),
            rates=rates or Rates(),
        )
        self.world, self.faults, self.sockets, self.ledger = parts.world, parts.faults, parts.sockets, parts.ledger
        self.files, self.modals = parts.files, parts.modals
        self.http_events = _http_events(http_events_url, parts)
        self.delivery = Delivery(
            self.http_events or parts.sockets, clock=parts.clock, ledger=parts.ledger, pace=parts.pace,
            token=parts.tokens.verification,
        )  # fmt: skip
        self.deeds = Deeds(parts.world, parts.files, parts.modals, Interactions(parts, self.delivery))
        self._events = Events(parts.world, parts.manifest, parts.grants, self.delivery)
        self._page = PageApi(parts, self.deeds)

    @property
    def url(self) -> str:
        """Where the page is: http://127.0.0.1:PORT, without a slash at the end."""
        return self.parts.url

    @property
    def api_url(self) -> str:
        """The base_url for slack_sdk: .../api/."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The bot's xoxb- token, random."""
        return self.parts.tokens.bot

    @property
    def app_token(self) -> str:
        """The app-level xapp- token, random."""
        return self.parts.tokens.app

    @property
    def signing_secret(self) -> str:
        """The secret that HTTP requests to the app are signed with."""
        return self.parts.tokens.signing_secret

    @property
    def scopes_used(self) -> frozenset[str]:
        """Every scope that a successful call, an event or a command has used so far."""
        return frozenset(self.parts.grants.used)

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        self._runner = web.AppRunner(build_app(self.parts, self._page), handle_signals=False, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.parts.url = self.files.url = self.parts.response_urls.base = f"http://{HOST}:{port}"

    async def close(self) -> None:
        """Stop listening, give up on what is on its way, remove the files."""
        await self.delivery.close()
        self.faults.release()
        self.sockets.drop_without_close()
        await self._page.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.http_events is not None:
            await self.http_events.close()
        self.ledger.close()
        self._folder.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    # For tests

    def person(self, user: str = "ann") -> Person:
        """A member of the team who can type and click."""
        return Person(self, user)

    def messages(self, channel: str, *, user: str | None = None) -> list[Json]:
        """The roots of a channel, oldest first; with `user` the ephemerals meant for them too."""
        return self.world.messages(channel, user=user)

    def thread(self, channel: str, ts: str, *, user: str | None = None) -> list[Json]:
        """A thread, the root first."""
        return self.world.thread_messages(channel, ts, user=user)

    async def settle(self) -> None:
        """Share at once every file that waits for its delay."""
        self.files.settle()

    async def until(self, condition: Callable[[], Any], *, timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        """Wait until `condition()` holds, looking after every line of the ledger; its value. TimeoutError if late."""
        return await self.ledger.until(condition, timeout=timeout)

    async def delivered(self, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until every event so far was acked or given up."""
        await self.until(lambda: self.delivery.pending == 0, timeout=timeout)

    async def connected(self, count: int = 1, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until the app has that many sockets open."""
        await self.until(lambda: self.sockets.count >= count, timeout=timeout)


def _parts(manifest: Path, folder: str, *, ledger: Path | None, clock: Clock, pace: Pace, rates: Rates) -> Parts:
    read = read_manifest(manifest)
    book = Ledger(ledger, clock)
    world = World(clock, book, bot_name=read.name)
    faults = Faults()
    files = FileStore(world, Path(folder), pace, faults)
    return Parts(
        clock=clock, ledger=book, manifest=read, tokens=_tokens(), pace=pace, grants=Grants(read.scopes), world=world,
        triggers=Triggers(clock), sockets=Sockets(clock, book, pace), files=files, modals=Modals(world, files),
        response_urls=ResponseUrls(world, files), faults=faults, limits=Limits(clock, rates),
    )  # fmt: skip


def _tokens() -> Tokens:
    number = secrets.randbelow(10**12)
    return Tokens(
        bot=f"xoxb-{number:012d}-{secrets.token_hex(12)}",
        app=f"xapp-1-A0BGM-{number:012d}-{secrets.token_hex(32)}",
        signing_secret=secrets.token_hex(16),
        verification=secrets.token_hex(12),
    )


def _http_events(url: str | None, parts: Parts) -> HttpEvents | None:
    if url is None:
        return None
    secret = parts.tokens.signing_secret
    return HttpEvents(url, secret, clock=parts.clock, ledger=parts.ledger, pace=parts.pace)

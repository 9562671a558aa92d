"""The composition root: settings in, a running bot out. The only room that knows all the others."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.errors import SlackError, SlackSilent
from bot.domain.limits import backoff
from bot.domain.ports import Clock, Messenger, Provider
from bot.providers.builtin import Builtin
from bot.settings import Settings
from bot.slack.client import web_client
from bot.slack.identity import Identity, identify
from bot.slack.listeners import build_app
from bot.slack.response_urls import ResponseUrls
from bot.slack.socket import Patience, SocketConnection
from bot.slack.thread import SlackMessenger
from bot.slack.web import WebServer, web_app
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

LEFTOVERS_AGE = 3600.0


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()


def as_it_is(messenger: Messenger) -> Messenger:
    """The messenger itself."""
    return messenger


@dataclass(frozen=True, slots=True)
class Variant:
    """What a test may put around or in place of a part, e.g. to plant a fault."""

    messenger: Callable[[Messenger], Messenger] = as_it_is
    intake: type[Intake] = Intake
    clock: Clock = field(default_factory=SystemClock)
    patience: Patience = field(default_factory=Patience)
    at: PassBy = field(default_factory=lambda: points_from(os.environ))


class App:
    """A whole bot: its loops, its connection to Slack, a web server where one is wanted."""

    def __init__(
        self,
        *,
        store: SqliteStore,
        providers: Mapping[str, Provider],
        runner: Runner,
        socket: SocketConnection | None,
        clock: Clock,
        closing: AsyncExitStack,
    ) -> None:
        self.store, self.socket = store, socket
        self._providers, self._runner, self._clock, self._closing = providers, runner, clock, closing
        self._web: WebServer | None = None

    async def start(self, bolt: AsyncApp, port: int | None) -> None:
        """Picks up what was interrupted, starts the loops, then listens to Slack."""
        await recover(self.store, self._providers, self._clock.now())
        self._runner.start()
        if port is not None:
            self._web = WebServer(web_app(None if self.socket else bolt, self.health), port)
            await self._web.start()
        if self.socket:
            await self.socket.start()

    def health(self) -> Mapping[str, Any]:
        """How the bot fares."""
        if self.socket is None:
            return {"ok": True, "mode": "http"}
        return {
            "ok": self.socket.connected,
            "mode": "socket",
            "last_frame_seconds": self.socket.age_of_last_frame,
            "problem": self.socket.problem,
        }

    async def stop(self) -> None:
        """Stops listening, then working, then closes everything; within 5 s unless a paid call is open."""
        if self.socket:
            await self.socket.stop()
        if self._web:
            await self._web.stop()
        await self._runner.stop()
        for provider in self._providers.values():
            await provider.close()
        await self._closing.aclose()


async def open_app(settings: Settings, variant: Variant | None = None) -> App:
    """Builds a bot, meets Slack and starts. Raises StoreLocked, SettingsError and the like with words."""
    variant = variant or Variant()
    async with AsyncExitStack() as undo:
        store = open_store(settings.database)
        undo.push_async_callback(store.close)
        folder = AudioFolder(settings.files.resolve())
        await asyncio.to_thread(folder.sweep, LEFTOVERS_AGE)
        workers = Workers(settings.workers)
        undo.push_async_callback(workers.close)
        assert settings.slack_bot_token  # noqa: S101 (require_slack has said so before)
        client = web_client(settings.slack_bot_token.reveal(), settings.slack_api_url)
        identity = await _meet(client)
        http = httpx.AsyncClient(follow_redirects=False, timeout=60.0, trust_env=False)
        undo.push_async_callback(http.aclose)
        addresses = ResponseUrls(settings.slack_api_url, variant.clock.now)
        messenger = variant.messenger(SlackMessenger(client, identity=identity, addresses=addresses, http=http))
        builtin = Builtin(run=workers.run, place=folder.take_path, root=folder.root)
        providers: dict[str, Provider] = {builtin.name: builtin}
        intake = variant.intake(store=store, providers=providers, clock=variant.clock, at=variant.at)
        runner = _loops(
            settings,
            variant,
            store=store,
            messenger=messenger,
            builtin=builtin,
            folder=folder,
            workers=workers,
            intake=intake,
        )
        store.on_commit(runner.changed)
        secret = settings.slack_signing_secret
        bolt = build_app(
            intake,
            identity=identity,
            client=client,
            addresses=addresses,
            signing_secret=secret.reveal() if secret else None,
        )
        socket = _socket(settings, bolt, variant)
        app = App(
            store=store, providers=providers, runner=runner, socket=socket, clock=variant.clock, closing=undo.pop_all()
        )
        try:
            await app.start(bolt, settings.port)
        except BaseException:
            await app.stop()
            raise
        return app


def _socket(settings: Settings, bolt: AsyncApp, variant: Variant) -> SocketConnection | None:
    if settings.slack_app_token is None:
        return None
    client = web_client(settings.slack_app_token.reveal(), settings.slack_api_url)
    return SocketConnection(bolt, client=client, patience=variant.patience)


async def _meet(client: AsyncWebClient) -> Identity:
    """Asks Slack who the bot is, as long as it takes: a Slack that is down comes back."""
    failures = 0
    while True:
        try:
            return await identify(client)
        except (SlackError, SlackSilent) as error:
            failures += 1
            wait = getattr(error, "retry_after", None) or backoff(failures, most=30.0)
            log.warning("Slack does not answer yet (%s); asking again in %.0f s", error, wait)
            await asyncio.sleep(wait)


def _loops(
    settings: Settings,
    variant: Variant,
    *,
    store: SqliteStore,
    messenger: Messenger,
    builtin: Builtin,
    folder: AudioFolder,
    workers: Workers,
    intake: Intake,
) -> Runner:
    clock, at = variant.clock, variant.at
    providers: dict[str, Provider] = {builtin.name: builtin}
    watch = Watch(store=store, providers=providers, clock=clock, ids=new_id, keep_days=settings.keep_days, at=at)
    builtin.on_news(watch.told)
    letters = Letters(providers=providers, clock=clock, keep_days=settings.keep_days)
    sender = Sender(messenger=messenger, files=folder.root, at=at)
    return Runner(
        [
            Submit(store=store, providers=providers, clock=clock, ids=new_id, at=at),
            watch,
            Produce(store=store, providers=providers, folder=folder, workers=workers, clock=clock, at=at),
            Deliver(store=store, sender=sender, letters=letters, clock=clock, at=at),
            Held(store=store, messenger=messenger, wishes=intake.wishes, clock=clock, at=at),
            Keep(store=store, folder=folder, clock=clock),
        ],
        clock,
    )


async def run_until_stopped(settings: Settings, variant: Variant | None = None) -> None:
    """Runs the bot until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    opening = asyncio.create_task(open_app(settings, variant))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not opening.done():
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        return
    app = opening.result()
    log.info("ready: %s", "Socket Mode" if settings.uses_socket else f"HTTP on port {settings.port}")
    await stopping
    log.info("stopping")
    await app.stop()


async def meet_slack(settings: Settings) -> str:
    """Who the bot is in its workspace, in words. Raises SettingsError, SlackError or SlackSilent."""
    assert settings.slack_bot_token  # noqa: S101 (the caller has looked)
    identity = await identify(web_client(settings.slack_bot_token.reveal(), settings.slack_api_url))
    return f"the bot is {identity.bot_user_id} in {identity.team or identity.team_id}"

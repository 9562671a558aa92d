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

from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.errors import SlackError, SlackSilent
from bot.domain.limits import backoff
from bot.domain.ports import Clock, Messenger, Provider
from bot.providers.builtin import Builtin
from bot.settings import Secret, Settings
from bot.slack.client import web_client
from bot.slack.connect import Slack, connect
from bot.slack.identity import identify
from bot.slack.socket import Patience
from bot.work.deliver import USUAL, Deliver, Spacings
from bot.work.held import Held
from bot.work.intake import Intake, new_id
from bot.work.keep import Keep
from bot.work.letters import Letters
from bot.work.points import PassBy, points_from
from bot.work.produce import Produce
from bot.work.runner import Loop, Runner
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
    spacings: Spacings = USUAL


class App:
    """A whole bot: its loops, and its connection to Slack."""

    def __init__(
        self,
        *,
        store: SqliteStore,
        providers: Mapping[str, Provider],
        runner: Runner,
        slack: Slack,
        clock: Clock,
        closing: AsyncExitStack,
    ) -> None:
        self.store, self.slack = store, slack
        self._providers, self._runner, self._clock, self._closing = providers, runner, clock, closing

    async def start(self) -> None:
        """Picks up what was interrupted, starts the loops, then listens to Slack."""
        await recover(self.store, self._providers, self._clock.now())
        self._runner.start()
        await self.slack.listen()

    async def stop(self) -> None:
        """Stops listening, then working, then closes everything; within 5 s unless a paid call is open."""
        async with self._closing as closing:
            for provider in self._providers.values():
                closing.push_async_callback(provider.close)
            closing.push_async_callback(self._runner.stop)
            closing.push_async_callback(self.slack.stop_listening)


async def open_app(settings: Settings, variant: Variant | None = None) -> App:
    """Builds a bot, meets Slack and starts. Raises StoreLocked, SettingsError and the like with words."""
    variant = variant or Variant()
    async with AsyncExitStack() as undo:
        store = open_store(settings.database)
        undo.push_async_callback(store.close)
        folder = AudioFolder(settings.files.resolve())
        workers = Workers(settings.workers)
        undo.push_async_callback(workers.close)
        builtin = Builtin(run=workers.run, place=folder.take_path, root=folder.root)
        providers: dict[str, Provider] = {builtin.name: builtin}
        intake = variant.intake(store=store, providers=providers, clock=variant.clock, at=variant.at)
        slack = await _meet(settings, intake, variant)
        undo.push_async_callback(slack.close)
        watch = Watch(
            store=store,
            providers=providers,
            clock=variant.clock,
            ids=new_id,
            keep_days=settings.keep_days,
            at=variant.at,
        )
        builtin.on_news(watch.told)
        parts = Parts(settings, variant, store, providers, folder, workers, variant.messenger(slack.messenger))
        runner = Runner([watch, *_loops(parts, intake)], variant.clock)
        store.on_commit(runner.changed)
        app = App(
            store=store,
            providers=providers,
            runner=runner,
            slack=slack,
            clock=variant.clock,
            closing=undo.pop_all(),
        )
        try:
            await app.start()
        except BaseException:
            await app.stop()
            raise
        return app


async def _meet(settings: Settings, intake: Intake, variant: Variant) -> Slack:
    """Connects, as long as it takes: a Slack that is down comes back."""
    failures = 0
    while True:
        try:
            return await connect(
                intake,
                api_url=settings.slack_api_url,
                bot_token=_revealed(settings.slack_bot_token) or "",
                app_token=_revealed(settings.slack_app_token),
                signing_secret=_revealed(settings.slack_signing_secret),
                port=settings.port,
                patience=variant.patience,
                now=variant.clock.now,
            )
        except (SlackError, SlackSilent) as error:
            failures += 1
            wait = getattr(error, "retry_after", None) or backoff(failures, most=30.0)
            log.warning("Slack does not answer yet (%s); asking again in %.0f s", error, wait)
            await asyncio.sleep(wait)


def _revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


@dataclass(frozen=True, slots=True)
class Parts:
    """What the loops are made of."""

    settings: Settings
    variant: Variant
    store: SqliteStore
    providers: Mapping[str, Provider]
    folder: AudioFolder
    workers: Workers
    messenger: Messenger


def _loops(parts: Parts, intake: Intake) -> list[Loop]:
    store, providers, folder = parts.store, parts.providers, parts.folder
    clock, at = parts.variant.clock, parts.variant.at
    letters = Letters(providers=providers, clock=clock, keep_days=parts.settings.keep_days)
    sender = Sender(messenger=parts.messenger, files=folder.root, at=at)
    return [
        Submit(store=store, providers=providers, clock=clock, ids=new_id, at=at),
        Produce(store=store, providers=providers, folder=folder, workers=parts.workers, clock=clock, at=at),
        Deliver(store=store, sender=sender, letters=letters, clock=clock, at=at, spacings=parts.variant.spacings),
        Held(store=store, messenger=parts.messenger, wishes=intake.wishes, clock=clock, at=at),
        Keep(store=store, folder=folder, clock=clock),
    ]


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

"""The composition root: settings in, a running bot out. The only room that knows all the others."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack

from bot.audio.workers import Workers
from bot.control import Control, Json
from bot.corridor import Corridor
from bot.domain.errors import SlackError, SlackSilent
from bot.domain.limits import backoff
from bot.errands import Errands
from bot.settings import Secret, Settings
from bot.slack.client import web_client
from bot.slack.connect import Slack, connect
from bot.slack.identity import identify
from bot.variant import SystemClock, Variant
from bot.work.runner import Runner
from storage import SqliteStore, open_store

__all__ = [
    "App",
    "SystemClock",
    "Variant",
    "in_place_of_the_bot",
    "meet_slack",
    "open_app",
    "run_until_stopped",
]

log = logging.getLogger(__name__)


class App:
    """A whole bot: its loops, and its connection to Slack."""

    def __init__(
        self, *, store: SqliteStore, corridor: Corridor, runner: Runner, slack: Slack, closing: AsyncExitStack
    ) -> None:
        self.store, self.slack, self.corridor = store, slack, corridor
        self._control = Control(store.path, Errands(store, corridor.intake).run)
        self._runner, self._closing = runner, closing

    async def start(self) -> None:
        """Picks up what was interrupted, starts the loops, then listens to Slack, music APIs and `bgm` commands."""
        await self.corridor.recover()
        self._runner.start()
        await self._control.start()
        await self.slack.listen()

    async def stop(self) -> None:
        """Stops listening, then working, then closes everything; within 5 s unless a paid call is open."""
        async with self._closing as closing:
            for provider in self.corridor.providers.values():
                closing.push_async_callback(provider.close)
            closing.push_async_callback(self._runner.stop)
            closing.push_async_callback(self.slack.stop_listening)
            closing.push_async_callback(self._control.stop)


async def open_app(settings: Settings, variant: Variant | None = None) -> App:
    """Builds a bot, meets Slack and starts. Raises StoreLocked, SettingsError and the like with words."""
    variant = variant or Variant()
    async with AsyncExitStack() as undo:
        store = open_store(settings.database)
        undo.push_async_callback(store.close)
        workers = Workers(settings.workers)
        undo.push_async_callback(workers.close)
        corridor = Corridor(settings, variant, store, workers)
        slack = await _meet(settings, corridor, variant)
        undo.push_async_callback(slack.close)
        runner = Runner(corridor.loops(variant.messenger(slack.messenger), slack.files), variant.clock)
        store.on_commit(runner.changed)
        app = App(store=store, corridor=corridor, runner=runner, slack=slack, closing=undo.pop_all())
        try:
            await app.start()
        except BaseException:
            await app.stop()
            raise
        return app


async def _meet(settings: Settings, corridor: Corridor, variant: Variant) -> Slack:
    """Connects, as long as it takes: a Slack that is down comes back."""
    failures = 0
    while True:
        try:
            return await connect(
                corridor.intake,
                api_url=settings.slack_api_url,
                bot_token=_revealed(settings.slack_bot_token) or "",
                app_token=_revealed(settings.slack_app_token),
                signing_secret=_revealed(settings.slack_signing_secret),
                port=settings.port,
                host=variant.host,
                routes=corridor.routes(),
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


async def in_place_of_the_bot(settings: Settings, question: Json) -> Json:
    """What the bot would answer to an errand, where none runs. Raises StoreLocked when one does after all."""
    async with AsyncExitStack() as undo:
        store = open_store(settings.database)
        undo.push_async_callback(store.close)
        workers = Workers(1)
        undo.push_async_callback(workers.close)
        corridor = Corridor(settings, Variant(), store, workers)
        for provider in corridor.providers.values():
            undo.push_async_callback(provider.close)
        return await Errands(store, corridor.intake).run(question)

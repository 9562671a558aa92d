"""A run of the kill test: people ask, the bot is killed and started again, and in the end everything must be there."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.work.points import Point
from sandbox.session import MANIFEST
from sandbox.slack.parts import Pace
from sandbox.slack.server import SandboxSlack
from tests.kill.bot_process import RUN, BotProcess
from tests.kill.judge import Asked, is_quiet, made, open_titles, problems
from tests.kill.people import People

AT_ONCE = 3
"""Beds that people want at the same time."""
DRAIN_SECONDS = 600.0
"""Slack's limits are in force: fifty reactions a minute, one post a second in a channel."""
POINT_SECONDS = 60.0
STOP_SECONDS = 5.0
LOOK_SECONDS = 0.05
PACE = Pace(share_delay=0.1, ack_timeout=3.0, redeliver=(0.0, *(0.5,) * 200), ping_every=2.0)


class Trial:
    """A Slack that is never killed, a bot that is, and what people asked for meanwhile."""

    point_seconds = POINT_SECONDS
    """How long it waits for the bot to come by a point."""

    def __init__(self, slack: SandboxSlack, bot: BotProcess, folder: Path, seed: int) -> None:
        self.slack, self.bot, self.asked = slack, bot, Asked()
        self.seed, self.random = seed, random.Random(seed)
        self.people = People(slack, random.Random(seed + 1), self.asked)
        self.kills = self.in_flight = 0
        self.hits: Counter[Point] = Counter()
        self.missed: list[str] = []
        self._folder = folder

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """People ask and react inside the block."""
        life = asyncio.create_task(self.people.live(AT_ONCE))
        try:
            yield
        finally:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)

    @asynccontextmanager
    async def one_request(self) -> AsyncIterator[None]:
        """Somebody asks for one bed as soon as the bot listens."""
        asking = asyncio.create_task(self._ask_once())
        yield
        await asking

    async def _ask_once(self) -> None:
        await self.slack.sockets.wait_reachable()
        await self.people.ask()

    async def kill_at_random(self, longest: float) -> None:
        """Starts the bot and kills it some time after it has connected, at most so many seconds."""
        await self.bot.start()
        await self.bot.connected()
        await asyncio.sleep(self.random.uniform(0.0, longest))
        self._count()
        await self.bot.kill()

    async def kill_at(self, point: Point, count: int = 1) -> None:
        """Starts the bot, which kills itself at the count-th pass of a point."""
        log = self._folder / "hits"
        before = log.read_text().splitlines() if log.exists() else []
        await self.bot.start(BGM_CRASH_AT=f"{point}:{count}", BGM_CRASH_LOG=str(log))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.bot.ended(), self.point_seconds)
        self._count()
        await self.bot.kill()
        if log.exists() and log.read_text().splitlines() == [*before, point.value]:
            self.hits[point] += 1
        else:
            self.missed.append(f"never came to pass {count} of {point}")

    def _count(self) -> None:
        self.kills += 1
        self.in_flight += self.is_busy()

    def is_busy(self) -> bool:
        """Whether something was accepted that is not delivered yet."""
        return bool(open_titles(self.slack, self.asked))

    def is_quiet(self) -> bool:
        """Whether the bot has nothing left to do."""
        return is_quiet(self.bot.database)

    def problems(self) -> list[str]:
        """What is not as promised, read from the world."""
        return problems(self.slack, self.asked, self.bot.database)

    async def run(self) -> None:
        """Starts the bot to stay."""
        await self.bot.start()
        await self.bot.connected()

    async def drain(self, patience: float = DRAIN_SECONDS) -> None:
        """Waits until Slack has nothing to tell and the bot nothing left to do, or long enough for a verdict."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._drained()

    async def _drained(self) -> None:
        while not (self._nothing_is_on_its_way() and self.is_quiet()):  # noqa: ASYNC110 (a file: no event)
            await asyncio.sleep(LOOK_SECONDS)

    def _nothing_is_on_its_way(self) -> bool:
        return self.slack.delivery.pending == 0

    async def verdict(self) -> list[str]:
        """What is not as promised, once the bot is stopped."""
        code = await self.bot.terminate(STOP_SECONDS) if self.bot.running else 0
        stopped = [] if code == 0 else [f"SIGTERM: exit code {code}"]
        left = [f"left behind: {process}" for process in await self.bot.left_behind()]
        return [*self.missed, *self.problems(), *stopped, *left]

    def figures(self) -> str:
        """The whole run in a line."""
        share = round(100 * self.in_flight / self.kills) if self.kills else 0
        return (
            f"{self.kills} kills, {share} % of them between accepted and delivered; {len(self.hits)} "
            f"points hit, {sum(self.hits.values())} times; {len(self.asked.accepted)} requests, "
            f"{sum(self.asked.wishes.values())} reactions, {len(made(self.slack))} takes (seed {self.seed})"
        )


@asynccontextmanager
async def trial(folder: Path, *, seed: int, program: Sequence[str] = RUN) -> AsyncIterator[Trial]:
    """A trial in a folder of its own; every process of the bot is dead afterwards."""
    async with SandboxSlack(MANIFEST, ledger=folder / "ledger.jsonl", pace=PACE) as slack:
        bot = BotProcess(slack, folder, program)
        try:
            yield Trial(slack, bot, folder, seed)
        finally:
            await bot.kill()

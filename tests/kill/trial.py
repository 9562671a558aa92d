"""One run of the kill test: people ask, the bot is killed and started again, and in the end everything must be there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from bot.work.points import Point
from sandbox.parts import Pace
from sandbox.session import MANIFEST
from sandbox.slack_server import SandboxSlack
from tests.kill.bot_process import BotProcess
from tests.kill.judge import Asked, bot_messages, delivered, key_of, problems, waiting_for

CHANNELS = ("video", "leads")
DRAIN_SECONDS = 120.0
PACE = Pace(share_delay=0.1, ack_timeout=3.0, redeliver=(0.0, 1.0, 3.0, 10.0), ping_every=2.0)


class Trial:
    """A Slack that is never killed, a bot that is, and what people asked for meanwhile."""

    def __init__(self, slack: SandboxSlack, bot: BotProcess, seed: int) -> None:
        self.slack, self.bot, self.asked = slack, bot, Asked()
        self.random = random.Random(seed)
        self.kills = self.kills_in_flight = self.hit = 0
        self.left_behind: list[psutil.Process] = []
        self._number = 0

    async def ask(self) -> None:
        """Someone asks for a short bed."""
        self._number += 1
        title = f"K{self._number:03d}"
        person = self.slack.person(self.random.choice(["ann", "ben"]))
        answer = await person.slash(self.random.choice(CHANNELS), f'chiptune 3s for "{title}"')
        if answer.ok:
            self.asked.accepted.append(title)

    async def extend(self) -> None:
        """Someone reacts with ⏩ on a take that nobody has reacted on."""
        cards = {
            title: message
            for title in self.asked.accepted
            if title not in self.asked.extended
            for message in bot_messages(self.slack)
            if key_of(message).startswith("v") and title in message.text and "v1" in message.text
        }
        for title, card in list(cards.items())[:1]:
            self.asked.extended.append(title)
            await self.slack.person("chloe").react(card.channel, card.ts, "fast_forward")

    async def kill_at_random(self, count: int) -> None:
        """Lets people ask while the bot is killed after 0.05 to 1.5 s, again and again."""
        await self.bot.start()
        await self.bot.connected()
        for _ in range(count):
            asking = asyncio.gather(self.ask(), self.ask(), self.extend())
            await asyncio.sleep(self.random.uniform(0.05, 1.5))
            await self.kill()
            await asking
            await self.bot.start()
            await self.bot.connected()

    async def kill(self) -> None:
        """SIGKILL, and a note of whether it hit a job on its way."""
        self.kills += 1
        self.kills_in_flight += bool(waiting_for(self.slack, self.asked))
        self.left_behind += await self.bot.kill()

    async def kill_at(self, point: Point, count: int, folder: Path) -> bool:
        """Kills the bot at the count-th pass of a point; answers whether it got there."""
        log = folder / f"{point}-{count}.hit"
        await self.bot.start(BGM_CRASH_AT=f"{point}:{count}", BGM_CRASH_LOG=str(log))
        await self.bot.connected()
        walking = asyncio.create_task(self._walk())
        await self.bot.ended()
        walking.cancel()
        await asyncio.gather(walking, return_exceptions=True)
        self.kills += 1
        self.kills_in_flight += bool(waiting_for(self.slack, self.asked))
        self.left_behind += await self.bot.kill()
        await self.bot.start()
        await self.bot.connected()
        await self.drain()
        await self.kill_quietly()
        return log.exists()

    async def _walk(self) -> None:
        """Everything that passes a point: a bed asked for, and wishes on it, one of them on a file not known yet."""
        while True:
            await self.ask()
            await self.drain(patience=20.0)
            await self.extend()
            await self._react_on_a_file()
            await self.drain(patience=20.0)

    async def _react_on_a_file(self) -> None:
        for message in reversed(bot_messages(self.slack)):
            if message.files and not key_of(message):
                await self.slack.person("ben").react(message.channel, message.ts, "arrows_counterclockwise")
                return

    async def drain(self, patience: float = DRAIN_SECONDS) -> None:
        """Waits until all that was acked is there, and the bot has nothing left to do."""
        await self.slack.ledger.until(lambda: not waiting_for(self.slack, self.asked), timeout=patience)

    async def kill_quietly(self) -> None:
        """Ends the bot between two kinds of trial."""
        self.left_behind += await self.bot.kill()

    def verdict(self) -> list[str]:
        """What is not as promised."""
        left = [f"left behind: {process}" for process in self.left_behind]
        return problems(self.slack, self.asked, self.bot.database) + left


@asynccontextmanager
async def trial(folder: Path, *, seed: int, program: tuple[str, ...] = ("bot.cli", "run")) -> AsyncIterator[Trial]:
    """A trial in a folder of its own; the bot is dead afterwards."""
    async with SandboxSlack(MANIFEST, ledger=folder / "ledger.jsonl", pace=PACE) as slack:
        bot = BotProcess(slack, folder, program)
        try:
            yield Trial(slack, bot, seed)
        finally:
            await bot.kill()


__all__ = ["Trial", "delivered", "trial"]

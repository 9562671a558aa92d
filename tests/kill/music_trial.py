"""The kill test over MusicAPI: a vendor that is never killed, that charges, and that has bad days of its own."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.music.faults import MusicFaults
from sandbox.music.musicapi.server import MusicApiServer
from sandbox.music.pace import Pace
from sandbox.music.sound import Sound
from sandbox.session import MANIFEST, free_port
from sandbox.slack.limits import UNLIMITED
from sandbox.slack.server import SandboxSlack
from tests.kill.bot_process import BotProcess
from tests.kill.judge import made
from tests.kill.music_book import Book, orders
from tests.kill.music_judge import World, is_quiet, problems
from tests.kill.music_people import PayingPeople, questions
from tests.kill.trial import PACE, Trial

CREDITS = 1_000_000
PIECES = 4
"""So many pieces are composed for each wish: an order more gets one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Seconds: how long a vendor's task takes, what it and the bot keep between two requests, and what the bot first
    thinks that a task takes."""

    task: Pace
    limit: float
    spacing: float
    expected: float


RETRIES = (0.1, 0.3, 1.0, 2.0, 3.0, 5.0)
"""A webhook comes again after the bot has: it starts in a second."""
QUICK = Tempo(task=Pace(median=0.8, sigma=0.4, hook_retries=RETRIES), limit=0.05, spacing=0.3, expected=2.0)
STRICT = Tempo(task=Pace(median=1.5, sigma=0.3, hook_retries=RETRIES), limit=3.0, spacing=3.0, expected=2.0)
"""The real limit, on both sides."""
REAL = Tempo(task=Pace(hook_retries=RETRIES), limit=3.0, spacing=3.0, expected=60.0)
"""As slow as the real thing."""


class FewPieces(Sound):
    """Real music, of which little is new: composing is not what is tried here."""

    async def compose(
        self, words: str, *, seconds: float, seed: int, vocal: bool = False, tempo: int | None = None
    ) -> Path:
        piece = seed % PIECES
        return await super().compose(words, seconds=round(seconds) + piece / 10, seed=piece, vocal=vocal, tempo=tempo)


class MusicTrial(Trial):
    """A trial in which music is ordered, paid and fetched. `hooks`: whether the vendor can tell the bot."""

    point_seconds = 180.0

    def __init__(
        self,
        slack: SandboxSlack,
        bot: BotProcess,
        folder: Path,
        seed: int,
        *,
        music: MusicApiServer,
        hooks: bool,
        is_faulty: bool = False,
    ) -> None:
        """`is_faulty`: the bot has a fault planted on purpose."""
        super().__init__(slack, bot, folder, seed)
        self.music, self.hooks, self.is_faulty = music, hooks, is_faulty
        self.people = self.payers = PayingPeople(slack, random.Random(seed + 1), self.asked, database=bot.database)

    def is_busy(self) -> bool:
        return self.payers.under_way() > 0

    def is_quiet(self) -> bool:
        return is_quiet(self.bot.database) and not questions(self.slack)

    def problems(self) -> list[str]:
        return problems(World(self.slack, self.music, self.payers, self.bot.database))

    @property
    def lost(self) -> int:
        """Orders that were taken and charged, and whose answer was spoilt on purpose."""
        return sum(order.spoilt is not None for order in orders(self.music))

    @property
    def asked_about(self) -> int:
        """Questions that were ever put to people."""
        return len(self.payers.decisions)

    @property
    def settled(self) -> int:
        """Charged orders without an answer that were found out without asking anybody."""
        book, found = Book(self.bot.database), orders(self.music)
        owners = book.owners(found)
        spoilt = [owners[order.number] for order in found if order.spoilt]
        return sum(task is not None and task["state"] != "void" for task in spoilt)

    def figures(self) -> str:
        """The whole run in a line."""
        share = round(100 * self.in_flight / self.kills) if self.kills else 0
        form = "webhooks" if self.hooks else "no webhooks"
        ledger = self.music.ledger
        return (
            f"MusicAPI, {form}: {self.kills} kills, {share} % of them in flight; {len(self.hits)} points hit, "
            f"{sum(self.hits.values())} times; {len(self.asked.accepted)} requests, {len(made(self.slack))} takes; "
            f"{len(ledger.charges())} charges ({ledger.charged} credits, {ledger.refunded} given back); "
            f"{self.lost} answers lost on purpose, {self.settled} settled without asking, {self.asked_about} questions "
            f"(seed {self.seed})"
        )


@asynccontextmanager
async def music_trial(
    folder: Path,
    *,
    seed: int,
    hooks: bool = True,
    fault: str = "none",
    tempo: Tempo = QUICK,
    faults: MusicFaults | None = None,
) -> AsyncIterator[MusicTrial]:
    """A trial over MusicAPI in a folder of its own. `fault` is planted in the bot, `faults` are the vendor's."""
    async with (
        SandboxSlack(MANIFEST, ledger=folder / "ledger.jsonl", pace=PACE, rates=UNLIMITED) as slack,
        _sound() as sound,
        MusicApiServer(
            f"key_{secrets.token_hex(16)}",
            pace=tempo.task,
            faults=faults,
            ledger=folder / "musicapi.jsonl",
            sound=sound,
            seed=seed,
            spacing=tempo.limit,
            balance=CREDITS,
            usual_seconds=4.0,
        ) as music,
    ):
        program = ("tests.kill.music_bot", fault, str(tempo.spacing), str(tempo.expected))
        bot = BotProcess(slack, folder, program, _environment(music, hooks=hooks))
        running = MusicTrial(slack, bot, folder, seed, music=music, hooks=hooks, is_faulty=fault != "none")
        background = [asyncio.create_task(running.payers.decide()), asyncio.create_task(_move_dead_links(music))]
        try:
            yield running
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await bot.kill()


@asynccontextmanager
async def _sound() -> AsyncIterator[Sound]:
    sound = FewPieces()
    try:
        yield sound
    finally:
        await sound.close()


def _environment(music: MusicApiServer, *, hooks: bool) -> dict[str, str]:
    told = {"BGM_PROVIDER": "musicapi", "MUSICAPI_KEY": music.key, "MUSICAPI_URL": f"{music.url}/"}
    if not hooks:
        return told
    port = free_port()
    return told | {"BGM_PORT": str(port), "BGM_PUBLIC_URL": f"http://127.0.0.1:{port}/"}


async def _move_dead_links(music: MusicApiServer) -> None:
    """A clip whose link was found dead lies behind another one from then on, which a look tells."""
    seen = 0
    while True:
        entry = await music.ledger.wait_for(
            lambda line: line["kind"] == "fetched" and line["fault"] == "dead" and line["name"].endswith(".mp3"),
            since=seen,
            timeout=3600,
        )
        seen = entry["n"] + 1
        music.clips.finished(entry["name"].removesuffix(".mp3")).url = ""

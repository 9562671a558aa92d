"""What people do where music costs money: they ask, react, press WAV, and decide what nobody can know."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.wish import Wish
from bot.slack.blocks import ACTION_PREFIX
from sandbox.slack.records import Message
from sandbox.slack.server import SandboxSlack
from tests.kill.judge import bot_messages, made
from tests.kill.people import EXTEND, People

EXTENDERS = 0.15
"""How many of a hundred first takes are extended."""
AGAIN = 0.6
"""How many of a hundred questions are answered with: order it again."""
PATIENCE = 5.0
"""Seconds until a button that seems to do nothing is pressed once more."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about which job."""

    job: str
    wish: Wish


@dataclass(slots=True, kw_only=True)
class PayingPeople(People):
    """As the people of the kill test, and they answer questions. What is under way they know from the bot's own
    database: an order may end in words alone."""

    database: Path
    sets: float = 0.0
    tools: float = 0.0
    """How many of a hundred first takes somebody wants the WAV of, and how many the stems."""
    decisions: dict[tuple[str, str], Decision] = field(default_factory=dict)
    """By the channel and ts of the question."""

    def under_way(self) -> int:
        """How many requests are not done with."""
        if not self.database.exists():
            return 0
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection, suppress(sqlite3.Error):
            ended = "('delivered', 'failed', 'cancelled')"
            query = f"select count(distinct thread_id) from jobs where state not in {ended}"  # noqa: S608 (our own)
            return int(connection.execute(query).fetchone()[0])
        return 0

    async def react_to_cards(self) -> None:
        """Someone extends a first take by a reaction on its card, wants its WAV, wants its stems."""
        done: set[str] = set()
        while True:
            cards = await self.slack.ledger.until(
                lambda: [card for card in made(self.slack) if card.label == "v1" and card.title not in done],
                timeout=600,
            )
            for card in cards:
                done.add(card.title)
                if self.random.random() < EXTENDERS:
                    await self.wish(card.title, card.channel, card.ts, EXTEND)
                if self.random.random() < self.tools:
                    await self._press(card.channel, card.ts, Wish.WAV)
                if self.random.random() < self.tools:
                    await self._want_stems(card.channel, card.ts)

    async def decide(self) -> None:
        """Chloe decides whatever is asked, and presses again when nothing comes of it."""
        while True:
            question = await self.slack.ledger.until(lambda: next(iter(questions(self.slack)), None), timeout=3600)
            key = question.channel, question.ts
            if key not in self.decisions:
                wish = Wish.AGAIN if self.random.random() < AGAIN else Wish.GIVE_UP
                self.decisions[key] = Decision(_job_asked_about(question), wish)
            await self._press(*key, self.decisions[key].wish)
            with suppress(TimeoutError):
                await self.slack.ledger.until(_is_answered(self, question), timeout=PATIENCE)

    async def _want_stems(self, channel: str, ts: str) -> None:
        """Behind More, and once more where it says the price. It may come to nothing: the bot may die meanwhile."""
        await self._press(channel, ts, Wish.MORE)
        chloe = self.slack.person("chloe")
        with suppress(TimeoutError, KeyError, StopIteration):
            form = await self.slack.ledger.until(chloe.modal, timeout=PATIENCE)
            await chloe.submit(form, {"what": "stems"})
            if price := chloe.modal():
                await chloe.submit(price, {})
        with suppress(KeyError):
            if left := chloe.modal():
                await chloe.close(left)

    async def _press(self, channel: str, ts: str, wish: Wish) -> None:
        await self.slack.sockets.wait_reachable()
        with suppress(KeyError):  # the button has gone
            await self.slack.person("chloe").click({"channel": channel, "ts": ts}, f"{ACTION_PREFIX}{wish.value}")


def questions(slack: SandboxSlack) -> list[Message]:
    """The questions that wait for an answer."""
    return [message for message in bot_messages(slack) if _button(message)]


def _is_answered(people: PayingPeople, question: Message) -> Callable[[], bool]:
    return lambda: all(message.ts != question.ts for message in questions(people.slack))


def _button(message: Message) -> dict[str, str] | None:
    again = f"{ACTION_PREFIX}{Wish.AGAIN.value}"
    controls = [control for block in message.blocks for control in block.get("elements", ())]
    return next((control for control in controls if control.get("action_id") == again), None)


def _job_asked_about(question: Message) -> str:
    button = _button(question)
    return button["value"] if button else ""

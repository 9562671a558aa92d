"""The bot as the trial over MusicAPI runs it, `python -m tests.kill.music_bot FAULT SPACING EXPECTED`.

SPACING is the seconds between its requests and EXPECTED those that it first thinks a task takes, in place of MusicAPI's
own. FAULT is `none`, or one planted on purpose: the kill test must turn red on each.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.app import Variant, run_until_stopped
from bot.domain.errors import NeverSent, OutcomeUnknown
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Finished, Letter, Look, Messenger, Provider, Started, Ways
from bot.domain.results import Json
from bot.domain.thread import PostKind, Task
from bot.logs import set_up
from bot.settings import load
from bot.work.telling.deliver import Spacings

HASTY = Spacings(edits=0.1, posts=0.05, reactions=0.02)
"""This trial is about money: its Slack has no limits, so that more is under way between two kills."""


class Around:
    """A part of the bot with something around it."""

    def __init__(self, part: Any) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)


class Hurried(Around):
    """A provider that may be asked more often, and whose tasks are thought to be quick."""

    def __init__(self, part: Any, spacing: float, expected: float) -> None:
        super().__init__(part)
        self.spacing, self._expected = spacing, expected

    def expects(self, order: Order) -> float:
        return self._expected


class OrdersAgain(Around):
    """Takes an order whose answer was lost for one that was never sent."""

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:
        try:
            started: Started = await self._part.submit(body, token=token, ways=ways)
        except OutcomeUnknown as error:
            raise NeverSent(str(error)) from error
        return started


class ForgetsTheIntent(Around):
    """Takes an order that a crash interrupted for one that was never sent."""

    harmless = frozenset(Operation)


class KeepsOne(Around):
    """Takes one of the takes that were paid for, and says nothing of the others."""

    async def look(self, task: Task) -> Look:
        found: Look = await self._part.look(task)
        return replace(found, takes=found.takes[:1]) if isinstance(found, Finished) else found


class NeverAsks(Around):
    """Says that it asked, and did not."""

    async def post(self, letter: Letter) -> str:
        sent: str = "1.000001" if letter.post.kind is PostKind.QUESTION else await self._part.post(letter)
        return sent


class Hurries(Around):
    """Asks more often than it may."""

    spacing = 0.0


PROVIDERS: dict[str, type[Around]] = {
    "orders-again": OrdersAgain,
    "forgets-the-intent": ForgetsTheIntent,
    "keeps-one": KeepsOne,
    "hurries": Hurries,
}
MESSENGERS: dict[str, type[Around]] = {"never-asks": NeverAsks}
FAULTS = ("none", *PROVIDERS, *MESSENGERS)


def providers(fault: str, spacing: float, expected: float) -> Callable[[dict[str, Provider]], dict[str, Provider]]:
    """What is put around each provider."""
    plant: Any = PROVIDERS.get(fault, Around)

    def around(found: dict[str, Provider]) -> dict[str, Provider]:
        return {name: plant(Hurried(provider, spacing, expected)) for name, provider in found.items()}

    return around


def messenger(fault: str) -> Callable[[Messenger], Messenger]:
    """What is put around the messenger."""
    plant: Any = MESSENGERS.get(fault, Around)
    return plant  # type: ignore[no-any-return]


def main(fault: str, spacing: str, expected: str) -> None:
    """Runs it until it is stopped, or killed."""
    settings = load(os.environ)
    set_up(settings.log, settings.secrets)
    variant = Variant(
        providers=providers(fault, float(spacing), float(expected)), messenger=messenger(fault), spacings=HASTY
    )
    asyncio.run(run_until_stopped(settings, variant))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Reactions on a message not known yet: a card that was posted a moment ago, perhaps just before a crash, or one of our
files, whose ts Slack tells late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.domain.errors import SlackError, SlackSilent
from bot.domain.limits import backoff
from bot.domain.ports import Clock, Messenger, Shared, Store, Transaction
from bot.domain.thread import HeldReaction, Message, Role, Take
from bot.domain.wish import wish_of
from bot.work.asking.wishes import Wishes
from bot.work.points import PassBy, Point

TRIES = 8
MOST_FILES = 10


class Held:
    """Resolves held reactions, or lets them go when the message proves not to be ours."""

    name = "held"
    listens = frozenset({"reactions", "messages"})

    def __init__(self, *, store: Store, messenger: Messenger, wishes: Wishes, clock: Clock, at: PassBy) -> None:
        self._store, self._messenger, self._wishes = store, messenger, wishes
        self._clock, self._at = clock, at
        self.bell = asyncio.Event()

    async def turn(self) -> float | None:
        """Looks once for each held reaction that is due."""
        now = self._clock.now()
        for held in await self._store.read(lambda tx: tx.held_reactions()):
            known = await self._store.read(lambda tx, held=held: tx.message(held.channel, held.ts))  # type: ignore[misc]
            if known or held.due_at <= now:
                self._at(Point.REACTION_HELD)
                await self._resolve(held)
        waiting = await self._store.read(lambda tx: tx.held_reactions())
        return min((held.due_at for held in waiting), default=None)

    async def stop(self) -> None:
        """What is held stays held."""

    async def _resolve(self, held: HeldReaction) -> None:
        takes = await self._store.read(lambda tx: tx.takes_without_file_message(held.channel))
        learned = [(take, await self._ask(take.file_id, held.channel)) for take in takes[-MOST_FILES:] if take.file_id]
        await self._store.write(partial(self._note, held=held, learned=learned))

    async def _ask(self, file_id: str, channel: str) -> Shared:
        try:
            return await self._messenger.shared(file_id, channel)
        except (SlackError, SlackSilent):
            return Shared(complete=False)

    def _note(self, tx: Transaction, *, held: HeldReaction, learned: Sequence[tuple[Take, Shared]]) -> None:
        for take, shared in learned:
            if shared.ts:
                tx.add_message(_file_message(held.channel, shared.ts, take))
        now = self._clock.now()
        message, wish = tx.message(held.channel, held.ts), wish_of(held.emoji)
        if message and wish:
            tx.drop_held(held.id)
            self._wishes.on_message(tx, wish, message, user=held.user, now=now, aloud=True)
        elif held.tries + 1 >= TRIES or not may_be_ours(tx, held.channel):
            tx.drop_held(held.id)
        else:
            tries = held.tries + 1
            tx.save_held(replace(held, tries=tries, due_at=now + backoff(tries, first=2.0)))


def may_be_ours(tx: Transaction, channel: str) -> bool:
    """Whether a message there that is not known may be one of ours."""
    return tx.is_posting(channel) or bool(tx.takes_without_file_message(channel))


def _file_message(channel: str, ts: str, take: Take) -> Message:
    return Message(
        channel=channel, ts=ts, role=Role.FILE, thread_id=take.thread_id, job_id=take.job_id, take_id=take.id
    )

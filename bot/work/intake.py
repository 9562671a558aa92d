"""Accepts once: the only thing that a listener calls. What it answers is stored before it is answered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.domain.brief import Brief, is_command, read
from bot.domain.errors import BriefRefused
from bot.domain.job import RUNNING, Job, Kind
from bot.domain.plan import first_lengths
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.thread import HeldReaction, Thread
from bot.domain.wish import Wish, wish_of
from bot.work import steps
from bot.work.answers import Accepted, Answer, Help, Nothing, Refused, Status
from bot.work.held import may_be_ours
from bot.work.points import PassBy, Point, pass_by
from bot.work.wishes import Wishes, status_row

HOLD_SECONDS = 2.0
SEEDS = 1_000_000


def new_id(prefix: str) -> str:
    """A short id that nobody can guess, e.g. j7f3a9c01d."""
    return prefix + secrets.token_hex(5)


def new_seed() -> int:
    """A seed that a person can read out."""
    return secrets.randbelow(SEEDS)


class Intake:
    """Turns what people type, press and react into jobs, each exactly once."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        clock: Clock,
        ids: Callable[[str], str] = new_id,
        seeds: Callable[[], int] = new_seed,
        at: PassBy = pass_by,
    ) -> None:
        self._store, self._providers, self._clock = store, providers, clock
        self._ids, self._seeds, self._at = ids, seeds, at
        self.wishes = Wishes(providers=providers, ids=ids, seeds=seeds)

    async def command(self, text: str, *, user: str, channel: str, key: str) -> Answer:
        """What `/bgm TEXT` asks for. `key` tells a redelivery: Slack's trigger id."""
        match is_command(text):
            case None:
                return await self._make(text, user=user, channel=channel, key=key)
            case "status":
                return await self._store.read(partial(self._status, channel=channel))
            case "cancel":
                now = self._clock.now()
                return await self._store.write(partial(self.wishes.cancel_own, user=user, channel=channel, now=now))
            case _:
                return Help()

    async def _make(self, text: str, *, user: str, channel: str, key: str) -> Answer:
        try:
            brief = read(text)
        except BriefRefused as refusal:
            return Refused(refusal.message, refusal.example)
        provider = self._provider(brief)
        if provider is None:
            names = ", ".join(self._providers)
            return Refused(f"There is no provider called {brief.provider} here. Set up: {names}.")
        if refusal_words := provider.refusal(brief):
            return Refused(refusal_words)
        work = partial(self._accept, brief=brief, provider=provider, user=user, channel=channel, key=key)
        return await self._stored(work)

    async def _stored(self, work: Callable[[Transaction], Answer]) -> Answer:
        answer = await self._store.write(work)
        self._at(Point.REQUEST_STORED)
        return answer

    def _provider(self, brief: Brief) -> Provider | None:
        if brief.provider:
            return self._providers.get(brief.provider)
        return next(iter(self._providers.values()))

    def _accept(
        self, tx: Transaction, *, brief: Brief, provider: Provider, user: str, channel: str, key: str
    ) -> Answer:
        now = self._clock.now()
        if not tx.first_time(key, now):
            return Nothing()
        thread = Thread(id=self._ids("t"), channel=channel, asker=user, title=brief.title, created_at=now)
        job_id = self._ids("j")
        job = Job(
            id=job_id,
            thread_id=thread.id,
            kind=Kind.MAKE,
            brief=replace(brief, provider=provider.name),
            asker=user,
            created_at=now,
            updated_at=now,
            seed=self._seeds() if brief.seed is None else brief.seed,
            lengths=first_lengths(brief),
            provider=provider.name,
            shown_as=f"{job_id}:open",
        )
        tx.add_thread(thread)
        tx.add_job(job)
        steps.open_thread(tx, job)
        return Accepted(job, provider.label)

    def _status(self, tx: Transaction, *, channel: str) -> Status:
        jobs = tx.jobs(states=RUNNING, channel=channel)
        return Status(tuple(status_row(tx, job) for job in jobs), self._clock.now())

    async def reaction(self, emoji: str, *, user: str, channel: str, ts: str, key: str) -> Answer:
        """What a reaction asks for; Nothing for an emoji that means nothing, or on a message that is not ours."""
        wish = wish_of(emoji)
        if wish is None:
            return Nothing()
        work = partial(self._react, wish=wish, emoji=emoji, user=user, channel=channel, ts=ts, key=key)
        return await self._stored(work)

    def _react(self, tx: Transaction, *, wish: Wish, emoji: str, user: str, channel: str, ts: str, key: str) -> Answer:
        now = self._clock.now()
        message = tx.message(channel, ts)
        if message is None and not may_be_ours(tx, channel):
            return Nothing()
        if not tx.first_time(key, now):
            return Nothing()
        if message is None:
            due_at = now + HOLD_SECONDS
            tx.hold_reaction(HeldReaction(channel=channel, ts=ts, user=user, emoji=emoji, at=now, due_at=due_at))
            return Nothing()
        return self.wishes.on_message(tx, wish, message, user=user, now=now, aloud=True)

    async def button(self, action: str, *, value: str, user: str, channel: str, key: str) -> Answer:
        """What a button asks for. `action` is a Wish's word; `value` is the id of the take or job it belongs to."""
        try:
            wish = Wish(action)
        except ValueError:
            return Nothing()
        return await self._store.write(
            partial(self._press, wish=wish, value=value, user=user, channel=channel, key=key)
        )

    def _press(self, tx: Transaction, *, wish: Wish, value: str, user: str, channel: str, key: str) -> Answer:
        now = self._clock.now()
        if not tx.first_time(key, now):
            return Nothing()
        if wish is Wish.CANCEL and (job := tx.job(value)) and tx.thread(job.thread_id).channel == channel:
            return self.wishes.cancel(tx, job, user=user, now=now, aloud=True)
        take = tx.take(value)
        if take is None or tx.thread(take.thread_id).channel != channel:
            return Nothing()
        return self.wishes.on_take(tx, wish, take, user=user, now=now, aloud=True)

"""Accepts once: the only thing that a listener calls. What it answers is stored before it is answered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from bot.domain.brief import is_command, read
from bot.domain.errors import BriefRefused
from bot.domain.forms import AudioAsked, LayAsked, MoreAsked, Posted, Said, SongAsked
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.reading.ledger_words import ledger_words
from bot.domain.thread import HeldReaction
from bot.domain.wish import OF_PREVIEWS, Wish, wish_of
from bot.work.asking.answers import (
    Answer,
    AudioForm,
    Confirm,
    Credits,
    Help,
    LayForm,
    Nothing,
    Refused,
    ScoreForm,
    SongForm,
    TakeForm,
)
from bot.work.asking.choosing import Choosing
from bot.work.asking.laying import Laying
from bot.work.asking.looking import Looking, Purse
from bot.work.asking.making import Making
from bot.work.asking.more import More
from bot.work.asking.previews import Previews
from bot.work.asking.threads import known_thread
from bot.work.asking.wishes import Wishes
from bot.work.points import PassBy, Point, pass_by
from bot.work.telling.held import may_be_ours
from bot.work.telling.posted import PostedAudio

A = TypeVar("A")

HOLD_SECONDS = 2.0
SEEDS = 1_000_000
DECISIONS = frozenset({Wish.AGAIN, Wish.GIVE_UP})
NO_JOB = "There is no job {} here. `bgm jobs` lists those that there are."


def new_id(prefix: str) -> str:
    """A short id that nobody can guess, e.g. j7f3a9c01d."""
    return prefix + secrets.token_hex(5)


def new_seed() -> int:
    """A seed that a person can read out."""
    return secrets.randbelow(SEEDS)


class Intake:
    """Turns what people type, press, fill in and react into jobs, each exactly once."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        clock: Clock,
        order: Sequence[str] | None = None,
        purse: Purse | None = None,
        public: bool = False,
        ids: Callable[[str], str] = new_id,
        seeds: Callable[[], int] = new_seed,
        at: PassBy = pass_by,
    ) -> None:
        """`providers` are all that are set up, `order` names those tried without --provider, all of them by default;
        `public`: whether they can reach the bot."""
        self._store, self._clock, self._at = store, clock, at
        self._choosing = Choosing(providers, order)
        self._looking = Looking(
            store=store, providers=providers, choosing=self._choosing, clock=clock, purse=purse, public=public
        )
        self._making = Making(choosing=self._choosing, ids=ids, seeds=seeds)
        self._posted = PostedAudio(choosing=self._choosing, ids=ids, seeds=seeds, public=public)
        self._ids = ids
        self.wishes = Wishes(providers=providers, ids=ids, seeds=seeds)
        self._more = More(providers=providers, wishes=self.wishes)
        self._laying = Laying(making=self._making, wishes=self.wishes, ids=ids)
        self._previews = Previews(wishes=self.wishes, laying=self._laying, ids=ids)

    async def command(self, text: str, *, user: str, channel: str, key: str) -> Answer:
        """What `/bgm TEXT` asks for. `key` tells a redelivery: Slack's trigger id."""
        if (words := ledger_words(text)) is not None:
            return await self._looking.ledger(words, user=user, channel=channel)
        return await self._command(text, user=user, channel=channel, key=key)

    async def _command(self, text: str, *, user: str, channel: str, key: str) -> Answer:
        match is_command(text):
            case None:
                return await self._make(text, user=user, channel=channel, key=key)
            case "status":
                return await self._looking.status(channel)
            case "cancel":
                now = self._clock.now()
                return await self._store.write(partial(self.wishes.calloff.own, user=user, channel=channel, now=now))
            case "providers":
                return self._looking.providers()
            case "credits":
                return await self._looking.credits()
            case _:
                return Help()

    async def fresh_credits(self) -> Credits:
        """What is left, as the vendors say now: never before an ack, for it asks them."""
        return await self._looking.fresh_credits()

    async def _make(self, text: str, *, user: str, channel: str, key: str) -> Answer:
        try:
            brief = read(text)
        except BriefRefused as refusal:
            return Refused(refusal.message, refusal.example)
        now = self._clock.now()
        return await self._stored(partial(self._making.make, brief=brief, user=user, channel=channel, key=key, now=now))

    async def _stored(self, work: Callable[[Transaction], A]) -> A:
        answer = await self._store.write(work)
        self._at(Point.REQUEST_STORED)
        return answer

    # Forms: what they show, and what was filled in. A submit's `key` is its view's id.

    async def song_form(self, style: str, *, channel: str) -> SongForm:
        """What `/bgm song STYLE` opens."""
        return await self._store.read(partial(self._making.form, style=style, channel=channel))

    async def song(self, asked: SongAsked, *, user: str, channel: str, key: str) -> Answer:
        """What the form of a song asks for."""
        work = partial(self._making.song, asked=asked, user=user, channel=channel, key=key, now=self._clock.now())
        return await self._stored(work)

    async def take_form(self, take_id: str, *, channel: str) -> TakeForm | Refused | Nothing:
        """What the More button of a take opens."""
        return await self._store.read(partial(self._more.form, take_id=take_id, channel=channel))

    async def more(self, asked: MoreAsked, *, user: str, channel: str, key: str) -> Answer | Confirm:
        """What the form of a take asks for."""
        work = partial(self._more.ask, asked=asked, user=user, channel=channel, key=key, now=self._clock.now())
        return await self._stored(work)

    def audio_form(self, file: Posted) -> AudioForm | Refused:
        """What the shortcut “Work on this audio” opens."""
        return self._posted.form(file)

    async def audio(self, asked: AudioAsked, *, user: str, key: str) -> Answer | Confirm:
        """What the form of a posted file asks for."""
        return await self._stored(partial(self._posted.ask, asked=asked, user=user, key=key, now=self._clock.now()))

    async def lay_form(self, file: Posted) -> LayForm | Refused:
        """What the shortcut “Lay a bed under this” opens."""
        return await self._store.read(partial(self._laying.lay_form, file=file))

    async def score_form(self, file: Posted) -> ScoreForm | Refused:
        """What the shortcut “Score this clip” opens."""
        return await self._store.read(partial(self._laying.score_form, file=file))

    async def lay(self, asked: LayAsked, *, user: str, key: str) -> Answer | Confirm:
        """What those two forms ask for."""
        return await self._stored(partial(self._laying.ask, asked=asked, user=user, key=key, now=self._clock.now()))

    # Messages in threads

    async def posted(self, file: Posted, *, user: str, key: str) -> Answer:
        """What is to be done with a voice or a clip that was posted in a thread; Nothing in one that is not ours."""
        if not await self._store.read(lambda tx: known_thread(tx, file.channel, file.root_ts)):
            return Nothing()
        return await self._stored(partial(self._laying.posted, file=file, user=user, key=key, now=self._clock.now()))

    async def said(self, said: Said, *, user: str, key: str) -> Answer:
        """What a line asks for that is a wish about a preview and nothing else; Nothing in a thread without one."""
        if not await self._store.read(lambda tx: known_thread(tx, said.channel, said.root_ts)):
            return Nothing()
        return await self._stored(partial(self._previews.said, said=said, user=user, key=key, now=self._clock.now()))

    # Reactions and buttons

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

    async def button(self, action: str, *, value: str, user: str, channel: str, key: str, who: str = "") -> Answer:
        """What a button asks for. `action` is a Wish's word; `value` is the id of the take or job it belongs to; `who`
        is how people call the user."""
        try:
            wish = Wish(action)
        except ValueError:
            return Nothing()
        return await self._store.write(
            partial(self._press, wish=wish, value=value, user=user, channel=channel, key=key, who=who)
        )

    def _press(self, tx: Transaction, *, wish: Wish, value: str, user: str, channel: str, key: str, who: str) -> Answer:
        now = self._clock.now()
        if not tx.first_time(key, now):
            return Nothing()
        job = tx.job(value)
        if job and tx.thread(job.thread_id).channel == channel:
            if wish is Wish.CANCEL:
                return self.wishes.calloff.cancel(tx, job, user=user, now=now, aloud=True)
            if wish in DECISIONS:
                name = f"@{who}" if who else "Somebody here"
                return self.wishes.calloff.settle(tx, job, wish, user=user, now=now, who=name)
            if wish in OF_PREVIEWS:
                return self._previews.on_preview(tx, wish, job, user=user, now=now)
        take = tx.take(value)
        if take is None or tx.thread(take.thread_id).channel != channel:
            return Nothing()
        return self.wishes.on_take(tx, wish, take, user=user, now=now, aloud=True)

    async def settle(self, job_id: str, wish: Wish, user: str) -> Answer:
        """Decides from outside Slack (`bgm settle`) about an outcome that nobody can know: Wish.AGAIN or GIVE_UP.

        Answers Settled, or Refused with words. `user` is who is said to have decided, e.g. operator.
        """
        return await self._stored(partial(self._settle, job_id=job_id, wish=wish, user=user))

    def _settle(self, tx: Transaction, *, job_id: str, wish: Wish, user: str) -> Answer:
        job = tx.job(job_id)
        if job is None or wish not in DECISIONS:
            return Refused(NO_JOB.format(job_id))
        now = self._clock.now()
        return self.wishes.calloff.settle(tx, job, wish, user=user, now=now, who=f"The {user}", aloud=False)

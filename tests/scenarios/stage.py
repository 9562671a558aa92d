"""A whole bot in a Slack on loopback, people who use it, and waits that look at what really happened."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
from scenario_words import Json, audio_files, has_button

from bot.app import App, Variant, open_app
from bot.domain.job import ENDED, RUNNING, Job, State
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import PostState, Take
from bot.settings import BUILTIN, Settings
from bot.slack.socket import Patience
from bot.work.telling.deliver import Spacings
from sandbox.music.pace import FAST
from sandbox.music.server import MusicServer
from sandbox.session import HOST, MANIFEST, free_port, settings_for
from sandbox.slack.limits import UNLIMITED, Rates
from sandbox.slack.parts import Pace
from sandbox.slack.person import Person
from sandbox.slack.records import Channel
from sandbox.slack.server import SandboxSlack
from sandbox.vendors import vendors

T = TypeVar("T")

QUICK = Pace(share_delay=0.05, ack_timeout=10.0, redeliver=(0.0, 0.2, 0.5), ping_every=2.0)
HASTY = Spacings(edits=0.1, posts=0.05, reactions=0.02)
"""How fast the bot speaks here, where no Slack minds; what it keeps to otherwise has a scenario of its own."""
WATCHFUL = Patience(ping=0.5, deaf=3.0, connect=20.0, look=0.02, first_retry=0.02, most_retry=0.2, stop=0.9)
"""For a stage whose sockets go deaf on purpose."""
UNHURRIED = replace(WATCHFUL, ping=10.0, deaf=3600.0)
"""For all others: a stage stands still while other tests run, and a busy machine is slow; neither is deafness."""
SPACING = 0.05
"""Seconds between two requests at one account, in place of a vendor's own."""
BRIEF_VENDORS: Mapping[str, Mapping[str, Any]] = {
    "musicapi": {"spacing": SPACING / 5, "usual_seconds": 6.0},
    "wavespeed": {"usual_seconds": 6.0},
}
"""How vendors are here: hardly a limit, short pieces. What they are really like, their own tests hold."""
LATE = 60.0
"""Seconds after which what should have happened counts as failed; nothing waits for them to pass."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A delivered take as people see it in its thread."""

    channel: str
    root: Json
    file: Json
    card: Json
    job: Job
    take: Take

    @property
    def root_ts(self) -> str:
        return str(self.root["ts"])


@dataclass(slots=True)
class Stage:
    """One workspace with the bot in it, and the vendors that it asks for music, by providers' names and their own.

    `app` is None while the bot is stopped. A vendor has `faults`, a `ledger` and an `account`; see sandbox/music.
    """

    slack: SandboxSlack
    settings: Settings
    variant: Variant
    music: Mapping[str, MusicServer] = field(default_factory=dict)
    _app: App | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def app(self) -> App:
        assert self._app is not None, "the bot is stopped"
        return self._app

    async def start(self) -> None:
        """Starts the bot; it listens when this returns."""
        self._app = await open_app(self.settings, self.variant)
        self._app.store.on_commit(self._heard)
        if self.settings.uses_socket:
            await self.slack.connected()

    async def stop(self) -> None:
        """Stops the bot, if it runs."""
        if self._app is not None:
            app, self._app = self._app, None
            await app.stop()

    def _heard(self, _: frozenset[str]) -> None:
        self._news.set()
        self._news = asyncio.Event()
        self.slack.ledger.wake()

    # People and places

    def person(self, name: str) -> Person:
        return self.slack.person(name)

    def room(self, **facts: Any) -> str:
        """A channel of one's own, by its id; public and with the bot in it unless `facts` say otherwise."""
        number = next(self._numbers)
        room = Channel(**{"id": f"C_ROOM{number}", "name": f"room{number}", "bot_is_member": True, **facts})
        self.slack.world.channels[room.id] = room
        return room.id

    # Looking

    async def until(self, condition: Callable[[], T]) -> T:
        """Waits until `condition()` is true of Slack, looking after every event there and every commit here."""
        found: T = await self.slack.until(condition, timeout=LATE)
        return found

    async def remembers(self, look: Callable[[Transaction], T]) -> T:
        """Waits until what `look` reads in the store is true; looks after every commit."""
        async with asyncio.timeout(LATE):
            while True:
                news = self._news
                if found := await self.app.store.read(look):
                    return found
                await news.wait()

    async def read(self, look: Callable[[Transaction], T]) -> T:
        """What the store knows now."""
        return await self.app.store.read(look)

    async def jobs(self, channel: str) -> list[Job]:
        """The jobs asked for in a channel, oldest first."""
        return await self.read(lambda tx: tx.jobs(channel=channel))

    async def newest(self, channel: str) -> Job:
        """The job that was asked for last."""
        return (await self.jobs(channel))[-1]

    async def has_jobs(self, channel: str, count: int) -> list[Job]:
        """Waits until so many jobs were asked for in a channel."""
        return await self.remembers(lambda tx: _if(len(jobs := tx.jobs(channel=channel)) >= count, jobs))

    async def reached(self, job: Job, *states: State) -> Job:
        """Waits until the job is in one of these states. AssertionError where it ended in another."""
        found = await self.remembers(lambda tx: _arrived(tx, job.id, frozenset(states) | ENDED))
        assert found.state in states, f"{found.state}: {found.reason}"
        return found

    async def ended(self, job: Job) -> Job:
        """Waits until the job has ended and everything about it was said."""
        return await self.remembers(lambda tx: _over(tx, job.id))

    async def settled(self) -> None:
        """Waits until no job runs, nothing is to be said, and every event was acked."""
        await self.slack.delivered(timeout=LATE)
        await self.remembers(lambda tx: not tx.jobs(states=RUNNING) and tx.next_due_post() is None)

    # Holding still

    def _workers(self) -> list[int]:
        produce = next(loop for loop in self.app._runner._loops if loop.name == "produce")
        return [worker._process.pid for worker in produce._workers._alive]  # type: ignore[attr-defined]

    @asynccontextmanager
    async def plugged(self) -> AsyncIterator[None]:
        """Meanwhile no job gets beyond waiting: the only worker is stopped in the middle of a bed."""
        (pid,) = self._workers()  # a bed must have been made before
        os.kill(pid, signal.SIGSTOP)
        try:
            await self.reached(await self.ask('chiptune 0:03 for "Plug"', self.room()), State.WAITING)
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    # Doing

    async def ask(self, words: str, channel: str, who: str = "ann") -> Job:
        """Types /bgm WORDS; the job that it became."""
        before = {job.id for job in await self.jobs(channel)}
        answer = await self.person(who).slash(channel, words)
        assert answer.ok, answer.failed
        new = [job for job in await self.jobs(channel) if job.id not in before]
        assert len(new) == 1, f"{words!r} became {len(new)} jobs: {answer.text}"
        return new[0]

    async def bed(self, words: str = 'chiptune 0:03 for "Onboarding"', channel: str | None = None) -> Bed:
        """Asks for a bed and waits until it is in its thread."""
        return await self.made(await self.ask(words, channel or self.room()))

    async def made(self, job: Job) -> Bed:
        """Waits until the first take of the job is delivered, and looks at it."""
        await self.reached(job, State.DELIVERED)
        take = next(iter(await self.read(lambda tx: tx.takes(job_id=job.id))))
        return await self.shown(take)

    async def shown(self, take: Take) -> Bed:
        """A delivered take as its thread shows it now."""
        thread = await self.read(lambda tx: tx.thread(take.thread_id))
        job = await self.read(lambda tx: tx.job(take.job_id))
        assert job is not None
        assert thread.root_ts is not None
        messages = self.slack.thread(thread.channel, thread.root_ts)
        label = f" {take.label}."
        file = next(m for m in messages if any(label in f["name"] for f in audio_files(m)))
        card = next(m for m in messages[1:] if has_button(m, take.id))
        return Bed(thread.channel, messages[0], file, card, job, take)

    async def download(self, file: Json) -> bytes:
        """The bytes of a file as a person's browser gets them."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(file["url"])
        assert answer.status_code == 200
        return answer.content

    async def react(self, bed: Bed, emoji: str, who: str = "ben", on: Json | None = None) -> None:
        """Reacts on the take's card, or on another message of its thread."""
        await self.person(who).react(bed.channel, (on or bed.card)["ts"], emoji)


def _if(condition: bool, value: T) -> T | None:
    return value if condition else None


def _arrived(tx: Transaction, job_id: str, states: frozenset[State]) -> Job | None:
    job = tx.job(job_id)
    return job if job and job.state in states else None


def _over(tx: Transaction, job_id: str) -> Job | None:
    job = tx.job(job_id)
    done = job and job.ended and all(p.state in {PostState.DONE, PostState.DROPPED} for p in tx.posts(job_id=job_id))
    return job if done else None


def hurried(providers: dict[str, Provider]) -> dict[str, Provider]:
    """The providers, asking their vendors as often as these let them."""
    for provider in providers.values():
        provider.spacing = min(provider.spacing, SPACING)
        provider.order_spacing = 0.0
    return providers


@asynccontextmanager
async def opened(
    *,
    variant: Variant | None = None,
    pace: Pace = QUICK,
    rates: Rates = UNLIMITED,
    started: bool = True,
    http_port: int | None = None,
    spacings: Spacings = HASTY,
    music: Sequence[str] = (),
    vendor: Mapping[str, Mapping[str, Any]] = BRIEF_VENDORS,
    hooks: bool = True,
    patience: Patience = UNHURRIED,
    **settings: Any,
) -> AsyncIterator[Stage]:
    """A stage of one's own; everything it kept is gone afterwards. `settings` replace those of the bot.

    `music` names providers in order, e.g. ("musicapi", "builtin"); their vendors are in `stage.music`, made with what
    `vendor` says of each. Without `hooks` the bot has no public address: nobody tells it anything, and no file of its
    own can be fetched.
    """
    variant = replace(variant or Variant(), patience=patience, spacings=spacings, host=HOST)
    with tempfile.TemporaryDirectory(prefix="bgm-stage-", ignore_cleanup_errors=True) as name:
        url = f"http://127.0.0.1:{http_port}/slack/events" if http_port else None
        async with (
            SandboxSlack(MANIFEST, pace=pace, rates=rates, http_events_url=url) as slack,
            vendors(music, pace=FAST, more=vendor) as servers,
        ):
            if servers:
                http_port, variant = http_port or free_port(), replace(variant, providers=hurried)
            base = settings_for(slack, Path(name), providers=music or (BUILTIN,), music=servers, port=http_port)
            base = replace(base, public_url=base.public_url if hooks and servers else None)
            stage = Stage(slack, replace(base, **settings), variant, servers)
            try:
                if started:
                    await stage.start()
                yield stage
            finally:
                await stage.stop()

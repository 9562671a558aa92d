"""Slack, as far as threads need it, as a port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.domain.extra import Extra
from bot.domain.job import Job, Kind
from bot.domain.thread import Post, Take, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A post with all that its words are made of."""

    post: Post
    thread: Thread
    job: Job
    takes: tuple[Take, ...] = ()
    """The thread's, by number."""
    now: float
    engine: str
    """The provider as people read it."""
    offers: frozenset[Kind] = frozenset()
    """What can be done with its take."""
    prices: Mapping[Kind, str] = field(default_factory=dict)
    """Of what is offered, in words, e.g. 15 credits; nothing for what is free."""
    extras: tuple[Extra, ...] = ()
    """Of the job that the post is about."""
    moved_on: str = ""
    """Why its job went on to another provider, if it did."""
    keep_days: int = 30
    about_ts: str | None = None
    """The message that an edit changes or a reaction goes under."""

    @property
    def take(self) -> Take | None:
        """The take that the post is about."""
        return next((take for take in self.takes if take.id == self.post.take_id), None)

    @property
    def parent(self) -> Take | None:
        """The take that the job started from."""
        return next((take for take in self.takes if take.id == self.job.parent), None)

    @property
    def made(self) -> tuple[Take, ...]:
        """The takes of this job."""
        return tuple(take for take in self.takes if take.job_id == self.job.id)


@dataclass(frozen=True, slots=True)
class Upload:
    """A place at Slack for one file: its id is what makes sharing it find-able after a crash."""

    file_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What Slack says of a file: whether it was shared, and the ts of the message that shows it, once Slack knows."""

    complete: bool
    ts: str | None = None
    permalink: str | None = None


class Messenger(Protocol):
    """Slack, as far as threads need it. Every call raises SlackError for a no, SlackSilent for no whole answer."""

    async def enter(self, channel: str) -> None:
        """Makes sure that the bot may post and upload there: joins a public channel."""

    async def post(self, letter: Letter) -> str:
        """Posts once and answers the ts. The message carries the post's key as metadata."""

    async def edit(self, letter: Letter, ts: str) -> None: ...
    async def find(self, letter: Letter) -> str | None:
        """The ts of the message that carries the post's key, if it was posted after all."""

    async def reserve(self, path: Path, letter: Letter, *, picture: bool) -> Upload:
        """A place for one file of the letter's post; a picture gets words for those who cannot see it."""

    async def upload(self, upload: Upload, path: Path) -> None: ...
    async def share(self, letter: Letter, files: Sequence[str]) -> None:
        """Shares the uploads (their file ids) in the letter's thread, in one message."""

    async def shared(self, file_id: str, channel: str) -> Shared: ...
    async def react(self, channel: str, ts: str, emoji: str) -> None: ...
    async def remove_file(self, file_id: str) -> None: ...
    async def whisper(self, letter: Letter) -> None:
        """Words to one person: by the command's own address while it lives, else by direct message."""

"""What belongs to a thread in Slack: the thread, its takes, its provider tasks and what is to be posted in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.receipt import Receipt

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One thread: a version tree of takes under the card that opened it."""

    id: str
    channel: str
    asker: str
    title: str | None
    created_at: float
    root_ts: str | None = None
    """Slack's ts of the card that opened it; None until it is posted."""


class TaskState(StrEnum):
    """Where a call at a provider is."""

    INTENT = "intent"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"
    """The provider could not do it, or nobody wants it any more."""
    VOID = "void"
    """It never began: not sent, refused, or given up without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One call at a provider that may cost something."""

    id: str
    """Our own, unique per attempt."""
    job_id: str
    provider: str
    operation: str
    request: Json
    created_at: float
    state: TaskState = TaskState.INTENT
    provider_id: str | None = None
    """The provider's own task id, once known."""
    expected: float = 30.0
    """Median seconds that such a task takes."""
    looks: int = 0
    looked_at: float | None = None
    due_at: float = 0.0
    answer: Json = field(default_factory=dict)
    """What came back (`results.as_json`)."""


FITTED = "fitted"
"""The origin of a take that has its audio in common with its parent: another bed of it."""


class TakeState(StrEnum):
    """Where a take is."""

    RAW = "raw"
    FINISHED = "finished"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Its files were removed after their days; it can be made again from its seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One piece of audio that came back, numbered in its thread."""

    id: str
    thread_id: str
    job_id: str
    number: int
    seed: int | None
    lengths: tuple[float, ...]
    provider: str
    source: str
    """Where its audio is: a path below the files folder, or an address to fetch."""
    created_at: float
    parent: str | None = None
    origin: str = "made"
    """How it came from its parent: made, extended, regenerated, remade."""
    facts: Json = field(default_factory=dict)
    """What the provider said of it: tempo, key, sections, model ..."""
    state: TakeState = TakeState.RAW
    receipt: Receipt | None = None
    bed: str | None = None
    """The finished file, below the files folder."""
    picture: str | None = None
    file_id: str | None = None
    picture_id: str | None = None
    permalink: str | None = None
    expires_at: float | None = None

    @property
    def label(self) -> str:
        """v1, v2 ..."""
        return f"v{self.number}"

    @property
    def has_bed(self) -> bool:
        """Whether its bed is finished: the thread may have it already, or still wait for its other files."""
        return self.state in {TakeState.FINISHED, TakeState.DELIVERED}


class PostKind(StrEnum):
    """What is to be said in Slack."""

    OPEN = "open"
    """The card that opens a thread; mentions who asked."""
    CARD = "card"
    """The progress card of a later job, in the thread."""
    EDIT = "edit"
    """That job's card as it stands now; the latest wins, so it may be sent any number of times."""
    FILE = "file"
    """A bed with its picture, as files in the thread."""
    TAKE = "take"
    """The card of a take: link, receipt, buttons."""
    SEED = "seed"
    """The reactions to press, under the card of a take."""
    RETAKE = "retake"
    """The card of a take as it stands now (withdrawn, expired); an edit."""
    REMOVE = "remove"
    """Takes a withdrawn take's files out of Slack."""
    TELL = "tell"
    """Words in the thread."""
    WHISPER = "whisper"
    """Words to one person only."""
    FILES = "files"
    """Extras of a take, as files in the thread."""
    QUESTION = "question"
    """Asks what to do where nobody can know an outcome, with two buttons."""
    ANSWERED = "answered"
    """That question once it needs no answer any more; an edit."""


class PostState(StrEnum):
    """Where a post is."""

    PENDING = "pending"
    SENDING = "sending"
    """Being sent: after a crash it is looked for before it is sent again."""
    DONE = "done"
    DROPPED = "dropped"
    """It can never be sent; the job says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One row of the outbox: a step that appears once. Rows of a thread go out in order of `id`."""

    key: str
    """Names the step for ever, e.g. j1:open; a second row with this key is the same row."""
    kind: PostKind
    thread_id: str
    job_id: str
    id: int = 0
    """Given by the store."""
    take_id: str | None = None
    user: str | None = None
    words: str | None = None
    state: PostState = PostState.PENDING
    attempts: int = 0
    due_at: float = 0.0
    ts: str | None = None
    data: Json = field(default_factory=dict)
    """What must survive between its steps, e.g. the file ids."""

    @property
    def is_edit(self) -> bool:
        """Harmless to repeat: the latest wins."""
        return self.kind in {PostKind.EDIT, PostKind.RETAKE, PostKind.ANSWERED}

    @property
    def in_line(self) -> bool:
        """Whether it waits for the thread's earlier posts; edits, whispers and reactions do not."""
        return not self.is_edit and self.kind not in {PostKind.WHISPER, PostKind.SEED}


class Role(StrEnum):
    """What a message of ours is."""

    CARD = "card"
    """A job's progress card; on the card that opened the thread a wish means the newest take."""
    TAKE = "take"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of ours, by which a reaction on it is understood."""

    channel: str
    ts: str
    role: Role
    thread_id: str
    job_id: str
    take_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReaction:
    """A reaction on a message not known yet: perhaps a file of ours whose ts comes late."""

    id: int = 0
    channel: str
    ts: str
    user: str
    emoji: str
    at: float
    due_at: float
    tries: int = 0

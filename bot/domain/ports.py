"""The four seams: what decides and what walks knows the store, providers, Slack and the clock only by these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from bot.domain.brief import Brief
from bot.domain.job import Event, Job, Kind, State
from bot.domain.plan import Order
from bot.domain.thread import HeldReaction, Json, Message, Post, Take, Task, Thread

T = TypeVar("T")


class Clock(Protocol):
    """The time."""

    def now(self) -> float:
        """Unix seconds."""


class Transaction(Protocol):
    """One transaction of the store. All of it happens, or nothing. An id that is taken, or one that is not there to be
    changed or named, raises StoreError. Save what you read in the same transaction: what is older may have changed."""

    def first_time(self, key: str, now: float) -> bool:
        """Whether this delivery (event id, trigger id) is new; keeps it so that it is not again for 24 h. Undone
        with the transaction: then it is new when it comes again."""

    def add_thread(self, thread: Thread) -> None: ...
    def thread(self, thread_id: str) -> Thread: ...
    def save_thread(self, thread: Thread) -> None: ...

    def add_job(self, job: Job) -> None: ...
    def job(self, job_id: str) -> Job | None: ...
    def move(self, job: Job, event: Event, now: float, *, reason: str | None = None, due_at: float = 0.0) -> Job | None:
        """Advances the stored job by the table of transitions and logs the move; None where there is no such move.
        Changes to `job`, e.g. one more attempt, are stored with it, unless the stored one moved since it was read."""

    def save_job(self, job: Job) -> None:
        """Stores a change that is no move (attempts, due_at, expected ...); `state` and `updated_at` stay as stored."""

    def jobs(
        self,
        *,
        states: Collection[State] | None = None,
        thread_id: str | None = None,
        channel: str | None = None,
        asker: str | None = None,
        parent: str | None = None,
        kind: Kind | None = None,
        opened: bool | None = None,
        due_by: float | None = None,
        limit: int = 1000,
    ) -> list[Job]:
        """Jobs that fit all that is given, oldest first. `opened`: whether their thread's card is posted. No states
        given means any; an empty collection of them means no job."""

    def history(self, job_id: str) -> list[tuple[float, str, str, str, str | None]]:
        """The job's moves: (time, event, from, to, reason), oldest first."""

    def add_task(self, task: Task) -> None: ...
    def save_task(self, task: Task) -> None: ...
    def task(self, task_id: str) -> Task | None: ...
    def tasks(self, job_id: str) -> list[Task]: ...
    def due_tasks(self, now: float, limit: int = 50) -> list[Task]:
        """Started tasks of waiting jobs whose look is due, earliest first."""

    def unwanted_tasks(self, limit: int = 50) -> list[Task]:
        """Started tasks of jobs that have ended, e.g. were cancelled: nobody waits for them any more."""

    def next_due_task(self) -> float | None:
        """The earliest due_at among what `due_tasks` will answer, now or later."""

    def task_by_provider_id(self, provider: str, provider_id: str) -> Task | None:
        """The task that the provider knows by this id; the newest where it gave an id twice."""

    def add_take(self, take: Take) -> None: ...
    def take(self, take_id: str) -> Take | None: ...
    def save_take(self, take: Take) -> None: ...
    def takes(self, *, thread_id: str | None = None, job_id: str | None = None) -> list[Take]:
        """By number."""

    def next_number(self, thread_id: str) -> int:
        """The number of the thread's next take."""

    def takes_to_expire(self, now: float, limit: int = 50) -> list[Take]:
        """Takes, in any state, whose expires_at has come, earliest first; to be done with one, clear its expires_at."""

    def takes_without_file_message(self, channel: str) -> list[Take]:
        """Takes whose file may have gone to this channel (a FILE post of theirs was begun) but whose file message is
        not known yet, oldest first. Their `file_id` may not be known yet either."""

    def put_post(self, post: Post) -> Post:
        """Adds the row, or answers the one that already has this key, unchanged but for edits: a pending one is due at
        the earlier of both times, one that ended is pending again, one under way is sent once more (`save_post`)."""

    def post(self, key: str) -> Post | None: ...
    def save_post(self, post: Post) -> None:
        """Stores the row of this key. An edit put again while it was sending becomes pending instead of done or
        dropped, for what it showed may be old."""

    def posts(self, *, job_id: str | None = None, thread_id: str | None = None) -> list[Post]: ...
    def due_posts(self, now: float, limit: int = 50) -> list[Post]:
        """What may go out now, earliest due first: of each thread its first undone post that is in line
        (`Post.in_line`; a card that opens the thread comes before all others), every whisper, and every edit whose
        message is posted (the post that its job is `shown_as`, or the TAKE post of its take), reactions likewise. A
        first post that is due later holds up those after it. SENDING ones too: who delivers knows what is under way."""

    def next_due_post(self) -> float | None:
        """The earliest due_at among what `due_posts` will answer, now or later."""

    def is_posting(self, channel: str) -> bool:
        """Whether a card is on its way to this channel: it may stand there already, and its ts not be known yet."""

    def add_message(self, message: Message) -> None:
        """Remembers a message of ours; one that is known there already is replaced."""

    def message(self, channel: str, ts: str) -> Message | None: ...
    def hold_reaction(self, held: HeldReaction) -> None:
        """Keeps a reaction; the store gives it its id."""

    def held_reactions(self, now: float | None = None) -> list[HeldReaction]:
        """Those that are due by `now`, or all of them, earliest due first."""

    def save_held(self, held: HeldReaction) -> None: ...
    def drop_held(self, held_id: int) -> None: ...

    def prune(self, now: float) -> None:
        """Forgets deliveries older than 24 h."""


class Store(Protocol):
    """What is remembered. Work passes a function; it runs in one transaction and may run together with others' in one
    commit. When the call returns, it is on disk. Work runs in another thread: it must not wait for anything."""

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Answers what the work returned, once it is on disk. What the work raises undoes it alone and is raised here;
        on StoreError nothing of it was stored. It is carried out even when its caller is cancelled meanwhile."""

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Runs the work on one snapshot, with every write that returned before. Writing in it raises StoreError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTake:
    """One piece of audio as a provider names it."""

    index: int
    source: str
    seed: int | None = None
    facts: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """Not done yet."""

    progress: float | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """Done: every take it made."""

    takes: tuple[RawTake, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """It failed at the provider; its words, for the thread."""

    words: str


Look = Pending | Finished | Broken


class Provider(Protocol):
    """A music API. What it offers decides what is shown and planned."""

    name: str
    label: str
    """As people read it, e.g. built-in engine."""
    rights: str
    """One line for the receipt."""
    repeatable: bool
    """Whether submitting the same token again is harmless."""

    def offers(self) -> frozenset[Kind]:
        """What it can do."""

    def refusal(self, brief: Brief) -> str | None:
        """Why it cannot do this brief, with what to type instead; None when it can."""

    def cost(self, order: Order) -> str:
        """The price in words, e.g. free."""

    def request(self, order: Order) -> Json:
        """The order in the provider's own words; pure."""

    def expects(self, request: Json) -> float:
        """Median seconds until it is done."""

    async def submit(self, request: Json, token: str) -> str:
        """Asks once and answers the provider's task id. Raises NeverSent, Refused or OutcomeUnknown."""

    async def look(self, task: Task) -> Look:
        """How the task stands. Raises ProviderError when nobody could tell."""

    async def fetch(self, take: Take, into: Path) -> Path:
        """The take's audio as a file on this machine, at `into` or where it lies already."""

    async def forget(self, task: Task) -> None:
        """Stops work on a task that nobody wants any more, where that is possible."""

    async def close(self) -> None: ...


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
        """A place for one file of the letter's take; a picture gets words for those who cannot see it."""

    async def upload(self, upload: Upload, path: Path) -> None: ...
    async def share(self, letter: Letter, files: Sequence[str]) -> None:
        """Shares the uploads (their file ids) in the letter's thread, in one message."""

    async def shared(self, file_id: str, channel: str) -> Shared: ...
    async def react(self, channel: str, ts: str, emoji: str) -> None: ...
    async def remove_file(self, file_id: str) -> None: ...
    async def whisper(self, letter: Letter) -> None:
        """Words to one person: by the command's own address while it lives, else by direct message."""

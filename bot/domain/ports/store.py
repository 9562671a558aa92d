"""The store, as a port: one transaction at a time, and reads beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol, TypeVar

from bot.domain.extra import Extra, Voice
from bot.domain.job import Event, Job, Kind, State
from bot.domain.ledger import BedRecord
from bot.domain.money import Charge
from bot.domain.operation import Operation
from bot.domain.thread import HeldReaction, Json, Message, Post, Take, Task, Thread

T = TypeVar("T")


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

    def next_due_task(self, after: float = 0.0) -> float | None:
        """The earliest due_at later than `after` among what `due_tasks` will answer, now or later."""

    def task_by_provider_id(self, provider: str, provider_id: str) -> Task | None:
        """The task that the provider knows by this id; the newest where it gave an id twice."""

    def unsettled_tasks(self, provider: str) -> list[Task]:
        """Tasks of this provider whose outcome nobody knows: intended, their job unsettled; oldest first."""

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

    def beds(
        self,
        *,
        take_id: str | None = None,
        channel: str | None = None,
        asker: str | None = None,
        since: float | None = None,
        until: float | None = None,
        limit: int = 1000,
    ) -> list[BedRecord]:
        """Finished beds, in any state since, that fit all that is given, newest first. `since` and `until` (the end,
        not included) are of when their takes came back."""

    def add_extra(self, extra: Extra) -> None: ...
    def save_extra(self, extra: Extra) -> None: ...
    def extras(
        self, *, take_id: str | None = None, job_id: str | None = None, operation: Operation | None = None
    ) -> list[Extra]:
        """Those that fit all that is given, of each job in order of number, oldest job first."""

    def keep_voice(self, voice: Voice) -> None:
        """Remembers a voice; one of that name is replaced."""

    def voice(self, name: str) -> Voice | None: ...
    def voices(self) -> list[Voice]:
        """By name."""

    def charge(self, charge: Charge) -> None:
        """Reckons a charge for a task; a second one for the same task takes its place."""

    def charges(self, job_id: str) -> list[Charge]:
        """Of the job's tasks, oldest first."""

    def charged(self, account: str, since: float) -> float:
        """The sum of what was charged to an account at or after this time."""

    def may_be_refunded(self, account: str, since: float) -> bool:
        """Whether a charged task of the account failed at or after this time, and `charged` does not tell for certain
        whether its money came back."""

    def keep(self, name: str, value: Json) -> None:
        """Remembers a small thing under a name: a balance, a model of durations, a gate that is closed."""

    def kept(self, name: str) -> Json | None: ...

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
        message is posted (the post that its job is `shown_as`, or the TAKE post of its take), reactions likewise; what
        answers a question when that is posted or dropped. A first post that is due later holds up those after it.
        SENDING ones too: who delivers knows what is under way."""

    def is_due(self, key: str, now: float) -> bool:
        """Whether `due_posts` would answer this one: what was due a moment ago may have to wait since."""

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

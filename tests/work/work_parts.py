"""What the tests of the corridor are made of: a clock that is set by hand, a Slack in memory, a tiny provider."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.brief import Brief
from bot.domain.errors import HookRefused, StoreFull
from bot.domain.job import Event, Job, Kind, State
from bot.domain.money import FREE, Balance, Price
from bot.domain.operation import Operation
from bot.domain.plan import OPERATIONS, Order
from bot.domain.ports import (
    Letter,
    Look,
    News,
    Pending,
    Provider,
    Request,
    Shared,
    Started,
    Store,
    Transaction,
    Upload,
    Ways,
)
from bot.domain.thread import Json, Message, Post, PostKind, PostState, Role, Take, TakeState, Task, TaskState, Thread
from bot.work.asking.intake import new_id
from bot.work.ordering.arrivals import Arrivals
from bot.work.ordering.gate import later
from bot.work.ordering.gates import Gates
from bot.work.ordering.hooks import Hooks
from bot.work.ordering.links import Links
from bot.work.ordering.purse import Purse
from bot.work.ordering.settle import Settle
from bot.work.ordering.submit import Submit
from bot.work.ordering.watch import Watch
from bot.work.points import Point
from bot.work.runner import Loop
from bot.work.telling import steps

T = TypeVar("T")

CHANNEL, ASKER, OTHER = "C1", "U_ANN", "U_BEN"
NOW = 1_000_000.0


class HandClock:
    """A time that only a test moves."""

    def __init__(self, now: float = NOW) -> None:
        self.time = now

    def now(self) -> float:
        return self.time


@dataclass(slots=True)
class Call:
    """One call at Slack: what, about which post, when by the clock."""

    method: str
    key: str
    at: float


class MemoryMessenger:
    """A Slack that remembers its messages. `fail[method]` is what its next calls raise, before or after it is done."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.calls: list[Call] = []
        self.posts: list[tuple[str, str]] = []
        """(key, ts) of every message."""
        self.shares: list[tuple[str, ...]] = []
        self.fail: defaultdict[str, list[Exception]] = defaultdict(list)
        self.lose: defaultdict[str, list[Exception]] = defaultdict(list)
        """As `fail`, but the thing is done first."""
        self.members: set[str] = set()
        self.forget_shares = 0
        """How many shares it says ok to and never shows."""
        self.hidden: set[str] = set()
        self.removed: list[str] = []
        self.pause: asyncio.Event | None = None
        """When set, edits wait for it."""

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def _called(self, method: str, key: str = "") -> None:
        self.calls.append(Call(method, key, self.clock.now()))
        if self.fail[method]:
            raise self.fail[method].pop(0)

    def _done(self, method: str) -> None:
        if self.lose[method]:
            raise self.lose[method].pop(0)

    async def enter(self, channel: str) -> None:
        self._called("enter")
        self.members.add(channel)

    async def post(self, letter: Letter) -> str:
        self._called("post", letter.post.key)
        ts = f"{len(self.posts) + 1}.0"
        self.posts.append((letter.post.key, ts))
        self._done("post")
        return ts

    async def edit(self, letter: Letter, ts: str) -> None:
        self._called("edit", letter.post.key)
        if self.pause:
            await self.pause.wait()

    async def find(self, letter: Letter) -> str | None:
        self._called("find", letter.post.key)
        return next((ts for key, ts in self.posts if key == letter.post.key), None)

    async def reserve(self, path: Path, letter: Letter, *, picture: bool) -> Upload:
        self._called("reserve", letter.post.key)
        path.stat()  # noqa: ASYNC240 (as the real one does, for the size)
        return Upload(f"F{len(self.of('reserve'))}", "https://files.slack.com/upload")

    async def upload(self, upload: Upload, path: Path) -> None:
        self._called("upload")

    async def share(self, letter: Letter, files: Sequence[str]) -> None:
        self._called("share", letter.post.key)
        self.shares.append(tuple(files))
        if self.forget_shares:
            self.forget_shares -= 1
            self.hidden |= set(files)
        self._done("share")

    async def shared(self, file_id: str, channel: str) -> Shared:
        self._called("shared")
        found = any(file_id in files for files in self.shares) and file_id not in self.removed
        shown = found and file_id not in self.hidden
        return Shared(found, f"9{file_id[1:]}.0" if shown else None, "https://x.slack.com/f" if found else None)

    async def react(self, channel: str, ts: str, emoji: str) -> None:
        self._called("react", emoji)

    async def remove_file(self, file_id: str) -> None:
        self._called("remove_file")
        self.removed.append(file_id)
        self._done("remove_file")

    async def whisper(self, letter: Letter) -> None:
        self._called("whisper", letter.post.key)


@dataclass
class TinyProvider:
    """A music API that answers as it is told to."""

    name: str = "tiny"
    label: str = "tiny API"
    rights: str = "yours"
    terms: str = ""
    terms_read: str = ""
    told_in: tuple[str, ...] = ("sound",)
    repeatable: bool = False
    harmless: frozenset[Operation] = frozenset()
    account: str = "tiny"
    spacing: float = 0.0
    order_spacing: float = 0.0
    calls_back: frozenset[Operation] = frozenset(Operation)
    lists_orders: bool = True
    tells_balance: bool = True
    models: tuple[str, ...] = ()
    pieces: int = 0
    guides: frozenset[str] = frozenset()
    can: frozenset[Operation] = frozenset(Operation) - {Operation.JOIN, Operation.WAV}
    prices: dict[Operation, Price] = field(default_factory=dict)
    answers: list[str | Started | Exception] = field(default_factory=list)
    """What the next submits answer or raise; after them, ids."""
    bodies: list[Json] = field(default_factory=list)
    ways: list[Ways] = field(default_factory=list)
    found: str | Exception | None = None
    """What its list says of a task whose answer was lost."""
    searched: list[str] = field(default_factory=list)
    """The tasks that its list was asked for."""
    left: Balance | Exception | None = None
    readings: int = 0
    heard: dict[str, News] = field(default_factory=dict)
    """By the header x-id: what a webhook says."""
    words: Look | None = None
    """What a webhook's body says of its task."""
    looks: dict[str, Look | Exception] = field(default_factory=dict)
    """By task: what its looks answer or raise; Pending where nothing is said."""
    looked: list[str] = field(default_factory=list)
    """The tasks that were looked at."""
    asked: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    unforgiving: Exception | None = None
    """What forgetting a task raises."""
    called: asyncio.Event = field(default_factory=asyncio.Event)
    pause: asyncio.Event | None = None
    """When set, submits wait for it."""

    def offers(self) -> frozenset[Operation]:
        return self.can

    def refusal(self, brief: Brief) -> str | None:
        return None

    def price(self, order: Order) -> Price | None:
        return self.prices.get(order.operation, FREE)

    def request(self, order: Order) -> Request:
        return Request({"operation": order.operation, "lengths": list(order.lengths), "clip": dict(order.clip)})

    def expects(self, order: Order) -> float:
        return 10.0

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:
        self.asked.append(token)
        self.bodies.append(body)
        self.ways.append(ways)
        self.called.set()
        if self.pause:
            await self.pause.wait()
        answer = self.answers.pop(0) if self.answers else f"id-{token}"
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Started) else Started(answer)

    async def look(self, task: Task) -> Look:
        self.looked.append(task.id)
        look = self.looks.get(task.id, Pending())
        if isinstance(look, Exception):
            raise look
        return look

    async def find(self, task: Task) -> str | None:
        self.searched.append(task.id)
        return _raised(self.found)

    async def balance(self) -> Balance | None:
        self.readings += 1
        return _raised(self.left)

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:
        """A word is signed when it ends with the secret."""
        if not body.endswith(secret.encode()):
            raise HookRefused("not signed by us")
        return self.heard[headers["x-id"]]

    def told(self, task: Task, body: bytes) -> Look | None:
        return self.words

    async def forget(self, task: Task) -> None:
        self.forgotten.append(task.id)
        if self.unforgiving:
            raise self.unforgiving

    async def close(self) -> None: ...


def _raised(value: T | Exception) -> T:
    if isinstance(value, Exception):
        raise value
    return value


class Later:
    """A gate's timer that only a test lets run."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, seconds: float, call: Callable[[], None]) -> None:
        self.calls.append((seconds, call))

    def run(self, clock: HandClock) -> float:
        """Moves the clock to the next call and makes it; answers how far."""
        seconds, call = self.calls.pop(0)
        clock.time += seconds
        call()
        return seconds


class Desk:
    """What all that speaks to providers shares."""

    def __init__(
        self,
        store: Store,
        clock: HandClock,
        *providers: TinyProvider,
        wait: Callable[[float, Callable[[], None]], object] = later,
        public_url: str | None = None,
    ) -> None:
        self.store, self.clock = store, clock
        self.providers: dict[str, Provider] = {provider.name: provider for provider in providers}
        self.gates = Gates(self.providers, clock=clock, store=store, wait=wait)
        self.links = Links(public_url, b"a secret")
        self.arrivals = Arrivals(
            providers=self.providers, clock=clock, ids=new_id, keep_days=30, hooked=self.links.public
        )

    def submit(self) -> Submit:
        """The loop that pays."""
        return Submit(**self._shared, ids=new_id, at=no_point, links=self.links)

    def watch(self) -> Watch:
        """The poller."""
        return Watch(**self._shared, at=no_point)

    def purse(self) -> Purse:
        """What knows the balances."""
        return Purse(store=self.store, providers=self.providers, gates=self.gates, clock=self.clock)

    def settle(self) -> Settle:
        """The loop of lost outcomes."""
        return Settle(**self._shared, purse=self.purse(), hooked=self.links.public)

    def hooks(self, watch: Watch) -> Hooks:
        """What receives webhooks."""
        return Hooks(
            store=self.store,
            providers=self.providers,
            clock=self.clock,
            watch=watch,
            links=self.links,
            arrivals=self.arrivals,
        )

    @property
    def _shared(self) -> dict[str, Any]:
        return {
            "store": self.store,
            "providers": self.providers,
            "clock": self.clock,
            "gates": self.gates,
            "arrivals": self.arrivals,
        }


class FullNow:
    """A store whose disk is full for the next `times` writes that `spares` lets through no more."""

    def __init__(self, store: Store) -> None:
        self._store, self.after, self.times, self.refused = store, 0, 0, 0

    def full(self, *, after: int, times: int) -> None:
        """Writes `after` more times, then refuses so many."""
        self.after, self.times = after, times

    async def write(self, work: Callable[[Transaction], T]) -> T:
        if self.after:
            self.after -= 1
        elif self.times:
            self.times, self.refused = self.times - 1, self.refused + 1
            raise StoreFull("The disk is full.")
        return await self._store.write(work)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self._store.read(work)


def no_point(point: Point) -> None:
    """Goes on."""


WAYS: dict[State, tuple[Event, ...]] = {
    State.ACCEPTED: (),
    State.SUBMITTING: (Event.SUBMIT,),
    State.UNSETTLED: (Event.SUBMIT, Event.LOST),
    State.WAITING: (Event.SUBMIT, Event.STARTED),
    State.READY: (Event.SUBMIT, Event.STARTED, Event.FINISHED),
    State.PRODUCING: (Event.SUBMIT, Event.STARTED, Event.FINISHED, Event.PRODUCE),
    State.POSTING: (Event.SUBMIT, Event.STARTED, Event.FINISHED, Event.PRODUCE, Event.PRODUCED),
    State.DELIVERED: (Event.SUBMIT, Event.STARTED, Event.FINISHED, Event.PRODUCE, Event.PRODUCED, Event.POSTED),
    State.FAILED: (Event.SUBMIT, Event.REFUSED),
    State.CANCELLED: (Event.CANCEL,),
}
"""How a job comes to each state."""


def add_job(
    tx: Transaction,
    state: State = State.ACCEPTED,
    *,
    name: str = "1",
    opened: bool = True,
    provider: str = "tiny",
    channel: str = CHANNEL,
) -> Job:
    """A job in a thread of its own, walked to `state`; with `opened` its card is posted."""
    thread = Thread(id=f"t{name}", channel=channel, asker=ASKER, title=None, created_at=NOW)
    job = Job(
        id=f"j{name}",
        thread_id=thread.id,
        kind=Kind.MAKE,
        brief=Brief(description="lo-fi"),
        asker=ASKER,
        created_at=NOW,
        updated_at=NOW,
        seed=7,
        lengths=(3.0,),
        provider=provider,
        shown_as=f"j{name}:open",
    )
    tx.add_thread(thread)
    tx.add_job(job)
    steps.open_thread(tx, job)
    if opened:
        root = f"0.{name}"
        tx.save_thread(replace(thread, root_ts=root))
        card = tx.post(job.shown_as)
        assert card
        tx.save_post(replace(card, state=PostState.DONE, ts=root))
        tx.add_message(Message(channel=channel, ts=root, role=Role.CARD, thread_id=thread.id, job_id=job.id))
    return walk(tx, job, *WAYS[state])


def walk(tx: Transaction, job: Job, *events: Event) -> Job:
    """The job after these moves."""
    for event in events:
        moved = tx.move(job, event, NOW)
        assert moved, f"{job.state} has no {event}"
        job = moved
    return job


def add_task(tx: Transaction, job: Job, state: TaskState = TaskState.STARTED, *, name: str = "") -> Task:
    """A task of the job."""
    task = Task(
        id=name or f"k{job.id}",
        job_id=job.id,
        provider=job.provider,
        operation=OPERATIONS[job.kind],
        request={},
        created_at=NOW,
        state=state,
        expected=10.0,
    )
    tx.add_task(task)
    return task


def add_take(tx: Transaction, job: Job, state: TakeState = TakeState.RAW, *, source: str = "takes/x/0.take") -> Take:
    """A take of the job."""
    take = Take(
        id=f"v{job.id}",
        thread_id=job.thread_id,
        job_id=job.id,
        number=tx.next_number(job.thread_id),
        seed=7,
        lengths=job.lengths,
        provider=job.provider,
        source=source,
        created_at=NOW,
        state=state,
        expires_at=NOW + 1000.0,
    )
    tx.add_take(take)
    return take


def post_of(job: Job, kind: PostKind = PostKind.TELL, **rest: str) -> Post:
    """A post of the job."""
    return Post(key=f"{job.id}:{kind}", kind=kind, thread_id=job.thread_id, job_id=job.id, **rest)  # type: ignore[arg-type]


async def run(loop: Loop, clock: HandClock, *, until: float, busy: Callable[[], object]) -> None:
    """Turns the loop as the runner would, moving the clock to each due time, until nothing is due by `until`.

    `busy` tells whether it has work under way, whose end rings the bell.
    """
    while True:
        loop.bell.clear()
        due = await loop.turn()
        if busy():
            await asyncio.wait_for(loop.bell.wait(), 20.0)
        elif due is None or due > until:
            return
        else:
            clock.time = max(clock.time, due)

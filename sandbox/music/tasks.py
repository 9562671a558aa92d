"""A vendor's tasks: unknown for a while, running, streaming, done; each item in its own time, none before its sound."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sandbox.music.errors import Refused
from sandbox.music.faults import MusicFaults
from sandbox.music.ledger import MusicLedger
from sandbox.music.pace import Pace
from sandbox.slack.clock import Clock, sleep_until

Phase = Literal["pending", "running", "streaming", "succeeded", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The sound of an item: a file of this machine, how long it plays (seconds), and what else the vendor knows."""

    path: Path
    seconds: float
    more: dict[str, Any] = field(default_factory=dict)


Work = Callable[[], Awaitable[Made]]


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """One of the things that a task makes. `made` is there once it succeeded."""

    id: str
    ready_at: float
    fails: str = ""
    phase: Phase = "pending"
    made: Made | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """One paid piece of work. Times are seconds of the server's clock; `error` is there once it failed."""

    id: str
    operation: str
    created: float
    known_at: float
    streams_at: float
    items: tuple[Item, ...]
    fails: str = ""
    phase: Phase = "pending"
    error: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the vendor's own module wants to remember of the request."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.phase in ("succeeded", "failed")


Told = Callable[[Task], None]


class Tasks:
    """Runs tasks on the event loop. `told` is called at each step of a task: running, streaming, and the end.

    A task fails as a whole when a fault says so, or when every item failed.
    """

    def __init__(self, *, clock: Clock, ledger: MusicLedger, faults: MusicFaults, pace: Pace) -> None:
        self.known: dict[str, Task] = {}
        self._clock = clock
        self._ledger = ledger
        self._faults = faults
        self._pace = pace
        self._running: set[asyncio.Task[None]] = set()

    def start(
        self, task_id: str, operation: str, works: Sequence[tuple[str, Work]], *, dice: random.Random, told: Told,
        facts: dict[str, Any] | None = None, shares: Sequence[float] | None = None,
    ) -> Task:  # fmt: skip
        """Begin to make an item, by its id, of each work. The task is known from here on.

        `shares` says at which share of the task's time each item is ready; without, the dice do.
        """
        now = self._clock.now()
        whole = self._pace.seconds(dice)
        failing = self._faults.take("task", operation)
        task = Task(
            id=task_id, operation=operation, created=now, known_at=now + whole * self._pace.not_ready,
            streams_at=now + whole * self._pace.streaming,
            items=self._items(works, operation, [now + whole * share for share in shares or self._shares(works, dice)]),
            fails=failing.message if failing else "", facts=facts or {},
        )  # fmt: skip
        self.known[task_id] = task
        self._spawn(self._walk(task, [work for _, work in works], told))
        return task

    async def close(self) -> None:
        """Stop everything where it stands."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _shares(self, works: Sequence[object], dice: random.Random) -> list[float]:
        """One item takes the whole time, the others a little less."""
        shares = [1.0, *(1.0 - dice.uniform(0.0, self._pace.apart) for _ in works[1:])]
        dice.shuffle(shares)
        return shares

    def _items(self, works: Sequence[tuple[str, Work]], operation: str, times: Sequence[float]) -> tuple[Item, ...]:
        faults = [self._faults.take("item", operation) for _ in works] if len(works) > 1 else [None]
        return tuple(
            Item(id=item_id, ready_at=when, fails=fault.message if fault else "")
            for (item_id, _), when, fault in zip(works, times, faults, strict=True)
        )

    def _spawn(self, walk: Any) -> None:
        task = asyncio.get_running_loop().create_task(walk)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _walk(self, task: Task, works: list[Work], told: Told) -> None:
        makings = asyncio.gather(*(self._make(task, item, work) for item, work in zip(task.items, works, strict=True)))
        try:
            for phase, when in (("running", task.known_at), ("streaming", task.streams_at)):
                await sleep_until(self._clock, when)
                self._reach(task, "running" if phase == "running" else "streaming", told)
            await makings
        finally:
            makings.cancel()
        failed = [item for item in task.items if item.phase == "failed"]
        if task.fails or len(failed) == len(task.items):
            task.error = task.fails or failed[0].fails
        self._reach(task, "failed" if task.error else "succeeded", told)

    async def _make(self, task: Task, item: Item, work: Work) -> None:
        """Make one item; it is done when both its time has come and its sound is there."""
        made, error = None, task.fails or item.fails
        if not error:
            try:
                made = await work()
            except Refused as refused:
                error = refused.message
            except Exception as broken:  # noqa: BLE001 - a vendor's machine breaks, and the task says so
                error = "internal error"
                self._ledger.write("broken", task_id=task.id, item=item.id, error=f"{type(broken).__name__}: {broken}")
        await sleep_until(self._clock, item.ready_at)
        item.made, item.fails, item.phase = made, error, "failed" if error else "succeeded"
        self._ledger.write("item", task_id=task.id, item=item.id, phase=item.phase, seconds=made and made.seconds)

    def _reach(self, task: Task, phase: Phase, told: Told) -> None:
        task.phase = phase
        for item in task.items:
            if item.phase not in ("succeeded", "failed"):
                item.phase = phase
        told(task)
        self._ledger.write("task", task_id=task.id, operation=task.operation, phase=phase, error=task.error)

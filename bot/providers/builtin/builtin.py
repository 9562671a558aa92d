"""The bot's own composer as a provider: always there, free, and the same seed gives the same music."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from bot.composer.ask import Ask
from bot.composer.engine import ENGINE, make_midi, make_stems, make_take
from bot.domain.brief import Brief
from bot.domain.errors import AudioError, DiskFull, HookRefused, WorkerDied
from bot.domain.money import FREE, Balance, Price
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Broken, Finished, Look, News, Pending, RawTake, Request, Started, Ways
from bot.domain.results import Json
from bot.domain.thread import Task
from bot.providers.builtin import words

log = logging.getLogger(__name__)

TRIES = 3
T = TypeVar("T")


class Run(Protocol):
    """Runs a function in a worker process."""

    def __call__(self, work: Callable[..., T], /, *args: object) -> Awaitable[T]: ...


class Builtin:
    """The built-in engine. Its tasks are files: after a crash a look renders again what is not there.

    It offers no TEMPO, for the tempo of its takes is written, not measured, and in every receipt; and no WAV, which is
    made of the take without asking anybody. Its STEMS are all the parts there are, so there is no ALL_STEMS.
    """

    name = "builtin"
    label = ENGINE
    account = "builtin"
    spacing = 0.0
    order_spacing = 0.0
    rights = "yours to use"
    terms = ""
    terms_read = ""
    told_in: tuple[str, ...] = ("description",)
    repeatable = True
    harmless = words.OFFERS
    models = tuple[str, ...]()
    pieces = 0
    guides = frozenset[str]()
    calls_back = frozenset[Operation]()
    lists_orders = False
    tells_balance = False

    def __init__(self, *, run: Run, place: Callable[[str, int], Path], root: Path) -> None:
        """`place` names the file of a task's take, by the task's id and the take's index; it lies below `root`."""
        self._run, self._place, self._root = run, place, root
        self._rendering: dict[str, asyncio.Task[Finished]] = {}
        self._failures: dict[str, int] = {}
        self._told: Callable[[str], None] = lambda _: None

    def on_news(self, told: Callable[[str], None]) -> None:
        """Whom to tell, by the task's id, that it is done."""
        self._told = told

    def offers(self) -> frozenset[Operation]:
        """Music, its parts, and its score."""
        return words.OFFERS

    def refusal(self, brief: Brief) -> str | None:
        """It cannot sing."""
        return None if brief.instrumental else words.CANNOT_SING

    def price(self, order: Order) -> Price:  # noqa: ARG002 (whatever is ordered)
        """Nothing."""
        return FREE

    def request(self, order: Order) -> Request:
        """See `builtin_words.request`."""
        return words.request(order)

    def expects(self, order: Order) -> float:
        """From the length of the music."""
        return words.expects(order)

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:  # noqa: ARG002 (it needs no address)
        """Starts to render; the task's id is the token."""
        self._start(token, body)
        return Started(token)

    async def look(self, task: Task) -> Look:
        """Done when everything is rendered; begins anew what a crash or a dead worker left."""
        rendering = self._rendering.get(task.id)
        if rendering is None:
            self._start(task.id, task.request)
            return Pending()
        if not rendering.done():
            return Pending()
        del self._rendering[task.id]
        return self._outcome(task, rendering)

    async def find(self, task: Task) -> str | None:  # noqa: ARG002
        """Nothing is ever lost on the way to it."""
        return None

    async def balance(self) -> Balance | None:
        """It has no account."""
        return None

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:  # noqa: ARG002
        """It calls nobody."""
        raise HookRefused("The built-in engine sends no webhooks.")

    def told(self, task: Task, body: bytes) -> Look | None:  # noqa: ARG002
        """It calls nobody."""
        return None

    def _outcome(self, task: Task, rendering: asyncio.Task[Finished]) -> Look:
        error = asyncio.CancelledError() if rendering.cancelled() else rendering.exception()
        if error is None:
            self._failures.pop(task.id, None)
            return rendering.result()
        log.warning("task %s could not be rendered: %s", task.id, error)
        self._failures[task.id] = self._failures.get(task.id, 0) + 1
        again = isinstance(error, DiskFull) or (isinstance(error, WorkerDied) and self._failures[task.id] < TRIES)
        if again:
            return Pending()
        return Broken(str(error) if isinstance(error, AudioError) else "The built-in engine failed on this brief.")

    def _start(self, task_id: str, body: Json) -> None:
        rendering = asyncio.create_task(self._render(task_id, body), name=f"render {task_id}")
        self._rendering[task_id] = rendering
        rendering.add_done_callback(lambda _: self._told(task_id))

    async def _render(self, task_id: str, body: Json) -> Finished:
        first = self._place(task_id, 0)
        await asyncio.to_thread(first.parent.mkdir, parents=True, exist_ok=True)
        match words.operation_of(body):
            case Operation.STEMS:
                stems = await self._run(make_stems, words.ask_of(body), first.parent)
                extras = tuple(words.stem(stem, self._source(stem.path)) for stem in stems)
                return Finished(extras=extras, notes=words.notes(body))
            case Operation.MIDI:
                written = await self._run(make_midi, words.ask_of(body), first)
                return Finished(extras=(words.midi(self._source(written)),), notes=words.notes(body))
            case _:
                asks = enumerate(words.asks_of(body))
                return Finished(tuple([await self._take(task_id, index, ask) for index, ask in asks]))

    async def _take(self, task_id: str, index: int, ask: Ask) -> RawTake:
        rendered = await self._run(make_take, ask, self._place(task_id, index))
        return RawTake(
            index=index,
            source=self._source(rendered.path),
            seed=rendered.seed,
            facts=words.facts(ask, rendered, clip_id=f"{task_id}/{index}"),
        )

    def _source(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    async def forget(self, task: Task) -> None:
        """Lets the task go."""
        if rendering := self._rendering.pop(task.id, None):
            rendering.cancel()

    async def close(self) -> None:
        """Ends what is being rendered."""
        for rendering in self._rendering.values():
            rendering.cancel()
        await asyncio.gather(*self._rendering.values(), return_exceptions=True)

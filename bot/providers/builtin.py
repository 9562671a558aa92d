"""The bot's own composer as a provider: always there, free, and the same seed gives the same music."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from bot.composer.ask import Ask
from bot.composer.engine import ENGINE, VERSION, make_take
from bot.composer.rendered import Rendered
from bot.domain.brief import Brief
from bot.domain.errors import AudioError, DiskFull, WorkerDied
from bot.domain.job import Kind
from bot.domain.plan import Order
from bot.domain.ports import Broken, Finished, Look, Pending, RawTake
from bot.domain.thread import Json, Take, Task

log = logging.getLogger(__name__)

START_SECONDS = 1.0
RENDER_SHARE = 0.03
"""Seconds of rendering per second of music on two cores; `python -m bench composer` prints it."""
TRIES = 3


class Run(Protocol):
    """Runs a function in a worker process."""

    def __call__(self, work: Callable[..., Rendered], /, *args: object) -> Awaitable[Rendered]: ...


class Builtin:
    """The built-in engine. Its tasks are files: after a crash a look renders again what is not there."""

    name = "builtin"
    label = ENGINE
    rights = "yours to use"
    repeatable = True

    def __init__(self, *, run: Run, place: Callable[[str, int], Path], root: Path) -> None:
        """`place` names the file of a task's take, by the task's id and the take's index; it lies below `root`."""
        self._run, self._place, self._root = run, place, root
        self._rendering: dict[str, asyncio.Task[tuple[RawTake, ...]]] = {}
        self._failures: dict[str, int] = {}
        self._told: Callable[[str], None] = lambda _: None

    def on_news(self, told: Callable[[str], None]) -> None:
        """Whom to tell, by the task's id, that it is done."""
        self._told = told

    def offers(self) -> frozenset[Kind]:
        """All that a job can be."""
        return frozenset(Kind)

    def refusal(self, brief: Brief) -> str | None:
        """It cannot sing."""
        if brief.instrumental:
            return None
        return "The built-in engine can't sing. Ask for an instrumental bed, or set up a music API that makes songs."

    def cost(self, order: Order) -> str:  # noqa: ARG002 (whatever is ordered)
        """Nothing."""
        return "free"

    def request(self, order: Order) -> Json:
        """One ask per take; a second take has the next seed."""
        asks = [Ask(brief=order.brief, seed=order.seed + index, lengths=order.lengths) for index in range(order.takes)]
        return {"asks": [ask.as_json() for ask in asks], "engine_version": VERSION}

    def expects(self, request: Json) -> float:
        """From the length of the music."""
        music = sum(float(ask["lengths"][-1]) for ask in request["asks"])
        return START_SECONDS + RENDER_SHARE * music

    async def submit(self, request: Json, token: str) -> str:
        """Starts to render; the task's id is the token."""
        self._start(token, request)
        return token

    async def look(self, task: Task) -> Look:
        """Done when every take is rendered; begins anew what a crash or a dead worker left."""
        rendering = self._rendering.get(task.id)
        if rendering is None:
            self._start(task.id, task.request)
            return Pending()
        if not rendering.done():
            return Pending()
        del self._rendering[task.id]
        return self._outcome(task, rendering)

    def _outcome(self, task: Task, rendering: asyncio.Task[tuple[RawTake, ...]]) -> Look:
        error = asyncio.CancelledError() if rendering.cancelled() else rendering.exception()
        if error is None:
            self._failures.pop(task.id, None)
            return Finished(rendering.result())
        log.warning("task %s could not be rendered: %s", task.id, error)
        self._failures[task.id] = self._failures.get(task.id, 0) + 1
        again = isinstance(error, DiskFull) or (isinstance(error, WorkerDied) and self._failures[task.id] < TRIES)
        if again:
            return Pending()
        return Broken(str(error) if isinstance(error, AudioError) else "The built-in engine failed on this brief.")

    def _start(self, task_id: str, request: Json) -> None:
        rendering = asyncio.create_task(self._render(task_id, request), name=f"render {task_id}")
        self._rendering[task_id] = rendering
        rendering.add_done_callback(lambda _: self._told(task_id))

    async def _render(self, task_id: str, request: Json) -> tuple[RawTake, ...]:
        takes = []
        for index, ask in enumerate(request["asks"]):
            path = self._place(task_id, index)
            await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
            rendered = await self._run(make_take, Ask.from_json(ask), path)
            takes.append(
                RawTake(
                    index=index,
                    source=path.relative_to(self._root).as_posix(),
                    seed=rendered.seed,
                    facts=_facts(rendered),
                )
            )
        return tuple(takes)

    async def fetch(self, take: Take, into: Path) -> Path:  # noqa: ARG002 (it lies on this machine already)
        """The file itself."""
        return self._root / take.source

    async def forget(self, task: Task) -> None:
        """Lets the task go."""
        if rendering := self._rendering.pop(task.id, None):
            rendering.cancel()

    async def close(self) -> None:
        """Ends what is being rendered."""
        for rendering in self._rendering.values():
            rendering.cancel()
        await asyncio.gather(*self._rendering.values(), return_exceptions=True)


def _facts(rendered: Rendered) -> dict[str, Any]:
    return {
        "tempo": rendered.tempo,
        "key": rendered.key,
        "style": rendered.style,
        "sections": [[at, name] for at, name in rendered.sections],
        "model": f"v{VERSION}",
    }

"""Worker processes for what takes time: the event loop goes on, and a crash in a C library is words."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from bot.audio.worker import DONE, FAILED, PROGRESS, serve
from bot.domain.errors import AudioError, WorkerDied

T = TypeVar("T")
Progress = Callable[[float], None]

_SPAWN = multiprocessing.get_context("spawn")
_STOPPED = "The work was stopped: the bot is closing."
_LOST = "lost"
_ENDED = "The process that worked on it ended in the middle of it."
_TOO_LONG = "It took more than {:.0f} minutes and was stopped: the file may be made to do so."
_PATIENCE = 900.0
"""Seconds that a job may take: ten minutes of music with stems take one or two on a slow machine."""


class Workers:
    """Up to `count` worker processes, started when they are first needed, each with one job at a time.

    They end with this process, even when it is killed. `warm` names modules that a worker imports before its first job.
    Belongs to one event loop. Close it when done.
    """

    def __init__(
        self, count: int = 2, *, warm: Sequence[str] = ("bot.audio.finish",), patience: float = _PATIENCE
    ) -> None:
        self._warm = tuple(warm)
        self._patience = patience
        self._slots = asyncio.Semaphore(count)
        self._idle: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._burials: set[asyncio.Task[None]] = set()
        self._woken: asyncio.Task[None] | None = None
        self._closed = False

    async def run(self, work: Callable[..., T], /, *args: object, progress: Progress | None = None) -> T:
        """Calls `work(*args)` in a worker, when one is free, and returns or raises what it does.

        `work` is a function of a module; arguments and result are pickled and should be small. With `progress`, `work`
        gets a function by that name, and what it tells is told here. Cancelling kills the worker. WorkerDied when the
        process ends under the job, or the workers are closed; the next job gets a new one. AudioError when the job
        takes longer than the patience that these workers were made with, or more memory than one may.
        """
        async with self._slots:
            worker = await self._hired()
            try:
                async with asyncio.timeout(self._patience) as deadline:
                    return await worker.call(work, args, progress)
            except TimeoutError as error:
                if deadline.expired():
                    raise AudioError(_TOO_LONG.format(self._patience / 60)) from error
                raise
            finally:
                if worker.fit:
                    self._idle.append(worker)
                else:
                    self._bury(worker)

    def wake(self) -> None:
        """Starts a process now where there is none, in the background: the next job need not wait for it."""
        if not (self._alive or self._starts or self._closed):
            self._woken = _kept(self._start_if_possible(), self._starts)

    async def close(self) -> None:
        """Kills every worker and waits until they are gone. Jobs under way and waiting raise WorkerDied."""
        self._closed = True
        for worker in list(self._alive):
            self._bury(worker)
        await asyncio.gather(*self._starts, return_exceptions=True)
        await asyncio.gather(*self._burials)

    async def _hired(self) -> _Worker:
        while not self._closed:
            if not self._idle:
                # Shielded: a process that is being started must come to be known, or nobody would end it.
                await asyncio.shield(self._waking() or _kept(self._start(), self._starts))
            for worker in _popped(self._idle):
                if worker.fit:
                    return worker
                self._bury(worker)
        raise WorkerDied(_STOPPED)

    def _waking(self) -> asyncio.Task[None] | None:
        """The start that nobody waits for yet."""
        task, self._woken = self._woken, None
        return task if task and not task.done() else None

    async def _start_if_possible(self) -> None:
        with suppress(WorkerDied):
            await self._start()

    async def _start(self) -> None:
        try:
            worker = await asyncio.to_thread(_Worker, self._warm)
        except OSError as error:
            raise WorkerDied(f"No process could be started for it: {error}") from error
        self._alive.add(worker)
        if self._closed:
            self._bury(worker)
        else:
            self._idle.append(worker)

    def _bury(self, worker: _Worker) -> None:
        """Ends a process; it is waited for in the background."""
        if worker in self._alive:
            self._alive.discard(worker)
            worker.kill()
            _kept(asyncio.to_thread(worker.join), self._burials)


def _popped(workers: list[_Worker]) -> Iterator[_Worker]:
    while workers:
        yield workers.pop()


def _kept(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    """A task that `tasks` holds until it is done."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, warm: tuple[str, ...]) -> None:
        """Starts it, which takes some milliseconds: not for the event loop."""
        self._pipe, theirs = _SPAWN.Pipe()
        self._process: BaseProcess = _SPAWN.Process(target=serve, args=(theirs, warm), daemon=True, name="bgm worker")
        self._process.start()
        theirs.close()
        self._answer: asyncio.Future[Any] | None = None
        """Of the job that it is at; one that was given up stays here, and the worker is not fit any more."""
        self._killed = False

    @property
    def fit(self) -> bool:
        """Whether it can take a job."""
        return not self._killed and self._answer is None and self._process.is_alive()

    async def call(self, work: Callable[..., T], args: tuple[object, ...], progress: Progress | None) -> T:
        loop = asyncio.get_running_loop()
        try:
            self._pipe.send((work, args, progress is not None))
        except OSError as error:
            self._answer = loop.create_future()
            raise WorkerDied(_ENDED) from error
        answer: asyncio.Future[T] = loop.create_future()
        self._answer = answer
        loop.add_reader(self._pipe.fileno(), self._hear, answer, progress)
        return await answer

    def _hear(self, answer: asyncio.Future[Any], progress: Progress | None) -> None:
        """Reads one message of the job; a pipe that ends before the answer is a process that ended."""
        try:
            kind, value = self._pipe.recv()
        except (EOFError, OSError):
            kind, value = _LOST, WorkerDied(_ENDED)
        except Exception as error:  # noqa: BLE001 - a result that cannot be read here is the caller's to know
            kind, value = FAILED, error
        if kind == PROGRESS:
            if progress is not None and not answer.done():
                progress(value)
            return
        asyncio.get_running_loop().remove_reader(self._pipe.fileno())
        if kind != _LOST:
            self._answer = None
        if answer.done():
            return
        if kind == DONE:
            answer.set_result(value)
        else:
            answer.set_exception(value)

    def kill(self) -> None:
        """Ends it now; a caller that waits gets WorkerDied."""
        if self._killed:
            return
        self._killed = True
        if self._answer is not None:
            asyncio.get_running_loop().remove_reader(self._pipe.fileno())
            if not self._answer.done():
                self._answer.set_exception(WorkerDied(_STOPPED))
        self._process.kill()
        self._pipe.close()

    def join(self) -> None:
        """Waits until a killed process is gone."""
        self._process.join()
        self._process.close()

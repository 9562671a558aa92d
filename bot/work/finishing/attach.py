"""Fetches the posted file of a job from Slack: for a music API to work on, or to lay a bed under."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from bot.audio.folder import AudioFolder, replacing
from bot.audio.laying.orders import read_posted
from bot.audio.probe import Probe, probe
from bot.domain.delivery import Fine, Gone, Later, judge
from bot.domain.errors import AudioError, DiskFull, RequestRefused, SlackError, SlackSilent, WorkerDied
from bot.domain.job import Job, Kind, State
from bot.domain.limits import backoff
from bot.domain.naming import clock as length
from bot.domain.ports import Clock, Store, Transaction
from bot.domain.recording import Recording
from bot.work.finishing.recordings import attached, find_bed, is_for_laying, refuse, waiting_for_a_bed

log = logging.getLogger(__name__)

TRIES = 8
MOST_JOBS = 100
GONE = "That file is no longer in Slack. Post it again and ask again."
LOST = "Slack did not give me that file. Ask again in a while."
SURPRISE = "Reading that file went wrong here ({}); the log of the bot says more."
ENDINGS = {"mov": ".m4a", "matroska": ".webm"}


class Files(Protocol):
    """Slack's files."""

    async def fetch(self, file_id: str, into: Path) -> None:
        """Writes a posted file's bytes. Raises SlackError, SlackSilent, or RequestRefused with words."""


T = TypeVar("T")


class Run(Protocol):
    """Runs a function in a worker process."""

    def __call__(self, work: Callable[..., T], /, *args: object) -> Awaitable[T]: ...


class Attach:
    """Brings posted files to jobs that wait for theirs, and makes those jobs due."""

    name = "attach"
    listens = frozenset({"jobs"})

    def __init__(self, *, store: Store, files: Files, folder: AudioFolder, run: Run, clock: Clock) -> None:
        self._store, self._files, self._folder, self._run, self._clock = store, files, folder, run, clock
        self.bell = asyncio.Event()
        self._failures: dict[str, int] = {}
        self._due: dict[str, float] = {}

    async def turn(self) -> float | None:
        """Fetches every file that is waited for, one after the other, and finds beds for those that wait for one."""
        for job in await self._store.read(waiting_for_a_bed):
            await self._store.write(partial(find_bed, job_id=job.id, now=self._clock.now()))
        waiting = await self._store.read(_waiting)
        self._due = {job.id: self._due.get(job.id, 0.0) for job in waiting}
        for job in waiting:
            if self._due[job.id] <= self._clock.now():
                await self._attach(job)
        return min(self._due.values(), default=None)

    async def stop(self) -> None:
        """A file that was not whole is fetched again next time."""

    async def _attach(self, job: Job) -> None:
        try:
            path, found = await self._fetched(job)
        except RequestRefused as error:
            await self._refuse(job, str(error))
        except SlackError as error:
            await self._refused_by_slack(job, error)
        except SlackSilent as error:
            log.warning("job %s: %s", job.id, error)
            await self._later(job, LOST)
        except (DiskFull, WorkerDied) as error:
            await self._later(job, str(error))
        except AudioError as error:
            await self._refuse(job, f"I can't use that file. {error}")
        except Exception as error:  # one file holds up no other
            log.exception("job %s: its posted file could not be read", job.id)
            await self._later(job, SURPRISE.format(type(error).__name__))
        else:
            self._due.pop(job.id, None)
            self._failures.pop(job.id, None)
            await self._store.write(partial(self._attached, job_id=job.id, path=path, found=found))

    def _attached(self, tx: Transaction, *, job_id: str, path: str, found: Probe | Recording) -> None:
        match found:
            case Recording():
                attached(tx, job_id=job_id, path=path, found=found, now=self._clock.now())
            case Probe():
                _attached(tx, job_id=job_id, path=path, found=found, now=self._clock.now())

    async def _fetched(self, job: Job) -> tuple[str, Probe | Recording]:
        """Where the file lies below the files folder, and what it is."""
        folder = self._folder.extras_folder(job.id)
        whole = folder / "posted"
        with replacing(whole) as part:
            await self._files.fetch(str(job.details["slack_file"]), part)
        if is_for_laying(job):
            return self._folder.relative(whole), await self._run(read_posted, whole)
        found = await self._run(probe, whole)
        named = whole.with_suffix(ENDINGS.get(found.container, f".{found.container}"))
        await asyncio.to_thread(whole.replace, named)
        return self._folder.relative(named), found

    async def _refused_by_slack(self, job: Job, error: SlackError) -> None:
        if error.code in {"file_not_found", "file_deleted"}:
            await self._refuse(job, GONE)
            return
        match judge(error, self._failures.get(job.id, 0) + 1, harmless=False):
            case Later(seconds):
                await self._later(job, LOST, seconds)
            case Gone() | Fine():
                await self._refuse(job, GONE)
            case never:
                await self._refuse(job, never.words)

    async def _later(self, job: Job, words: str, seconds: float | None = None) -> None:
        failures = self._failures[job.id] = self._failures.get(job.id, 0) + 1
        log.warning("job %s: its posted file is not here yet: %s", job.id, words)
        if failures >= TRIES:
            await self._refuse(job, words)
        else:
            self._due[job.id] = self._clock.now() + (backoff(failures) if seconds is None else seconds)

    async def _refuse(self, job: Job, words: str) -> None:
        self._due.pop(job.id, None)
        self._failures.pop(job.id, None)
        await self._store.write(partial(_refused, job_id=job.id, words=words, now=self._clock.now()))


def _waiting(tx: Transaction) -> list[Job]:
    """Jobs about a posted file that is not here, whose thread may be written in."""
    jobs = tx.jobs(states={State.ACCEPTED}, opened=True)
    return [job for job in jobs if "slack_file" in job.details and "file" not in job.details][:MOST_JOBS]


def _attached(tx: Transaction, *, job_id: str, path: str, found: Probe, now: float) -> None:
    job = tx.job(job_id)
    if job is None or job.state is not State.ACCEPTED:
        return
    seconds = found.seconds or job.lengths[0]
    if job.kind is Kind.EXTEND_FILE and seconds >= job.duration:
        _refused(tx, job_id=job_id, words=_long_enough(job, seconds), now=now)
        return
    lengths = (seconds, job.duration) if job.kind is Kind.EXTEND_FILE else (seconds,)
    details = {**job.details, "file": path, "seconds": seconds}
    tx.save_job(replace(job, lengths=lengths, details=details, due_at=0.0))


def _long_enough(job: Job, seconds: float) -> str:
    return f"That file is {length(seconds)} long already, and you asked for {length(job.duration)}."


def _refused(tx: Transaction, *, job_id: str, words: str, now: float) -> None:
    if job := tx.job(job_id):
        refuse(tx, job, words, now)

"""Posted files on their way to the jobs that wait for them: one that fails holds up no other, and ends in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from work_parts import NOW, HandClock, add_job, run

from bot.audio.folder import AudioFolder
from bot.domain.errors import WorkerDied
from bot.domain.job import Job, Kind, State
from bot.domain.ports import Transaction
from bot.domain.recording import Recording
from bot.work.finishing.attach import LOST, Attach
from storage import SqliteStore


class SlackFiles:
    """Holds a file of any name; its bytes are the name."""

    async def fetch(self, file_id: str, into: Path) -> None:
        into.write_text(file_id)  # noqa: ASYNC240 (a few bytes)


class Reader:
    """Reads each posted file as a voice of 20 s, or raises what that file does."""

    def __init__(self, **raises: Exception) -> None:
        self.raises = raises

    async def run(self, work: Callable[..., Any], /, *args: object) -> Any:
        name = Path(str(args[0])).read_text()  # noqa: ASYNC240 (a few bytes)
        if name in self.raises:
            raise self.raises[name]
        return Recording(seconds=20.0)


async def attached(store: SqliteStore, clock: HandClock, files: Path, reader: Reader) -> dict[str, Job]:
    """The jobs by their names once all that waits for the files bad and good was tried."""

    def waiting(tx: Transaction) -> None:
        for number, name in enumerate(("bad", "good")):
            job = add_job(tx, name=name, channel=f"C{number}")
            lay = {"slack_file": name, "title": f"{name}.m4a", "lay": True}
            tx.save_job(replace(job, kind=Kind.MAKE, due_at=NOW + 1e6, details=lay))

    await store.write(waiting)
    attach = Attach(store=store, files=SlackFiles(), folder=AudioFolder(files), run=reader.run, clock=clock)
    await run(attach, clock, until=NOW + 1e5, busy=lambda: False)
    return {job.id.removeprefix("j"): job for job in await store.read(lambda tx: tx.jobs())}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("broken inside"), "went wrong here (ValueError)"),
        (WorkerDied("The process that worked on it ended in the middle of it."), "ended in the middle of it"),
    ],
)
async def test_a_file_that_cannot_be_read_here_holds_up_no_other_and_ends_in_true_words(
    store: SqliteStore, clock: HandClock, tmp_path: Path, error: Exception, says: str
) -> None:
    jobs = await attached(store, clock, tmp_path, Reader(bad=error))
    assert (jobs["good"].state, jobs["good"].due_at, jobs["good"].lengths) == (State.ACCEPTED, 0.0, (20.0,))
    assert jobs["bad"].state is State.FAILED
    assert says in (jobs["bad"].reason or "")
    assert jobs["bad"].reason != LOST

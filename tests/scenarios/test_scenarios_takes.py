"""Bad takes, as a music API may serve them: each ends as a bed that says what was done to it, or in words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import bad_takes
import pytest
import pytest_asyncio
import rows
import rows_days as days
from scenario_paid import words
from stage import Stage

from bot.domain.checks import Check
from bot.domain.job import Job, State

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENDED = {
    "silent_tail": (Check.SILENT_TAIL, "silence at the end taken off"),
    "short": (Check.SHORT, "shorter than was asked"),
    "clipped": (Check.CLIPPED, "clipped in"),
    "spoken_over": (Check.VOICE, "a voice is suspected, though none was asked for"),
    "half_dead": (Check.DEAD_SIDE, "the left side was silent: it was filled from the right"),
}
FETCHED = {"text": "Text came in place of the file"}
"""What the fetch refuses already, in its own words."""
REFUSED = ("truncated", "empty", "text", "tables", "hours")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared() -> AsyncIterator[Stage]:
    async with rows.set_up("producer") as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def served(shared: Stage) -> AsyncIterator[Stage]:
    """A bot on one music API, which serves what a test says."""
    yield shared
    shared.music["musicapi"].faults.clear()


async def asked(stage: Stage, take: Path) -> Job:
    """Someone asks for 6 s, and the API serves this file, however often it is fetched."""
    stage.music["musicapi"].faults.swap_files(take.read_bytes(), times=None)  # noqa: ASYNC240 (a few bytes)
    return await stage.ask('chiptune 0:06 for "Pixel"', stage.room())


async def given_up(stage: Stage, job: Job) -> Job:
    """Waits until nothing more is tried for a job, an hour later after each try."""
    tries = 1
    while not (found := await days.tried(stage, job, tries)).ended:
        tries = found.attempts + 1
        await rows.leap(stage, 3600.0)
    return await stage.ended(found)


async def thread_of(stage: Stage, job: Job) -> str:
    """All that is said in the thread of a job."""
    thread = await stage.read(lambda tx: tx.thread(job.thread_id))
    return words(stage, thread.channel, thread.root_ts or "")


@pytest.mark.parametrize("name", MENDED)
async def test_a_bad_take_becomes_a_bed_of_the_asked_length_and_its_card_says_what_was_wrong(
    served: Stage, tmp_path: Path, name: str
) -> None:
    job = await asked(served, bad_takes.MENDED[name](tmp_path))
    assert await days.lengths(served, job) == [6.0]
    (take,) = await rows.takes(served, job)
    assert take.receipt
    check, said = MENDED[name]
    assert check in {finding.check for finding in take.receipt.findings}
    assert take.receipt.lufs == pytest.approx(-20.0, abs=0.5)
    assert take.receipt.true_peak <= -1.0
    assert said in await thread_of(served, job)


@pytest.mark.parametrize("name", REFUSED)
async def test_a_file_that_no_bed_can_be_made_of_is_fetched_anew_and_then_said(
    served: Stage, tmp_path: Path, name: str
) -> None:
    make, known = bad_takes.REFUSED[name]
    said = FETCHED.get(name, known)
    since = len(days.fetched(served.music["musicapi"]))
    job = await given_up(served, await asked(served, make(tmp_path)))
    assert job.state is State.FAILED
    assert re.search(said, job.reason or ""), job.reason
    assert re.search(said, await thread_of(served, job))
    assert len(days.fetched(served.music["musicapi"])) - since >= 2
    assert await served.ask("chiptune 0:03 --provider builtin", served.room()), "the bot goes on"


async def test_the_same_audio_again_is_said(served: Stage, tmp_path: Path) -> None:
    """An API that answers a second order with the first one's music."""
    first = await asked(served, bad_takes.half_dead(tmp_path))
    bed = await served.made(first)
    again = await rows.over(served, await rows.pressed(served, bed, "Regenerate"))
    (take,) = await rows.takes(served, again)
    assert take.receipt
    assert Check.SAME in {finding.check for finding in take.receipt.findings}
    assert "the same audio as v1" in await thread_of(served, again)

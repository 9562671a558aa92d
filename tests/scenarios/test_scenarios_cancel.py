"""A job cancelled in each state: where it can be stopped nothing more appears, where it cannot the words say why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from scenario_words import audio_files, buttons, said
from stage import Stage, opened

from bot.app import Variant
from bot.domain.job import Job, State
from bot.work.points import Point

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(slots=True)
class Tell:
    """Says when the bot passes a point."""

    waiting: dict[Point, asyncio.Future[None]] = field(default_factory=dict)

    def __call__(self, point: Point) -> None:
        if future := self.waiting.pop(point, None):
            future.set_result(None)

    def next(self, point: Point) -> asyncio.Future[None]:
        return self.waiting.setdefault(point, asyncio.get_running_loop().create_future())


TELL = Tell()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cancelling() -> AsyncIterator[Stage]:
    async with opened(variant=Variant(at=TELL), workers=1) as stage:
        await stage.bed()
        yield stage


async def cancelled(stage: Stage, job: Job, room: str) -> None:
    """The asker says /bgm cancel; the job ends, and no file of it ever appears."""
    answer = await stage.person("ann").slash(room, "cancel")
    assert answer.text.startswith("Cancelled"), answer.text
    assert (await stage.read(lambda tx: tx.job(job.id))).state is State.CANCELLED  # type: ignore[union-attr]
    await stage.settled()
    roots = stage.slack.messages(room)
    shown = [m for root in roots for m in stage.slack.thread(room, root["ts"])]
    assert [f for m in shown for f in audio_files(m)] == []
    assert all("Cancelled after" in said(root) and not buttons(root) for root in roots)
    assert await stage.read(lambda tx: tx.unwanted_tasks()) == []


async def test_accepted_before_its_card_is_there_leaves_no_trace_or_a_card_that_says_so(cancelling: Stage) -> None:
    room = cancelling.room()
    cancelling.slack.faults.hang("conversations.info")
    job = await cancelling.ask('chiptune 0:03 for "Early"', room)
    await cancelling.until(lambda: [c for c in cancelling.slack.ledger.calls("conversations.info") if c.get("hung")])
    assert job.state is State.ACCEPTED
    answer = await cancelling.person("ann").slash(room, "cancel")
    assert answer.text.startswith("Cancelled")
    cancelling.slack.faults.release()
    await cancelling.settled()
    assert all("Cancelled after" in said(root) for root in cancelling.slack.messages(room))
    assert await cancelling.read(lambda tx: tx.tasks(job.id)) == []


async def test_waiting(cancelling: Stage) -> None:
    room = cancelling.room()
    async with cancelling.plugged():
        job = await cancelling.ask('chiptune 0:03 for "Waiting"', room)
        await cancelling.reached(job, State.WAITING)
        answer = await cancelling.person("ann").slash(room, "cancel")
        assert answer.text.startswith("Cancelled")
    await cancelling.settled()
    (root,) = cancelling.slack.messages(room)
    assert "Cancelled after" in said(root)
    assert len(cancelling.slack.thread(room, root["ts"])) == 1


async def test_producing(cancelling: Stage) -> None:
    room = cancelling.room()
    producing = TELL.next(Point.PRODUCING)
    job = await cancelling.ask('chiptune 1:30 for "Producing"', room)
    await asyncio.wait_for(producing, 60)
    await cancelled(cancelling, job, room)


async def test_posting_is_too_late_and_says_how_to_take_it_back(cancelling: Stage) -> None:
    room = cancelling.room()
    cancelling.slack.faults.hang("files.getUploadURLExternal")
    job = await cancelling.ask('chiptune 0:03 for "Posting"', room)
    await cancelling.until(
        lambda: any(c.get("hung") for c in cancelling.slack.ledger.calls("files.getUploadURLExternal"))
    )
    answer = await cancelling.person("ann").slash(room, "cancel")
    assert "being posted this very moment" in answer.text
    assert "❌" in answer.text
    cancelling.slack.faults.release()
    await cancelling.made(job)


async def test_ended_has_nothing_left_to_cancel_and_a_cross_takes_it_back(cancelling: Stage) -> None:
    bed = await cancelling.bed()
    answer = await cancelling.person("ann").slash(bed.channel, "cancel")
    assert "Nothing of yours is running here" in answer.text
    await cancelling.react(bed, "x", who="ann", on=bed.root)
    await cancelling.until(lambda: cancelling.slack.ledger.of("file_deleted", file=bed.take.file_id))
    await cancelling.settled()
    assert "It was withdrawn" in said(cancelling.slack.messages(bed.channel)[0])

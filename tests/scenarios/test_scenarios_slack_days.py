"""Slack's bad days: down, slow to allow, silent after it did something, deaf; cards deleted, the bot removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from scenario_words import audio_files, said
from stage import WATCHFUL, Bed, Stage, opened

from bot.app import Variant
from bot.domain.job import Job, State
from bot.domain.thread import PostKind, PostState
from bot.work.points import Point

pytestmark = pytest.mark.asyncio(loop_scope="session")


class At:
    """Does something when the bot passes a point for the first time."""

    def __init__(self) -> None:
        self.deeds: dict[Point, list[object]] = {}
        self.passed: Counter[Point] = Counter()

    def __call__(self, point: Point) -> None:
        self.passed[point] += 1
        for deed in self.deeds.pop(point, []):
            deed()  # type: ignore[operator]

    def once(self, point: Point, deed: object) -> None:
        self.deeds.setdefault(point, []).append(deed)


@dataclass(frozen=True, slots=True)
class Watched:
    stage: Stage
    at: At


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched() -> AsyncIterator[Watched]:
    """A bot that tells where it is, in a Slack that may be disturbed as long as it is left whole."""
    at = At()
    async with opened(variant=Variant(at=at), patience=WATCHFUL) as stage:
        yield Watched(stage, at)


@pytest_asyncio.fixture(loop_scope="session")
async def alone(watched: Watched) -> AsyncIterator[Stage]:
    """That stage, while nothing else happens on it."""
    await watched.stage.settled()
    yield watched.stage
    watched.stage.slack.faults.clear()
    watched.stage.slack.sockets.refuse = False


async def is_there_once(stage: Stage, job: Job) -> Bed:
    """The bed is delivered, and nothing stands twice in its channel."""
    bed = await stage.made(job)
    keys = [m.metadata["event_payload"]["key"] for root in stage.slack.world.roots(bed.channel)
            for m in (root, *stage.slack.world.replies(root)) if m.metadata]  # fmt: skip
    assert len(keys) == len(set(keys)), keys
    files = [f["name"] for root in stage.slack.messages(bed.channel)
             for m in stage.slack.thread(bed.channel, root["ts"]) for f in audio_files(m)]  # fmt: skip
    assert len(files) == len(set(files)) == 1, files
    return bed


async def test_slack_down_while_a_bed_is_ready_it_comes_when_slack_is_back(watched: Watched, alone: Stage) -> None:
    stage, at = alone, watched.at
    at.once(Point.BED_MADE, stage.slack.faults.down)
    job = await stage.ask('chiptune 0:03 for "Patience"', stage.room())
    await stage.remembers(
        lambda tx: [p for p in tx.posts(job_id=job.id) if p.kind is PostKind.FILE and p.attempts >= 2]
    )
    assert (await stage.read(lambda tx: tx.job(job.id))).state is State.POSTING  # type: ignore[union-attr]
    stage.slack.faults.up()
    await is_there_once(stage, job)


async def test_a_429_is_obeyed_for_as_long_as_it_says(alone: Stage) -> None:
    """Whatever is refused so, the same is not asked again before its time, and all comes in the end."""
    stage, since = alone, len(alone.slack.ledger)
    methods = ("conversations.info", "chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal")
    for method in methods:
        stage.slack.faults.rate_limit(method, 1)
    await is_there_once(stage, await stage.ask('chiptune 0:03 for "Slowly"', stage.room()))
    for method in methods:
        refused, *later = [call for call in stage.slack.ledger.entries[since:] if call.get("method") == method]
        assert refused["status"] == 429
        assert later
        assert later[0]["at"] - refused["at"] >= 1.0


@pytest.mark.parametrize("method", ["chat.postMessage", "files.completeUploadExternal"])
async def test_an_answer_that_was_lost_doubles_nothing(alone: Stage, method: str) -> None:
    alone.slack.faults.lose_answer(method)
    await is_there_once(alone, await alone.ask('chiptune 0:03 for "Lost"', alone.room()))


async def test_every_answer_of_a_whole_job_lost_once_doubles_nothing(alone: Stage) -> None:
    for method in ("conversations.info", "chat.postMessage", "files.getUploadURLExternal", "upload", "files.info",
                   "files.completeUploadExternal", "chat.update", "reactions.add"):  # fmt: skip
        alone.slack.faults.lose_answer(method)
    await is_there_once(alone, await alone.ask('chiptune 0:03 for "All lost"', alone.room()))


@pytest.mark.long
async def test_a_share_that_slack_forgot_is_asked_for_again() -> None:
    """Slack says ok to a share, and its message never comes: the file is sent anew, and stands there once."""
    async with opened() as stage:
        stage.slack.faults.never_share(1)
        await is_there_once(stage, await stage.ask('chiptune 0:03 for "Forgotten"', stage.room()))


async def test_a_reaction_while_the_socket_is_down_arrives_later_and_counts_once(alone: Stage) -> None:
    stage = alone
    bed = await stage.bed()
    stage.slack.sockets.refuse = True
    stage.slack.sockets.drop_without_close()
    await stage.until(lambda: not stage.slack.sockets.connected)
    await stage.react(bed, "repeat")
    stage.slack.sockets.refuse = False
    (_, job) = await stage.has_jobs(bed.channel, 2)
    await stage.slack.delivered()
    assert len(await stage.jobs(bed.channel)) == 2
    await stage.reached(job, State.DELIVERED)


async def test_a_reaction_that_a_deaf_socket_swallowed_arrives_over_a_new_one_and_counts_once(alone: Stage) -> None:
    stage = alone
    bed = await stage.bed()
    stage.slack.sockets.deafen()
    await stage.react(bed, "repeat")
    (_, job) = await stage.has_jobs(bed.channel, 2)
    await stage.slack.delivered()
    assert len(await stage.jobs(bed.channel)) == 2
    assert stage.slack.ledger.of("event_retry")
    await stage.reached(job, State.DELIVERED)


async def test_a_card_deleted_mid_job_gives_way_to_a_new_one_with_the_bed_under_it(
    watched: Watched, alone: Stage
) -> None:
    stage, at = alone, watched.at
    room = stage.room()
    at.once(Point.BED_MADE, lambda: stage.slack.world.delete(stage.slack.world.roots(room)[0], by="U_ANN"))
    bed = await is_there_once(stage, await stage.ask('chiptune 0:03 for "Where is it"', room))
    await stage.ended(bed.job)
    (root,) = stage.slack.messages(room)
    assert root["ts"] == bed.root_ts
    assert "Done in" in said(root)
    await stage.react(bed, "repeat", on=root)
    assert len(await stage.has_jobs(room, 2)) == 2


async def test_a_bot_removed_from_a_public_channel_mid_job_comes_back_with_the_bed(
    watched: Watched, alone: Stage
) -> None:
    stage, at = alone, watched.at
    room = stage.room()
    at.once(Point.BED_MADE, lambda: stage.slack.world.set_channel(room, bot_is_member=False))
    await is_there_once(stage, await stage.ask('chiptune 0:03 for "Removed"', room))
    assert stage.slack.world.channel(room).bot_is_member


async def test_a_bot_removed_from_a_private_channel_mid_job_tells_the_asker_how_to_get_the_bed(
    watched: Watched, alone: Stage
) -> None:
    stage, at = alone, watched.at
    room = stage.room(kind="private")
    at.once(Point.BED_MADE, lambda: stage.slack.world.set_channel(room, bot_is_member=False))
    job = await stage.ask('chiptune 0:03 for "Removed"', room)
    ended = await stage.reached(job, State.FAILED)
    assert "/invite @bgm" in (ended.reason or "")
    ann = stage.person("ann")
    await stage.until(lambda: any(f"--seed {job.seed}" in said(m) for m in ann.ephemerals(room)))
    await stage.remembers(lambda tx: all(p.state is not PostState.SENDING for p in tx.posts(job_id=job.id)))


async def test_a_whisper_goes_by_direct_message_once_the_commands_own_address_is_used_up(
    watched: Watched, alone: Stage
) -> None:
    stage, at = alone, watched.at
    room = stage.room(kind="private")
    at.once(Point.BED_MADE, lambda: stage.slack.world.set_channel(room, bot_is_member=False))
    stage.slack.faults.fail("response_url", status=404)
    await stage.reached(await stage.ask('chiptune 0:03 for "By post"', room), State.FAILED)
    ann = stage.person("ann")
    await stage.until(lambda: any("/invite @bgm" in said(m) for m in ann.messages("D_ANN")))


async def test_a_take_card_deleted_by_someone_costs_nothing_but_itself(alone: Stage) -> None:
    stage = alone
    bed = await stage.bed()
    await stage.ended(bed.job)
    await stage.person("ann").delete(bed.channel, bed.card["ts"])
    await stage.react(bed, "repeat", on=bed.root)
    (_, job) = await stage.has_jobs(bed.channel, 2)
    await stage.reached(job, State.DELIVERED)
    await stage.react(bed, "x", who="ann", on=bed.file)
    await stage.until(lambda: stage.slack.ledger.of("file_deleted", file=bed.take.file_id))
    await stage.ended(bed.job)

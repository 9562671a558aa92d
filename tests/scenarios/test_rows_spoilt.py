"""Files and webhooks that are not what they should be: each take arrives all the same, or the thread says why not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
import rows
import rows_days as days
from scenario_words import Json
from stage import Stage

from bot.domain.job import State
from sandbox.music.server import MusicServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared() -> AsyncIterator[Stage]:
    """A bot on MusicAPI alone, which is told by webhooks, with a clock that leaps."""
    async with rows.set_up("producer") as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def bad(shared: Stage) -> AsyncIterator[Stage]:
    """The same, with nothing wrong that an earlier day left."""
    yield shared
    server = shared.music["musicapi"]
    server.faults.clear()
    await server.accept()


@pytest.fixture
def server(bad: Stage) -> MusicServer:
    """The vendor, whose day is bad."""
    return bad.music["musicapi"]


# Files


async def test_a_link_that_died_is_asked_for_anew(bad: Stage, server: MusicServer) -> None:
    """404 for what is paid for: the task is looked at again, and its new address is fetched."""
    since = len(server.ledger)
    server.faults.dead_links(404, times=1, where="*.mp3")
    job = await bad.ask(days.PAIR, bad.room())
    dead = await server.ledger.wait_for(lambda line: line["kind"] == "fetched" and line["status"] == 404, since=since)
    rows.vendor(bad, "musicapi").clips.finished(dead["name"].removesuffix(".mp3")).url = ""
    assert await days.lengths(bad, job) == [4.0, 4.0]
    addresses = {line["path"] for line in server.ledger.of("fetched", name=dead["name"], status=200)}
    assert dead["path"] not in addresses
    assert await rows.bill(bad, job) == days.PAIR_ONCE


async def test_files_that_are_no_whole_audio_are_fetched_again(bad: Stage, server: MusicServer) -> None:
    """A web page, nothing at all, half of a file: three bad fetches, and both takes arrive whole."""
    since = len(days.fetched(server))
    server.faults.html_files(1)
    server.faults.empty_files(1)
    server.faults.drop_files(1)
    job = await bad.ask(days.PAIR, bad.room())
    for tries in (1, 2):
        await days.tried(bad, job, tries)
        await rows.leap(bad, 30)
    assert await days.lengths(bad, job) == [4.0, 4.0]
    assert {"html", "empty", "drop"} <= {fault for _, fault in days.fetched(server)[since:]}
    assert await rows.bill(bad, job) == days.PAIR_ONCE


async def test_half_a_file_is_fetched_again_and_then_said(bad: Stage, server: MusicServer) -> None:
    """Of two takes one comes whole at the second fetch; the other never does: it is told, and spoils nothing."""
    since = len(days.fetched(server))
    server.faults.cut_files(3)
    job = await bad.ask(days.PAIR, bad.room())
    assert await days.lengths(bad, job) == [4.0]
    assert [fault for _, fault in days.fetched(server)[since:]] == ["cut", "cut", "cut", None]
    assert "could not be finished: The file ends early" in await rows.words(bad, job)
    server.faults.cut_files(None)
    unplayable = await bad.ended(await bad.ask(days.ASKED, bad.room()))
    assert unplayable.state is State.FAILED
    assert "cannot be read as audio" in await rows.words(bad, unplayable)
    assert await rows.bill(bad, unplayable) == days.ONCE


async def test_a_file_that_stays_a_web_page_ends_in_words(bad: Stage, server: MusicServer) -> None:
    """Tried for an hour, then said, with that it was paid for; nothing is ordered again."""
    server.faults.html_files(None)
    job = await bad.ask(days.ASKED, bad.room())
    tries = 1
    while not (await days.tried(bad, job, tries)).ended:
        tries += 1
        await rows.leap(bad, 400)
    text = await rows.words(bad, await bad.ended(job))
    assert "web page" in text
    assert "paid for all the same" in text
    assert await rows.bill(bad, job) == days.ONCE


# Webhooks


async def test_a_forged_or_stale_webhook_is_refused_and_the_task_is_found_by_looking(
    bad: Stage, server: MusicServer
) -> None:
    """The vendor's own word with a wrong signature, then one that is an hour old: 401, and a look finds the takes."""
    for spoil in (server.faults.bad_hooks, server.faults.stale_hooks):
        since = len(server.ledger)
        spoil(None)
        job = await bad.ask(days.ASKED, bad.room())
        await server.ledger.wait_for(_gave_up, since=since)
        server.faults.clear()
        assert (await bad.newest(await days.room_of(bad, job))).state is State.WAITING
        await rows.leap(bad, 60)
        assert await days.lengths(bad, job) == [4.0]
        words = [line for line in server.ledger.entries[since:] if line["kind"] == "hook"]
        assert {line["status"] for line in words} == {401}
        assert await rows.bill(bad, job) == days.ONCE


def _gave_up(line: Json) -> bool:
    return bool(line["kind"] == "hook_given_up" and line["event"] == "song.completed")


async def test_a_webhook_that_comes_twice_or_late_is_heard_once(bad: Stage, server: MusicServer) -> None:
    """The same word again, and the first word after the last: each bed is posted once."""
    server.faults.twice_hooks(1, where="song.completed")
    twice = await bad.ask(days.ASKED, bad.room())
    assert await days.lengths(bad, twice) == [4.0]
    server.faults.late_hooks(1, where="song.streaming")
    late = await bad.ask(days.ASKED, bad.room())
    assert await days.lengths(bad, late) == [4.0]
    for job in (twice, late):
        assert await rows.bill(bad, job) == days.ONCE
        assert len(await rows.takes(bad, job)) == 1


async def test_a_stranger_at_the_webhooks_door_changes_nothing(bad: Stage, server: MusicServer) -> None:
    """A made-up address is not there; a real one without the vendor's signature is refused; nothing comes of either."""
    since = len(server.ledger)
    server.faults.no_hooks(None)
    job = await bad.ask(days.ASKED, bad.room())
    await server.ledger.wait_for(lambda line: line["kind"] == "hook" and line["event"] == "song.completed", since=since)
    ((_, body),) = await rows.orders(bad, job)
    address = body["webhook_url"]
    word = json.dumps({"event": "song.failed", "task_id": "x", "type": "failed", "message": "all is lost"})
    signed = {"X-Webhook-Id": "1", "X-Webhook-Timestamp": "1", "X-Webhook-Signature": "sha256=00"}
    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.post(f"{address}0", content=word, headers=signed)).status_code == 404
        assert (await stranger.post(address, content=word, headers=signed)).status_code == 401
        assert (await stranger.get(address)).status_code == 405
        assert (await stranger.post(address, content=b"x" * 2_000_000, headers=signed)).status_code == 413
    await rows.leap(bad, 60)
    assert await days.lengths(bad, job) == [4.0]

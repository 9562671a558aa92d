"""Bad days at MusicAPI over real HTTP: what the thread is told, what arrives all the same, what the vendor booked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio
import rows
import rows_days as days
from scenario_words import Json, buttons, said
from stage import Stage

from bot.domain.job import Event, State
from sandbox.music.server import MusicServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

MADE_ELSEWHERE = "so built-in engine makes it. Nothing was paid before."
NASTY = "no *luck* today, <!channel> `rm -rf` see https://evil.example/x"


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


# Answers that are lost


async def test_a_lost_answer_is_settled_by_the_webhook(bad: Stage, server: MusicServer) -> None:
    """Nobody is asked, nothing is ordered again: the vendor's word names the order."""
    server.faults.lose_answers(1, where="POST */create")
    job = await bad.ask(days.ASKED, bad.room())
    assert await days.lengths(bad, job) == [4.0]
    assert {Event.LOST, Event.FOUND} <= set(await days.had(bad, job))
    assert not any("Give up" in buttons(message) for message in await rows.posts(bad, job))
    assert await rows.bill(bad, job) == days.ONCE


@pytest.mark.parametrize("pressed", ["Order again (may cost twice)", "Give up"])
async def test_without_webhooks_a_lost_answer_is_asked_about(pressed: str) -> None:
    """The balance, known from before, says that it was paid; a person decides, and only then it is ordered again."""
    async with rows.set_up("producer", hooks=False) as stage:
        room, server = stage.room(), stage.music["musicapi"]
        await stage.person("ben").slash(room, "credits")
        await stage.until(lambda: any("100000 credits left" in said(m) for m in stage.person("ben").ephemerals(room)))
        server.faults.lose_answers(1, where="POST */create")
        job = await stage.ask(days.ASKED, room)
        await stage.until(lambda: _asking(stage, room))
        question = _asking(stage, room)[0]
        assert "has taken 12 credits" in said(question)
        await rows.press(stage, "chloe", question, pressed)
        again = pressed.startswith("Order")
        ended = await stage.ended(job)
        assert ended.state is (State.DELIVERED if again else State.FAILED)
        assert await rows.bill(stage, job) == (days.ONCE * 2 if again else days.ONCE)
        assert not _asking(stage, room)
        assert "chloe said to" in (await rows.words(stage, job)).replace("\u2060", "")


def _asking(stage: Stage, room: str) -> list[Json]:
    threads = (stage.slack.thread(room, root["ts"]) for root in stage.slack.messages(room))
    return [message for thread in threads for message in thread if "Give up" in buttons(message)]


# Refusals


async def test_a_refusal_is_told_in_the_vendors_words_and_costs_nothing(bad: Stage, server: MusicServer) -> None:
    """Moderation, no credits, the account: three 403s, each said as it was said, none of it formatting or a ping."""
    vendor = rows.vendor(bad, "musicapi")
    artists, left = vendor.habits.artists, vendor.account.balance
    vendor.habits.artists = ("joan *starlight*",)
    moderated = await bad.ended(await bad.ask('chiptune 0:04 for "Joan *Starlight*"', bad.room()))
    vendor.habits.artists, vendor.account.balance = artists, 5
    poor = await bad.ended(await bad.ask(days.ASKED, bad.room()))
    vendor.account.balance, vendor.habits.suspended = left, True
    suspended = await bad.ended(await bad.ask(days.ASKED, bad.room()))
    vendor.habits.suspended = False
    refused = {"contains artist name": moderated, "Insufficient credits": poor, "no active subscription": suspended}
    for words, job in refused.items():
        assert job.state is State.FAILED
        assert words in await rows.words(bad, job)
        assert all(days.spoken_plainly(message) for message in await rows.posts(bad, job))
        assert await rows.bill(bad, job) == []


async def test_a_storm_of_429_is_waited_out_as_long_as_it_says(bad: Stage, server: MusicServer) -> None:
    """Retry-After holds every request of the account; then one order goes through, and is paid once."""
    since = len(server.ledger)
    server.faults.rate_limit("1", times=2, where="POST */create")
    job = await bad.ask(days.ASKED, bad.room())
    assert await days.lengths(bad, job) == [4.0]
    asked = [line for line in server.ledger.entries[since:] if line["kind"] == "request"]
    refused = [n for n, line in enumerate(asked) if line["fault"] == "rate_limit"]
    assert len(refused) == 2
    assert all(asked[n + 1]["at"] - asked[n]["at"] >= 1.0 for n in refused)
    assert await rows.bill(bad, job) == days.ONCE


# Tasks that fail


async def test_a_twin_that_failed_spoils_nothing(bad: Stage, server: MusicServer) -> None:
    server.faults.fail_items(1, where="create_music", message=NASTY)
    job = await bad.ask(days.PAIR, bad.room())
    assert await days.lengths(bad, job) == [4.0]
    assert "1 of 2 takes failed at MusicAPI" in await rows.words(bad, job)
    assert all(days.spoken_plainly(message) for message in await rows.posts(bad, job))
    assert await rows.bill(bad, job) == days.PAIR_ONCE


async def test_a_task_that_failed_is_told_and_its_refund_is_reckoned(bad: Stage, server: MusicServer) -> None:
    """In the vendor's words, as plain words; our own reckoning takes the charge back as the vendor did."""
    before = await rows.reckoned(bad, "musicapi")
    server.faults.fail_tasks(1, where="producer", message=NASTY)
    job = await bad.ended(await bad.ask(days.ASKED, bad.room()))
    assert job.state is State.FAILED
    text = await rows.words(bad, job)
    assert "today" in text
    assert "The credits were given back" in text
    assert all(days.spoken_plainly(message) for message in await rows.posts(bad, job))
    assert server.ledger.refunded == 12
    assert await rows.reckoned(bad, "musicapi") == before


# An API that is away


async def test_an_outage_is_told_within_two_minutes_and_then_it_goes_on(bad: Stage, server: MusicServer) -> None:
    """Refused connections cost nothing: the threads are told, and what nobody cancelled is made when it is back."""
    clock = bad.variant.clock
    await server.refuse()
    begun = clock.now()
    jobs = {who: await bad.ask(days.ASKED, bad.room(), who) for who in ("ann", "ben", "chloe")}
    for job in jobs.values():
        await days.told(bad, job, "does not answer at the moment")
    assert clock.now() - begun < 120
    for who in ("ben", "chloe"):
        room = await days.room_of(bad, jobs[who])
        assert "Cancelled" in (await bad.person(who).slash(room, "cancel")).text
    await server.accept()
    await rows.leap(bad, 30)
    assert await days.lengths(bad, jobs["ann"]) == [4.0]
    assert [await rows.bill(bad, job) for job in jobs.values()] == [days.ONCE, [], []]


async def test_an_outage_while_it_is_made_is_told_and_ends_well(bad: Stage, server: MusicServer) -> None:
    """Nobody can be asked how it stands: the thread says so; it was paid once, and arrives."""
    since = len(server.ledger)
    server.faults.no_hooks(None)
    job = await bad.ask(days.ASKED, bad.room())
    await bad.reached(job, State.WAITING)
    await server.refuse()
    await server.ledger.wait_for(days.is_done, since=since)
    for _ in range(3):
        await rows.leap(bad, 60)
        await bad.remembers(lambda tx: tx.tasks(job.id)[0].due_at > bad.variant.clock.now())
    await days.told(bad, job, "does not answer at the moment")
    await server.accept()
    await rows.leap(bad, 60)
    assert await days.lengths(bad, job) == [4.0]
    assert await rows.bill(bad, job) == days.ONCE


async def test_an_outage_moves_on_to_the_next_provider_and_nothing_is_paid() -> None:
    """BGM_PROVIDER=musicapi,builtin: the built-in engine makes it, and each card says why, also in the end; nothing
    else in the thread says it again."""
    async with rows.set_up("producer", "builtin") as stage:
        server = stage.music["musicapi"]
        await server.refuse()
        jobs = [await stage.ask('chiptune 0:03 for "Pixel"', stage.room()) for _ in range(3)]
        made = [await rows.over(stage, job) for job in jobs]
        assert {job.provider for job in made} == {"builtin"}
        for job in made:
            saying = [said(message).count(MADE_ELSEWHERE) for message in await rows.posts(stage, job)]
            assert [saying[0], sum(saying)] == [1, 1]
        assert await rows.reckoned(stage, "musicapi") == 0
        assert server.ledger.charges() == []
        await server.accept()


# Restarts


async def test_a_restart_keeps_the_limit_and_finishes_what_was_begun() -> None:
    """Stopped right after an order and started again: no request comes sooner than the limit allows, none twice."""
    vendors = {"musicapi": {**rows.SHORT["musicapi"], "spacing": 1.0}}
    async with rows.set_up("producer", vendor=vendors, providers=partial(rows.brisk, spacing=1.0)) as stage:
        server = stage.music["musicapi"]
        first = await stage.ask(days.ASKED, stage.room())
        await server.ledger.wait_for(lambda line: line["kind"] == "charge")
        await stage.stop()
        await stage.start()
        second = await stage.ask(days.ASKED, stage.room())
        for job in (first, second):
            assert await days.lengths(stage, job) == [4.0]
            assert await rows.bill(stage, job) == days.ONCE
        assert not server.ledger.of("request", status=429)

"""While a bed is made: the card moves, status and cancel answer, the asker can stop it; and what each wish is.

One bot for all of these, with one worker that stands still, so that what waits waits as long as the test needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from scenario_words import Json, audio_files, buttons, has_button, mentioned, said
from stage import Bed, Stage, opened

from bot.domain.job import RUNNING, Job, Kind, State

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def slow() -> AsyncIterator[Stage]:
    async with opened(workers=1) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def first(slow: Stage) -> Bed:
    """The first bed of this bot, by Ann."""
    return await slow.bed()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def still(slow: Stage, first: Bed) -> AsyncIterator[Stage]:
    async with slow.plugged():
        yield slow


async def waiting(stage: Stage, title: str, room: str | None = None, who: str = "ann") -> tuple[Job, Json]:
    """A job that waits, and its card."""
    job = await stage.ask(f'chiptune 4:00 for "{title}"', room or stage.room(), who)
    await stage.reached(job, State.WAITING)
    return job, await card_of(stage, job)


async def card_of(stage: Stage, job: Job) -> Json:
    thread = await stage.read(lambda tx: tx.thread(job.thread_id))
    return next(m for m in stage.slack.messages(thread.channel) if m["ts"] == thread.root_ts)


async def wished(stage: Stage, bed: Bed) -> Job:
    """The one job that runs for the bed's channel, once all that people did has been heard; it waits."""
    await stage.slack.delivered()
    (job,) = await stage.remembers(lambda tx: tx.jobs(states=RUNNING, channel=bed.channel))
    return await stage.reached(job, State.WAITING)


async def stopped(stage: Stage, job: Job) -> None:
    """Whoever asked for the job cancels it: what it makes is not looked at."""
    room = (await stage.read(lambda tx: tx.thread(job.thread_id))).channel
    assert (await stage.person(job.asker).slash(room, "cancel")).text.startswith("Cancelled")


async def is_cancelled_in_words(stage: Stage, job: Job) -> None:
    """The job ends with its card saying so, no button left, and nothing else in its thread."""
    await stage.reached(job, State.CANCELLED)
    await stage.ended(job)
    card = await card_of(stage, job)
    assert "Cancelled after" in said(card)
    assert buttons(card) == {}
    assert len(stage.slack.thread(card["channel"], card["ts"])) == 1


async def test_the_card_says_what_who_and_how_far_and_its_bar_grows(still: Stage) -> None:
    job, card = await waiting(still, "Moving")
    assert mentioned(card) == ["U_ANN"]
    assert list(buttons(card)) == ["Cancel"]
    room = card["channel"]

    def bars() -> list[int]:
        texts = [c["args"]["text"] for c in still.slack.ledger.calls("chat.update") if c["args"]["channel"] == room]
        return [text.count("▓") for text in texts if "composing" in text]

    await still.until(lambda: len(bars()) >= 2)
    assert bars()[0] < bars()[-1]
    await stopped(still, job)


async def test_status_says_that_nothing_runs_or_what_does(still: Stage) -> None:
    room, ben = still.room(), still.person("ben")
    await ben.slash(room, "status")
    assert "Nothing is being made in this channel" in said(ben.ephemerals(room)[-1])
    job, _ = await waiting(still, "Long one", room)
    await ben.slash(room, "status")
    told = said(ben.ephemerals(room)[-1])
    assert "Long one" in told
    assert "composing" in told
    assert mentioned(ben.ephemerals(room)[-1]) == []
    await stopped(still, job)


async def test_cancel_without_a_job_of_ones_own_says_so(still: Stage) -> None:
    room = still.room()
    job, _ = await waiting(still, "Anns", room)
    assert "Nothing of yours is running here" in (await still.person("ben").slash(room, "cancel")).text
    assert not (await still.newest(room)).ended
    assert "Cancelled: Anns" in (await still.person("ann").slash(room, "cancel")).text
    await is_cancelled_in_words(still, job)


async def test_cancel_with_several_running_offers_them_and_ends_the_chosen_one(still: Stage) -> None:
    room, ann = still.room(), still.person("ann")
    (one, _), (other, _) = await waiting(still, "First", room), await waiting(still, "Second", room)
    assert "Which one" in (await ann.slash(room, "cancel")).text
    choice = ann.ephemerals(room)[-1]
    rows = {block["accessory"]["value"]: block for block in choice["blocks"] if "accessory" in block}
    assert set(rows) == {one.id, other.id}
    assert "Second" in said({"blocks": [rows[other.id]]})
    chosen = rows[other.id]
    assert (await ann.click(choice, chosen["accessory"]["action_id"], block_id=chosen["block_id"])).ok
    await is_cancelled_in_words(still, other)
    assert [job.state for job in await still.jobs(room)] == [State.WAITING, State.CANCELLED]
    await stopped(still, one)


async def test_the_cancel_button_ends_the_askers_job(still: Stage) -> None:
    job, card = await waiting(still, "Pressed")
    assert (await still.person("ann").click(card, buttons(card)["Cancel"]["action_id"])).ok
    await is_cancelled_in_words(still, job)


async def test_a_cross_on_the_card_by_the_asker_ends_the_job(still: Stage) -> None:
    job, card = await waiting(still, "Crossed")
    await still.person("ann").react(card["channel"], card["ts"], "x")
    await is_cancelled_in_words(still, job)


@pytest.mark.parametrize("by_reaction", [False, True])
async def test_nobody_else_can_cancel_and_is_told_so_alone(still: Stage, by_reaction: bool) -> None:
    job, card = await waiting(still, "Not yours")
    chloe = still.person("chloe")
    before = len(chloe.messages("D_CHLOE"))
    if by_reaction:
        await chloe.react(card["channel"], card["ts"], "x")
    else:
        await chloe.click(card, buttons(card)["Cancel"]["action_id"])
    await still.until(lambda: len(chloe.messages("D_CHLOE")) > before)
    assert "Only the one who asked can cancel it" in said(chloe.messages("D_CHLOE")[-1])
    assert (await still.newest(card["channel"])).state is State.WAITING
    assert len(still.slack.thread(card["channel"], card["ts"])) == 1
    await stopped(still, job)


async def test_a_later_job_has_a_card_of_its_own_in_the_thread_that_can_be_cancelled(still: Stage, first: Bed) -> None:
    await still.react(first, "fast_forward", who="chloe")
    job = await wished(still, first)

    def card() -> Json | None:
        thread = still.slack.thread(first.channel, first.root_ts)
        return next((m for m in thread if has_button(m, job.id)), None)

    shown = await still.until(card)
    assert "Extending *v1* to 0:33" in said(shown)
    assert mentioned(shown) == []
    await still.person("chloe").click(shown, buttons(shown)["Cancel"]["action_id"])
    await still.ended(job)
    (after,) = [m for m in still.slack.thread(first.channel, first.root_ts) if m["ts"] == shown["ts"]]
    assert "Cancelled after" in said(after)
    assert buttons(after) == {}


@pytest.mark.parametrize(
    ("emoji", "kind"),
    [
        ("fast_forward", Kind.EXTEND),
        ("heavy_plus_sign", Kind.EXTEND),
        ("arrow_forward", Kind.EXTEND),
        ("fast_forward::skin-tone-4", Kind.EXTEND),
        ("repeat", Kind.REGENERATE),
        ("arrows_counterclockwise", Kind.REGENERATE),
        ("repeat::skin-tone-2", Kind.REGENERATE),
    ],
)
async def test_each_emoji_asks_for_what_it_means_whatever_its_skin_tone(
    still: Stage, first: Bed, emoji: str, kind: Kind
) -> None:
    await still.react(first, emoji)
    job = await wished(still, first)
    assert (job.kind, job.parent, job.asker) == (kind, first.take.id, "U_BEN")
    await stopped(still, job)


async def test_a_reaction_on_the_audio_files_own_message_counts_too(still: Stage, first: Bed) -> None:
    await still.react(first, "repeat", on=first.file)
    job = await wished(still, first)
    assert (job.kind, job.parent) == (Kind.REGENERATE, first.take.id)
    await stopped(still, job)


@pytest.mark.parametrize(("label", "kind"), [("Extend", Kind.EXTEND), ("Regenerate", Kind.REGENERATE)])
async def test_a_button_asks_for_the_same_as_its_reaction(still: Stage, first: Bed, label: str, kind: Kind) -> None:
    assert (await still.person("chloe").click(first.card, buttons(first.card)[label]["action_id"])).ok
    job = await wished(still, first)
    assert (job.kind, job.parent, job.asker) == (kind, first.take.id, "U_CHLOE")
    await stopped(still, job)


async def test_two_people_who_want_the_same_at_once_get_one_job(still: Stage, first: Bed) -> None:
    await asyncio.gather(
        still.react(first, "heavy_plus_sign", who="ann"),
        still.react(first, "heavy_plus_sign::skin-tone-5", who="ben"),
        still.person("chloe").click(first.card, buttons(first.card)["Extend"]["action_id"]),
    )
    await stopped(still, await wished(still, first))


async def test_a_reaction_on_a_message_that_is_not_the_bots_is_nothing_at_all(still: Stage, first: Bed) -> None:
    lovely = await still.person("ben").say(first.channel, "lovely", first.root_ts)
    before = [job.id for job in await still.jobs(first.channel)]
    await still.person("ann").react(first.channel, lovely["ts"], "repeat")
    await still.slack.delivered()
    assert [job.id for job in await still.jobs(first.channel)] == before
    assert await still.read(lambda tx: tx.held_reactions()) == []


async def test_a_cross_by_the_asker_withdraws_the_take_and_its_files(still: Stage, first: Bed) -> None:
    await still.react(first, "x", who="ann")
    await still.until(lambda: len(still.slack.ledger.of("file_deleted", file=first.take.file_id)) == 1)
    await still.ended(first.job)
    (card,) = [m for m in still.slack.thread(first.channel, first.root_ts) if m["ts"] == first.card["ts"]]
    assert "was withdrawn" in said(card)
    assert buttons(card) == {}
    thread = still.slack.thread(first.channel, first.root_ts)
    assert [f for m in thread for f in audio_files(m)] == []

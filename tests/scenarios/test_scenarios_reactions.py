"""Reactions under a take: what comes of them."""

from __future__ import annotations

import pytest
from scenario_words import RATE, audio_files, decoded, said
from stage import Bed, Stage, opened

from bot.domain.job import Kind, State
from bot.domain.thread import TakeState
from sandbox.slack.person import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def direct(person: Person) -> list[str]:
    """What the bot wrote to this person alone."""
    return [said(m) for m in person.messages(f"D_{person.id[2:]}")]


async def test_fast_forward_makes_v2_half_a_minute_longer_and_says_where_it_comes_from(
    stage: Stage, fresh: Bed
) -> None:
    await stage.react(fresh, "fast_forward")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    longer = await stage.made(job)
    assert longer.take.parent == fresh.take.id
    assert "*v2* · extended from v1" in said(longer.card)
    assert [file["name"] for file in audio_files(longer.file)] == ["Onboarding 0-33 v2.mp3"]
    assert decoded(await stage.download(audio_files(longer.file)[0])).shape == (33 * RATE, 2)


async def test_repeat_makes_v2_as_long_as_v1_with_another_seed(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    other = await stage.made(job)
    assert "*v2* · regenerated from v1" in said(other.card)
    assert other.take.seed != fresh.take.seed
    first, second = [decoded(await stage.download(audio_files(bed.file)[0])) for bed in (fresh, other)]
    assert first.shape == second.shape == (3 * RATE, 2)
    assert (first != second).any()


async def test_a_cross_by_somebody_else_is_refused_in_words_to_them_alone(stage: Stage, fresh: Bed) -> None:
    before = stage.slack.thread(fresh.channel, fresh.root_ts)
    await stage.react(fresh, "x", who="ben")
    await stage.until(lambda: any("Only the one who asked" in words for words in direct(stage.person("ben"))))
    take = await stage.read(lambda tx: tx.take(fresh.take.id))
    assert take is not None
    assert take.state is TakeState.DELIVERED
    assert len(stage.slack.thread(fresh.channel, fresh.root_ts)) == len(before)


async def test_taking_a_reaction_away_and_other_emoji_do_nothing(stage: Stage, fresh: Bed) -> None:
    ben = stage.person("ben")
    await stage.react(fresh, "tada")
    await stage.react(fresh, "thumbsup")
    await ben.unreact(fresh.channel, fresh.card["ts"], "tada")
    await stage.slack.delivered()
    assert len(await stage.jobs(fresh.channel)) == 1
    await stage.react(fresh, "repeat")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    await ben.unreact(fresh.channel, fresh.card["ts"], "repeat")
    await stage.slack.delivered()
    assert len(await stage.jobs(fresh.channel)) == 2
    state = await stage.reached(job, State.DELIVERED)
    assert state.kind is Kind.REGENERATE


async def test_a_reaction_on_a_file_whose_message_is_not_known_yet_is_kept_and_counts() -> None:
    async with opened() as stage:
        stage.slack.faults.hang("files.info")
        room = stage.room()
        await stage.ask('chiptune 0:03 for "Late"', room)
        shared = await stage.until(lambda: next(iter(stage.slack.ledger.of("file_shared", channel=room)), None))
        await stage.person("ben").react(room, shared["ts"], "repeat")
        assert await stage.remembers(lambda tx: tx.held_reactions())
        await stage.until(lambda: [call for call in stage.slack.ledger.calls("files.info") if call.get("hung")])
        assert len(await stage.jobs(room)) == 1
        stage.slack.faults.release()
        jobs = await stage.has_jobs(room, 2)
        assert (jobs[1].kind, jobs[1].asker) == (Kind.REGENERATE, "U_BEN")
        assert await stage.read(lambda tx: tx.held_reactions()) == []
        await stage.made(jobs[0])
        again = await stage.made(jobs[1])
        assert again.take.parent is not None
        assert len(stage.slack.ledger.of("file_shared", channel=room)) == 2


async def test_a_reaction_on_the_threads_card_means_its_newest_take(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat", on=fresh.root)
    (_, second) = await stage.has_jobs(fresh.channel, 2)
    newest = await stage.made(second)
    await stage.react(fresh, "fast_forward", who="chloe", on=fresh.root)
    jobs = await stage.has_jobs(fresh.channel, 3)
    assert jobs[2].parent == newest.take.id


async def test_the_same_event_redelivered_is_one_job_even_after_that_ended(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    await stage.reached(job, State.DELIVERED)
    events = [d["payload"] for d in stage.slack.ledger.of("delivery", what="events_api")]
    (event,) = [e for e in events if e["event"].get("item", {}).get("ts") == fresh.card["ts"]
                and e["event"]["user"] == "U_BEN"]  # fmt: skip
    stage.slack.delivery.again(event)
    await stage.slack.delivered()
    assert len(await stage.jobs(fresh.channel)) == 2


async def test_after_it_ended_the_same_wish_is_a_new_one(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat", who="ben")
    (_, first) = await stage.has_jobs(fresh.channel, 2)
    await stage.reached(first, State.DELIVERED)
    await stage.react(fresh, "repeat", who="chloe")
    (_, _, second) = await stage.has_jobs(fresh.channel, 3)
    third = await stage.made(second)
    assert third.take.label == "v3"
    assert "regenerated from v1" in said(third.card)

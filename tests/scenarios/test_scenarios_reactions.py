"""Reactions under a take: what each does, whose counts, on which message, and how often."""

from __future__ import annotations

import asyncio

import pytest
from scenario_words import RATE, audio_files, buttons, decoded, said
from stage import Bed, Stage, opened

from bot.domain.job import Job, Kind, State
from bot.domain.thread import TakeState
from sandbox.person import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def started(stage: Stage, bed: Bed, kind: Kind) -> Job:
    """The one job that a wish on the bed became; cancelled, since what it makes is not looked at."""
    jobs = await stage.has_jobs(bed.channel, 2)
    await stage.slack.delivered()
    assert [(job.kind, job.parent) for job in await stage.jobs(bed.channel)[1:]] == [(kind, bed.take.id)]
    return jobs[-1]


async def wished(stage: Stage, bed: Bed) -> list[Job]:
    """What was wished for on the bed so far, once all that was said has been heard."""
    await stage.slack.delivered()
    return (await stage.jobs(bed.channel))[1:]


async def stopped(stage: Stage, job: Job) -> None:
    """Whoever wished for the job takes it back: what it makes is not looked at."""
    await stage.person(job.asker).slash((await stage.read(lambda tx: tx.thread(job.thread_id))).channel, "cancel")


def direct(person: Person) -> list[str]:
    """What the bot wrote to this person alone."""
    return [said(m) for m in person.messages(f"D_{person.id[2:]}")]


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
    stage: Stage, fresh: Bed, emoji: str, kind: Kind
) -> None:
    await stage.react(fresh, emoji)
    await stage.has_jobs(fresh.channel, 2)
    (job,) = await wished(stage, fresh)
    assert (job.kind, job.parent, job.asker) == (kind, fresh.take.id, "U_BEN")
    await stopped(stage, job)


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


async def test_a_cross_by_the_asker_withdraws_the_take_and_its_files(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "x", who="ann")
    await stage.until(lambda: len(stage.slack.ledger.of("file_deleted", file=fresh.take.file_id)) == 1)
    await stage.ended(fresh.job)
    (card,) = [m for m in stage.slack.thread(fresh.channel, fresh.root_ts) if m["ts"] == fresh.card["ts"]]
    assert "was taken back" in said(card)
    assert buttons(card) == {}
    thread = stage.slack.thread(fresh.channel, fresh.root_ts)
    assert [f for m in thread for f in audio_files(m)] == []


async def test_a_cross_by_somebody_else_is_refused_in_words_to_them_alone(stage: Stage, fresh: Bed) -> None:
    before = stage.slack.thread(fresh.channel, fresh.root_ts)
    await stage.react(fresh, "x", who="ben")
    await stage.until(lambda: any("Only the one who asked" in words for words in direct(stage.person("ben"))))
    take = await stage.read(lambda tx: tx.take(fresh.take.id))
    assert take is not None
    assert take.state is TakeState.DELIVERED
    assert len(stage.slack.thread(fresh.channel, fresh.root_ts)) == len(before)


async def test_a_cross_on_the_card_by_the_asker_cancels_what_runs(stage: Stage) -> None:
    job = await stage.ask('chiptune 2:00 for "Stopped"', stage.room())
    root_ts = await stage.remembers(lambda tx: tx.thread(job.thread_id).root_ts)
    thread = await stage.read(lambda tx: tx.thread(job.thread_id))
    await stage.person("ann").react(thread.channel, root_ts, "x")
    await stage.reached(job, State.CANCELLED)
    await stage.ended(job)
    (card,) = stage.slack.thread(thread.channel, root_ts)
    assert "Cancelled after" in said(card)


async def test_taking_a_reaction_away_and_other_emoji_do_nothing(stage: Stage, fresh: Bed) -> None:
    ben = stage.person("ben")
    await stage.react(fresh, "tada")
    await stage.react(fresh, "thumbsup")
    await ben.unreact(fresh.channel, fresh.card["ts"], "tada")
    assert await wished(stage, fresh) == []
    await stage.react(fresh, "repeat")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    await ben.unreact(fresh.channel, fresh.card["ts"], "repeat")
    assert [job.id] == [job.id for job in await wished(stage, fresh)]
    state = await stage.reached(job, State.DELIVERED)
    assert state.kind is Kind.REGENERATE


async def test_a_reaction_on_the_audio_files_own_message_counts_too(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat", on=fresh.file)
    await stage.has_jobs(fresh.channel, 2)
    (job,) = await wished(stage, fresh)
    assert (job.kind, job.parent) == (Kind.REGENERATE, fresh.take.id)
    await stopped(stage, job)


async def test_a_reaction_on_a_file_whose_message_is_not_known_yet_is_kept_and_counts() -> None:
    async with opened() as stage:
        stage.slack.faults.hang("files.info")
        room = stage.room()
        await stage.ask('chiptune 0:03 for "Late"', room)
        shared = await stage.until(lambda: next(iter(stage.slack.ledger.of("file_shared", channel=room)), None))
        await stage.person("ben").react(room, shared["ts"], "repeat")
        assert await stage.remembers(lambda tx: tx.held_reactions())
        jobs = await stage.has_jobs(room, 2)
        assert (jobs[1].kind, jobs[1].asker) == (Kind.REGENERATE, "U_BEN")
        assert await stage.read(lambda tx: tx.held_reactions()) == []
        stage.slack.faults.release()
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
    await stopped(stage, jobs[2])


async def test_a_reaction_on_a_message_that_is_not_the_bots_is_nothing_at_all(stage: Stage, fresh: Bed) -> None:
    said_by_ben = await stage.person("ben").say(fresh.channel, "lovely", fresh.root_ts)
    calls = len(stage.slack.ledger.of("call"))
    await stage.person("ann").react(fresh.channel, said_by_ben["ts"], "repeat")
    assert await wished(stage, fresh) == []
    assert len([c for c in stage.slack.ledger.of("call")[calls:] if c["args"].get("channel") == fresh.channel]) == 0


async def test_two_people_who_want_the_same_at_once_get_one_job(stage: Stage, fresh: Bed) -> None:
    await asyncio.gather(
        stage.react(fresh, "fast_forward", who="ann"),
        stage.react(fresh, "arrow_forward", who="ben"),
        stage.person("chloe").click(fresh.card, buttons(fresh.card)["Extend"]["action_id"]),
    )
    await stage.has_jobs(fresh.channel, 2)
    (job,) = await wished(stage, fresh)
    await stopped(stage, job)


async def test_the_same_event_redelivered_is_one_job_even_after_that_ended(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    await stage.reached(job, State.DELIVERED)
    events = [d["payload"] for d in stage.slack.ledger.of("delivery", what="events_api")]
    (event,) = [e for e in events if e["event"].get("item", {}).get("ts") == fresh.card["ts"]
                and e["event"]["user"] == "U_BEN"]  # fmt: skip
    stage.slack.delivery.again(event)
    assert [job.id] == [job.id for job in await wished(stage, fresh)]


async def test_after_it_ended_the_same_wish_is_a_new_one(stage: Stage, fresh: Bed) -> None:
    await stage.react(fresh, "repeat", who="ben")
    (_, first) = await stage.has_jobs(fresh.channel, 2)
    await stage.reached(first, State.DELIVERED)
    await stage.react(fresh, "repeat", who="chloe")
    (_, _, second) = await stage.has_jobs(fresh.channel, 3)
    third = await stage.made(second)
    assert third.take.label == "v3"
    assert "regenerated from v1" in said(third.card)

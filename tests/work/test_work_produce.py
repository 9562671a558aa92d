"""A take becomes a bed, or the job says why not; no job stays in the middle of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from work_parts import NOW, FullNow, HandClock, TinyProvider, add_job, add_task, walk
from work_produce import Studio

from bot.domain.brief import Brief
from bot.domain.errors import AudioError, DiskFull, NotFetched, WorkerDied
from bot.domain.extra import Extra
from bot.domain.job import Event, Job, Kind, State
from bot.domain.operation import Operation
from bot.domain.ports import Finished, RawTake
from bot.domain.results import as_json
from bot.domain.thread import Post, PostKind, PostState, Take, TakeState, TaskState
from bot.work.finishing.trouble import FETCH_TRIES, FULL_DISK, FULL_DISK_WAIT, GONE_TRIES, TRIES
from storage import SqliteStore

ONE, TWO = "https://cdn.example/1.mp3", "https://cdn.example/2.mp3"


@pytest.fixture
def full(store: SqliteStore) -> FullNow:
    return FullNow(store)


@pytest.fixture
def studio(full: FullNow, clock: HandClock, provider: TinyProvider, tmp_path: Path) -> Studio:
    return Studio(full, clock, tmp_path / "files", provider)


async def ready(store: SqliteStore, studio: Studio, *sources: str, **changes: Any) -> Job:
    """A job with a take for each source; the bytes of a path lie there, those of an address at its server."""
    job = await store.write(lambda tx: add_job(tx, State.READY))
    if changes:
        await store.write(lambda tx: tx.save_job(replace(tx.job(job.id) or job, **changes)))
    for number, source in enumerate(sources or (studio.put("takes/x/0.take"),), start=1):
        await store.write(lambda tx, number=number, source=source: tx.add_take(_take(job, number, source)))
        if source.startswith("https"):
            studio.cdn.holds[source] = b"sound"
    raws = tuple(RawTake(index=i, source=s, facts={"clip_id": f"c{i + 1}"}) for i, s in enumerate(sources))
    task = await store.write(lambda tx: add_task(tx, job))
    done = replace(task, state=TaskState.FINISHED, answer=as_json(Finished(raws)))
    await store.write(lambda tx: tx.save_task(done))
    return job


def _take(job: Job, number: int, source: str) -> Take:
    return Take(
        id=f"v{number}",
        thread_id=job.thread_id,
        job_id=job.id,
        number=number,
        seed=None,
        lengths=job.lengths,
        provider=job.provider,
        source=source,
        created_at=NOW,
        facts={"clip_id": f"c{number}", "cost": "20 credits for 2 takes"},
        expires_at=NOW + 1000.0,
    )


async def job_of(store: SqliteStore, name: str = "j1") -> Job:
    job = await store.read(lambda tx: tx.job(name))
    assert job
    return job


async def take_of(store: SqliteStore, name: str = "v1") -> Take:
    take = await store.read(lambda tx: tx.take(name))
    assert take
    return take


async def posts_of(store: SqliteStore, kind: PostKind) -> list[Post]:
    return [post for post in await store.read(lambda tx: tx.posts(thread_id="t1")) if post.kind is kind]


async def test_a_bed_and_its_posts_are_stored_together(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio)
    await studio.turn()
    take = await take_of(store)
    posts = await store.read(lambda tx: tx.posts(job_id="j1"))
    assert (await job_of(store)).state is State.POSTING
    assert take.state is TakeState.FINISHED
    assert take.receipt
    assert {PostKind.FILE, PostKind.TAKE, PostKind.SEED} <= {post.kind for post in posts}


async def test_a_worker_starts_while_the_music_is_on_its_way(store: SqliteStore, studio: Studio) -> None:
    await studio.turn()
    assert not studio.bench.awake
    await store.write(lambda tx: add_job(tx, State.WAITING))
    await studio.turn()
    assert studio.bench.awake


async def test_what_was_paid_for_is_finished_although_its_provider_is_not_set_up_any_more(
    store: SqliteStore, clock: HandClock, tmp_path: Path
) -> None:
    """A key was taken away between the last look and the bed."""
    studio = Studio(store, clock, tmp_path / "files")
    await ready(store, studio)
    await studio.turn()
    take = await take_of(store)
    assert (await job_of(store)).state is State.POSTING
    assert take.receipt
    assert (take.receipt.engine, take.receipt.rights) == ("tiny", "not on file")


async def test_a_full_disk_is_waited_for_and_said_in_words(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio)
    studio.bench.trouble = [DiskFull("no room")]
    await studio.turn()
    job = await job_of(store)
    assert (job.state, job.reason, job.due_at) == (State.READY, FULL_DISK, NOW + FULL_DISK_WAIT)
    assert await store.read(lambda tx: tx.post("j1:edit"))
    await studio.turn(FULL_DISK_WAIT - 1.0)
    assert len(studio.bench.orders) == 1  # not a second too early
    await studio.turn(FULL_DISK_WAIT)
    assert (await job_of(store)).state is State.POSTING


async def test_a_long_full_disk_does_not_use_up_the_tries_for_other_trouble(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio)
    studio.bench.trouble = [*[DiskFull("no room")] * 50, WorkerDied("out of memory")]
    await studio.turn(3600.0)
    assert (await job_of(store)).state is State.POSTING
    assert len(studio.bench.orders) == 52


@pytest.mark.parametrize("trouble", [WorkerDied("out of memory"), ValueError("a bug")])
async def test_what_may_work_the_next_time_is_tried_some_times_and_then_said_in_words(
    store: SqliteStore, studio: Studio, trouble: Exception
) -> None:
    await ready(store, studio)
    studio.bench.trouble = [trouble] * 100
    await studio.turn(3600.0)
    job = await job_of(store)
    assert job.state is State.FAILED
    assert job.reason
    assert len(studio.bench.orders) == TRIES


async def test_bytes_that_are_no_music_end_the_job_at_once(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio)
    studio.bench.trouble = [AudioError("The take is silent.")]
    await studio.turn(3600.0)
    job = await job_of(store)
    assert (job.state, job.reason, len(studio.bench.orders)) == (State.FAILED, "The take is silent.", 1)


async def test_a_bed_made_while_the_database_is_full_is_stored_when_there_is_room(
    store: SqliteStore, studio: Studio, full: FullNow
) -> None:
    await ready(store, studio)
    full.full(after=1, times=2)
    await studio.turn()
    assert full.refused == 2
    assert (await job_of(store)).state is State.POSTING
    assert len(studio.bench.orders) == 1


async def test_a_job_cancelled_while_it_is_finished_is_not_posted(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)

    fetch = studio.loop._beds._fetching._fetch

    async def cancelled_meanwhile(url: str, into: Path) -> Path:
        await store.write(lambda tx: tx.move(_job(tx), Event.CANCEL, NOW))
        return await fetch(url, into)

    studio.loop._beds._fetching._fetch = cancelled_meanwhile
    await studio.turn()
    assert (await job_of(store)).state is State.CANCELLED
    assert not await posts_of(store, PostKind.FILE)


def _job(tx: Any) -> Job:
    job: Job = tx.job("j1")
    return job


async def test_a_take_is_fetched_before_all_else_and_its_address_is_kept(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    studio.bench.trouble = [WorkerDied("out of memory")]
    await studio.turn()
    take = await take_of(store)
    assert (take.source, take.facts["address"]) == ("takes/v1/0.take", ONE)
    assert studio.folder.absolute(take.source).read_bytes() == b"sound"
    await studio.turn(60.0)
    assert (await job_of(store)).state is State.POSTING
    assert studio.cdn.asked == [ONE]


async def test_what_was_fetched_before_a_crash_is_not_fetched_again(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    studio.put("takes/v1/0.take", b"whole")
    await studio.turn()
    assert studio.cdn.asked == []
    assert (await take_of(store)).source == "takes/v1/0.take"


async def test_an_address_that_may_work_later_is_tried_for_about_an_hour(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    studio.cdn.holds[ONE] = NotFetched("cdn.example answered HTTP 503 for the file.")
    await studio.turn(600.0)
    job = await job_of(store)
    assert job.state is State.READY
    assert "503" in (job.reason or "")
    assert "an hour" in (job.reason or "")
    studio.cdn.holds[ONE] = b"sound"
    await studio.turn(600.0)
    assert (await job_of(store)).state is State.POSTING


async def test_an_address_that_never_works_ends_in_words_that_say_it_was_paid(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE)
    studio.cdn.holds[ONE] = NotFetched("cdn.example answered HTTP 503 for the file.")
    await studio.turn(7200.0)
    job = await job_of(store)
    assert job.state is State.FAILED
    assert "paid" in (job.reason or "")
    assert "for an hour" in (job.reason or "")
    assert len(studio.cdn.asked) == FETCH_TRIES
    assert studio.clock.now() - NOW == pytest.approx(3600.0, rel=0.1)


async def test_a_dead_address_is_asked_for_anew(store: SqliteStore, studio: Studio, provider: TinyProvider) -> None:
    await ready(store, studio, ONE, TWO)
    fresh = "https://cdn.example/fresh.mp3"
    del studio.cdn.holds[ONE]
    studio.cdn.holds[fresh] = b"fresh"
    raws = (
        RawTake(index=0, source=TWO, facts={"clip_id": "c2"}),
        RawTake(index=1, source=fresh, facts={"clip_id": "c1"}),
    )
    provider.looks["kj1"] = Finished(raws)
    await studio.turn()
    assert (await job_of(store)).state is State.POSTING
    assert studio.folder.absolute((await take_of(store)).source).read_bytes() == b"fresh"
    assert (await take_of(store)).facts["address"] == fresh
    assert (await take_of(store, "v2")).facts["address"] == TWO


async def test_addresses_of_one_task_that_died_together_are_asked_for_once(
    store: SqliteStore, studio: Studio, provider: TinyProvider
) -> None:
    await ready(store, studio, ONE, TWO)
    studio.cdn.holds.clear()
    fresh = ["https://cdn.example/fresh1.mp3", "https://cdn.example/fresh2.mp3"]
    studio.cdn.holds |= dict.fromkeys(fresh, b"fresh")
    raws = tuple(RawTake(index=i, source=url, facts={"clip_id": f"c{i + 1}"}) for i, url in enumerate(fresh))
    provider.looks["kj1"] = Finished(raws)
    await studio.turn()
    assert (await job_of(store)).state is State.POSTING
    assert [(await take_of(store, name)).facts["address"] for name in ("v1", "v2")] == fresh
    assert provider.looked == ["kj1"]


async def test_takes_are_fetched_side_by_side(store: SqliteStore, studio: Studio) -> None:
    """Each fetch ends here only once the other has begun."""
    await ready(store, studio, ONE, TWO)
    studio.cdn.together = asyncio.Barrier(2)
    async with asyncio.timeout(10.0):
        await studio.turn()
    assert {post.take_id for post in await posts_of(store, PostKind.FILE)} == {"v1", "v2"}


async def test_a_dead_address_for_which_there_is_no_other_ends_in_words(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    del studio.cdn.holds[ONE]
    await studio.turn(7200.0)
    job = await job_of(store)
    assert job.state is State.FAILED
    assert "paid" in (job.reason or "")
    assert len(studio.cdn.asked) == GONE_TRIES


async def test_an_unsafe_address_is_not_tried_again(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    studio.cdn.holds[ONE] = NotFetched("127.0.0.1 is no public address.", unsafe=True)
    await studio.turn(7200.0)
    job = await job_of(store)
    assert (job.state, len(studio.cdn.asked)) == (State.FAILED, 1)
    assert "no public address" in (job.reason or "")


async def test_one_broken_take_of_two_spoils_nothing_and_the_thread_is_told(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE, TWO)
    studio.bench.spoils["/v1/"] = AudioError("The take is silent.")
    await studio.turn(3600.0)
    assert (await job_of(store)).state is State.POSTING
    assert (await take_of(store, "v2")).state is TakeState.FINISHED
    assert [post.take_id for post in await posts_of(store, PostKind.FILE)] == ["v2"]
    assert [post.words for post in await posts_of(store, PostKind.TELL)] == [
        "v1 could not be finished: The take is silent."
    ]


async def test_a_take_that_can_be_had_is_posted_while_the_other_is_waited_for(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE, TWO)
    studio.cdn.holds[ONE] = NotFetched("cdn.example answered HTTP 503 for the file.")
    await studio.turn()
    assert (await job_of(store)).state is State.READY
    assert [post.take_id for post in await posts_of(store, PostKind.FILE)] == ["v2"]
    studio.cdn.holds[ONE] = b"sound"
    await studio.turn(60.0)
    assert (await job_of(store)).state is State.POSTING
    assert [post.take_id for post in await posts_of(store, PostKind.FILE)] == ["v2", "v1"]
    assert studio.cdn.asked.count(TWO) == 1


async def test_a_job_whose_last_take_fails_when_all_else_is_posted_is_delivered(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE, TWO)
    studio.cdn.holds[ONE] = NotFetched("cdn.example answered HTTP 503 for the file.")
    await studio.turn()
    for post in await store.read(lambda tx: tx.posts(job_id="j1")):
        await store.write(lambda tx, post=post: tx.save_post(replace(post, state=PostState.DONE, ts="9.0")))
    await studio.turn(7200.0)
    assert (await job_of(store)).state is State.DELIVERED
    assert "v1 could not be finished" in ((await posts_of(store, PostKind.TELL))[0].words or "")


async def test_bytes_that_cannot_be_read_are_fetched_once_more(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    studio.bench.trouble = [AudioError("The file is damaged.")]
    await studio.turn()
    assert (await job_of(store)).state is State.POSTING
    assert studio.cdn.asked == [ONE, ONE]


async def test_bytes_that_can_never_be_read_end_in_words_after_the_second_fetch(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE)
    studio.bench.spoils["/v1/"] = AudioError("The file is damaged.")
    await studio.turn(3600.0)
    assert (await job_of(store)).reason == "The file is damaged."
    assert studio.cdn.asked == [ONE, ONE]


async def test_a_file_that_ends_before_its_time_is_fetched_once_more_and_then_taken(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE)
    take = await take_of(store)
    await store.write(lambda tx: tx.save_take(replace(take, facts={**take.facts, "seconds": 61.2})))
    studio.bench.seconds = [1.5, 1.5]
    await studio.turn()
    assert studio.cdn.asked == [ONE, ONE]
    receipt = (await take_of(store)).receipt
    assert receipt
    assert receipt.seconds == 1.5


async def test_a_bed_is_ordered_at_the_exact_length(store: SqliteStore, studio: Studio) -> None:
    await ready(store, studio, ONE)
    await studio.turn()
    [order] = studio.bench.orders
    assert (order.frames, order.fits, order.fade_out) == (144_000, True, None)


async def test_a_song_of_which_nobody_said_how_long_lasts_as_long_as_it_came(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE, brief=Brief(description="slow soul", instrumental=False))
    studio.bench.seconds = [182.5]
    await studio.turn()
    take = await take_of(store)
    assert studio.bench.orders[0].frames is None
    assert take.lengths == (182.5,)
    await extra_job(store, Kind.REGENERATE, state=State.READY)
    await store.write(lambda tx: tx.add_take(replace(_take_of_job(take), parent="v1")))
    await studio.turn()
    assert studio.bench.orders[1].frames is None


def _take_of_job(take: Take) -> Take:
    return replace(take, id="v2", number=2, job_id="j2", state=TakeState.RAW, bed=None, receipt=None)


async def test_the_receipt_says_what_it_cost_and_never_free_where_nobody_knows(
    store: SqliteStore, studio: Studio
) -> None:
    await ready(store, studio, ONE, TWO)
    other = await take_of(store, "v2")
    await store.write(lambda tx: tx.save_take(replace(other, facts={})))
    await studio.turn()
    costs = [take.receipt.cost for take in await store.read(lambda tx: tx.takes(job_id="j1")) if take.receipt]
    assert costs == ["20 credits for 2 takes", "price not known"]


async def test_a_take_that_was_made_here_and_is_gone_is_asked_for_again(
    store: SqliteStore, studio: Studio, provider: TinyProvider
) -> None:
    await ready(store, studio, "takes/kj1/0.take")
    await studio.turn(1.0)
    assert (await job_of(store)).state is State.READY
    studio.put("takes/kj1/0.take")
    await studio.turn(60.0)
    assert (await job_of(store)).state is State.POSTING


async def extra_job(store: SqliteStore, kind: Kind, *, name: str = "j2", state: State = State.READY) -> Job:
    """A job about the take v1."""
    origin = await job_of(store)
    brief = replace(origin.brief, format="wav") if kind is Kind.WAV else origin.brief
    job = replace(origin, id=name, kind=kind, parent="v1", brief=brief, state=State.ACCEPTED, shown_as="", attempts=0)

    def add(tx: Any) -> Job:
        tx.add_job(job)
        return walk(tx, job, Event.IN_STORE) if state is State.READY else job

    return await store.write(add)


async def delivered(store: SqliteStore, studio: Studio) -> Take:
    """A take whose bed is made, 2.9 s long."""
    await ready(store, studio, ONE)
    studio.bench.seconds = [2.9]
    await studio.turn()
    return await take_of(store)


async def test_a_wav_is_made_of_the_take_as_long_as_its_bed(store: SqliteStore, studio: Studio) -> None:
    await delivered(store, studio)
    await extra_job(store, Kind.WAV)
    await studio.turn()
    order = studio.bench.orders[-1]
    assert (order.format, order.frames, order.take.name, order.picture) == ("wav", 139_200, "0.take", False)
    assert (await posts_of(store, PostKind.FILE))[-1].data["bed"].endswith(".wav")


def wav_extra(**changes: Any) -> Extra:
    extra = Extra(
        id="x1", job_id="j2", take_id="v1", provider="tiny", operation=Operation.WAV, number=0, name="wav",
        source="https://cdn.example/1.wav", created_at=NOW,
    )  # fmt: skip
    return replace(extra, **changes)


async def test_the_providers_own_wav_is_used_where_there_is_one_and_fetched_once(
    store: SqliteStore, studio: Studio
) -> None:
    await delivered(store, studio)
    await extra_job(store, Kind.WAV)
    await store.write(lambda tx: tx.add_extra(wav_extra()))
    studio.cdn.holds["https://cdn.example/1.wav"] = b"wav"
    await studio.turn()
    assert studio.bench.orders[-1].take.read_bytes() == b"wav"
    await extra_job(store, Kind.WAV, name="j3")
    made, asked = len(studio.bench.orders), len(studio.cdn.asked)
    await studio.turn()
    files = [post.data["bed"] for post in await posts_of(store, PostKind.FILE)]
    assert len(files) == 3
    assert files[-1] == files[-2]
    assert (len(studio.bench.orders), len(studio.cdn.asked)) == (made, asked)


async def test_a_bought_wav_that_came_in_part_is_fetched_once_more(store: SqliteStore, studio: Studio) -> None:
    """It was paid for: only when it is broken twice it is made of the take."""
    await delivered(store, studio)
    await extra_job(store, Kind.WAV)
    await store.write(lambda tx: tx.add_extra(wav_extra()))
    studio.cdn.holds["https://cdn.example/1.wav"] = b"wav"
    studio.bench.trouble = [AudioError("The file ends early.")]
    await studio.turn()
    assert studio.cdn.asked.count("https://cdn.example/1.wav") == 2
    assert studio.bench.orders[-1].take.read_bytes() == b"wav"
    assert await posts_of(store, PostKind.TELL) == []


@pytest.mark.parametrize("lost", [NotFetched("unsafe", unsafe=True), b"broken"])
async def test_a_wav_that_is_lost_at_its_provider_is_made_of_the_take_and_said(
    store: SqliteStore, studio: Studio, lost: Exception | bytes
) -> None:
    await delivered(store, studio)
    await extra_job(store, Kind.WAV)
    await store.write(lambda tx: tx.add_extra(wav_extra()))
    studio.cdn.holds["https://cdn.example/1.wav"] = lost
    studio.bench.spoils["/extras/"] = AudioError("The file is damaged.")
    await studio.turn()
    assert (await job_of(store, "j2")).state is State.POSTING
    assert studio.bench.orders[-1].take == studio.folder.absolute("takes/v1/0.take")
    assert not list(studio.folder.extras_folder("j2").glob("*.take")), "broken bytes do not stay"
    assert "made from the take itself" in ((await posts_of(store, PostKind.TELL))[0].words or "")

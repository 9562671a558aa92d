"""A take becomes a bed, or the job says why not; no job stays in the middle of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from work_parts import NOW, FullNow, HandClock, TinyProvider, add_job, add_take, no_point, run

from bot.audio.bed import Bed, FinishOrder
from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.errors import AudioError, DiskFull, WorkerDied
from bot.domain.job import Event, Job, State
from bot.domain.thread import PostKind, TakeState
from bot.work.produce import FULL_DISK, FULL_DISK_WAIT, TRIES, Produce
from storage import SqliteStore


class Bench:
    """Finishes beds at once, or raises what it is told to."""

    def __init__(self) -> None:
        self.trouble: list[Exception] = []
        self.orders: list[FinishOrder] = []

    async def run(self, work: Any, order: FinishOrder) -> Bed:
        self.orders.append(order)
        if self.trouble:
            raise self.trouble.pop(0)
        return Bed(
            path=order.out / f"{order.name}.{order.format}",
            picture=order.out / f"{order.name}.png",
            frames=144_000,
            seconds=3.0,
            lufs=-20.0,
            lra=3.0,
            true_peak=-3.0,
            sha256="0" * 64,
            size=1,
            format=order.format,
            gain=0.0,
        )


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def full(store: SqliteStore) -> FullNow:
    return FullNow(store)


@pytest.fixture
def produce(full: FullNow, clock: HandClock, provider: TinyProvider, bench: Bench, tmp_path: Path) -> Produce:
    return Produce(
        store=full,
        providers={provider.name: provider},
        folder=AudioFolder(tmp_path / "files"),
        workers=cast("Workers", bench),
        clock=clock,
        at=no_point,
    )


async def ready(store: SqliteStore) -> Job:
    job = await store.write(lambda tx: add_job(tx, State.READY))
    await store.write(lambda tx: add_take(tx, job))
    return job


async def turn(produce: Produce, clock: HandClock, seconds: float = 0.0) -> None:
    await run(produce, clock, until=clock.now() + seconds, busy=lambda: produce._lanes.under_way)


async def job_of(store: SqliteStore) -> Job:
    job = await store.read(lambda tx: tx.job("j1"))
    assert job
    return job


async def test_a_bed_and_its_posts_are_stored_together(store: SqliteStore, produce: Produce, clock: HandClock) -> None:
    await ready(store)
    await turn(produce, clock)
    [take] = await store.read(lambda tx: tx.takes(job_id="j1"))
    posts = await store.read(lambda tx: tx.posts(job_id="j1"))
    assert (await job_of(store)).state is State.POSTING
    assert take.state is TakeState.FINISHED
    assert take.receipt
    assert {PostKind.FILE, PostKind.TAKE, PostKind.SEED} <= {post.kind for post in posts}


async def test_a_full_disk_is_waited_for_and_said_in_words(
    store: SqliteStore, produce: Produce, bench: Bench, clock: HandClock
) -> None:
    await ready(store)
    bench.trouble = [DiskFull("no room")]
    await turn(produce, clock)
    job = await job_of(store)
    assert (job.state, job.reason, job.due_at) == (State.READY, FULL_DISK, NOW + FULL_DISK_WAIT)
    assert await store.read(lambda tx: tx.post("j1:edit"))
    await turn(produce, clock, seconds=FULL_DISK_WAIT - 1.0)
    assert len(bench.orders) == 1  # not a second too early
    await turn(produce, clock, seconds=FULL_DISK_WAIT)
    assert (await job_of(store)).state is State.POSTING


async def test_a_long_full_disk_does_not_use_up_the_tries_for_other_trouble(
    store: SqliteStore, produce: Produce, bench: Bench, clock: HandClock
) -> None:
    await ready(store)
    bench.trouble = [*[DiskFull("no room")] * 50, WorkerDied("out of memory")]
    await turn(produce, clock, seconds=3600.0)
    assert (await job_of(store)).state is State.POSTING
    assert len(bench.orders) == 52


@pytest.mark.parametrize("trouble", [WorkerDied("out of memory"), ValueError("a bug")])
async def test_what_may_work_the_next_time_is_tried_some_times_and_then_said_in_words(
    store: SqliteStore, produce: Produce, bench: Bench, clock: HandClock, trouble: Exception
) -> None:
    await ready(store)
    bench.trouble = [trouble] * 100
    await turn(produce, clock, seconds=3600.0)
    job = await job_of(store)
    assert job.state is State.FAILED
    assert job.reason
    assert len(bench.orders) == TRIES


async def test_bytes_that_are_no_music_end_the_job_at_once(
    store: SqliteStore, produce: Produce, bench: Bench, clock: HandClock
) -> None:
    await ready(store)
    bench.trouble = [AudioError("The take is silent.")]
    await turn(produce, clock, seconds=3600.0)
    job = await job_of(store)
    assert (job.state, job.reason, len(bench.orders)) == (State.FAILED, "The take is silent.", 1)


async def test_a_bed_made_while_the_database_is_full_is_stored_when_there_is_room(
    store: SqliteStore, produce: Produce, bench: Bench, full: FullNow, clock: HandClock
) -> None:
    await ready(store)
    full.full(after=1, times=2)
    await turn(produce, clock)
    assert full.refused == 2
    assert (await job_of(store)).state is State.POSTING
    assert len(bench.orders) == 1


async def test_a_job_cancelled_while_it_is_finished_is_not_posted(
    store: SqliteStore, produce: Produce, clock: HandClock
) -> None:
    await ready(store)
    await store.write(lambda tx: tx.move(_job(tx), Event.PRODUCE, clock.now()))
    await store.write(lambda tx: tx.move(_job(tx), Event.CANCEL, clock.now()))
    await store.write(lambda tx: produce._done(tx, job_id="j1", beds=[]))
    assert (await job_of(store)).state is State.CANCELLED
    assert not [p for p in await store.read(lambda tx: tx.posts(job_id="j1")) if p.kind is PostKind.FILE]


def _job(tx: Any) -> Job:
    job: Job = tx.job("j1")
    return job

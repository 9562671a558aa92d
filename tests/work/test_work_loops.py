"""Loops sleep until their bell or their time, wake whenever there is work, and rest when something fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

from work_parts import HandClock, TinyProvider, add_job, add_take, add_task

from bot.audio.folder import AudioFolder
from bot.domain.errors import StoreFull
from bot.domain.job import State
from bot.domain.thread import TakeState, TaskState
from bot.work.finishing.keep import Keep
from bot.work.lanes import Lanes
from bot.work.runner import Runner
from storage import SqliteStore


class Counting:
    """A loop that is rung while it turns."""

    name = "counting"
    listens = frozenset({"jobs"})

    def __init__(self, turns: int, trouble: Exception | None = None) -> None:
        self.bell, self.enough = asyncio.Event(), asyncio.Event()
        self.turns, self._most, self._trouble = 0, turns, trouble
        self.runner: Runner | None = None

    async def turn(self) -> float | None:
        self.turns += 1
        if self.turns >= self._most:
            self.enough.set()
            return None
        if self._trouble:
            raise self._trouble
        await asyncio.sleep(0)
        assert self.runner
        self.runner.changed(frozenset({"jobs", "posts"}))  # a commit in the middle of the turn, after what it has read
        await asyncio.sleep(0)
        return None

    async def stop(self) -> None: ...


async def test_a_commit_in_the_middle_of_a_turn_is_followed_by_another_turn(clock: HandClock) -> None:
    loop = Counting(turns=50)
    runner = loop.runner = Runner([loop], clock)
    runner.start()
    await asyncio.wait_for(loop.enough.wait(), 20.0)
    await runner.stop()


async def test_what_other_tables_tell_does_not_wake_a_loop(clock: HandClock) -> None:
    loop = Counting(turns=1)
    Runner([loop], clock).changed(frozenset({"posts"}))
    assert not loop.bell.is_set()


async def test_a_lane_whose_work_failed_rests_while_others_go_on() -> None:
    freed = asyncio.Event()
    lanes = Lanes(2, freed.set)

    async def fail() -> None:
        raise StoreFull("The disk is full.")

    async def work() -> None:
        await asyncio.sleep(0)

    lanes.start("a", fail())
    await freed.wait()
    assert lanes.busy("a")
    assert not lanes.full
    lanes.start("b", work())
    freed.clear()
    await freed.wait()
    assert not lanes.busy("b")
    await lanes.stop()
    assert not lanes.busy("a")


async def test_work_under_way_is_cancelled_at_a_stop() -> None:
    lanes, cancelled = Lanes(1, lambda: None), asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    lanes.start("a", hang())
    await asyncio.sleep(0)
    await lanes.stop()
    assert cancelled.is_set()


async def test_what_was_rendered_for_nobody_is_removed_and_what_no_row_knows_is_left(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, tmp_path: Path
) -> None:
    folder = AudioFolder(tmp_path)

    def rendered(name: str) -> Path:
        path = folder.take_path(name)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"music")
        return path

    cancelled = await store.write(lambda tx: add_job(tx, State.CANCELLED, name="1"))
    delivered = await store.write(lambda tx: add_job(tx, State.DELIVERED, name="2"))
    waiting = await store.write(lambda tx: add_job(tx, State.WAITING, name="3"))
    await store.write(lambda tx: add_task(tx, cancelled, TaskState.FAILED, name="kgone"))
    await store.write(lambda tx: add_task(tx, delivered, TaskState.FINISHED, name="kkept"))
    await store.write(lambda tx: add_take(tx, delivered, TakeState.DELIVERED, source="takes/kkept/0.take"))
    await store.write(lambda tx: add_task(tx, waiting, TaskState.STARTED, name="kbusy"))
    gone, kept, busy, foreign = (rendered(name) for name in ("kgone", "kkept", "kbusy", "kforeign"))
    await Keep(store=store, folder=folder, clock=clock).turn()
    assert [path.exists() for path in (gone, kept, busy, foreign)] == [False, True, True, True]


async def test_files_go_after_their_days_and_the_take_says_so(
    store: SqliteStore, clock: HandClock, tmp_path: Path
) -> None:
    folder = AudioFolder(tmp_path)
    job = await store.write(lambda tx: add_job(tx, State.DELIVERED))
    await store.write(lambda tx: add_task(tx, job, TaskState.FINISHED, name="k1"))
    take = await store.write(lambda tx: add_take(tx, job, TakeState.DELIVERED, source="takes/k1/0.take"))
    path = folder.take_path("k1")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"music")
    keep = Keep(store=store, folder=folder, clock=clock)
    await keep.turn()
    assert path.exists()
    clock.time += 2000.0
    await keep.turn()
    expired = await store.read(lambda tx: tx.take(take.id))
    assert not path.exists()
    assert expired
    assert (expired.state, expired.expires_at) == (TakeState.EXPIRED, None)
    assert await store.read(lambda tx: tx.post(f"{take.id}:retake"))


async def test_a_posted_file_goes_after_its_days_however_its_job_ended(
    store: SqliteStore, clock: HandClock, tmp_path: Path
) -> None:
    """It was fetched for the job alone; while the job runs it stays, and files that no row knows are left alone."""
    folder = AudioFolder(tmp_path)
    states = (State.DELIVERED, State.FAILED, State.CANCELLED, State.WAITING)
    posted = []
    for number, state in enumerate(states):
        job = await store.write(lambda tx, state=state, number=number: add_job(tx, state, name=str(number)))
        posted.append(folder.extras_folder(job.id) / "posted.mp3")
    posted.append(folder.extras_folder("nobody") / "posted.mp3")
    for path in posted:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"music")
    keep = Keep(store=store, folder=folder, clock=clock, keep_days=1)
    clock.time += 80_000.0
    await keep.turn()
    assert all(path.exists() for path in posted)
    clock.time += 10_000.0
    await keep.turn()
    assert [path.exists() for path in posted] == [False, False, False, True, True]

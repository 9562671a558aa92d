"""Tasks are looked at until their audio is there; news that comes early is not lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from work_parts import NOW, Desk, HandClock, Later, TinyProvider, add_job, add_task

from bot.domain.errors import AskAgain, ProviderError
from bot.domain.job import Event, Job, State
from bot.domain.operation import Operation
from bot.domain.ports import Broken, Finished, Look, Pending, RawTake
from bot.domain.thread import Task, TaskState
from bot.work.ordering.arrivals import NOTHING, Arrivals
from bot.work.ordering.watch import GIVE_UP_SECONDS, Watch
from storage import SqliteStore

DONE = Finished((RawTake(index=0, source="takes/k/0.take", seed=7),))


class TwoPlaces(TinyProvider):
    """Knows of a task at the second place that is asked."""

    def __init__(self, clock: HandClock, **more: Any) -> None:
        super().__init__(**more)
        self.clock, self.times = clock, list[float]()

    async def look(self, task: Task) -> Look:
        self.times.append(self.clock.now() - NOW)
        if len(self.times) == 1:
            raise AskAgain("not here")
        return DONE


class SlowToTell(TinyProvider):
    """Answers a look once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.looking, self.told = asyncio.Event(), asyncio.Event()

    async def look(self, task: Task) -> Look:
        self.looking.set()
        await self.told.wait()
        return await super().look(task)


def watch_of(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Watch:
    return Desk(store, clock, provider).watch()


@pytest.fixture
def watch(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Watch:
    return watch_of(store, clock, provider)


async def waiting(store: SqliteStore, name: str = "1", provider: str = "tiny") -> Task:
    job = await store.write(lambda tx: add_job(tx, State.WAITING, name=name, provider=provider))
    return await store.write(lambda tx: add_task(tx, job))


async def turn(watch: Watch) -> float | None:
    """One turn, and all the looks that it began."""
    due = await watch.turn()
    while watch._lanes.under_way:
        watch.bell.clear()
        await watch.bell.wait()
    return due


async def job_of(store: SqliteStore, name: str = "j1") -> Job:
    job = await store.read(lambda tx: tx.job(name))
    assert job
    return job


async def test_a_finished_task_brings_its_takes(store: SqliteStore, watch: Watch, provider: TinyProvider) -> None:
    task = await waiting(store)
    provider.looks[task.id] = DONE
    await turn(watch)
    assert (await job_of(store)).state is State.READY
    assert [take.label for take in await store.read(lambda tx: tx.takes(job_id="j1"))] == ["v1"]


async def test_a_call_that_no_webhook_tells_of_is_looked_at_again_before_its_usual_time(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """A score that is not ready yet takes some seconds: nobody waits for a webhook that never comes, not where the
    provider gave it an id of its own either. What it calls back for is looked at late."""
    job = await store.write(lambda tx: add_job(tx, State.WAITING))
    task = await store.write(lambda tx: add_task(tx, job))
    arrivals = Arrivals(providers={"tiny": provider}, clock=clock, ids=lambda kind: kind, keep_days=30, hooked=True)

    async def look(*calls_back: Operation) -> float:
        provider.calls_back = frozenset(calls_back)
        asked = replace(task, provider_id="t-1", expected=8.0)
        return await store.read(lambda tx: arrivals.next_look(tx, job, asked, 0.0))

    assert 4 < await look(Operation.MIDI) < 8 < await look(Operation.CREATE)


async def test_news_that_comes_before_the_start_is_stored_is_kept(
    store: SqliteStore, watch: Watch, provider: TinyProvider, clock: HandClock
) -> None:
    job = await store.write(lambda tx: add_job(tx, State.SUBMITTING))
    task = await store.write(lambda tx: add_task(tx, job, TaskState.INTENT))
    provider.looks[task.id] = DONE
    watch.told(task.id)
    assert watch.bell.is_set()
    await turn(watch)
    started = replace(task, state=TaskState.STARTED, due_at=clock.now() + 1000.0)  # its own look is not due
    await store.write(lambda tx: tx.save_task(started))
    await store.write(lambda tx: tx.move(job, Event.STARTED, clock.now()))
    await turn(watch)
    assert (await job_of(store)).state is State.READY


async def test_the_hours_that_the_bot_was_down_do_not_count_as_waiting(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    task = await waiting(store)
    clock.time += 10 * GIVE_UP_SECONDS
    watch = watch_of(store, clock, provider)
    await turn(watch)
    assert (await job_of(store)).state is State.WAITING
    provider.looks[task.id] = DONE
    watch.told(task.id)
    await turn(watch)
    assert (await job_of(store)).state is State.READY


async def test_a_provider_that_is_silent_for_an_hour_ends_the_job_in_words(
    store: SqliteStore, watch: Watch, clock: HandClock
) -> None:
    await waiting(store)
    clock.time += GIVE_UP_SECONDS + 60.0
    await turn(watch)
    job = await job_of(store)
    assert job.state is State.FAILED
    assert "not answered for an hour" in (job.reason or "")


@pytest.mark.parametrize("trouble", [ProviderError("no answer"), ValueError("a bug in reading it")])
async def test_one_task_that_cannot_be_looked_at_holds_up_no_other(
    store: SqliteStore, watch: Watch, provider: TinyProvider, clock: HandClock, trouble: Exception
) -> None:
    first, second = await waiting(store, "1"), await waiting(store, "2")
    await waiting(store, "3", provider="gone")
    provider.looks |= {first.id: trouble, second.id: DONE}
    await turn(watch)
    due = await watch.turn()
    assert (await job_of(store, "j1")).state is State.WAITING
    assert (await job_of(store, "j2")).state is State.READY
    assert (await job_of(store, "j3")).state is State.WAITING
    assert due is not None
    assert due > clock.now()  # looked at again, later


async def test_a_task_is_not_looked_at_before_it_is_due(
    store: SqliteStore, watch: Watch, provider: TinyProvider, clock: HandClock
) -> None:
    task = await waiting(store)
    await store.write(lambda tx: tx.save_task(replace(task, due_at=clock.now() + 30.0)))
    assert await watch.turn() == clock.now() + 30.0
    assert not watch._lanes.under_way
    await watch.stop()
    clock.time += 30.0
    await turn(watch)
    assert provider.looked == [task.id]


@pytest.mark.parametrize("told", [False, True])
async def test_news_is_looked_at_first_and_then_what_has_waited_beyond_its_time_the_longest(
    store: SqliteStore, watch: Watch, provider: TinyProvider, told: bool
) -> None:
    """Not what became due first; what is told of is looked at although its own look is not due."""
    soon, overdue, later = [await waiting(store, name) for name in ("1", "2", "3")]
    rows = [
        replace(soon, created_at=NOW - 12.0, due_at=NOW - 50.0),
        replace(overdue, created_at=NOW - 60.0, due_at=NOW - 1.0),
        replace(later, due_at=NOW + 1000.0),
    ]
    for row in rows:
        await store.write(lambda tx, row=row: tx.save_task(row))  # type: ignore[misc]
    if told:
        watch.told(later.id)
    await turn(watch)
    assert provider.looked == ([later.id] if told else []) + [overdue.id, soon.id]


async def test_of_one_account_one_task_at_a_time_is_looked_at(store: SqliteStore, clock: HandClock) -> None:
    provider = SlowToTell()
    await waiting(store, "1")
    await waiting(store, "2")
    watch = watch_of(store, clock, provider)
    await watch.turn()
    await asyncio.wait_for(provider.looking.wait(), 20.0)
    provider.looking.clear()
    await watch.turn()
    for _ in range(5):
        await store.read(lambda tx: tx.next_due_task(clock.now()))
    assert not provider.looking.is_set()
    provider.told.set()
    await turn(watch)
    assert sorted(provider.looked) == ["kj1", "kj2"]


async def test_a_look_that_is_led_elsewhere_is_made_again_at_its_next_turn(
    store: SqliteStore, clock: HandClock
) -> None:
    """No sooner than the limit of the account allows."""
    wait, provider = Later(), TwoPlaces(clock, spacing=3.0)
    await waiting(store)
    watch = Desk(store, clock, provider, wait=wait).watch()
    await watch.turn()
    while watch._lanes.under_way:
        if wait.calls:
            wait.run(clock)
        await asyncio.sleep(0)
    assert (await job_of(store)).state is State.READY
    assert provider.times == [3.0, 6.0]


async def test_a_job_whose_task_alone_is_never_answered_for_says_so_within_two_minutes(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """Others of the account are answered for meanwhile, so the API is not down; their cards say nothing. Once it is
    answered for, its card says nothing more either."""
    first, second = await waiting(store, "1"), await waiting(store, "2")
    provider.looks |= {first.id: ProviderError("no answer"), second.id: Pending()}
    desk = Desk(store, clock, provider)
    watch = desk.watch()
    began = clock.now()
    while not (await job_of(store, "j1")).reason and clock.now() < began + 1000.0:
        await turn(watch)
        desk.gates.of(provider).worked()  # a look at another one
        clock.time += 5.0
    assert 60.0 < clock.now() - began <= 120.0
    told = await job_of(store, "j1")
    assert told.state is State.WAITING
    assert "does not say how this one stands" in (told.reason or "")
    assert await store.read(lambda tx: tx.post("j1:edit"))
    assert (await job_of(store, "j2")).reason is None
    provider.looks[first.id] = Pending()
    await turn(watch)
    assert (await job_of(store, "j1")).reason is None


async def test_a_look_that_is_answered_begins_the_two_minutes_anew(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """A task that is answered for now and then is no silent one."""
    task = await waiting(store)
    desk = Desk(store, clock, provider)
    watch = desk.watch()
    for number in range(60):
        provider.looks[task.id] = Pending() if number % 12 == 11 else ProviderError("no answer")
        watch.told(task.id)
        await turn(watch)
        desk.gates.of(provider).worked()
        clock.time += 5.0
        assert (await job_of(store)).reason is None


@pytest.mark.parametrize(
    ("look", "words"), [(Broken("It was moderated."), "It was moderated."), (Finished(()), NOTHING)]
)
async def test_a_task_without_audio_ends_the_job_in_words(
    store: SqliteStore, watch: Watch, provider: TinyProvider, look: Broken | Finished, words: str
) -> None:
    task = await waiting(store)
    provider.looks[task.id] = look
    await turn(watch)
    job = await job_of(store)
    assert (job.state, job.reason) == (State.FAILED, words)


@pytest.mark.parametrize("trouble", [None, ProviderError("no answer")])
async def test_a_task_that_finishes_after_its_job_was_cancelled_makes_no_take(
    store: SqliteStore, watch: Watch, provider: TinyProvider, clock: HandClock, trouble: Exception | None
) -> None:
    provider.unforgiving = trouble
    task = await waiting(store)
    job = await job_of(store)
    provider.looks[task.id] = DONE
    await store.write(lambda tx: tx.move(job, Event.CANCEL, clock.now()))
    await turn(watch)
    assert provider.forgotten == [task.id]
    assert not await store.read(lambda tx: tx.takes(job_id="j1"))
    assert not await store.read(lambda tx: tx.unwanted_tasks())

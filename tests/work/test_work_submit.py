"""Only a paid call whose outcome is known is ever made again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from work_parts import NOW, Desk, FullNow, HandClock, Later, TinyProvider, add_job, add_task, run, walk

from bot.domain.errors import NeverSent, OutcomeUnknown, Refused, Unanswered
from bot.domain.job import Event, Job, State
from bot.domain.operation import Operation
from bot.domain.ports import Transaction
from bot.domain.thread import TaskState
from bot.work.asking.intake import new_id
from bot.work.ordering.lost import TRIES
from bot.work.ordering.settle import recover
from bot.work.ordering.submit import Submit
from storage import SqliteStore

CREATE, STEMS = frozenset({Operation.CREATE}), frozenset({Operation.STEMS})


class Turns(Later):
    """Tells that somebody waits for a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = asyncio.Event()

    def __call__(self, seconds: float, call: Callable[[], None]) -> None:
        super().__call__(seconds, call)
        self.wanted.set()


def must(job: Job | None) -> Job:
    """The job, which is there."""
    assert job
    return job


@pytest.fixture
def full(store: SqliteStore) -> FullNow:
    return FullNow(store)


@pytest.fixture
def submit(full: FullNow, clock: HandClock, provider: TinyProvider) -> Submit:
    return Desk(full, clock, provider).submit()


async def turn(submit: Submit, clock: HandClock, seconds: float = 0.0) -> None:
    await run(submit, clock, until=clock.now() + seconds, busy=lambda: submit._lanes.under_way)


async def job_of(store: SqliteStore, name: str = "j1") -> Job:
    job = await store.read(lambda tx: tx.job(name))
    assert job
    return job


async def test_an_answered_call_makes_the_job_wait_for_its_task(
    store: SqliteStore, submit: Submit, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    provider.answers = ["their-id"]
    await turn(submit, clock)
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    assert (task.state, task.provider_id) == (TaskState.STARTED, "their-id")
    assert (await job_of(store)).state is State.WAITING


@pytest.mark.parametrize(("harmless", "state"), [(STEMS, State.WAITING), (CREATE, State.SUBMITTING)])
async def test_a_stop_waits_for_an_open_call_that_may_cost_money_and_for_no_other(
    store: SqliteStore, submit: Submit, provider: TinyProvider, harmless: frozenset[Operation], state: State
) -> None:
    await store.write(add_job)
    provider.harmless, provider.pause = harmless, asyncio.Event()
    await submit.turn()
    await asyncio.wait_for(provider.called.wait(), 20.0)
    stopping = asyncio.create_task(submit.stop())
    await asyncio.sleep(0)
    provider.pause.set()
    await asyncio.wait_for(stopping, 20.0)
    assert (await job_of(store)).state is state


async def test_what_never_left_this_machine_is_tried_again_and_waits_longer_each_time(
    store: SqliteStore, submit: Submit, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    provider.answers = [NeverSent("no route"), NeverSent("no route"), "their-id"]
    await turn(submit, clock, seconds=60.0)
    assert clock.now() - NOW == 2.0 + 4.0
    assert (await job_of(store)).state is State.WAITING
    assert len(set(provider.asked)) == 3


async def test_a_refusal_ends_the_job_in_the_providers_words(
    store: SqliteStore, submit: Submit, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    provider.answers = [Refused("No credits are left.")]
    await turn(submit, clock, seconds=600.0)
    job = await job_of(store)
    assert (job.state, job.reason) == (State.FAILED, "No credits are left.")
    assert len(provider.asked) == 1
    assert await store.read(lambda tx: tx.post("j1:edit"))


@pytest.mark.parametrize("answer", [OutcomeUnknown("cut off"), ValueError("an answer that cannot be read")])
async def test_an_unknown_outcome_is_its_own_state_and_is_never_asked_again(
    store: SqliteStore, submit: Submit, clock: HandClock, provider: TinyProvider, answer: Exception
) -> None:
    await store.write(add_job)
    provider.answers = [answer]
    await turn(submit, clock, seconds=86_400.0)
    await recover(store, {provider.name: provider}, clock.now())
    await turn(submit, clock, seconds=86_400.0)
    assert (await job_of(store)).state is State.UNSETTLED
    assert len(provider.asked) == 1


async def test_a_paid_call_is_remembered_although_the_disk_was_full_when_it_was_answered(
    store: SqliteStore, submit: Submit, full: FullNow, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    provider.answers = ["their-id"]
    full.full(after=1, times=2)
    await turn(submit, clock)
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    assert task.provider_id == "their-id"
    assert full.refused == 2
    assert len(provider.asked) == 1


async def test_nothing_is_asked_while_the_intent_cannot_be_stored(
    store: SqliteStore, submit: Submit, full: FullNow, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    full.full(after=0, times=1)
    await submit.turn()
    await submit.bell.wait()
    submit.bell.clear()
    assert not provider.asked
    await submit.turn()
    assert not submit._lanes.under_way  # it rests, it does not spin
    await submit.bell.wait()
    await turn(submit, clock)
    assert len(provider.asked) == 1


async def test_a_job_of_a_provider_that_is_gone_ends_in_words(
    store: SqliteStore, submit: Submit, clock: HandClock
) -> None:
    await store.write(lambda tx: add_job(tx, provider="gone"))
    await turn(submit, clock, seconds=600.0)
    job = await job_of(store)
    assert job.state is State.FAILED
    assert "gone is not set up here any more" in (job.reason or "")


@pytest.mark.parametrize(
    "change",
    [
        lambda tx, job: tx.save_job(replace(job, provider="other")),
        lambda tx, job: tx.save_job(replace(job, due_at=NOW + 60.0)),
        lambda tx, job: tx.move(job, Event.CANCEL, NOW),
    ],
    ids=["moved on", "rests", "cancelled"],
)
async def test_what_changes_while_a_job_waits_for_its_turn_is_heeded(
    store: SqliteStore, clock: HandClock, change: Callable[[Transaction, Job], object]
) -> None:
    """It moved on, is to rest first, or was cancelled: nothing is ordered where it was to be ordered."""
    turns, provider = Turns(), TinyProvider(spacing=3.0)
    submit = Desk(store, clock, provider, TinyProvider(name="other", account="other"), wait=turns).submit()
    job = await store.write(add_job)
    await submit.turn()
    await asyncio.wait_for(turns.wanted.wait(), 20.0)
    await store.write(lambda tx: change(tx, job))
    turns.run(clock)
    await asyncio.wait_for(submit.bell.wait(), 20.0)
    assert not provider.asked


async def test_a_job_whose_thread_is_not_open_yet_is_not_paid_for(
    store: SqliteStore, submit: Submit, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(lambda tx: add_job(tx, opened=False))
    await turn(submit, clock, seconds=600.0)
    assert not provider.asked


@pytest.mark.parametrize(
    ("harmless", "state", "task_state"),
    [(CREATE, State.ACCEPTED, TaskState.VOID), (STEMS, State.UNSETTLED, TaskState.INTENT)],
)
async def test_a_crash_in_the_middle_of_asking(
    store: SqliteStore, provider: TinyProvider, harmless: frozenset[Operation], state: State, task_state: TaskState
) -> None:
    """Asked for again where that is harmless; unknown, and said so, where it may have been paid."""
    provider.harmless = harmless
    job = await store.write(lambda tx: add_job(tx, State.SUBMITTING))
    await store.write(lambda tx: add_task(tx, job, TaskState.INTENT))
    assert await recover(store, {provider.name: provider}, NOW) == 1
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    assert ((await job_of(store)).state, task.state) == (state, task_state)


@pytest.mark.parametrize("answer", [Unanswered("No whole answer."), OutcomeUnknown("cut off"), ValueError("unread")])
async def test_a_lost_answer_to_what_is_harmless_is_asked_for_again_and_nobody_is(
    store: SqliteStore, submit: Submit, clock: HandClock, provider: TinyProvider, answer: Exception
) -> None:
    await store.write(add_job)
    provider.harmless, provider.answers = CREATE, [answer, answer, "their-id"]
    await turn(submit, clock, seconds=60.0)
    assert clock.now() - NOW == 2.0 + 4.0
    assert (await job_of(store)).state is State.WAITING
    states = [task.state for task in await store.read(lambda tx: tx.tasks("j1"))]
    assert states == [TaskState.VOID, TaskState.VOID, TaskState.STARTED]


@pytest.mark.parametrize("crashes", [0, 1, TRIES - 1])
async def test_what_is_harmless_is_asked_for_a_bounded_number_of_times(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, crashes: int
) -> None:
    """Answers that are lost and crashes count alike; then the job ends in words. What was never sent does not count."""
    await store.write(add_job)
    provider.harmless = CREATE
    for _ in range(crashes):
        job = await store.write(lambda tx: walk(tx, must(tx.job("j1")), Event.SUBMIT))
        await store.write(lambda tx, job=job: add_task(tx, job, TaskState.INTENT, name=new_id("k")))  # type: ignore[misc]
        await recover(store, {provider.name: provider}, clock.now())
        assert (await job_of(store)).state is State.ACCEPTED
    lost = TRIES - crashes
    provider.answers = [NeverSent("no route"), *[Unanswered("No whole answer.")] * (lost + 1)]
    await turn(Desk(store, clock, provider).submit(), clock, seconds=3600.0)
    job = await job_of(store)
    assert (job.state, len(provider.asked)) == (State.FAILED, 1 + lost)
    assert (job.reason or "").startswith("No whole answer.")


async def test_a_crash_in_the_middle_of_producing_begins_it_again(store: SqliteStore, provider: TinyProvider) -> None:
    await store.write(lambda tx: add_job(tx, State.PRODUCING))
    await recover(store, {provider.name: provider}, NOW)
    job = await job_of(store)
    assert (job.state, job.due_at) == (State.READY, 0.0)

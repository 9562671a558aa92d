"""What every backend of the store promises of jobs, tasks and takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_values import a_job, a_take, a_task, a_thread

from bot.domain.brief import Brief
from bot.domain.errors import StoreError
from bot.domain.job import RUNNING, Event, Kind, State
from bot.domain.ports import Store, Transaction
from bot.domain.receipt import Receipt
from bot.domain.thread import TakeState, TaskState

BRIEF = Brief(
    description="calm lo-fi, “warm”",
    moods=("calm", "warm"),
    genres=("lo-fi",),
    instruments=("rhodes",),
    exclude=("drums",),
    instrumental=False,
    duration=45.5,
    tempo=76,
    title="Onboarding",
    takes=3,
    format="wav",
    provider="builtin",
    model="m1",
    seed=4711,
)
RECEIPT = Receipt(
    seconds=45.0,
    frames=2_160_000,
    format="mp3",
    lufs=-20.01,
    true_peak=-1.2,
    tempo=76.0,
    engine="built-in engine",
    sha256="ab" * 32,
    notes=("levelled by −3 dB", "faded"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


async def test_a_job_comes_back_as_it_went(furnished: Store) -> None:
    """Every field of a job is kept: numbers, tuples, words and None."""
    job = a_job(
        "j2",
        kind=Kind.EXTEND,
        brief=BRIEF,
        lengths=(45.0, 75.25),
        parent="v1",
        attempts=2,
        due_at=1.5,
        expected=30.0,
        started_at=101.0,
        reason="waiting for “it”",
        seed=999_999,
    )
    await furnished.write(lambda tx: (tx.add_take(a_take()), tx.add_job(job)))
    assert await furnished.read(lambda tx: tx.job("j2")) == job
    assert await furnished.read(lambda tx: tx.job("j3")) is None


async def test_a_move_follows_the_table_and_is_logged(furnished: Store) -> None:
    """A move changes the state, the times and the reason, and is the next line of the history."""
    moved = await furnished.write(lambda tx: tx.move(a_job(), Event.SUBMIT, 101.0))
    assert moved == a_job(state=State.SUBMITTING, updated_at=101.0)
    again = await furnished.write(lambda tx: tx.move(moved, Event.NEVER_SENT, 102.0, reason="down", due_at=110.0))
    assert again == a_job(updated_at=102.0, reason="down", due_at=110.0)
    assert await furnished.read(lambda tx: tx.job("j1")) == again
    assert await furnished.read(lambda tx: tx.history("j1")) == [
        (101.0, "submit", "accepted", "submitting", None),
        (102.0, "never sent", "submitting", "accepted", "down"),
    ]


async def test_a_move_that_the_table_lacks_is_none(furnished: Store) -> None:
    """No such move, or no such job: None, and nothing is changed or logged."""
    assert await furnished.write(lambda tx: tx.move(a_job(), Event.POSTED, 101.0)) is None
    assert await furnished.write(lambda tx: tx.move(a_job("j9"), Event.SUBMIT, 101.0)) is None
    assert await furnished.read(lambda tx: tx.job("j1")) == a_job()
    assert await furnished.read(lambda tx: tx.history("j1")) == []


async def test_a_move_keeps_what_was_changed_on_the_way(furnished: Store) -> None:
    """Changes to the value given, e.g. one more attempt, are stored with its move."""
    tried = replace(a_job(), attempts=1)
    await furnished.write(lambda tx: tx.move(tried, Event.SUBMIT, 101.0))
    stored = await furnished.read(lambda tx: tx.job("j1"))
    assert stored is not None
    assert (stored.attempts, stored.state) == (1, State.SUBMITTING)


async def test_what_counts_is_the_stored_job(furnished: Store) -> None:
    """A value read before another move does not bring the old state or fields back, by a move or a change."""
    old = a_job()

    def go_on(tx: Transaction) -> None:
        moved = tx.move(old, Event.SUBMIT, 101.0)
        assert moved
        tx.save_job(replace(moved, expected=30.0))

    await furnished.write(go_on)
    assert await furnished.write(lambda tx: tx.move(old, Event.CANCEL, 102.0)) is None
    started = await furnished.write(lambda tx: tx.move(old, Event.STARTED, 103.0))
    assert started == a_job(state=State.WAITING, updated_at=103.0, expected=30.0)
    await furnished.write(lambda tx: tx.save_job(replace(old, attempts=5)))
    stored = await furnished.read(lambda tx: tx.job("j1"))
    assert stored is not None
    assert (stored.state, stored.attempts) == (State.WAITING, 5)


async def furnish_many(store: Store) -> None:
    """Jobs in two threads and channels, of two people, in several states, stored out of order."""

    def work(tx: Transaction) -> None:
        tx.add_thread(a_thread("t1", root_ts="1.0"))
        tx.add_thread(a_thread("t2", channel="C2"))
        tx.add_job(a_job("late", created_at=300.0, due_at=50.0))
        tx.add_take(a_take("v1", job_id="late"))
        tx.add_job(a_job("early", created_at=100.0, asker="U2", state=State.WAITING))
        tx.add_job(a_job("child", created_at=200.0, parent="v1", kind=Kind.EXTEND, state=State.DELIVERED))
        tx.add_job(a_job("other", created_at=150.0, thread_id="t2", state=State.READY, due_at=20.0))

    await store.write(work)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["early", "other", "child", "late"]),
        ({"limit": 2}, ["early", "other"]),
        ({"states": {State.WAITING, State.READY}}, ["early", "other"]),
        ({"states": []}, []),
        ({"states": RUNNING}, ["early", "other", "late"]),
        ({"thread_id": "t2"}, ["other"]),
        ({"channel": "C1"}, ["early", "child", "late"]),
        ({"channel": "C1", "asker": "U1", "states": RUNNING}, ["late"]),
        ({"parent": "v1"}, ["child"]),
        ({"parent": "v1", "kind": Kind.REGENERATE}, []),
        ({"kind": Kind.EXTEND}, ["child"]),
        ({"opened": True}, ["early", "child", "late"]),
        ({"opened": False}, ["other"]),
        ({"due_by": 20.0}, ["early", "other", "child"]),
    ],
)
async def test_jobs_that_fit_all_that_is_given(store: Store, asked: dict[str, Any], found: list[str]) -> None:
    """`jobs` answers what fits every condition, oldest first."""
    await furnish_many(store)
    assert [job.id for job in await store.read(lambda tx: tx.jobs(**asked))] == found


async def test_a_task_comes_back_as_it_went(furnished: Store) -> None:
    """Every field of a task is kept, before and after it was started."""
    task = a_task(request={"style": "lo-fi", "nested": {"list": [1, 2.5, None, True]}})
    await furnished.write(lambda tx: tx.add_task(task))
    assert await furnished.read(lambda tx: tx.task("k1")) == task
    started = replace(
        task,
        state=TaskState.STARTED,
        provider_id="p-1",
        looks=2,
        looked_at=103.0,
        due_at=110.0,
        expected=12.5,
        answer={"status": "queued"},
    )
    await furnished.write(lambda tx: tx.save_task(started))
    assert await furnished.read(lambda tx: tx.tasks("j1")) == [started]
    assert await furnished.read(lambda tx: tx.task_by_provider_id("builtin", "p-1")) == started
    assert await furnished.read(lambda tx: tx.task_by_provider_id("other", "p-1")) is None
    assert await furnished.read(lambda tx: tx.task("k2")) is None


async def furnish_tasks(store: Store) -> None:
    """Tasks of a waiting, a cancelled and an accepted job."""

    def work(tx: Transaction) -> None:
        tx.add_thread(a_thread())
        tx.add_job(a_job("waiting", state=State.WAITING))
        tx.add_job(a_job("cancelled", state=State.CANCELLED))
        tx.add_job(a_job("accepted"))
        under_way = {"state": TaskState.STARTED, "provider_id": "p"}
        tx.add_task(a_task("later", job_id="waiting", due_at=20.0, **under_way))
        tx.add_task(a_task("soon", job_id="waiting", due_at=10.0, **under_way))
        tx.add_task(a_task("intent", job_id="waiting", due_at=1.0))
        tx.add_task(a_task("done", job_id="waiting", due_at=1.0, state=TaskState.FINISHED))
        tx.add_task(a_task("unwanted", job_id="cancelled", due_at=5.0, **under_way))
        tx.add_task(a_task("over", job_id="cancelled", state=TaskState.FAILED))
        tx.add_task(a_task("elsewhere", job_id="accepted", due_at=2.0, **under_way))

    await store.write(work)


@pytest.mark.parametrize(
    ("now", "limit", "found"),
    [(9.0, 50, []), (10.0, 50, ["soon"]), (99.0, 50, ["soon", "later"]), (99.0, 1, ["soon"])],
)
async def test_due_tasks_are_those_waited_for(store: Store, now: float, limit: int, found: list[str]) -> None:
    """Only started tasks of waiting jobs are looked at, when due, earliest first."""
    await furnish_tasks(store)
    assert [task.id for task in await store.read(lambda tx: tx.due_tasks(now, limit))] == found
    assert await store.read(lambda tx: tx.next_due_task()) == 10.0


async def test_unwanted_tasks_are_those_of_ended_jobs(store: Store) -> None:
    """Started tasks of jobs that ended are nobody's any more."""
    await furnish_tasks(store)
    assert [task.id for task in await store.read(lambda tx: tx.unwanted_tasks())] == ["unwanted"]


async def test_with_no_task_there_is_no_next_look(furnished: Store) -> None:
    """No task under way: nothing to wake for."""
    assert await furnished.read(lambda tx: tx.next_due_task()) is None


async def test_a_take_comes_back_as_it_went(furnished: Store) -> None:
    """Every field of a take is kept, its receipt and facts too."""
    await furnished.write(lambda tx: tx.add_take(a_take(seed=None)))
    assert await furnished.read(lambda tx: tx.take("v1")) == a_take(seed=None)
    finished = a_take(
        facts={"tempo": 76, "sections": [{"at": 0.0, "name": "intro"}]},
        state=TakeState.DELIVERED,
        receipt=RECEIPT,
        bed="v1/bed.mp3",
        picture="v1/wave.png",
        file_id="F1",
        picture_id="F2",
        permalink="https://example.slack.com/files/F1",
        expires_at=500.0,
        origin="extended",
        lengths=(45.0, 75.0),
    )
    await furnished.write(lambda tx: tx.save_take(finished))
    assert await furnished.read(lambda tx: tx.take("v1")) == finished
    assert await furnished.read(lambda tx: tx.take("v2")) is None


async def test_takes_are_numbered_in_their_thread(furnished: Store) -> None:
    """Numbers begin at 1 and go on per thread; a number is given once; takes come by number."""
    assert await furnished.read(lambda tx: tx.next_number("t1")) == 1
    await furnished.write(lambda tx: (tx.add_take(a_take("b", number=2)), tx.add_take(a_take("a", number=1))))
    assert await furnished.read(lambda tx: tx.next_number("t1")) == 3
    assert await furnished.read(lambda tx: tx.next_number("t2")) == 1
    with pytest.raises(StoreError):
        await furnished.write(lambda tx: tx.add_take(a_take("c", number=2)))
    await furnished.write(lambda tx: (tx.add_job(a_job("j2")), tx.add_take(a_take("c", number=3, job_id="j2"))))
    assert [take.id for take in await furnished.read(lambda tx: tx.takes(thread_id="t1"))] == ["a", "b", "c"]
    assert [take.id for take in await furnished.read(lambda tx: tx.takes(job_id="j2"))] == ["c"]
    assert await furnished.read(lambda tx: tx.takes(thread_id="t1", job_id="j9")) == []


async def test_takes_expire_after_their_days(furnished: Store) -> None:
    """Takes whose time is over come earliest first; one without a time is kept for ever."""

    def work(tx: Transaction) -> None:
        tx.add_take(a_take("later", number=1, expires_at=20.0))
        tx.add_take(a_take("soon", number=2, expires_at=10.0, state=TakeState.DELIVERED))
        tx.add_take(a_take("never", number=3))

    await furnished.write(work)
    assert await furnished.read(lambda tx: tx.takes_to_expire(9.0)) == []
    assert [take.id for take in await furnished.read(lambda tx: tx.takes_to_expire(10.0))] == ["soon"]
    assert [take.id for take in await furnished.read(lambda tx: tx.takes_to_expire(99.0))] == ["soon", "later"]
    assert [take.id for take in await furnished.read(lambda tx: tx.takes_to_expire(99.0, limit=1))] == ["soon"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.dictionaries(st.text(), JSON, max_size=4))
async def test_whatever_came_back_is_kept(furnished: Store, answer: dict[str, Any]) -> None:
    """Any JSON that a provider may answer is stored and comes back equal."""

    def work(tx: Transaction) -> None:
        task = a_task(answer=answer)
        (tx.save_task if tx.task("k1") else tx.add_task)(task)

    await furnished.write(work)
    task = await furnished.read(lambda tx: tx.task("k1"))
    assert task is not None
    assert task.answer == answer

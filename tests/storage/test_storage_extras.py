"""What belongs to takes beside their beds, what it cost, and what is remembered by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from storage_values import a_job, a_take, a_task, furnish

from bot.domain.extra import Extra, Voice
from bot.domain.job import Event, State
from bot.domain.money import Charge
from bot.domain.operation import Operation
from bot.domain.ports import Transaction
from bot.domain.thread import TaskState
from storage import SqliteStore


def an_extra(extra_id: str = "x1", **given: Any) -> Extra:
    """A stem of v1."""
    fields: dict[str, Any] = {
        "job_id": "j1",
        "take_id": "v1",
        "provider": "musicapi",
        "operation": Operation.STEMS,
        "number": 0,
        "name": "drums",
        "source": "https://cdn.example/drums.mp3",
        "created_at": 100.0,
        "data": {"clip_id": "c1"},
    }
    return Extra(id=extra_id, **fields | given)


def with_take(tx: Transaction) -> None:
    """One job with one take."""
    furnish(tx)
    tx.add_take(a_take())


async def test_an_extra_comes_back_as_it_was_stored_and_as_it_was_changed(store: SqliteStore) -> None:
    await store.write(with_take)
    await store.write(lambda tx: tx.add_extra(an_extra()))
    assert await store.read(lambda tx: tx.extras(take_id="v1")) == [an_extra()]
    finished = replace(an_extra(), paths=("extras/x1/drums.wav",))
    await store.write(lambda tx: tx.save_extra(finished))
    assert await store.read(lambda tx: tx.extras(job_id="j1")) == [finished]


async def test_extras_are_found_by_take_operation_and_job_in_order(store: SqliteStore) -> None:
    def fill(tx: Transaction) -> None:
        with_take(tx)
        tx.add_job(a_job("j2"))
        tx.add_extra(an_extra("x2", number=1, name="bass"))
        tx.add_extra(an_extra("x1"))
        tx.add_extra(an_extra("x3", job_id="j2", operation=Operation.MIDI, created_at=101.0))
        tx.add_extra(an_extra("x4", job_id="j2", take_id=None, number=1, created_at=101.0))

    await store.write(fill)

    async def ids(**asked: Any) -> list[str]:
        return [extra.id for extra in await store.read(lambda tx: tx.extras(**asked))]

    assert await ids(take_id="v1") == ["x1", "x2", "x3"]
    assert await ids(take_id="v1", operation=Operation.STEMS) == ["x1", "x2"]
    assert await ids(job_id="j2") == ["x3", "x4"]
    assert await ids(take_id="v2") == []


async def test_a_voice_is_known_by_its_name_and_replaced_by_a_new_one_of_that_name(store: SqliteStore) -> None:
    voice = Voice(name="alto", provider="musicapi", provider_id="p1", take_id=None, asker="U1", created_at=1.0)
    await store.write(lambda tx: tx.keep_voice(voice))
    newer = replace(voice, provider_id="p2")
    await store.write(lambda tx: tx.keep_voice(newer))
    assert await store.read(lambda tx: tx.voice("alto")) == newer
    assert await store.read(lambda tx: tx.voices()) == [newer]
    assert await store.read(lambda tx: tx.voice("bass")) is None


async def test_charges_are_summed_by_account_from_a_time_on_and_once_per_task(store: SqliteStore) -> None:
    def fill(tx: Transaction) -> None:
        furnish(tx)
        for task, account, amount, at in (("k1", "a", 15.0, 10.0), ("k2", "a", 2.0, 20.0), ("k3", "b", 7.0, 20.0)):
            tx.add_task(a_task(task))
            tx.charge(Charge(task_id=task, account=account, amount=amount, unit="credits", at=at))
        tx.charge(Charge(task_id="k1", account="a", amount=20.0, unit="credits", at=10.0))

    await store.write(fill)
    assert await store.read(lambda tx: tx.charged("a", 0.0)) == 22.0
    assert await store.read(lambda tx: tx.charged("a", 20.0)) == 2.0
    assert await store.read(lambda tx: tx.charged("c", 0.0)) == 0.0


@pytest.mark.parametrize(
    ("state", "amount", "since", "unsure"),
    [
        (TaskState.FAILED, 15.0, 5.0, True),
        (TaskState.FAILED, 0.0, 5.0, False),  # its refund is in the sum
        (TaskState.FAILED, 0.0, 15.0, True),  # its charge was before, its refund after
        (TaskState.FAILED, 15.0, 25.0, False),
        (TaskState.FINISHED, 15.0, 5.0, False),
        (TaskState.STARTED, 15.0, 5.0, False),
    ],
)
async def test_a_sum_is_unsure_once_a_charged_task_failed(
    store: SqliteStore, state: TaskState, amount: float, since: float, unsure: bool
) -> None:
    """Charged at 10, and its job ended at 20."""

    def fill(tx: Transaction) -> None:
        furnish(tx)
        tx.add_task(replace(a_task("k1"), state=state))
        tx.charge(Charge(task_id="k1", account="a", amount=amount, unit="credits", at=10.0))
        job = tx.job("j1")
        assert job
        assert tx.move(job, Event.CANCEL, 20.0)

    await store.write(fill)
    assert await store.read(lambda tx: tx.may_be_refunded("a", since)) is unsure
    assert not await store.read(lambda tx: tx.may_be_refunded("b", since))


async def test_a_memo_is_the_last_value_kept_under_its_name(store: SqliteStore) -> None:
    assert await store.read(lambda tx: tx.kept("balance:a")) is None
    for amount in (50, 35):
        await store.write(lambda tx, amount=amount: tx.keep("balance:a", {"amount": amount}))
    assert await store.read(lambda tx: tx.kept("balance:a")) == {"amount": 35}


async def test_unsettled_tasks_are_the_intents_of_unsettled_jobs(store: SqliteStore) -> None:
    """Of the asked provider alone; not those of an earlier attempt that never began."""

    def fill(tx: Transaction) -> None:
        furnish(tx)
        tx.add_task(a_task("k0", state=TaskState.VOID))
        tx.add_task(a_task("k1"))
        job = tx.move(a_job(), Event.SUBMIT, 1.0)
        assert job
        tx.move(job, Event.LOST, 2.0)

    await store.write(fill)
    assert [task.id for task in await store.read(lambda tx: tx.unsettled_tasks("builtin"))] == ["k1"]
    assert await store.read(lambda tx: tx.unsettled_tasks("nur")) == []
    assert (await store.read(lambda tx: tx.job("j1"))).state is State.UNSETTLED  # type: ignore[union-attr]


async def test_what_a_person_chose_and_who_else_may_be_asked_are_kept_with_the_job(store: SqliteStore) -> None:
    job = a_job("j2", details={"style": "bossa nova", "file": "uploads/a.mp3"}, alternatives=("nur", "builtin"))
    await store.write(lambda tx: (furnish(tx), tx.add_job(job)))
    assert await store.read(lambda tx: tx.job("j2")) == job

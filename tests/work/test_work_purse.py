"""A reading of the balance is a request like any other: its account's gate is told what came of it."""

from __future__ import annotations

import asyncio

import pytest
from work_parts import NOW, Desk, HandClock, Later, TinyProvider, add_job, add_task

from bot.domain.breaker import OPENS_AFTER
from bot.domain.errors import Refused, Unanswered
from bot.domain.job import State
from bot.domain.money import Balance, Charge, Price
from bot.domain.operation import Operation
from storage import SqliteStore

SPACING = 3.0


class Slow(TinyProvider):
    """Takes half a second to say what is left."""

    async def balance(self) -> Balance | None:
        self.clock.time += 0.5
        return await super().balance()

    clock: HandClock


@pytest.mark.parametrize(
    ("left", "distance", "failures"),
    [
        (Balance(80.0, "credits", NOW), 3.5, 0),
        (Refused("no such key"), 3.5, 0),
        (Unanswered("down"), 3.5, 1),
        (None, 3.5, 0),
    ],
)
async def test_the_gate_learns_what_came_of_a_reading(
    store: SqliteStore, clock: HandClock, left: Balance | Exception | None, distance: float, failures: int
) -> None:
    """The next request keeps its distance from the answer, also from one that names no balance; a silence counts."""
    wait, provider = Later(), Slow(spacing=SPACING, left=left)
    provider.clock = clock
    desk = Desk(store, clock, provider, wait=wait)
    reading = asyncio.create_task(desk.purse().read(provider))
    await asyncio.sleep(0)
    wait.run(clock)
    sent = clock.now()
    await asyncio.gather(reading, return_exceptions=True)
    gate = desk.gates.of(provider)
    assert gate.opens_at() - sent == pytest.approx(distance)
    assert gate.breaker.failures == failures


async def test_an_account_that_tells_of_no_balance_is_not_asked_and_nobody_waits_for_it(
    store: SqliteStore, clock: HandClock
) -> None:
    """Nor does its gate count as answering: a breaker that is open stays open."""
    provider = TinyProvider(spacing=SPACING, tells_balance=False)
    desk = Desk(store, clock, provider, wait=Later())
    gate = desk.gates.of(provider)
    for _ in range(OPENS_AFTER):
        gate.failed()
    assert await asyncio.wait_for(desk.purse().read(provider), 20.0) is None
    assert provider.readings == 0
    assert gate.breaker.is_open


async def test_every_provider_is_listed_with_its_own_prices_and_each_account_is_asked_once(
    store: SqliteStore, clock: HandClock
) -> None:
    """Two of one account, with one of another between them; what costs nothing has no row."""
    create, cover = frozenset({Operation.CREATE}), frozenset({Operation.CREATE, Operation.RESTYLE})
    first = TinyProvider(name="a", label="A", account="one", can=cover, left=Balance(80.0, "credits", NOW))
    first.prices = {Operation.CREATE: Price(20.0), Operation.RESTYLE: Price(15.0)}
    other = TinyProvider(name="b", label="B", account="two", can=create, prices={Operation.CREATE: Price(1.0, "USD")})
    second = TinyProvider(name="c", label="C", account="one", can=create, prices={Operation.CREATE: Price(12.0)})
    free = TinyProvider(name="d", label="D", account="free", repeatable=True)
    desk = Desk(store, clock, first, other, second, free)
    job = await store.write(lambda tx: add_job(tx, State.WAITING, provider="a"))
    task = await store.write(lambda tx: add_task(tx, job))
    charge = Charge(task_id=task.id, account="one", amount=20.0, unit="credits", at=NOW + 1.0)
    await store.write(lambda tx: tx.charge(charge))
    rows = await desk.purse().fresh()
    assert [(row.label, row.account, row.reckoned) for row in rows] == [
        ("A", "one", 20.0),
        ("C, same account as A", "one", None),
        ("B", "two", 0.0),
    ]
    assert [row.balance and row.balance.amount for row in rows] == [80.0, 80.0, None]
    assert [dict(row.prices)[Operation.CREATE] for row in rows] == [Price(20.0), Price(12.0), Price(1.0, "USD")]
    assert (first.readings, second.readings, free.readings) == (1, 0, 0)

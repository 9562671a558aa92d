"""A reading of the balance is a request like any other: its account's gate is told what came of it."""

from __future__ import annotations

import asyncio

import pytest
from work_parts import NOW, Desk, HandClock, Later, TinyProvider

from bot.domain.breaker import OPENS_AFTER
from bot.domain.errors import Refused, Unanswered
from bot.domain.money import Balance
from bot.work.ordering.gate import Line
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
    turn = asyncio.create_task(gate.turn(Line.ORDER))
    await asyncio.sleep(0)
    wait.run(clock)
    await turn


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

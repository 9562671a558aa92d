"""One limit per account, held over orders, looks and restarts; a dead API is left alone."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_parts import NOW, Desk, HandClock, Later, TinyProvider

from bot.domain.breaker import MOST_SECONDS, OPENS_AFTER, Breaker
from bot.domain.errors import AskAgain, Limited, NeverSent, OutcomeUnknown, Refused, Unanswered
from bot.work.ordering.gate import LIMITED_SECONDS, Gate, Line
from bot.work.ordering.gates import Gates
from storage import SqliteStore

SPACING = 3.0


def a_gate(clock: HandClock, wait: Later, spacing: float = SPACING) -> Gate:
    """The gate of an account that may be asked every 3 s."""
    return Gate("tiny", spacing=spacing, clock=clock, wait=wait)


async def settled() -> None:
    """Lets what was granted go on."""
    for _ in range(3):
        await asyncio.sleep(0)


def send(gate: Gate) -> None:
    """A request whose answer does not come yet."""
    gate._sent()


async def pass_through(gate: Gate, line: Line) -> None:
    """Waits for a turn and sends."""
    async with gate.turn(line):
        send(gate)


async def through(gate: Gate, clock: HandClock, wait: Later, lines: list[Line]) -> list[tuple[float, Line]]:
    """When each of these was let through, in order; all wait from the beginning."""
    passed: list[tuple[float, Line]] = []

    async def one(line: Line) -> None:
        async with gate.turn(line):
            passed.append((clock.now() - NOW, line))
            send(gate)

    tasks = [asyncio.create_task(one(line)) for line in lines]
    await settled()
    while wait.calls:
        wait.run(clock)
        await settled()
    await asyncio.gather(*tasks)
    return passed


async def test_no_two_requests_are_nearer_than_the_limit_and_the_first_waits_after_a_start() -> None:
    """One of before the start may have gone out a moment ago."""
    clock, wait = HandClock(), Later()
    passed = await through(a_gate(clock, wait), clock, wait, [Line.LOOK] * 4)
    assert [at for at, _ in passed] == [3.0, 6.0, 9.0, 12.0]


@pytest.mark.parametrize(("took", "next_at"), [(0.0, 6.0), (0.4, 6.4), (2.9, 8.9), (3.5, 6.5)])
@pytest.mark.parametrize("worked", [True, False])
async def test_a_request_keeps_its_distance_from_the_answer_to_the_one_before(
    took: float, next_at: float, worked: bool
) -> None:
    """It may have arrived as late as that. A silence longer than the limit holds nobody up."""
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    assert await through(gate, clock, wait, [Line.ORDER]) == [(3.0, Line.ORDER)]
    clock.time += took
    (gate.worked if worked else gate.failed)()
    [(at, _)] = await through(gate, clock, wait, [Line.LOOK])
    assert at == pytest.approx(next_at)


@pytest.mark.parametrize("slow", [0.1, 2.9, 8.0])
async def test_the_limit_counts_from_the_request_and_not_from_its_turn(slow: float) -> None:
    """An order is stored before it is sent. However long that takes, nobody else's request comes nearer."""
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    sent: list[float] = []
    stored = asyncio.Event()

    async def order() -> None:
        async with gate.turn(Line.ORDER):
            await stored.wait()
            sent.append(clock.now() - NOW)
            send(gate)

    async def look() -> None:
        async with gate.turn(Line.LOOK):
            sent.append(clock.now() - NOW)
            send(gate)

    tasks = [asyncio.create_task(order()), asyncio.create_task(look())]
    await settled()
    wait.run(clock)
    await settled()
    clock.time += slow
    stored.set()
    await settled()
    while wait.calls:
        wait.run(clock)
        await settled()
    await asyncio.gather(*tasks)
    assert sent == pytest.approx([SPACING + slow, SPACING + slow + SPACING])


@pytest.mark.parametrize("end", ["unused", "cancelled", "raised"])
async def test_a_turn_that_is_not_used_is_the_next_ones(end: str) -> None:
    """Nothing went out, so nothing of the limit is used up; a turn that was given and never taken up counts as that."""
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)

    async def unused() -> None:
        async with gate.turn(Line.ORDER):
            if end == "raised":
                raise ValueError(end)

    wasted, patient = asyncio.create_task(unused()), asyncio.create_task(pass_through(gate, Line.LOOK))
    await settled()
    wait.run(clock)
    if end == "cancelled":
        wasted.cancel()
    await asyncio.wait_for(patient, 20.0)
    await asyncio.gather(wasted, return_exceptions=True)
    assert clock.now() == NOW + SPACING


async def test_orders_and_looks_take_turns_where_both_wait() -> None:
    clock, wait = HandClock(), Later()
    lines = [Line.LOOK, Line.LOOK, Line.LOOK, Line.ORDER, Line.ORDER]
    passed = await through(a_gate(clock, wait), clock, wait, lines)
    assert [line for _, line in passed] == [Line.ORDER, Line.LOOK, Line.ORDER, Line.LOOK, Line.LOOK]


async def test_orders_keep_a_distance_of_their_own_and_looks_go_on_meanwhile() -> None:
    """Nur: a request in 0.6 s, and an order in 6 s; a look does not wait behind an order that has to."""
    clock, wait = HandClock(), Later()
    gate = Gate("nur", spacing=1.0, orders=6.0, clock=clock, wait=wait)
    passed = await through(gate, clock, wait, [Line.LOOK, Line.LOOK, Line.ORDER, Line.ORDER])
    assert passed == [(1.0, Line.LOOK), (2.0, Line.LOOK), (6.0, Line.ORDER), (12.0, Line.ORDER)]


async def test_an_account_without_a_limit_lets_all_through_at_once() -> None:
    clock, wait = HandClock(), Later()
    passed = await through(a_gate(clock, wait, 0.0), clock, wait, [Line.LOOK] * 5)
    assert [at for at, _ in passed] == [0.0] * 5


async def test_nothing_goes_out_before_the_time_that_the_api_named() -> None:
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    gate.hold(40.0)
    assert [at for at, _ in await through(gate, clock, wait, [Line.ORDER, Line.LOOK])] == [40.0, 43.0]


async def test_one_who_gives_up_waiting_costs_no_turn() -> None:
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    patient, impatient = (
        asyncio.create_task(pass_through(gate, Line.LOOK)),
        asyncio.create_task(pass_through(gate, Line.ORDER)),
    )
    await settled()
    impatient.cancel()
    await settled()
    wait.run(clock)
    await asyncio.wait_for(patient, 20.0)
    assert clock.now() == NOW + 3.0


async def test_a_dead_api_is_probed_one_at_a_time_and_ever_more_rarely() -> None:
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    for _ in range(OPENS_AFTER):
        gate.failed()
    assert gate.breaker.is_open
    waits = []
    for _ in range(6):
        asked = clock.now()
        probe, other = (asyncio.create_task(pass_through(gate, Line.LOOK)) for _ in range(2))
        await settled()
        wait.run(clock)
        await asyncio.wait_for(probe, 20.0)
        await settled()
        assert not other.done()
        other.cancel()
        waits.append(clock.now() - asked)
        gate.failed()
        wait.calls.clear()
        gate._armed = None
    assert waits == sorted(waits)
    assert max(waits) <= MOST_SECONDS
    gate.worked()
    assert not gate.breaker.is_open
    assert gate.opens_at() <= clock.now() + SPACING


@pytest.mark.parametrize(
    ("error", "failures", "opens_after"),
    [
        (None, 0, SPACING),
        (Refused("no"), 0, SPACING),
        (Limited("slow down", 40.0), 0, 40.0),
        (Limited("slow down", 0.0), 0, SPACING),
        (Limited("slow down"), 0, LIMITED_SECONDS),
        (NeverSent("no route"), 2, SPACING),
        (OutcomeUnknown("cut off"), 2, SPACING),
        (Unanswered("cut off"), 2, SPACING),
        (ValueError("cannot be read"), 2, SPACING),
    ],
)
async def test_the_gate_learns_from_every_end_of_a_request(
    error: Exception | None, failures: int, opens_after: float
) -> None:
    """An answer is a sign of life whatever it says, and a wait is kept; all else counts; what was raised is raised."""
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    gate.failed()

    async def question() -> str:
        if error:
            raise error
        return "answer"

    asking = asyncio.create_task(gate.ask(question))
    await settled()
    wait.run(clock)
    [found] = await asyncio.gather(asking, return_exceptions=True)
    assert found == (error or "answer")
    assert gate.breaker.failures == failures
    assert gate.opens_at() == pytest.approx(clock.now() + opens_after)


async def test_an_answer_that_leads_elsewhere_is_followed_once_in_a_turn_of_its_own() -> None:
    """Two requests, 3 s apart; a third is never made, and the API is well all the while."""
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    gate.failed()
    asked: list[float] = []

    async def question(*, ever: bool) -> str:
        asked.append(clock.now() - NOW)
        if ever or len(asked) < 2:
            raise AskAgain("not here")
        return "answer"

    async def answer(*, ever: bool) -> object:
        asked.clear()
        asking = asyncio.create_task(gate.ask(partial(question, ever=ever)))
        await settled()
        while wait.calls:
            wait.run(clock)
            await settled()
        [found] = await asyncio.gather(asking, return_exceptions=True)
        return found

    assert await answer(ever=False) == "answer"
    assert asked == [3.0, 6.0]
    assert isinstance(await answer(ever=True), AskAgain)
    assert asked == [9.0, 12.0]
    assert gate.breaker.failures == 0


class TickingClock(HandClock):
    """A time that goes on between one reading and the next, as every real one does."""

    def now(self) -> float:
        self.time += 1e-6
        return self.time


async def test_a_gate_is_open_by_a_clock_that_goes_on_while_it_is_read() -> None:
    """Without a limit all go at once; after the wait of a dead API one probe goes, as it is not shut."""
    clock, wait = TickingClock(), Later()
    gate = a_gate(clock, wait, spacing=0.0)
    async with asyncio.timeout(20):
        await asyncio.gather(pass_through(gate, Line.ORDER), pass_through(gate, Line.LOOK))
    for _ in range(OPENS_AFTER):
        gate.failed()
    assert gate.is_shut(clock.now())
    clock.time = gate.opens_at()
    assert not gate.is_shut(clock.now())
    await asyncio.wait_for(pass_through(gate, Line.ORDER), 20.0)
    assert gate.is_shut(clock.now())
    assert wait.calls == []


@given(st.lists(st.tuples(st.booleans(), st.floats(0.0, 500.0)), max_size=30))
def test_a_breaker_opens_after_failures_in_a_row_and_closes_at_the_first_answer(
    story: list[tuple[bool, float]],
) -> None:
    """Told within two minutes: it opens at the third failure, and never waits longer than that for the next probe."""
    breaker, now, in_a_row = Breaker(), 0.0, 0
    for worked, seconds in story:
        now += seconds
        breaker = breaker.worked() if worked else breaker.failed(now)
        in_a_row = 0 if worked else in_a_row + 1
        assert breaker.is_open == (in_a_row >= OPENS_AFTER)
        assert breaker.retry_at <= now + MOST_SECONDS


async def test_a_gate_that_was_closed_is_closed_after_a_restart(store: SqliteStore) -> None:
    """Both a wait that the API asked for and an open breaker."""
    clock, wait = HandClock(), Later()
    desk = Desk(store, clock, TinyProvider(spacing=3.0), wait=wait)
    gate = desk.gates.of(desk.providers["tiny"])
    gate.hold(600.0)
    for _ in range(OPENS_AFTER):
        gate.failed()
    await asyncio.gather(*desk.gates._writes)
    again = Gates(desk.providers, clock=clock, store=store, wait=wait)
    assert again.of(desk.providers["tiny"]).opens_at() == pytest.approx(NOW + 3.0)
    await again.restore()
    restored = again.of(desk.providers["tiny"])
    assert restored.opens_at() == pytest.approx(NOW + 600.0)
    assert restored.breaker == gate.breaker


async def test_providers_of_one_account_share_its_gate(store: SqliteStore) -> None:
    desk = Desk(store, HandClock(), TinyProvider(), TinyProvider(name="twin"), TinyProvider(name="other", account="b"))
    gates = [desk.gates.of(provider) for provider in desk.providers.values()]
    assert gates[0] is gates[1]
    assert gates[2] is not gates[0]

"""What may come between: interleavings that once paid twice, lost what was paid for, or left somebody waiting."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from work_parts import NOW, Desk, HandClock, Later, TinyProvider, add_job, add_take, run

from bot.domain.breaker import MOST_SECONDS, OPENS_AFTER, Breaker
from bot.domain.brief import Brief
from bot.domain.errors import Because, Limited, NeverSent, OutcomeUnknown, Refused
from bot.domain.job import Job, Kind, State
from bot.domain.limits import Spacing
from bot.domain.money import Balance, Price
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Broken, Finished, News, Pending, RawTake, Request, Started, Store, Transaction
from bot.domain.thread import PostKind, TakeState, TaskState
from bot.domain.wish import Wish
from bot.work.asking.answers import Refused as Said
from bot.work.asking.answers import Settled
from bot.work.asking.calloff import CallOff
from bot.work.asking.intake import new_id
from bot.work.ordering.gate import LONGEST_HOLD, Gate, Line
from bot.work.ordering.watch import GIVE_UP_SECONDS, Watch
from storage import SqliteStore

SPACING = 3.0


def a_gate(clock: HandClock, wait: Later) -> Gate:
    return Gate("tiny", spacing=SPACING, clock=clock, wait=wait)


async def settled() -> None:
    """Lets what was granted go on."""
    for _ in range(3):
        await asyncio.sleep(0)


async def pass_through(gate: Gate, line: Line) -> None:
    """A request whose answer does not come yet."""
    async with gate.turn(line):
        gate._sent()


async def probed(gate: Gate, wait: Later, clock: HandClock) -> asyncio.Task[None]:
    """An API that counts as down is probed; somebody else waits meanwhile."""
    for _ in range(OPENS_AFTER):
        gate.failed()
    probe, other = (asyncio.create_task(pass_through(gate, line)) for line in (Line.LOOK, Line.ORDER))
    await settled()
    while not (probe.done() or other.done()):
        wait.run(clock)
        await settled()
    return other if probe.done() else probe


def next_ring(wait: Later) -> float:
    """Seconds until the first of the timers rings."""
    return float(min(seconds for seconds, _ in wait.calls))


async def test_who_waited_while_an_api_was_probed_goes_as_soon_as_the_probe_has_worked() -> None:
    """Not when the probe would have counted as lost."""
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    other = await probed(gate, wait, clock)
    gate.worked()
    assert next_ring(wait) == pytest.approx(SPACING)
    wait.calls.sort(key=lambda call: call[0])
    wait.run(clock)
    await asyncio.wait_for(other, 20.0)


async def test_a_probe_that_is_told_to_wait_has_found_the_api_alive() -> None:
    clock, wait = HandClock(), Later()
    gate = a_gate(clock, wait)
    other = await probed(gate, wait, clock)
    gate.hold(7.0)
    assert not gate.breaker.is_open
    assert gate.opens_at() == pytest.approx(clock.now() + 7.0)
    assert next_ring(wait) == pytest.approx(7.0)
    other.cancel()


def test_a_wait_stored_by_a_wrong_clock_does_not_close_a_gate_for_years() -> None:
    gate = a_gate(HandClock(), Later())
    gate.restore(NOW + 1e9, Breaker(failures=3, opened_at=NOW + 1e9, retry_at=NOW + 1e9))
    assert gate.opens_at() <= NOW + LONGEST_HOLD
    assert gate.breaker.retry_at <= NOW + MOST_SECONDS


# Chains of calls


TAILS = tuple(
    RawTake(index=n, source=f"https://cdn.example/t{n}.mp3", facts={"clip_id": f"t{n}", "tail": True}) for n in (0, 1)
)
WHOLE = RawTake(index=0, source="https://cdn.example/whole.mp3", facts={"clip_id": "w"})


def an_extension(tx: Transaction, **given: Any) -> Job:
    """An accepted job that extends a take, at a provider whose new parts must be joined."""
    job = add_job(tx, State.DELIVERED)
    take = add_take(tx, job, TakeState.DELIVERED)
    given = {"id": "j2", "kind": Kind.EXTEND, "parent": take.id, "state": State.ACCEPTED, **given}
    extension = replace(job, shown_as="", **given)
    tx.add_job(extension)
    return extension


async def submitted(desk: Desk, seconds: float = 0.0) -> None:
    """Everything that the paying loop does within so many seconds."""
    loop = desk.submit()
    await run(loop, desk.clock, until=desk.clock.now() + seconds, busy=lambda: loop._lanes.under_way)


async def job_of(store: Store, name: str) -> Job:
    job = await store.read(lambda tx: tx.job(name))
    assert job
    return job


async def told(store: SqliteStore, name: str) -> list[str]:
    posts = await store.read(lambda tx: tx.posts(job_id=name))
    return [post.words or "" for post in posts if post.kind is PostKind.TELL]


@pytest.mark.parametrize(
    "joins",
    [
        [Refused("No credits.", Because.CREDITS), Started("c2", Finished((WHOLE,)))],
        [Started("c1", Finished((WHOLE,))), Refused("No credits.", Because.CREDITS)],
    ],
)
async def test_a_join_that_is_refused_loses_no_part_that_was_paid_for(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, joins: list[Any]
) -> None:
    provider.can = frozenset(Operation)
    provider.answers = [Started("e1", Finished(TAILS)), *joins]
    await store.write(an_extension)
    await submitted(Desk(store, clock, provider))
    job = await job_of(store, "j2")
    [take] = await store.read(lambda tx: tx.takes(job_id="j2"))
    assert (job.state, job.attempts, take.source) == (State.READY, 0, WHOLE.source)
    [words] = await told(store, "j2")
    assert "left out" in words
    assert "No credits." in words


async def test_where_every_join_is_refused_the_job_ends_in_the_providers_words(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    provider.can = frozenset(Operation)
    refusals = [Refused("No credits.", Because.CREDITS)] * 2
    provider.answers = [Started("e1", Finished(TAILS)), *refusals]
    await store.write(an_extension)
    await submitted(Desk(store, clock, provider))
    job = await job_of(store, "j2")
    assert (job.state, job.reason, len(provider.asked)) == (State.FAILED, "No credits.", 3)


def decided(wish: Wish, tx: Transaction, job: Job) -> object:
    return CallOff(new_id).settle(tx, job, wish, user="U", now=NOW, who="@ann", aloud=False)


@pytest.mark.parametrize(
    ("joins", "takes"),
    [
        ([Started("c1", Finished((WHOLE,))), OutcomeUnknown("cut")], 1),
        ([OutcomeUnknown("cut"), Started("c2", Finished((WHOLE,)))], 1),
        ([Refused("No."), OutcomeUnknown("cut")], 0),
    ],
)
async def test_giving_up_a_join_gives_up_that_part_alone(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, joins: list[Any], takes: int
) -> None:
    provider.can = frozenset(Operation)
    provider.answers = [Started("e1", Finished(TAILS)), *joins]
    await store.write(an_extension)
    desk = Desk(store, clock, provider)
    await submitted(desk)
    lost = await job_of(store, "j2")
    assert lost.state is State.UNSETTLED
    assert isinstance(await store.write(lambda tx: decided(Wish.GIVE_UP, tx, lost)), Settled)
    await submitted(desk)
    assert (await job_of(store, "j2")).state is (State.READY if takes else State.FAILED)
    assert len(await store.read(lambda tx: tx.takes(job_id="j2"))) == takes
    assert len(provider.asked) == 3


async def test_what_a_webhook_has_named_is_not_ordered_again(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """The id came while the order was open, the answer never: whoever says again must not pay twice."""
    await store.write(add_job)
    provider.answers = [OutcomeUnknown("cut")]
    await submitted(Desk(store, clock, provider))
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    await store.write(lambda tx: tx.save_task(replace(task, provider_id="their-id")))
    job = await job_of(store, "j1")
    assert isinstance(await store.write(lambda tx: decided(Wish.AGAIN, tx, job)), Said)
    assert (await job_of(store, "j1")).state is State.UNSETTLED


async def test_a_provider_that_is_gone_holds_up_no_other(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """Its key was taken out while it joined; hours later the others are looked at all the same."""
    provider.can = frozenset(Operation)
    provider.answers = [Started("e1", Finished(TAILS))]
    await store.write(an_extension)
    await submitted(Desk(store, clock, provider))
    other = TinyProvider(name="other", account="other", looks={})
    await store.write(lambda tx: add_job(tx, name="3", provider="other"))
    without = Desk(store, clock, other)
    await submitted(without)
    [task] = await store.read(lambda tx: tx.tasks("j3"))
    other.looks[task.id] = Pending()
    watch = without.watch()
    await run(watch, clock, until=clock.now() + GIVE_UP_SECONDS / 2, busy=lambda: watch._lanes.under_way)
    other.looks[task.id] = Finished((WHOLE,))
    clock.time += GIVE_UP_SECONDS * 2
    await run(watch, clock, until=clock.now(), busy=lambda: watch._lanes.under_way)
    assert (await job_of(store, "j2")).state is State.FAILED


# From provider to provider


async def test_nothing_moves_on_after_an_outcome_that_nobody_knew(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """Somebody said to order again: the first order may have been paid, so it stays where it is."""
    second = TinyProvider(name="other", label="other API", account="other")
    desk = Desk(store, clock, provider, second)
    await store.write(add_job)
    await store.write(lambda tx: tx.save_job(replace(tx.job("j1"), alternatives=("other",))))  # type: ignore[type-var]
    provider.answers = [OutcomeUnknown("cut"), *[NeverSent("down")] * 5]
    await submitted(desk)
    job = await job_of(store, "j1")
    await store.write(lambda tx: decided(Wish.AGAIN, tx, job))
    await submitted(desk, seconds=30.0)
    job = await job_of(store, "j1")
    assert (job.provider, second.asked) == ("tiny", [])
    assert "does not answer" in (job.reason or "")


@pytest.mark.parametrize("at", ["tiny", "gone"])
async def test_alternatives_that_are_gone_are_passed_over_and_who_makes_it_is_told_with_its_price(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, at: str
) -> None:
    dear = TinyProvider(name="dear", label="dear API", account="dear", prices={Operation.CREATE: Price(20.0)})
    provider.answers = [Refused("No plan.", Because.ACCOUNT)]
    await store.write(lambda tx: add_job(tx, provider=at))
    await store.write(
        lambda tx: tx.save_job(replace(tx.job("j1"), alternatives=("none", "dear")))  # type: ignore[type-var]
    )
    desk = Desk(store, clock, provider, dear)
    await submitted(desk)
    await submitted(desk)  # in the bot a job that moved rings the bell
    job = await job_of(store, "j1")
    assert (job.state, job.provider, len(dear.asked)) == (State.WAITING, "dear", 1)
    [words] = [reason for *_, reason in await store.read(lambda tx: tx.history("j1")) if reason]
    assert words.endswith("so dear API makes it. Nothing was paid before. Price: 20 credits.")
    assert await told(store, "j1") == []  # its card says it, as long as it stands
    [task] = [task for task in await store.read(lambda tx: tx.tasks("j1")) if task.state is not TaskState.VOID]
    assert task.provider == "dear"


# What the balance tells


async def a_lost_order(desk: Desk, provider: TinyProvider, name: str) -> None:
    """An order of 20 credits whose answer never came."""
    await desk.store.write(lambda tx: add_job(tx, name=name))
    provider.answers = [OutcomeUnknown("cut off")]
    await submitted(desk)


async def settled_by_itself(desk: Desk) -> list[str]:
    """What people are asked, for each question."""
    loop = desk.settle()
    await run(loop, desk.clock, until=desk.clock.now(), busy=lambda: loop._lanes.under_way)
    jobs = await desk.store.read(lambda tx: tx.jobs())
    posts = [post for job in jobs for post in await desk.store.read(lambda tx, job=job: tx.posts(job_id=job.id))]  # type: ignore[misc]
    return [post.words or "" for post in posts if post.kind is PostKind.QUESTION]


@pytest.fixture
async def desk(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Desk:
    """An account of 100 credits, read a while ago, where an order costs 20."""
    provider.prices = {Operation.CREATE: Price(20.0)}
    provider.left = Balance(100.0, "credits", clock.now())
    desk = Desk(store, clock, provider)
    await desk.purse().read(provider)
    clock.time += 10.0
    return desk


def left(provider: TinyProvider, clock: HandClock, amount: float) -> None:
    clock.time += 1.0
    provider.left = Balance(amount, "credits", clock.now())


async def test_a_balance_read_after_the_loss_is_no_evidence(
    desk: Desk, clock: HandClock, provider: TinyProvider
) -> None:
    """Somebody typed `/bgm credits` meanwhile: since then nothing was taken, for it had been taken before."""
    await a_lost_order(desk, provider, "1")
    left(provider, clock, 80.0)
    await desk.purse().fresh()
    left(provider, clock, 80.0)
    assert await settled_by_itself(desk) == [""]


async def test_of_two_lost_orders_the_balance_tells_nothing(
    desk: Desk, clock: HandClock, provider: TinyProvider
) -> None:
    """One of them was paid: it does not tell which, so it does not say of one that it was not ordered."""
    await a_lost_order(desk, provider, "1")
    await a_lost_order(desk, provider, "2")
    left(provider, clock, 80.0)
    assert await settled_by_itself(desk) == ["", ""]


async def test_while_another_order_is_on_its_way_the_balance_tells_nothing(
    desk: Desk, clock: HandClock, provider: TinyProvider
) -> None:
    """What was taken may be for that one."""
    await a_lost_order(desk, provider, "1")
    await desk.store.write(lambda tx: add_job(tx, State.SUBMITTING, name="2"))
    left(provider, clock, 80.0)
    assert await settled_by_itself(desk) == [""]


@pytest.mark.parametrize(("refunded", "asked"), [(None, ""), (True, "probably ordered, and paid")])
async def test_money_that_may_have_come_back_unsaid_makes_the_balance_no_evidence(
    desk: Desk, clock: HandClock, provider: TinyProvider, refunded: bool | None, asked: str
) -> None:
    """20 came back for the first order, which failed, and 20 were taken for the second, whose answer was lost."""
    await desk.store.write(add_job)
    provider.answers = [Started("k", Broken("it failed", refunded))]
    await submitted(desk)
    clock.time += 10.0
    await a_lost_order(desk, provider, "2")
    left(provider, clock, 80.0)
    [words] = await settled_by_itself(desk)
    assert asked in words
    assert bool(words) == bool(asked)


# Webhooks, and what is learned of them


async def hook(desk: Desk, task_id: str, *, watch: Watch | None = None, key: str = "") -> int:
    """A webhook about a task, as the provider sends it."""
    address = desk.links.hook("tiny", task_id) or ""
    body = f"done {desk.links.hook_secret(task_id)}".encode()
    token = address.rsplit("/", 1)[-1]
    return await desk.hooks(watch or desk.watch()).receive("tiny", token, {"X-Id": key or task_id}, body)


@pytest.fixture
def public(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Desk:
    """Providers can reach us."""
    return Desk(store, clock, provider, public_url="https://bgm.example.com")


async def expected_now(desk: Desk) -> float:
    await desk.store.write(lambda tx: add_job(tx, name="last"))
    await submitted(desk)
    [task] = await desk.store.read(lambda tx: tx.tasks("jlast"))
    return task.expected


@pytest.mark.parametrize("lost", [False, True])
async def test_what_webhooks_tell_is_learned_from_the_order_on(
    public: Desk, clock: HandClock, provider: TinyProvider, lost: bool
) -> None:
    """The provider says 10 s, and they take 40; where the answer was lost, too, though it is known only at the end."""
    for number in range(1, 15):
        await public.store.write(lambda tx, number=number: add_job(tx, name=str(number)))  # type: ignore[misc]
        provider.answers = [OutcomeUnknown("cut")] if lost else []
        await submitted(public)
        public.gates.of(provider).worked()  # three in a row would count as down
        [task] = await public.store.read(lambda tx, number=number: tx.tasks(f"j{number}"))  # type: ignore[misc]
        clock.time += 40.0
        provider.heard = {task.id: News(task.id, f"id-{task.id}", Finished((WHOLE,)))}
        assert await hook(public, task.id) == 200
        assert (await job_of(public.store, f"j{number}")).state is State.READY
    assert 25.0 < await expected_now(public) < 60.0


async def test_hours_in_which_nobody_could_hear_are_not_learned(
    store: SqliteStore, clock: HandClock, public: Desk, provider: TinyProvider
) -> None:
    for number in range(1, 6):
        await store.write(lambda tx, number=number: add_job(tx, name=str(number)))  # type: ignore[misc]
    await submitted(public)
    tasks = [(await store.read(lambda tx, n=n: tx.tasks(f"j{n}")))[0] for n in range(1, 6)]  # type: ignore[misc]
    clock.time += 20_000.0
    again = Desk(store, clock, provider, public_url="https://bgm.example.com")
    provider.heard = {task.id: News(task.id, f"id-{task.id}", Finished((WHOLE,))) for task in tasks}
    for task in tasks:
        assert await hook(again, task.id) == 200
    assert await expected_now(again) < 20.0


async def test_a_webhook_that_is_sooner_than_the_answer_has_somebody_look_at_once(
    public: Desk, provider: TinyProvider, clock: HandClock
) -> None:
    await public.store.write(add_job)
    provider.pause = asyncio.Event()
    submit, watch = public.submit(), public.watch()
    await submit.turn()
    await asyncio.wait_for(provider.called.wait(), 20.0)
    [task_id] = provider.asked
    provider.heard = {task_id: News("h1", f"id-{task_id}", Finished((WHOLE,)))}
    assert await hook(public, task_id, watch=watch) == 200
    provider.looks[task_id] = Finished((WHOLE,))
    provider.pause.set()
    await asyncio.wait_for(submit.bell.wait(), 20.0)
    await run(watch, clock, until=clock.now(), busy=lambda: watch._lanes.under_way)
    assert (await job_of(public.store, "j1")).state is State.READY


# What goes wrong with one holds up no other, and is told


class Odd(TinyProvider):
    """Cannot put one of its orders into words."""

    def request(self, order: Order) -> Request:
        if order.brief.description == "odd":
            raise KeyError("odd")
        return super().request(order)


async def test_a_job_that_cannot_be_ordered_ends_in_words_and_the_next_one_goes_on(
    store: SqliteStore, clock: HandClock
) -> None:
    provider = Odd()
    await store.write(add_job)
    await store.write(lambda tx: tx.save_job(replace(tx.job("j1"), brief=Brief(description="odd"))))  # type: ignore[type-var]
    await store.write(lambda tx: add_job(tx, name="2"))
    await submitted(Desk(store, clock, provider))
    odd, next_ = await job_of(store, "j1"), await job_of(store, "j2")
    assert (odd.state, next_.state) == (State.FAILED, State.WAITING)
    assert "KeyError" in (odd.reason or "")


async def test_an_answer_that_cannot_be_taken_in_ends_its_job_in_words(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    desk = Desk(store, clock, provider)
    await store.write(add_job)
    await submitted(desk)
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    provider.looks[task.id] = Finished((replace(WHOLE, facts={"seconds": object()}),))
    watch = desk.watch()
    await run(watch, clock, until=clock.now() + 60.0, busy=lambda: watch._lanes.under_way)
    job = await job_of(store, "j1")
    assert job.state is State.FAILED
    assert "TypeError" in (job.reason or "")


async def test_people_are_asked_although_the_list_of_orders_cannot_be_read(
    desk: Desk, clock: HandClock, provider: TinyProvider
) -> None:
    await a_lost_order(desk, provider, "1")
    provider.found = ValueError("no list of ours")
    loop = desk.settle()
    await run(loop, clock, until=clock.now() + 3600.0, busy=lambda: loop._lanes.under_way)
    assert await settled_by_itself(desk) == [""]


async def test_jobs_behind_a_long_wait_are_told_or_made_elsewhere(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """The API named ten minutes to the first; the second was never asked for."""
    other = TinyProvider(name="other", label="other API", account="other")
    desk = Desk(store, clock, provider, other)
    for name in ("1", "2", "3"):
        await store.write(lambda tx, name=name: add_job(tx, name=name))  # type: ignore[misc]
    await store.write(lambda tx: tx.save_job(replace(tx.job("j3"), alternatives=("other",))))  # type: ignore[type-var]
    provider.answers = [Limited("Slow down.", 600.0)]
    await submitted(desk, seconds=1.0)
    await submitted(desk, seconds=1.0)
    first, second, third = [await job_of(store, f"j{n}") for n in (1, 2, 3)]
    assert (first.state, second.state, third.state) == (State.ACCEPTED, State.ACCEPTED, State.WAITING)
    assert first.reason
    assert "left alone" in (second.reason or "")
    assert third.provider == "other"
    await submitted(desk, seconds=700.0)
    assert {(await job_of(store, f"j{n}")).state for n in (1, 2)} == {State.WAITING}


async def test_a_stop_waits_for_the_open_call_alone_and_begins_no_other(store: SqliteStore, clock: HandClock) -> None:
    """The other account may be asked in an hour."""
    paying = TinyProvider(pause=asyncio.Event())
    waiting = TinyProvider(name="other", account="other", spacing=3600.0)
    desk = Desk(store, clock, paying, waiting)
    desk.gates.of(waiting)._spacing = Spacing(3600.0, free_at=clock.now() + 30.0)
    await store.write(add_job)
    await store.write(lambda tx: add_job(tx, name="2", provider="other"))
    submit = desk.submit()
    await submit.turn()
    assert submit._lanes.under_way == {"tiny", "other"}
    await asyncio.wait_for(paying.called.wait(), 20.0)
    stopping = asyncio.create_task(submit.stop())
    await settled()
    assert paying.pause
    paying.pause.set()
    await asyncio.wait_for(stopping, 20.0)
    assert (await job_of(store, "j1")).state is State.WAITING
    assert ((await job_of(store, "j2")).state, waiting.asked) == (State.ACCEPTED, [])

"""From provider to provider and from call to call: what is paid for is stored, priced and never paid for twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from work_parts import NOW, Desk, HandClock, TinyProvider, add_job, add_take, run

from bot.domain.breaker import OPENS_AFTER
from bot.domain.errors import Because, Limited, NeverSent, Refused, Unanswered
from bot.domain.extra import Extra
from bot.domain.job import Job, Kind, State
from bot.domain.money import Price
from bot.domain.operation import Operation
from bot.domain.ports import Broken, Finished, Pending, RawExtra, RawTake, Started, Transaction
from bot.domain.thread import PostKind, TakeState, TaskState
from storage import SqliteStore

TAIL = RawTake(index=0, source="https://cdn.example/tail.mp3", facts={"clip_id": "t1", "tail": True})
WHOLE = RawTake(index=0, source="https://cdn.example/whole.mp3", facts={"clip_id": "w1"})


def other(**given: Any) -> TinyProvider:
    """A second music API, of another account."""
    return TinyProvider(name="other", label="other API", account="other", **given)


def new_job(tx: Transaction, **given: Any) -> Job:
    """An accepted job at the tiny provider, with these fields."""
    job = add_job(tx)
    changed = replace(job, **given)
    tx.save_job(changed)
    return changed


def follow_up(tx: Transaction, kind: Kind, name: str = "2") -> Job:
    """A job on the take of the first one."""
    job = add_job(tx, State.DELIVERED)
    take = add_take(tx, job, TakeState.DELIVERED)
    next_ = replace(job, id=f"j{name}", kind=kind, parent=take.id, state=State.ACCEPTED, shown_as=f"j{name}:card")
    tx.add_job(next_)
    return next_


async def submitted(desk: Desk, seconds: float = 0.0) -> None:
    """Everything that the paying loop does within so many seconds."""
    loop = desk.submit()
    await run(loop, desk.clock, until=desk.clock.now() + seconds, busy=lambda: loop._lanes.under_way)


async def looked(desk: Desk, seconds: float = 0.0) -> None:
    """Everything that the poller does within so many seconds."""
    loop = desk.watch()
    await run(loop, desk.clock, until=desk.clock.now() + seconds, busy=lambda: loop._lanes.under_way)


async def job_of(desk: Desk, name: str = "j1") -> Job:
    job = await desk.store.read(lambda tx: tx.job(name))
    assert job
    return job


@pytest.mark.parametrize("because", [Because.CREDITS, Because.ACCOUNT, Because.RETIRED])
async def test_a_refusal_that_is_not_about_the_wish_goes_to_the_next_provider(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, because: Because
) -> None:
    second = other()
    desk = Desk(store, clock, provider, second)
    await store.write(lambda tx: new_job(tx, alternatives=("other",)))
    provider.answers = [Refused("No credits are left.", because)]
    await submitted(desk)
    job = await job_of(desk)
    assert (job.state, job.provider, job.alternatives) == (State.WAITING, "other", ())
    assert (len(provider.asked), len(second.asked)) == (1, 1)
    reasons = [reason for *_, reason in await store.read(lambda tx: tx.history("j1")) if reason]
    assert reasons == ["No credits are left, so other API makes it. Nothing was paid before."]


@pytest.mark.parametrize("because", [Because.WORDS, Because.MODERATION])
async def test_a_refusal_of_the_wish_itself_is_told_and_goes_nowhere_else(
    store: SqliteStore, clock: HandClock, provider: TinyProvider, because: Because
) -> None:
    second = other()
    await store.write(lambda tx: new_job(tx, alternatives=("other",)))
    provider.answers = [Refused("An artist's name is not allowed.", because)]
    await submitted(Desk(store, clock, provider, second))
    assert (await job_of(Desk(store, clock, provider))).state is State.FAILED
    assert not second.asked


async def test_nothing_moves_on_once_a_call_of_the_job_was_paid(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """The lyrics were written and paid for; then the credits were gone."""
    second = other()
    desk = Desk(store, clock, provider, second)
    await store.write(lambda tx: new_job(tx, alternatives=("other",), details={"write_lyrics": True}))
    provider.answers = [Started("k", Finished(facts={"lyrics": "la"})), Refused("No credits.", Because.CREDITS)]
    await submitted(desk)
    assert (await job_of(desk)).state is State.FAILED
    assert not second.asked


async def test_a_job_at_a_dead_api_moves_on_or_the_thread_is_told(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    second = other()
    desk = Desk(store, clock, provider, second)
    provider.answers = [NeverSent("refused")] * 3
    await store.write(add_job)
    await store.write(lambda tx: add_job(tx, name="2"))
    await store.write(lambda tx: tx.save_job(replace(tx.job("j2"), alternatives=("other",))))  # type: ignore[type-var]
    await submitted(desk, seconds=9.0)
    first, moved = await job_of(desk), await job_of(desk, "j2")
    assert (first.state, moved.state, moved.provider) == (State.ACCEPTED, State.WAITING, "other")
    assert "does not answer" in (first.reason or "")
    assert await store.read(lambda tx: tx.post("j1:edit"))
    await submitted(desk, seconds=120.0)
    assert (await job_of(desk)).state is State.WAITING


async def test_too_many_requests_are_waited_out_and_nothing_else_goes_out_meanwhile(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    desk = Desk(store, clock, provider)
    await store.write(add_job)
    provider.answers = [Limited("Too many requests.", 40.0), "their-id"]
    await submitted(desk, seconds=39.0)
    assert len(provider.asked) == 1
    assert desk.gates.of(provider).opens_at() == NOW + 40.0
    await submitted(desk, seconds=41.0)
    assert len(provider.asked) == 2
    assert (await job_of(desk)).state is State.WAITING


async def test_an_answer_that_holds_everything_needs_no_look(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    provider.answers = [Started("their-id", Finished((WHOLE,), returned={"status": "completed"}))]
    await store.write(add_job)
    await submitted(Desk(store, clock, provider))
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    [take] = await store.read(lambda tx: tx.takes(job_id="j1"))
    assert (task.state, take.source) == (TaskState.FINISHED, WHOLE.source)
    assert task.answer["returned"] == {"status": "completed"}


async def test_an_extension_is_extended_and_joined_and_all_of_it_is_priced(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """One job, two paid calls, one take: the joined one."""
    provider.can = frozenset(Operation)
    provider.prices = {Operation.EXTEND: Price(15.0), Operation.JOIN: Price(2.0)}
    provider.answers = [Started("e1", Finished((TAIL,))), Started("c1", Finished((WHOLE,)))]
    await store.write(lambda tx: follow_up(tx, Kind.EXTEND))
    desk = Desk(store, clock, provider)
    await submitted(desk)
    assert [body["operation"] for body in provider.bodies] == [Operation.EXTEND, Operation.JOIN]
    assert provider.bodies[1]["clip"]["clip_id"] == "t1"
    [take] = await store.read(lambda tx: tx.takes(job_id="j2"))
    assert (take.source, take.parent, take.facts["cost"]) == (WHOLE.source, "vj1", "17 credits")
    assert (await job_of(desk, "j2")).state is State.READY
    assert await store.read(lambda tx: tx.charged("tiny", 0.0)) == 17.0


async def test_a_join_that_fails_spoils_nothing_where_there_is_another(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    provider.can = frozenset(Operation)
    second = replace(TAIL, index=1, facts={"clip_id": "t2", "tail": True})
    provider.answers = [
        Started("e1", Finished((TAIL, second))),
        Started("c1", Broken("it could not be joined")),
        Started("c2", Finished((WHOLE,))),
    ]
    await store.write(lambda tx: follow_up(tx, Kind.EXTEND))
    desk = Desk(store, clock, provider)
    await submitted(desk)
    assert len(await store.read(lambda tx: tx.takes(job_id="j2"))) == 1
    assert (await job_of(desk, "j2")).state is State.READY


async def test_when_no_part_could_be_joined_the_job_ends_in_the_providers_words(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    provider.can = frozenset(Operation)
    provider.answers = [Started("e1", Finished((TAIL,))), Started("c1", Broken("it could not be joined"))]
    await store.write(lambda tx: follow_up(tx, Kind.EXTEND))
    desk = Desk(store, clock, provider)
    await submitted(desk)
    job = await job_of(desk, "j2")
    assert (job.state, job.reason) == (State.FAILED, "it could not be joined")


async def test_stems_become_extras_of_their_take(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> None:
    stems = Finished(extras=(RawExtra(name="drums", source="https://c/d"), RawExtra(name="bass", source="https://c/b")))
    provider.answers = [Started("s1", stems)]
    await store.write(lambda tx: follow_up(tx, Kind.STEMS))
    await submitted(Desk(store, clock, provider))
    extras = await store.read(lambda tx: tx.extras(take_id="vj1", operation=Operation.STEMS))
    assert [(extra.name, extra.number, extra.source) for extra in extras] == [
        ("drums", 0, "https://c/d"),
        ("bass", 1, "https://c/b"),
    ]


async def test_an_operation_that_was_paid_for_is_answered_from_store(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """The second wish for the stems of a take asks nobody."""

    def fill(tx: Transaction) -> None:
        job = follow_up(tx, Kind.STEMS)
        stem = Extra(
            id="x1",
            job_id="j1",
            take_id=job.parent,
            provider="tiny",
            operation=Operation.STEMS,
            number=0,
            name="drums",
            source="https://c/d",
            created_at=NOW,
        )
        tx.add_extra(stem)

    await store.write(fill)
    desk = Desk(store, clock, provider)
    await submitted(desk)
    assert (await job_of(desk, "j2")).state is State.READY
    assert not provider.asked
    assert len(await store.read(lambda tx: tx.extras(take_id="vj1"))) == 1


async def test_a_provider_is_told_our_addresses_and_none_of_them_is_stored(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    desk = Desk(store, clock, provider, public_url="https://bgm.example.com")
    await store.write(lambda tx: new_job(tx, kind=Kind.EXTEND_FILE, details={"file": "uploads/a.mp3"}))
    await submitted(desk)
    [ways] = provider.ways
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    assert ways.hook == desk.links.hook("tiny", task.id)
    assert ways.file
    assert desk.links.path_of(ways.file.rsplit("/", 1)[1], clock.now()) == "uploads/a.mp3"
    assert "bgm.example.com" not in str(task.request)


async def test_a_task_of_which_a_webhook_is_expected_is_looked_at_more_rarely(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    await submitted(Desk(store, clock, provider))
    [told_nothing] = await store.read(lambda tx: tx.tasks("j1"))
    await store.write(lambda tx: add_job(tx, name="2"))
    await submitted(Desk(store, clock, provider, public_url="https://bgm.example.com"))
    [told] = await store.read(lambda tx: tx.tasks("j2"))
    assert told.due_at - told.created_at > told_nothing.due_at - told_nothing.created_at


async def test_how_long_tasks_take_is_learned_and_the_next_ones_are_expected_so(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """The provider says 10 s; they take 40."""
    desk = Desk(store, clock, provider)
    for number in range(1, 9):
        await store.write(lambda tx, number=number: add_job(tx, name=str(number)))
        await submitted(desk)
        [task] = await store.read(lambda tx, number=number: tx.tasks(f"j{number}"))
        provider.looks[task.id] = Pending()
        await looked(desk, seconds=39.0)
        clock.time = max(clock.time, task.created_at + 40.0)
        provider.looks[task.id] = Finished((WHOLE,))
        await looked(desk, seconds=60.0)
    await store.write(lambda tx: add_job(tx, name="9"))
    await submitted(desk)
    [task] = await store.read(lambda tx: tx.tasks("j9"))
    assert 20.0 < task.expected < 60.0


async def test_the_threads_of_waiting_jobs_are_told_when_their_api_is_down_and_when_it_answers_again(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    await store.write(add_job)
    desk = Desk(store, clock, provider)
    await submitted(desk)
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    provider.looks[task.id] = Unanswered("no answer")
    began = clock.now()
    while not (await job_of(desk)).reason:
        await looked(desk, seconds=10.0)
        clock.time += 1.0
    assert clock.now() - began < 120.0
    assert "does not answer" in ((await job_of(desk)).reason or "")
    assert desk.gates.of(provider).breaker.failures >= OPENS_AFTER
    provider.looks[task.id] = Pending()
    await looked(desk, seconds=300.0)
    assert (await job_of(desk)).reason is None


async def test_a_refund_is_taken_off_our_ledger(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> None:
    provider.prices = {Operation.CREATE: Price(20.0)}
    await store.write(add_job)
    desk = Desk(store, clock, provider)
    await submitted(desk)
    assert await store.read(lambda tx: tx.charged("tiny", 0.0)) == 20.0
    [task] = await store.read(lambda tx: tx.tasks("j1"))
    provider.looks[task.id] = Broken("failed upstream", refunded=True)
    await looked(desk, seconds=30.0)
    assert await store.read(lambda tx: tx.charged("tiny", 0.0)) == 0.0
    assert (await job_of(desk)).state is State.FAILED


async def test_what_a_person_should_know_of_a_task_is_said_once(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    provider.answers = [Started("k", Finished((WHOLE,), notes=("One of two takes failed.",)))]
    await store.write(add_job)
    await submitted(Desk(store, clock, provider))
    told = [post.words for post in await store.read(lambda tx: tx.posts(job_id="j1")) if post.kind is PostKind.TELL]
    assert told == ["One of two takes failed."]

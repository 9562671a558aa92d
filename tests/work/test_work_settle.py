"""An outcome that nobody knows is looked up, waited for and asked: never guessed, never ordered again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest
from work_parts import NOW, Desk, HandClock, Later, TinyProvider, add_job, add_task, run

from bot.domain.errors import OutcomeUnknown, Unanswered
from bot.domain.job import Job, State
from bot.domain.money import Balance, Charge, Price
from bot.domain.operation import Operation
from bot.domain.ports import Broken, Finished, News, RawTake
from bot.domain.thread import PostKind, Task, TaskState
from storage import SqliteStore

DONE = Finished((RawTake(index=0, source="takes/k/0.take", seed=7),))
PUBLIC = "https://bgm.example.com"


@dataclass
class Meanwhile(TinyProvider):
    """Something happens while its balance is asked for."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def balance(self) -> Balance | None:
        if self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return await super().balance()


@pytest.fixture
def desk(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Desk:
    provider.prices = {Operation.CREATE: Price(20.0)}
    return Desk(store, clock, provider)


@pytest.fixture
def public(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Desk:
    """Providers can reach us."""
    return Desk(store, clock, provider, public_url=PUBLIC)


async def lost(desk: Desk, provider: TinyProvider) -> tuple[Job, Task]:
    """A job whose paid call had no answer."""
    await desk.store.write(add_job)
    provider.answers = [OutcomeUnknown("cut off")]
    submit = desk.submit()
    await run(submit, desk.clock, until=desk.clock.now(), busy=lambda: submit._lanes.under_way)
    return await now(desk)


async def now(desk: Desk) -> tuple[Job, Task]:
    job = await desk.store.read(lambda tx: tx.job("j1"))
    tasks = await desk.store.read(lambda tx: tx.tasks("j1"))
    assert job
    return job, tasks[-1]


async def settle(desk: Desk, seconds: float = 0.0) -> tuple[Job, Task]:
    """All that happens by itself within so many seconds."""
    loop = desk.settle()
    await run(loop, desk.clock, until=desk.clock.now() + seconds, busy=lambda: loop._lanes.under_way)
    return await now(desk)


async def questions(desk: Desk) -> list[str | None]:
    posts = await desk.store.read(lambda tx: tx.posts(job_id="j1"))
    return [post.words for post in posts if post.kind is PostKind.QUESTION]


async def hook(desk: Desk, task: Task, *, key: str = "h1", secret: str | None = None) -> int:
    """A webhook about a task, as the provider sends it."""
    address = desk.links.hook("tiny", task.id) or ""
    body = f"done {desk.links.hook_secret(task.id) if secret is None else secret}".encode()
    return await desk.hooks(desk.watch()).receive("tiny", address.rsplit("/", 1)[-1], {"X-Id": key}, body)


async def test_one_whose_provider_lists_it_goes_on_as_if_nothing_had_happened(
    desk: Desk, provider: TinyProvider
) -> None:
    await lost(desk, provider)
    provider.found = "their-id"
    job, task = await settle(desk)
    assert (job.state, task.state, task.provider_id) == (State.WAITING, TaskState.STARTED, "their-id")
    assert await desk.store.read(lambda tx: tx.charged("tiny", 0.0)) == 20.0
    assert await questions(desk) == []


async def test_an_order_that_is_another_job_s_is_not_taken_for_the_lost_one(desk: Desk, provider: TinyProvider) -> None:
    """Two were asked for at once; one was taken, the other never was."""
    await desk.store.write(lambda tx: add_job(tx, State.WAITING, name="0"))
    held = await desk.store.write(lambda tx: add_task(tx, tx.job("j0"), name="k0"))  # type: ignore[arg-type]
    await desk.store.write(lambda tx: tx.save_task(replace(held, provider_id="their-id")))
    await lost(desk, provider)
    provider.found = "their-id"
    job, task = await settle(desk)
    assert (job.state, task.provider_id) == (State.UNSETTLED, None)
    assert len(await questions(desk)) == 1


async def test_without_a_public_address_people_are_asked_at_once_and_only_once(
    desk: Desk, provider: TinyProvider
) -> None:
    await lost(desk, provider)
    job, _ = await settle(desk, 86_400.0)
    await settle(desk, 86_400.0)
    assert job.state is State.UNSETTLED
    assert len(await questions(desk)) == 1
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("left", "words"),
    [(80.0, "probably not ordered"), (60.0, "probably ordered, and paid"), (45.0, ""), (None, "")],
)
async def test_the_question_says_what_the_balance_tells(
    desk: Desk, provider: TinyProvider, left: float | None, words: str
) -> None:
    """Read once after the loss, and compared with what our own ledger reckons: 100 less one order of 20."""
    provider.left = Balance(100.0, "credits", NOW - 100.0)
    await desk.purse().read(provider)
    await desk.store.write(add_job)
    await desk.store.write(lambda tx: add_job(tx, State.WAITING, name="0"))
    await desk.store.write(lambda tx: add_task(tx, tx.job("j0"), name="k0"))  # type: ignore[arg-type]
    charge = Charge(task_id="k0", account="tiny", amount=20.0, unit="credits", at=NOW - 50.0)
    await desk.store.write(lambda tx: tx.charge(charge))
    provider.answers = [OutcomeUnknown("cut off")]
    submit = desk.submit()
    await run(submit, desk.clock, until=desk.clock.now(), busy=lambda: submit._lanes.under_way)
    provider.left = None if left is None else Balance(left, "credits", NOW)
    await settle(desk)
    [asked] = await questions(desk)
    assert words in (asked or "")
    assert bool(asked) == bool(words)
    assert provider.readings == 2


async def test_one_that_lists_no_orders_is_not_asked_for_them_and_its_breaker_stays_open(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """Nobody's answer is no sign of life; nor does anybody wait for the turn of a question that asks nobody."""
    provider.lists_orders = provider.tells_balance = False
    wait = Later()
    desk = Desk(store, clock, provider, wait=wait)
    await lost(desk, provider)
    gate = desk.gates.of(provider)
    while not gate.breaker.is_open:
        gate.failed()
    await settle(desk)
    assert (provider.searched, wait.calls) == ([], [])
    assert gate.breaker.is_open
    assert len(await questions(desk)) == 1


async def test_a_provider_that_is_down_is_asked_again_before_people_are(desk: Desk, provider: TinyProvider) -> None:
    await lost(desk, provider)
    provider.found = Unanswered("down")
    await settle(desk)
    assert await questions(desk) == []
    provider.found = "their-id"
    job, _ = await settle(desk, 60.0)
    assert job.state is State.WAITING


async def test_a_provider_that_stays_down_leaves_it_to_people(desk: Desk, provider: TinyProvider) -> None:
    await lost(desk, provider)
    provider.found = Unanswered("down")
    await settle(desk, 3600.0)
    assert len(await questions(desk)) == 1


async def test_a_webhook_settles_a_task_whose_id_was_never_learned(public: Desk, provider: TinyProvider) -> None:
    _, task = await lost(public, provider)
    await settle(public)
    assert await questions(public) == []
    provider.heard = {"h1": News("h1", "their-id", DONE)}
    assert await hook(public, task) == 200
    job, task = await now(public)
    assert (job.state, task.state, task.provider_id) == (State.READY, TaskState.FINISHED, "their-id")
    assert len(await public.store.read(lambda tx: tx.takes(job_id="j1"))) == 1


async def test_where_a_webhook_may_come_people_are_asked_when_its_time_is_over(
    public: Desk, provider: TinyProvider
) -> None:
    await lost(public, provider)
    await settle(public, 5.0)
    assert await questions(public) == []
    await settle(public, 3600.0)
    assert len(await questions(public)) == 1


async def test_what_nobody_calls_back_for_is_asked_about_at_once(public: Desk, provider: TinyProvider) -> None:
    """A WAV, a tempo: the answer that was lost was all that there would ever be, though webhooks come for others."""
    provider.calls_back = frozenset({Operation.EXTEND})
    await lost(public, provider)
    await settle(public)
    assert len(await questions(public)) == 1
    assert [way.hook for way in provider.ways] == [None]


@pytest.mark.parametrize("left", [Unanswered("down"), Balance(80.0, "credits", NOW)])
async def test_a_webhook_that_comes_while_the_balance_is_asked_for_is_not_forgotten(
    store: SqliteStore, clock: HandClock, left: Balance | Exception
) -> None:
    provider = Meanwhile(left=left)
    public = Desk(store, clock, provider, public_url=PUBLIC)
    _, task = await lost(public, provider)
    provider.heard = {"h1": News("h1", "their-id", DONE)}
    provider.meanwhile = partial(hook, public, task)
    job, task = await settle(public, 3600.0)
    assert (job.state, task.state, task.provider_id) == (State.READY, TaskState.FINISHED, "their-id")
    assert await questions(public) == []


async def test_a_word_about_another_task_is_not_taken_for_the_lost_one(public: Desk, provider: TinyProvider) -> None:
    """One secret of a vendor signs for all tasks: what it said of one, repeated at another's address, is no news."""
    await public.store.write(lambda tx: add_job(tx, State.WAITING, name="0"))
    held = await public.store.write(lambda tx: add_task(tx, tx.job("j0"), name="k0"))  # type: ignore[arg-type]
    await public.store.write(lambda tx: tx.save_task(replace(held, provider_id="their-id")))
    _, task = await lost(public, provider)
    provider.heard, provider.words = {"h1": News("h1", "their-id")}, DONE
    assert await hook(public, task) == 200
    job, task = await now(public)
    assert (job.state, task.state, task.provider_id) == (State.UNSETTLED, TaskState.INTENT, None)


async def test_a_webhook_after_the_question_answers_it(public: Desk, provider: TinyProvider) -> None:
    _, task = await lost(public, provider)
    await settle(public, 3600.0)
    provider.heard = {"h1": News("h1", "their-id", DONE)}
    assert await hook(public, task) == 200
    job, _ = await now(public)
    assert job.state is State.READY
    posts = await public.store.read(lambda tx: tx.posts(job_id="j1"))
    assert not [post for post in posts if post.kind is PostKind.QUESTION and post.state == "pending"]


@pytest.mark.parametrize(("key", "secret", "status"), [("h1", "no secret of ours", 401), ("h1", None, 200)])
async def test_a_word_is_taken_only_when_it_is_signed(
    public: Desk, provider: TinyProvider, key: str, secret: str | None, status: int
) -> None:
    _, task = await lost(public, provider)
    provider.heard = {"h1": News("h1", "their-id", DONE)}
    assert await hook(public, task, key=key, secret=secret) == status
    job, _ = await now(public)
    assert (job.state is State.READY) == (status == 200)


async def test_an_address_that_is_none_of_ours_is_not_there(public: Desk, provider: TinyProvider) -> None:
    _, task = await lost(public, provider)
    hooks = public.hooks(public.watch())
    good = (public.links.hook("tiny", task.id) or "").rsplit("/", 1)[-1]
    for name, token in (("tiny", "k9.00"), ("other", good), ("tiny", good[:-1] + "x"), ("tiny", "")):
        assert await hooks.receive(name, token, {}, b"") == 404


async def test_a_word_of_one_vendor_about_a_task_of_anothers_is_not_taken(
    store: SqliteStore, clock: HandClock, provider: TinyProvider
) -> None:
    """Each signs with its own secret: what one of them says of another's task is not told by who made it."""
    other = TinyProvider(name="other", account="other", heard={"h1": News("h1", "their-id", DONE)})
    public = Desk(store, clock, provider, other, public_url=PUBLIC)
    _, task = await lost(public, provider)
    token = (public.links.hook("tiny", task.id) or "").rsplit("/", 1)[-1]
    body = f"done {public.links.hook_secret(task.id)}".encode()
    assert await public.hooks(public.watch()).receive("other", token, {"X-Id": "h1"}, body) == 404
    job, task = await now(public)
    assert (job.state, task.state) == (State.UNSETTLED, TaskState.INTENT)


async def test_a_word_that_is_told_twice_or_out_of_order_changes_nothing(public: Desk, provider: TinyProvider) -> None:
    """Completed comes before streaming, then once more, then as failed: one take, and the job goes on."""
    _, task = await lost(public, provider)
    provider.heard = {
        "done": News("done", "their-id", DONE),
        "streaming": News("streaming", "their-id", None),
        "failed": News("failed", "their-id", Broken("it failed")),
    }
    for key in ("done", "streaming", "done", "failed"):
        assert await hook(public, task, key=key) == 200
    job, task = await now(public)
    assert (job.state, task.state, task.looks) == (State.READY, TaskState.FINISHED, 1)
    assert len(await public.store.read(lambda tx: tx.takes(job_id="j1"))) == 1


async def test_a_webhook_that_comes_before_the_answer_is_remembered_when_the_answer_is_lost(
    public: Desk, provider: TinyProvider
) -> None:
    """The call is still open when the provider tells; then its answer never comes: the id is known all the same."""
    await public.store.write(add_job)
    submit, clock = public.submit(), public.clock
    provider.answers = [OutcomeUnknown("cut off")]
    told: list[int] = []

    async def tell() -> None:
        await provider.called.wait()
        _, task = await now(public)
        provider.heard = {"h1": News("h1", "their-id", None)}
        told.append(await hook(public, task))
        assert provider.pause
        provider.pause.set()

    provider.pause = asyncio.Event()
    telling = asyncio.create_task(tell())
    await run(submit, clock, until=clock.now(), busy=lambda: submit._lanes.under_way)
    await telling
    job, task = await now(public)
    assert told == [200]
    assert (job.state, task.provider_id) == (State.WAITING, "their-id")


async def test_a_webhook_that_holds_everything_makes_the_look_needless(public: Desk, provider: TinyProvider) -> None:
    _, task = await lost(public, provider)
    provider.heard, provider.words = {"h1": News("h1", "their-id")}, DONE
    assert await hook(public, task) == 200
    job, _ = await now(public)
    assert job.state is State.READY


async def test_a_webhook_that_says_only_that_something_happened_has_somebody_look(
    public: Desk, provider: TinyProvider
) -> None:
    _, task = await lost(public, provider)
    provider.heard = {"h1": News("h1", "their-id")}
    watch = public.watch()
    address = public.links.hook("tiny", task.id) or ""
    body = f"done {public.links.hook_secret(task.id)}".encode()
    assert await public.hooks(watch).receive("tiny", address.rsplit("/", 1)[-1], {"X-Id": "h1"}, body) == 200
    assert watch._told == {task.id}
    job, _ = await now(public)
    assert job.state is State.WAITING
    watch._told.clear()
    assert await public.hooks(watch).receive("tiny", address.rsplit("/", 1)[-1], {"X-Id": "h1"}, body) == 200
    assert watch._told == set()  # told before: nobody looks for it again

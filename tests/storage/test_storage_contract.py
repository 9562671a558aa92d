"""What every backend of the store promises: its transactions, deliveries, threads, messages and held reactions."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from storage_values import a_job, a_post, a_take, a_thread, furnish

from bot.domain.errors import StoreError
from bot.domain.job import Event
from bot.domain.ports import Store, Transaction
from bot.domain.thread import HeldReaction, Message, PostKind, PostState, Role
from storage import SqliteStore

DAY = 86_400.0
PATIENCE = 30.0
"""Seconds after which a test that waits for what never comes gives up."""


async def test_what_the_work_returns_is_answered(store: Store) -> None:
    """`write` and `read` answer what the function returned."""
    assert await store.write(lambda tx: tx.first_time("e1", 0.0)) is True
    assert await store.read(lambda tx: tx.held_reactions()) == []


async def test_a_write_is_seen_by_the_reads_after_it(store: Store) -> None:
    """A read sees every write that returned before it began."""
    for number in range(20):
        thread = a_thread(f"t{number}")
        await store.write(lambda tx, thread=thread: tx.add_thread(thread))
        assert await store.read(lambda tx, thread=thread: tx.thread(thread.id)) == thread


async def test_a_transaction_sees_its_own_changes(store: Store) -> None:
    """Within one transaction what was written can be read."""

    def work(tx: Transaction) -> str | None:
        tx.add_thread(a_thread())
        tx.save_thread(a_thread(title="Onboarding"))
        return tx.thread("t1").title

    assert await store.write(work) == "Onboarding"


async def test_work_that_raises_leaves_nothing_behind(store: Store) -> None:
    """What raises is raised to its caller, and nothing of it is stored."""

    def work(tx: Transaction) -> None:
        tx.first_time("e1", 0.0)
        furnish(tx)
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        await store.write(work)
    assert await store.read(lambda tx: tx.jobs()) == []
    assert await store.write(lambda tx: tx.first_time("e1", 0.0))


async def test_even_stop_iteration_reaches_its_caller(store: Store) -> None:
    """An error that a future cannot carry is put in words, not waited for in vain."""
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(RuntimeError, match="StopIteration"):
            await store.write(lambda _: next(iter([])))
        with pytest.raises(RuntimeError, match="StopIteration"):
            await store.read(lambda _: next(iter([])))


async def test_a_read_cannot_write(furnished: Store) -> None:
    """A read that writes is refused and changes nothing."""
    with pytest.raises(StoreError):
        await furnished.read(lambda tx: tx.save_thread(a_thread(title="x")))
    assert (await furnished.read(lambda tx: tx.thread("t1"))).title is None


async def test_commits_name_the_tables_that_they_changed(store: SqliteStore) -> None:
    """After a commit the callback gets the tables it changed, on the event loop; none is called for no change."""
    news: asyncio.Queue[tuple[frozenset[str], asyncio.AbstractEventLoop]] = asyncio.Queue()
    store.on_commit(lambda tables: news.put_nowait((tables, asyncio.get_running_loop())))
    await store.write(furnish)
    await store.write(lambda tx: tx.save_thread(a_thread(root_ts="1.0")))
    await store.write(lambda tx: tx.put_post(a_post()))
    await store.write(lambda tx: tx.put_post(a_post()))
    await store.write(lambda tx: tx.move(a_job(), Event.SUBMIT, 101.0))
    await store.write(lambda tx: tx.first_time("e1", 0.0))
    async with asyncio.timeout(PATIENCE):
        told = [await news.get() for _ in range(5)]
    assert [sorted(tables) for tables, _ in told] == [
        ["jobs", "threads"],
        ["threads"],
        ["posts"],
        ["jobs", "moves"],
        ["inbox"],
    ]
    assert {loop for _, loop in told} == {asyncio.get_running_loop()}
    assert news.empty()


async def test_work_that_raises_is_no_news(store: SqliteStore) -> None:
    """Tables touched by work that was undone are not named."""
    news: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    store.on_commit(news.put_nowait)

    def work(tx: Transaction) -> None:
        furnish(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(work)
    await store.write(lambda tx: tx.first_time("e1", 0.0))
    async with asyncio.timeout(PATIENCE):
        assert await news.get() == {"inbox"}


async def test_a_listener_that_fails_harms_nobody(store: SqliteStore) -> None:
    """Writes return, and the other listeners are told, when one raises."""
    news: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    store.on_commit(lambda _: {}["missing"])
    store.on_commit(news.put_nowait)
    await store.write(furnish)
    async with asyncio.timeout(PATIENCE):
        assert await news.get() == {"threads", "jobs"}


async def test_a_delivery_is_new_once(store: Store) -> None:
    """The same key is new the first time only; another key is new."""
    assert await store.write(lambda tx: tx.first_time("e1", 0.0))
    assert not await store.write(lambda tx: tx.first_time("e1", 1.0))
    assert await store.write(lambda tx: tx.first_time("e2", 1.0))


@pytest.mark.parametrize("pruned", [True, False])
@pytest.mark.parametrize(("later", "new"), [(DAY - 1.0, False), (DAY, True)])
async def test_a_delivery_is_remembered_for_a_day(store: Store, later: float, *, new: bool, pruned: bool) -> None:
    """A redelivery is known for 24 h from the first, pruned or not."""
    await store.write(lambda tx: tx.first_time("e1", 1000.0))
    if pruned:
        await store.write(lambda tx: tx.prune(1000.0 + later))
    assert await store.write(lambda tx: tx.first_time("e1", 1000.0 + later)) is new


async def test_a_thread_comes_back_as_it_went(store: Store) -> None:
    """Threads are stored and changed whole."""
    await store.write(lambda tx: tx.add_thread(a_thread(title="Onboarding")))
    assert await store.read(lambda tx: tx.thread("t1")) == a_thread(title="Onboarding")
    changed = a_thread(title="Über uns", root_ts="1700000000.000100")
    await store.write(lambda tx: tx.save_thread(changed))
    assert await store.read(lambda tx: tx.thread("t1")) == changed


async def test_what_is_not_there_is_said(store: Store) -> None:
    """A thread that does not exist raises; so does changing any row that does not."""
    with pytest.raises(StoreError, match="t1"):
        await store.read(lambda tx: tx.thread("t1"))
    for change in (
        lambda tx: tx.save_thread(a_thread()),
        lambda tx: tx.save_job(a_job()),
        lambda tx: tx.save_take(a_take()),
        lambda tx: tx.save_post(a_post()),
    ):
        with pytest.raises(StoreError):
            await store.write(change)


async def test_ids_are_used_once(furnished: Store) -> None:
    """A second thread or job with an id that is taken is refused, and the first one stays."""
    with pytest.raises(StoreError):
        await furnished.write(lambda tx: tx.add_job(a_job(seed=8)))
    with pytest.raises(StoreError):
        await furnished.write(lambda tx: tx.add_thread(a_thread(title="x")))
    assert await furnished.read(lambda tx: tx.job("j1")) == a_job()


async def test_nothing_belongs_to_nothing(store: Store) -> None:
    """A job without its thread, or a post without its job, is refused."""
    with pytest.raises(StoreError):
        await store.write(lambda tx: tx.add_job(a_job()))
    await store.write(lambda tx: tx.add_thread(a_thread()))
    with pytest.raises(StoreError):
        await store.write(lambda tx: tx.put_post(a_post()))


@pytest.mark.parametrize("title", ["", "a\0b", "𝄞 Ünïcödé", "'; DROP TABLE threads; --", "x" * 100_000])
async def test_any_text_is_kept(store: Store, title: str) -> None:
    """Text comes back letter by letter."""
    await store.write(lambda tx: tx.add_thread(a_thread(title=title)))
    assert (await store.read(lambda tx: tx.thread("t1"))).title == title


async def test_half_a_character_does_no_harm(store: Store) -> None:
    """A lone surrogate, which is no text, becomes a question mark; the rest is kept."""
    await store.write(lambda tx: tx.add_thread(a_thread(title="ab\ud83dcd")))
    assert (await store.read(lambda tx: tx.thread("t1"))).title == "ab?cd"


async def test_messages_are_found_by_where_they_are(furnished: Store) -> None:
    """A message of ours is known by channel and ts; adding it again replaces what was known."""
    card = Message(channel="C1", ts="1.0", role=Role.CARD, thread_id="t1", job_id="j1")
    await furnished.write(lambda tx: tx.add_message(card))
    await furnished.write(lambda tx: tx.add_message(card))
    assert await furnished.read(lambda tx: tx.message("C1", "1.0")) == card
    assert await furnished.read(lambda tx: tx.message("C2", "1.0")) is None
    assert await furnished.read(lambda tx: tx.message("C1", "1")) is None
    file = Message(channel="C1", ts="1.0", role=Role.FILE, thread_id="t1", job_id="j1", take_id="v1")
    await furnished.write(lambda tx: (tx.add_take(a_take()), tx.add_message(file)))
    assert await furnished.read(lambda tx: tx.message("C1", "1.0")) == file


async def test_reactions_are_held_until_dropped(store: Store) -> None:
    """Held reactions come earliest due first, can be put off, and are gone once dropped."""
    late = HeldReaction(channel="C1", ts="1.0", user="U1", emoji="repeat", at=1.0, due_at=9.0)
    soon = HeldReaction(channel="C1", ts="2.0", user="U2", emoji="x", at=2.0, due_at=3.0)
    await store.write(lambda tx: (tx.hold_reaction(late), tx.hold_reaction(soon)))
    first, second = await store.read(lambda tx: tx.held_reactions())
    assert [(held.ts, held.user, held.emoji, held.at, held.due_at) for held in (first, second)] == [
        ("2.0", "U2", "x", 2.0, 3.0),
        ("1.0", "U1", "repeat", 1.0, 9.0),
    ]
    assert first.id != second.id
    assert await store.read(lambda tx: tx.held_reactions(3.0)) == [first]
    put_off = HeldReaction(id=first.id, channel="C1", ts="2.0", user="U2", emoji="x", at=2.0, due_at=20.0, tries=1)
    await store.write(lambda tx: (tx.save_held(put_off), tx.drop_held(second.id)))
    assert await store.read(lambda tx: tx.held_reactions(19.0)) == []
    assert await store.read(lambda tx: tx.held_reactions()) == [put_off]


async def test_a_file_without_its_message_is_looked_for(furnished: Store) -> None:
    """A take counts from the moment its file may be in the channel until the file's message is known."""
    file = a_post("j1:file:v1", PostKind.FILE, take_id="v1")

    async def missing(channel: str = "C1") -> list[str]:
        return [take.id for take in await furnished.read(lambda tx: tx.takes_without_file_message(channel))]

    await furnished.write(lambda tx: (tx.add_take(a_take()), tx.put_post(file)))
    assert await missing() == []
    await furnished.write(lambda tx: tx.save_post(a_post("j1:file:v1", PostKind.FILE, take_id="v1", attempts=1)))
    assert await missing() == ["v1"]
    assert await missing("C2") == []
    between = a_post("j1:file:v1", PostKind.FILE, take_id="v1", data={"stage": "shared"})
    await furnished.write(lambda tx: tx.save_post(between))
    assert await missing() == ["v1"]
    message = Message(channel="C1", ts="5.0", role=Role.FILE, thread_id="t1", job_id="j1", take_id="v1")
    await furnished.write(lambda tx: tx.add_message(message))
    assert await missing() == []
    another = a_post("j2:file:v1", PostKind.FILE, take_id="v1", job_id="j2", attempts=1)
    await furnished.write(lambda tx: (tx.add_job(a_job("j2")), tx.put_post(another)))
    assert await missing() == ["v1"]
    await furnished.write(lambda tx: tx.save_post(replace(another, state=PostState.DROPPED)))
    assert await missing() == []


async def test_a_card_that_is_being_sent_may_stand_in_its_channel_already(furnished: SqliteStore) -> None:
    card = a_post("j1:card", PostKind.CARD)

    async def is_posting(channel: str = "C1") -> bool:
        return await furnished.read(lambda tx: tx.is_posting(channel))

    await furnished.write(lambda tx: tx.put_post(card))
    assert not await is_posting()
    await furnished.write(lambda tx: tx.save_post(replace(card, state=PostState.SENDING)))
    assert await is_posting()
    assert not await is_posting("C2")
    await furnished.write(lambda tx: tx.save_post(replace(card, state=PostState.DONE, ts="1.0")))
    assert not await is_posting()
    words = a_post("j1:tell", PostKind.TELL, state=PostState.SENDING)
    await furnished.write(lambda tx: tx.put_post(words))
    assert not await is_posting()


async def test_the_store_answers_until_it_is_closed(store: SqliteStore) -> None:
    """`ping` is silent while all is well; after `close`, which may come twice, every call is refused in words."""
    await store.ping()
    await store.close()
    await store.close()
    for call in (store.ping(), store.read(lambda tx: tx.jobs()), store.write(furnish)):
        with pytest.raises(StoreError):
            await call

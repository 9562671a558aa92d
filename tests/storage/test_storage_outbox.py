"""What every backend of the store promises of the outbox: each step once, in the order of its thread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from storage_values import a_job, a_post, a_take, a_thread

from bot.domain.ports import Store, Transaction
from bot.domain.thread import Post, PostKind, PostState

EVER = float("inf")
TELL, WHISPER, EDIT, CARD = PostKind.TELL, PostKind.WHISPER, PostKind.EDIT, PostKind.CARD


async def put(store: Store, *posts: Post) -> list[Post]:
    """Puts the posts, in one transaction."""
    return await store.write(lambda tx: [tx.put_post(post) for post in posts])


async def save(store: Store, key: str, **changes: Any) -> None:
    """Changes a post as a deliverer does."""

    def work(tx: Transaction) -> None:
        post = tx.post(key)
        assert post
        tx.save_post(replace(post, **changes))

    await store.write(work)


async def due(store: Store, now: float = EVER, limit: int = 50) -> list[str]:
    """The keys of what may go out."""
    return [post.key for post in await store.read(lambda tx: tx.due_posts(now, limit))]


async def read(store: Store, key: str) -> Post:
    """The post with this key."""
    post = await store.read(lambda tx: tx.post(key))
    assert post
    return post


async def put_edit(store: Store, **given: Any) -> None:
    """The card of j1, posted, and an edit of it."""
    await put(store, a_post("j1:open", state=PostState.DONE, ts="1.0"), a_post("j1:edit", EDIT, **given))


async def test_a_post_comes_back_as_it_went(furnished: Store) -> None:
    """Every field is kept; the store gives the id."""
    await furnished.write(lambda tx: tx.add_take(a_take()))
    post = a_post(
        "j1:file:v1", PostKind.FILE, take_id="v1", user="U1", words="da", due_at=3.0, data={"ids": ["F1"], "looks": 0}
    )
    (stored,) = await put(furnished, post)
    assert stored == replace(post, id=stored.id)
    assert stored.id > 0
    sent = replace(stored, state=PostState.DONE, attempts=1, ts="5.0", data={})
    await furnished.write(lambda tx: tx.save_post(sent))
    assert await read(furnished, "j1:file:v1") == sent
    assert await furnished.read(lambda tx: tx.post("j1:file:v2")) is None


async def test_a_key_is_one_post_for_ever(furnished: Store) -> None:
    """Putting a step again answers the row that is there, done or not, and changes nothing."""
    (first,) = await put(furnished, a_post(words="once", due_at=5.0))
    assert await put(furnished, a_post(words="twice", due_at=1.0)) == [first]
    await save(furnished, "j1:open", state=PostState.DONE, ts="1.0")
    (again,) = await put(furnished, a_post())
    assert (again.state, again.ts, again.words) == (PostState.DONE, "1.0", "once")
    assert len(await furnished.read(lambda tx: tx.posts(job_id="j1"))) == 1


async def test_posts_of_a_job_or_thread_come_in_order(furnished: Store) -> None:
    """`posts` answers by id; both conditions hold where both are given."""
    await furnished.write(lambda tx: tx.add_job(a_job("j2")))
    await put(furnished, a_post("a"), a_post("b", TELL, job_id="j2"), a_post("c", TELL))
    everything = await furnished.read(lambda tx: tx.posts(thread_id="t1"))
    assert [post.key for post in everything] == ["a", "b", "c"]
    assert sorted(post.id for post in everything) == [post.id for post in everything]
    assert [post.key for post in await furnished.read(lambda tx: tx.posts(job_id="j1"))] == ["a", "c"]
    assert await furnished.read(lambda tx: tx.posts(job_id="j1", thread_id="t2")) == []


async def test_only_the_first_of_a_thread_goes_out(furnished: Store) -> None:
    """Each thread has one post at a time, the next when that one is done or dropped; threads do not wait for others."""
    await furnished.write(lambda tx: (tx.add_thread(a_thread("t2")), tx.add_job(a_job("j2", thread_id="t2"))))
    other = a_post("other", TELL, thread_id="t2", job_id="j2")
    await put(furnished, a_post("a", TELL), a_post("b", TELL), a_post("c", TELL), other)
    assert await due(furnished) == ["a", "other"]
    await save(furnished, "a", state=PostState.DONE)
    assert await due(furnished) == ["b", "other"]
    await save(furnished, "b", state=PostState.DROPPED)
    assert await due(furnished) == ["c", "other"]


async def test_what_was_being_sent_is_answered_too(furnished: Store) -> None:
    """A post that a crash left in sending is due, so that it is looked up, and those after it wait."""
    await put(furnished, a_post("a", TELL), a_post("b", TELL))
    await save(furnished, "a", state=PostState.SENDING, attempts=1)
    assert await due(furnished) == ["a"]


async def test_a_first_post_that_waits_holds_the_line(furnished: Store) -> None:
    """A post due later is not overtaken in its thread; what is next due is that one."""
    await put(furnished, a_post("a", TELL, due_at=50.0), a_post("b", TELL, due_at=1.0))
    assert await due(furnished, 49.0) == []
    assert await furnished.read(lambda tx: tx.next_due_post()) == 50.0
    assert await due(furnished, 50.0) == ["a"]


async def test_the_card_of_a_thread_goes_first(furnished: Store) -> None:
    """A new opening card overtakes what waits: nothing can be said in a thread that is not open."""
    await put(furnished, a_post("a", TELL), a_post("t1:reopen", PostKind.OPEN))
    assert await due(furnished) == ["t1:reopen"]
    await save(furnished, "t1:reopen", state=PostState.DONE, ts="2.0")
    assert await due(furnished) == ["a"]


async def test_whispers_wait_for_nobody(furnished: Store) -> None:
    """Words to one person go out whatever the thread waits for, and hold nothing up."""
    await put(furnished, a_post("w", WHISPER, due_at=7.0), a_post("a", TELL, due_at=9.0), a_post("b", TELL))
    assert await due(furnished, 8.0) == ["w"]
    assert await due(furnished) == ["w", "a"]


@pytest.mark.parametrize("ended", [PostState.DONE, PostState.DROPPED])
async def test_the_answer_to_a_question_waits_until_that_was_asked(furnished: Store, ended: PostState) -> None:
    """Posted, or never to be posted: an edit that came before would find nothing to change."""
    question = a_post("j1:question:1", PostKind.QUESTION, state=PostState.SENDING)
    answer = a_post("j1:question:1:answered", PostKind.ANSWERED, data={"question": question.key})
    for post in (question, answer):
        await furnished.write(lambda tx, post=post: tx.put_post(post))
    assert answer.key not in [post.key for post in await furnished.read(lambda tx: tx.due_posts(1e9))]
    await furnished.write(lambda tx: tx.save_post(replace(question, state=ended, ts="5.0")))
    assert answer.key in [post.key for post in await furnished.read(lambda tx: tx.due_posts(1e9))]


async def test_the_earliest_due_comes_first(furnished: Store) -> None:
    """Posts come by due time, then in the order they were put; `limit` cuts the rest."""
    await put(furnished, a_post("c", WHISPER, due_at=2.0), a_post("a", WHISPER), a_post("b", WHISPER))
    assert await due(furnished) == ["a", "b", "c"]
    assert await due(furnished, limit=2) == ["a", "b"]


async def test_an_edit_waits_for_its_card(furnished: Store) -> None:
    """An edit is due once the card of its job is posted, and neither waits for the line nor holds it up."""
    await put(furnished, a_post("j1:edit", EDIT), a_post("j1:open"), a_post("a", TELL))
    assert await due(furnished) == ["j1:open"]
    await save(furnished, "j1:open", state=PostState.SENDING)
    assert await due(furnished) == ["j1:open"]
    await save(furnished, "j1:open", state=PostState.DONE, ts="1.0")
    assert await due(furnished) == ["j1:edit", "a"]


async def test_an_edit_of_a_dropped_card_never_goes_out(furnished: Store) -> None:
    """Where the card cannot be posted its edit is never due, and nobody is woken for it."""
    await put(furnished, a_post("j1:open"), a_post("j1:edit", EDIT))
    await save(furnished, "j1:open", state=PostState.DROPPED)
    assert await due(furnished) == []
    assert await furnished.read(lambda tx: tx.next_due_post()) is None


async def test_an_edit_follows_its_job_to_another_card(furnished: Store) -> None:
    """When the job is shown by another post, its edit waits for that one."""
    await put_edit(furnished)
    await put(furnished, a_post("t1:reopen", PostKind.OPEN))
    await furnished.write(lambda tx: tx.save_job(a_job(shown_as="t1:reopen")))
    assert await due(furnished) == ["t1:reopen"]
    await save(furnished, "t1:reopen", state=PostState.DONE, ts="2.0")
    assert await due(furnished) == ["j1:edit"]


async def test_an_edit_of_a_take_waits_for_the_card_of_that_take(furnished: Store) -> None:
    """A take's card is edited once it is posted; another take's card does not count."""
    await furnished.write(lambda tx: (tx.add_take(a_take("v1")), tx.add_take(a_take("v2", number=2))))
    await put(
        furnished,
        a_post("v2:card", PostKind.TAKE, take_id="v2", state=PostState.DONE, ts="2.0"),
        a_post("v1:file", PostKind.FILE, take_id="v1", state=PostState.DONE, ts="3.0"),
        a_post("v1:card", PostKind.TAKE, take_id="v1"),
        a_post("v1:retake", PostKind.RETAKE, take_id="v1"),
    )
    assert await due(furnished) == ["v1:card"]
    await save(furnished, "v1:card", state=PostState.DONE, ts="4.0")
    assert await due(furnished) == ["v1:retake"]


async def test_reactions_wait_for_their_takes_card_and_hold_up_nothing(furnished: Store) -> None:
    """They have a slower limit than what the thread says next."""
    await furnished.write(lambda tx: tx.add_take(a_take("v1")))
    await put(
        furnished,
        a_post("v1:card", PostKind.TAKE, take_id="v1"),
        a_post("j1:seed:v1", PostKind.SEED, take_id="v1"),
        a_post("j2:card", PostKind.CARD),
    )
    assert await due(furnished) == ["v1:card"]
    await save(furnished, "v1:card", state=PostState.DONE, ts="4.0")
    assert await due(furnished) == ["j1:seed:v1", "j2:card"]


async def test_an_edit_that_waits_takes_the_earlier_time(furnished: Store) -> None:
    """Put again while pending it stays one row, due at the earlier of both."""
    await put_edit(furnished, due_at=10.0)
    await put(furnished, a_post("j1:edit", EDIT, due_at=20.0))
    assert (await read(furnished, "j1:edit")).due_at == 10.0
    await put(furnished, a_post("j1:edit", EDIT, due_at=4.0))
    assert (await read(furnished, "j1:edit")).due_at == 4.0


@pytest.mark.parametrize("ended", [PostState.DONE, PostState.DROPPED])
async def test_an_edit_that_ended_begins_anew(furnished: Store, ended: PostState) -> None:
    """Put again after its end, e.g. for another card, it is pending at the new time with no failed attempts."""
    await put_edit(furnished)
    await save(furnished, "j1:edit", state=ended, attempts=3)
    (edit,) = await put(furnished, a_post("j1:edit", EDIT, due_at=30.0))
    assert (edit.state, edit.attempts, edit.due_at) == (PostState.PENDING, 0, 30.0)
    assert await due(furnished, 29.0) == []


@pytest.mark.parametrize("ended", [PostState.DONE, PostState.DROPPED])
async def test_an_edit_put_while_it_is_sent_goes_out_once_more(furnished: Store, ended: PostState) -> None:
    """What changed while an edit was under way is not lost: it is due again when that one has ended, once."""
    await put_edit(furnished)
    await save(furnished, "j1:edit", state=PostState.SENDING, attempts=1)
    for at in (12.0, 11.0, 13.0):
        await put(furnished, a_post("j1:edit", EDIT, due_at=at))
    assert (await read(furnished, "j1:edit")).state is PostState.SENDING
    await save(furnished, "j1:edit", state=ended)
    edit = await read(furnished, "j1:edit")
    assert (edit.state, edit.attempts, edit.due_at) == (PostState.PENDING, 0, 11.0)
    await save(furnished, "j1:edit", state=PostState.SENDING, attempts=1)
    await save(furnished, "j1:edit", state=ended)
    assert (await read(furnished, "j1:edit")).state is ended


async def test_an_edit_that_is_tried_again_is_enough(furnished: Store) -> None:
    """Put while it is sent, then refused for now: the next try says it all, at the time that the refusal named."""
    await put_edit(furnished)
    await save(furnished, "j1:edit", state=PostState.SENDING, attempts=1)
    await put(furnished, a_post("j1:edit", EDIT))
    await save(furnished, "j1:edit", state=PostState.PENDING, due_at=60.0)
    assert await due(furnished, 59.0) == []
    await save(furnished, "j1:edit", state=PostState.SENDING, attempts=2)
    await save(furnished, "j1:edit", state=PostState.DONE)
    assert (await read(furnished, "j1:edit")).state is PostState.DONE


async def test_an_edit_is_not_lost_by_an_unknown_outcome(furnished: Store) -> None:
    """Put while it is sent, with an outcome that nobody knows: it is sent again, and once more after that."""
    await put_edit(furnished)
    await save(furnished, "j1:edit", state=PostState.SENDING, attempts=1)
    await put(furnished, a_post("j1:edit", EDIT, due_at=5.0))
    await save(furnished, "j1:edit", state=PostState.SENDING, due_at=40.0)
    assert await due(furnished, 39.0) == []
    await save(furnished, "j1:edit", state=PostState.SENDING, attempts=2)
    await save(furnished, "j1:edit", state=PostState.DONE)
    assert (await read(furnished, "j1:edit")).state is PostState.PENDING


async def test_nothing_to_say_is_nothing_due(furnished: Store) -> None:
    """An empty outbox wakes nobody."""
    assert await due(furnished) == []
    assert await furnished.read(lambda tx: tx.next_due_post()) is None

"""Cancel, in each state: it stops what can be stopped, for the one who asked, and says so otherwise."""

from __future__ import annotations

import pytest
from work_parts import ASKER, CHANNEL, OTHER, HandClock, TinyProvider, add_job

from bot.domain.job import State
from bot.domain.thread import PostKind, PostState
from bot.work.asking.answers import Cancelled, Refused
from bot.work.asking.intake import Intake
from storage import SqliteStore

STOPPABLE = {State.ACCEPTED, State.UNSETTLED, State.WAITING, State.READY, State.PRODUCING}


@pytest.fixture
def intake(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Intake:
    return Intake(store=store, providers={provider.name: provider}, clock=clock)


async def state_of(store: SqliteStore) -> State:
    job = await store.read(lambda tx: tx.job("j1"))
    assert job
    return job.state


@pytest.mark.parametrize("state", list(State))
async def test_the_cancel_button_in_each_state(store: SqliteStore, intake: Intake, state: State) -> None:
    job = await store.write(lambda tx: add_job(tx, state))
    answer = await intake.button("cancel", value=job.id, user=ASKER, channel=CHANNEL, key="1")
    posts = await store.read(lambda tx: tx.posts(job_id=job.id))
    if state in STOPPABLE:
        assert isinstance(answer, Cancelled)
        assert await state_of(store) is State.CANCELLED
        assert PostKind.EDIT in {post.kind for post in posts}
    else:
        assert isinstance(answer, Refused)
        assert await state_of(store) is state
        assert [post.words for post in posts if post.kind is PostKind.WHISPER] == [answer.message]


@pytest.mark.parametrize("state", list(State))
async def test_nobody_else_can_cancel_it_in_any_state(store: SqliteStore, intake: Intake, state: State) -> None:
    job = await store.write(lambda tx: add_job(tx, state))
    answer = await intake.button("cancel", value=job.id, user=OTHER, channel=CHANNEL, key="1")
    assert isinstance(answer, Refused)
    assert await state_of(store) is state


async def test_a_job_cancelled_before_its_card_was_posted_leaves_nothing_to_post(
    store: SqliteStore, intake: Intake
) -> None:
    await store.write(lambda tx: add_job(tx, opened=False))
    assert isinstance(await intake.command("cancel", user=ASKER, channel=CHANNEL, key="1"), Cancelled)
    posts = await store.read(lambda tx: tx.posts(job_id="j1"))
    assert {post.state for post in posts} == {PostState.DROPPED}


async def test_the_same_press_delivered_twice_cancels_once_and_says_nothing_more(
    store: SqliteStore, intake: Intake
) -> None:
    job = await store.write(lambda tx: add_job(tx, State.WAITING))
    for _ in range(2):
        await intake.button("cancel", value=job.id, user=ASKER, channel=CHANNEL, key="same")
    posts = await store.read(lambda tx: tx.posts(job_id=job.id))
    assert PostKind.WHISPER not in {post.kind for post in posts}
    assert len(await store.read(lambda tx: tx.history(job.id))) == 3

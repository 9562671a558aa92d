"""A reaction on a message of ours counts, also when the message is so new that the bot does not know it yet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from work_parts import (
    CHANNEL,
    OTHER,
    HandClock,
    MemoryMessenger,
    TinyProvider,
    add_job,
    add_take,
    no_point,
    post_of,
)

from bot.domain.job import Job, Kind, State
from bot.domain.ports import Transaction
from bot.domain.thread import Message, Post, PostKind, PostState, Role, Take, TakeState
from bot.work.asking.intake import Intake
from bot.work.telling.held import TRIES, Held
from storage import SqliteStore


@pytest.fixture
def intake(store: SqliteStore, clock: HandClock, provider: TinyProvider) -> Intake:
    return Intake(store=store, providers={provider.name: provider}, clock=clock)


@pytest.fixture
def held(store: SqliteStore, clock: HandClock, messenger: MemoryMessenger, intake: Intake) -> Held:
    return Held(store=store, messenger=messenger, wishes=intake.wishes, clock=clock, at=no_point)


def sending(tx: Transaction, kind: PostKind) -> tuple[Job, Take, Post]:
    """A finished take, and a post of it that may have reached Slack when the bot died."""
    job = add_job(tx, State.POSTING)
    take = add_take(tx, job, TakeState.FINISHED)
    post = tx.put_post(post_of(job, kind, take_id=take.id))
    under_way = replace(post, state=PostState.SENDING, attempts=1)
    tx.save_post(under_way)
    return job, take, under_way


async def wished(store: SqliteStore) -> list[Kind]:
    return [job.kind for job in await store.read(lambda tx: tx.jobs()) if job.kind is not Kind.MAKE]


async def waiting(store: SqliteStore) -> int:
    return len(await store.read(lambda tx: tx.held_reactions()))


async def test_a_reaction_on_a_card_that_was_posted_just_before_a_crash_counts_once_the_card_is_found(
    store: SqliteStore, intake: Intake, held: Held
) -> None:
    job, take, post = await store.write(lambda tx: sending(tx, PostKind.TAKE))
    await intake.reaction("repeat", user=OTHER, channel=CHANNEL, ts="5.0", key="e1")
    await held.turn()
    assert await wished(store) == []
    assert await waiting(store) == 1

    def found(tx: Transaction) -> None:
        tx.save_post(replace(post, state=PostState.DONE, ts="5.0"))
        tx.add_message(
            Message(channel=CHANNEL, ts="5.0", role=Role.TAKE, thread_id=job.thread_id, job_id=job.id, take_id=take.id)
        )

    await store.write(found)
    await held.turn()
    assert await wished(store) == [Kind.REGENERATE]
    assert await waiting(store) == 0


async def test_a_reaction_on_a_file_whose_message_slack_names_late_counts(
    store: SqliteStore, intake: Intake, held: Held, messenger: MemoryMessenger, clock: HandClock
) -> None:
    _, take, post = await store.write(lambda tx: sending(tx, PostKind.FILE))
    await intake.reaction("fast_forward", user=OTHER, channel=CHANNEL, ts="91.0", key="e1")
    done = replace(post, state=PostState.DONE)  # given up waiting for its ts
    await store.write(lambda tx: (tx.save_post(done), tx.save_take(replace(take, file_id="F1"))))
    messenger.shares.append(("F1",))
    clock.time += 2.0
    await held.turn()
    assert await wished(store) == [Kind.EXTEND]


async def test_a_reaction_on_anothers_message_is_let_go_once_nothing_of_ours_is_under_way(
    store: SqliteStore, intake: Intake, held: Held, clock: HandClock
) -> None:
    _, _, post = await store.write(lambda tx: sending(tx, PostKind.TAKE))
    await intake.reaction("repeat", user=OTHER, channel=CHANNEL, ts="77.0", key="e1")
    assert await waiting(store) == 1
    await store.write(lambda tx: tx.save_post(replace(post, state=PostState.DONE, ts="5.0")))
    clock.time += 2.0
    assert await held.turn() is None
    assert await waiting(store) == 0
    assert await wished(store) == []


async def test_a_reaction_is_not_held_for_ever(
    store: SqliteStore, intake: Intake, held: Held, clock: HandClock
) -> None:
    await store.write(lambda tx: sending(tx, PostKind.TAKE))
    await intake.reaction("repeat", user=OTHER, channel=CHANNEL, ts="77.0", key="e1")
    for _ in range(TRIES):
        due = await held.turn()
        clock.time = due or clock.time
    assert await held.turn() is None
    assert await waiting(store) == 0


@pytest.mark.parametrize("channel", [CHANNEL, "C_elsewhere"])
async def test_a_reaction_on_anothers_message_is_not_held_where_nothing_of_ours_is_under_way(
    store: SqliteStore, intake: Intake, channel: str
) -> None:
    if channel != CHANNEL:
        await store.write(lambda tx: sending(tx, PostKind.TAKE))
    await intake.reaction("repeat", user=OTHER, channel=channel, ts="77.0", key="e1")
    assert await waiting(store) == 0

"""A question that is decided stands in its thread as what was decided, without its buttons."""

from __future__ import annotations

from pathlib import Path

from work_parts import HandClock, MemoryMessenger, TinyProvider, add_job, no_point, run

from bot.domain.job import Event, Job, State
from bot.domain.ports import Transaction
from bot.domain.thread import PostState
from bot.work.telling import steps
from bot.work.telling.deliver import Deliver
from bot.work.telling.letters import Letters
from bot.work.telling.sending import Sender
from storage import SqliteStore


def lost(tx: Transaction) -> Job:
    """A job that people are asked about."""
    job = tx.move(add_job(tx, State.SUBMITTING), Event.LOST, 0.0)
    assert job
    steps.ask_what_to_do(tx, job, "Nobody knows.")
    return job


async def test_a_decision_edits_its_question_and_posts_nothing(
    store: SqliteStore, messenger: MemoryMessenger, clock: HandClock, provider: TinyProvider, tmp_path: Path
) -> None:
    deliver = Deliver(
        store=store,
        sender=Sender(messenger=messenger, files=tmp_path, at=no_point),
        letters=Letters(providers={provider.name: provider}, clock=clock, keep_days=30),
        clock=clock,
        at=no_point,
    )

    async def all_sent() -> None:
        await run(deliver, clock, until=clock.now() + 60.0, busy=lambda: deliver._lanes.under_way)

    job = await store.write(lost)
    await all_sent()
    asked = list(messenger.posts)
    await store.write(lambda tx: steps.answered(tx, job, "@chloe said to give up waiting for it."))
    await all_sent()
    key = f"{job.id}:question:1"
    decided = await store.read(lambda tx: tx.post(f"{key}:answered"))
    assert messenger.posts == asked
    assert key in {posted for posted, _ in asked}
    assert f"{key}:answered" in [call.key for call in messenger.of("edit")]
    assert decided
    assert decided.state is PostState.DONE

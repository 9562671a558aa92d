"""Several files in one message: shared once, whatever breaks on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from work_parts import HandClock, MemoryMessenger, TinyProvider, add_job, no_point, run

from bot.domain.errors import SlackError, SlackSilent
from bot.domain.job import Job, Kind, State
from bot.domain.thread import Post, PostState
from bot.work.telling import steps
from bot.work.telling.deliver import Deliver
from bot.work.telling.letters import Letters
from bot.work.telling.sending import Sender
from storage import SqliteStore

FILES = ("extras/j1/v1 drums.wav", "extras/j1/v1 bass.wav", "extras/j1/v1.mid")


@pytest.fixture
def deliver(
    store: SqliteStore, messenger: MemoryMessenger, clock: HandClock, provider: TinyProvider, tmp_path: Path
) -> Deliver:
    return Deliver(
        store=store,
        sender=Sender(messenger=messenger, files=tmp_path, at=no_point),
        letters=Letters(providers={provider.name: provider}, clock=clock, keep_days=30),
        clock=clock,
        at=no_point,
    )


@pytest.fixture
async def job(store: SqliteStore, tmp_path: Path) -> Job:
    """A job whose extras wait to be posted."""
    for path in FILES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"sound")
    job = await store.write(lambda tx: add_job(tx, State.POSTING))
    await store.write(lambda tx: tx.save_job(replace(job, kind=Kind.STEMS)))
    await store.write(lambda tx: steps.deliver_files(tx, job, files=FILES, words="v1 · stems: drums, bass"))
    return job


async def drain(deliver: Deliver, clock: HandClock) -> None:
    await run(deliver, clock, until=clock.now() + 600.0, busy=lambda: deliver._lanes.under_way)


async def post_of(store: SqliteStore) -> Post:
    post = await store.read(lambda tx: tx.post("j1:files"))
    assert post
    return post


async def state_of(store: SqliteStore) -> State:
    job = await store.read(lambda tx: tx.job("j1"))
    assert job
    return job.state


async def test_all_files_are_shared_in_one_message_and_the_job_is_delivered(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, job: Job
) -> None:
    await drain(deliver, clock)
    assert messenger.shares == [("F1", "F2", "F3")]
    assert len(messenger.of("upload")) == 3
    assert (await post_of(store)).state is PostState.DONE
    assert await state_of(store) is State.DELIVERED


async def test_a_lost_answer_to_the_share_is_looked_up_and_nothing_is_shared_twice(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, job: Job
) -> None:
    messenger.lose["share"] = [SlackSilent("no answer")]
    await drain(deliver, clock)
    assert messenger.shares == [("F1", "F2", "F3")]
    assert await state_of(store) is State.DELIVERED


async def test_an_upload_that_breaks_off_begins_anew_and_one_message_comes_of_it(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, job: Job
) -> None:
    messenger.fail["upload"] = [SlackError("ratelimited", 1.0)]
    await drain(deliver, clock)
    assert len(messenger.shares) == 1
    assert len(messenger.shares[0]) == 3
    assert await state_of(store) is State.DELIVERED


async def test_after_a_crash_between_upload_and_share_the_uploads_are_shared(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, job: Job
) -> None:
    post = await post_of(store)
    data = {**post.data, "stage": "uploaded", "ids": ["F8", "F9"], "looks": 0}
    await store.write(lambda tx: tx.save_post(replace(post, state=PostState.SENDING, attempts=1, data=data)))
    await drain(deliver, clock)
    assert messenger.shares == [("F8", "F9")]
    assert not messenger.of("upload")


async def test_files_that_are_gone_from_the_disk_end_in_words(
    store: SqliteStore, deliver: Deliver, clock: HandClock, job: Job, tmp_path: Path
) -> None:
    (tmp_path / FILES[1]).unlink()
    await drain(deliver, clock)
    assert await state_of(store) is State.FAILED
    assert await store.read(lambda tx: tx.post("j1:whisper:unreachable"))


async def test_asked_for_twice_it_is_one_message(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, job: Job
) -> None:
    await store.write(lambda tx: steps.deliver_files(tx, job, files=FILES, words="again"))
    await drain(deliver, clock)
    await store.write(lambda tx: steps.deliver_files(tx, job, files=FILES, words="again"))
    await drain(deliver, clock)
    assert len(messenger.shares) == 1

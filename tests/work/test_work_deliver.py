"""The outbox goes to Slack: each post once, in its pace, whatever Slack answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from work_parts import CHANNEL, NOW, HandClock, MemoryMessenger, TinyProvider, add_job, add_take, no_point, post_of, run

from bot.domain.errors import SlackError, SlackSilent
from bot.domain.job import Job, State
from bot.domain.ports import Transaction
from bot.domain.thread import Post, PostKind, PostState, Take, TakeState
from bot.work.telling import outcome, steps
from bot.work.telling.deliver import TRIES, Deliver, Pace
from bot.work.telling.letters import Letters
from bot.work.telling.sending import Sender
from storage import SqliteStore


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


async def drain(deliver: Deliver, clock: HandClock, *, seconds: float = 600.0) -> None:
    """Everything that falls due in that time."""
    await run(deliver, clock, until=clock.now() + seconds, busy=lambda: deliver._lanes.under_way)


async def put(store: SqliteStore, job: Job, kind: PostKind = PostKind.TELL) -> Post:
    return await store.write(lambda tx: tx.put_post(post_of(job, kind, words="Words.")))


async def interrupted(store: SqliteStore, post: Post) -> None:
    """As a crash leaves it in the middle of being sent."""
    await store.write(lambda tx: tx.save_post(replace(post, state=PostState.SENDING, attempts=1)))


async def state_of(store: SqliteStore, key: str) -> PostState:
    post = await store.read(lambda tx: tx.post(key))
    assert post
    return post.state


async def job_of(store: SqliteStore, job: Job) -> Job:
    found = await store.read(lambda tx: tx.job(job.id))
    assert found
    return found


def posting(tx: Transaction, files: Path, *, number: int = 1) -> tuple[Job, Take]:
    """A job with a finished bed whose posts are in the outbox."""
    job = add_job(tx, State.POSTING, name=str(number))
    take = add_take(tx, job, TakeState.FINISHED)
    (files / "bed.mp3").write_bytes(b"music")
    steps.deliver_take(tx, job, take, "bed.mp3", None)
    return job, take


async def test_edits_are_a_second_and_a_half_apart_over_all_jobs(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    def work(tx: Transaction) -> None:
        for number in range(8):
            steps.refresh(tx, add_job(tx, State.WAITING, name=str(number), channel=f"C{number}"))

    await store.write(work)
    await drain(deliver, clock, seconds=60.0)
    times = [call.at for call in messenger.of("edit")]
    assert len(times) >= 36
    assert min(after - before for before, after in pairwise(times)) >= 1.5
    assert {call.key for call in messenger.of("edit")} == {f"j{number}:edit" for number in range(8)}


async def test_after_a_few_posts_are_a_second_apart_in_a_channel_and_free_of_each_other_in_two(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    def work(tx: Transaction) -> None:
        for number in range(12):
            channel = "C_even" if number % 2 == 0 else "C_odd"
            tx.put_post(post_of(add_job(tx, State.DELIVERED, name=str(number), channel=channel)))

    await store.write(work)
    await drain(deliver, clock)
    for parity in (0, 1):
        times = [call.at for call in messenger.of("post") if int(call.key[1:].split(":")[0]) % 2 == parity]
        assert [time - NOW for time in times] == [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]


async def test_reactions_under_takes_keep_to_fifty_a_minute_over_all_jobs(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    await store.write(lambda tx: [posting(tx, tmp_path, number=number) for number in range(40)])
    await drain(deliver, clock)
    times = [call.at for call in messenger.of("react")]
    assert len(times) == 80
    assert all(sum(start <= time < start + 60.0 for time in times) <= 50 for start in times)


async def test_after_a_lost_answer_the_post_is_looked_up_and_not_sent_again(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    job = await store.write(lambda tx: add_job(tx, State.DELIVERED))
    messenger.lose["post"].append(SlackSilent("cut off"))
    post = await put(store, job)
    await drain(deliver, clock)
    assert [key for key, _ in messenger.posts] == [post.key]
    assert await state_of(store, post.key) is PostState.DONE


async def test_a_look_up_that_slack_refuses_for_now_leaves_the_outcome_unknown(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    job = await store.write(lambda tx: add_job(tx, State.DELIVERED))
    messenger.lose["post"].append(SlackSilent("cut off"))
    messenger.fail["find"] += [SlackError("ratelimited", 3.0), SlackError("internal_error")]
    post = await put(store, job)
    await drain(deliver, clock)
    assert [key for key, _ in messenger.posts] == [post.key]


async def test_a_share_is_looked_up_after_a_lost_answer_though_the_first_look_is_refused(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.lose["share"].append(SlackSilent("cut off"))
    messenger.fail["shared"].append(SlackError("ratelimited", 3.0))
    await drain(deliver, clock)
    assert len(messenger.shares) == 1
    assert (await job_of(store, job)).state is State.DELIVERED


async def test_a_share_that_slack_forgot_is_taken_back_and_sent_anew(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.forget_shares = 1
    await drain(deliver, clock)
    forgotten, shown = messenger.shares
    assert set(forgotten) <= set(messenger.removed)
    assert not set(shown) & set(messenger.removed)
    assert (await job_of(store, job)).state is State.DELIVERED


async def test_a_share_taken_back_just_before_a_crash_is_sent_anew_all_the_same(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    """The file is removed at Slack, and nobody could note it here."""
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.forget_shares = 1
    messenger.lose["remove_file"].append(SlackSilent("cut off"))
    await drain(deliver, clock)
    assert len(messenger.shares) == 2
    assert not set(messenger.shares[1]) & set(messenger.removed)
    assert (await job_of(store, job)).state is State.DELIVERED


async def test_a_slack_that_forgets_every_share_still_ends_the_job(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.forget_shares = 100
    await drain(deliver, clock)
    assert len(messenger.shares) == 3
    assert (await job_of(store, job)).state is State.DELIVERED


async def test_the_card_that_opens_a_thread_is_looked_for_only_from_inside_the_channel(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    """Killed before it ever joined: nobody may read a channel's history from outside."""
    job = await store.write(lambda tx: add_job(tx, opened=False))
    card = await store.read(lambda tx: tx.post(job.shown_as))
    assert card
    await interrupted(store, card)
    await drain(deliver, clock)
    assert [call.method for call in messenger.calls][:3] == ["enter", "find", "post"]
    assert (await store.read(lambda tx: tx.thread(job.thread_id))).root_ts == "1.0"


async def test_a_channel_joined_by_someone_else_meanwhile_is_as_good_as_entered(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    job = await store.write(lambda tx: add_job(tx, opened=False))
    messenger.fail["enter"].append(SlackError("already_in_channel"))
    await drain(deliver, clock)
    assert (await store.read(lambda tx: tx.thread(job.thread_id))).root_ts == "1.0"


async def test_a_take_whose_card_was_deleted_gets_no_reactions_and_no_new_thread(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.fail["react"] += [SlackError("message_not_found")] * 50
    await drain(deliver, clock)
    assert (await job_of(store, job)).state is State.DELIVERED
    assert not [key for key, _ in messenger.posts if "reopen" in key]


async def test_a_reaction_that_is_there_is_not_asked_for_again_when_the_next_must_wait(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    await store.write(lambda tx: posting(tx, tmp_path))
    await run_until(deliver, messenger, "react")
    messenger.fail["react"].append(SlackError("ratelimited", 17.0))
    await drain(deliver, clock)
    assert [call.key for call in messenger.of("react")] == ["fast_forward", "repeat", "repeat"]
    times = [call.at for call in messenger.of("react")]
    assert times[2] - times[1] == 17.0


async def run_until(deliver: Deliver, messenger: MemoryMessenger, method: str) -> None:
    """Turns until the first such call is made."""
    clock = messenger.clock
    while not messenger.of(method):
        deliver.bell.clear()
        due = await deliver.turn()
        if deliver._lanes.under_way:
            await asyncio.wait_for(deliver.bell.wait(), 20.0)
        else:
            clock.time = due or clock.time


async def test_a_bed_that_vanished_from_the_disk_ends_in_words(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    (tmp_path / "bed.mp3").unlink()
    await drain(deliver, clock)
    ended = await job_of(store, job)
    assert ended.state is State.FAILED
    assert "no longer on the bot's disk" in (ended.reason or "")
    assert messenger.of("whisper")


async def test_a_file_that_slack_does_not_know_any_more_is_uploaded_again(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.fail["share"].append(SlackError("file_not_found"))
    await drain(deliver, clock)
    assert messenger.shares == [("F2",)]
    assert (await job_of(store, job)).state is State.DELIVERED


async def test_a_file_that_slack_never_takes_is_not_called_delivered(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.fail["share"] += [SlackError("file_not_found")] * 20
    await drain(deliver, clock)
    assert (await job_of(store, job)).state is State.FAILED


async def test_a_fault_of_our_own_is_tried_some_times_and_then_said_in_words(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    messenger.fail["reserve"] += [ValueError("a bug")] * 100
    await drain(deliver, clock)
    times = [call.at for call in messenger.of("reserve")]
    assert len(times) == TRIES
    assert all(after > before for before, after in pairwise(times))
    assert "ValueError" in ((await job_of(store, job)).reason or "")


async def test_what_became_due_later_meanwhile_is_not_sent_early(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    """A turn may work from a list that was read before Slack said when to come again."""
    job = await store.write(lambda tx: add_job(tx, State.DELIVERED))
    post = await put(store, job)
    await store.write(lambda tx: tx.save_post(replace(post, due_at=clock.now() + 30.0)))
    await deliver._deliver(post.key, Pace("free", 0.0))
    assert not messenger.calls
    await drain(deliver, clock)
    assert [call.at for call in messenger.of("post")] == [NOW + 30.0]


async def test_retry_after_holds_the_whole_channel(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    def work(tx: Transaction) -> None:
        for number in range(5):
            tx.put_post(post_of(add_job(tx, State.DELIVERED, name=str(number))))

    await store.write(work)
    messenger.fail["post"].append(SlackError("ratelimited", 17.0))
    await drain(deliver, clock)
    times = [call.at - NOW for call in messenger.of("post")]
    assert times == [0.0, 0.0, 0.0, 17.0, 18.0, 19.0]  # three were on their way at once


async def test_an_edit_asked_for_while_it_is_being_sent_goes_out_once_more(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    job = await store.write(lambda tx: add_job(tx, State.DELIVERED))
    await store.write(lambda tx: steps.refresh(tx, job))
    messenger.pause = asyncio.Event()
    deliver.bell.clear()
    await deliver.turn()
    while not messenger.of("edit"):  # noqa: ASYNC110 (the lane is a task of this very loop)
        await asyncio.sleep(0)
    await store.write(lambda tx: steps.refresh(tx, job))
    messenger.pause.set()
    await asyncio.wait_for(deliver.bell.wait(), 20.0)
    await drain(deliver, clock)
    assert len(messenger.of("edit")) == 2
    assert await state_of(store, f"{job.id}:edit") is PostState.DONE


async def test_a_card_that_can_never_be_posted_leaves_no_edit_behind(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock
) -> None:
    job = await store.write(lambda tx: add_job(tx, opened=False))
    messenger.fail["enter"].append(SlackError("is_archived"))
    await drain(deliver, clock)
    posts = await store.read(lambda tx: tx.posts(job_id=job.id))
    assert {post.state for post in posts} <= {PostState.DONE, PostState.DROPPED}
    assert (await job_of(store, job)).state is State.FAILED
    assert [call.key for call in messenger.of("whisper")] == [f"{job.id}:whisper:unreachable"]


async def test_a_deleted_card_is_replaced_while_there_is_something_to_deliver(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    job, _ = await store.write(lambda tx: posting(tx, tmp_path))
    await store.write(lambda tx: steps.refresh(tx, job))
    messenger.fail["edit"].append(SlackError("message_not_found"))
    await drain(deliver, clock)
    assert len([key for key, _ in messenger.posts if key.startswith(f"{job.thread_id}:reopen:")]) == 1
    assert (await job_of(store, job)).state is State.DELIVERED
    assert CHANNEL in messenger.members


async def test_the_new_card_of_a_thread_is_not_that_of_jobs_without_one(
    store: SqliteStore, deliver: Deliver, tmp_path: Path
) -> None:
    """A cut-down has no card: it must not write over the one that tells of its bed."""

    def work(tx: Transaction) -> tuple[str, str]:
        job, _ = posting(tx, tmp_path)
        tx.add_job(replace(job, id="cut", state=State.ACCEPTED, shown_as=""))
        outcome._reopen(tx, job, tx.thread(job.thread_id).root_ts or "")
        whole, cut = tx.job(job.id), tx.job("cut")
        assert whole
        assert cut
        return whole.shown_as, cut.shown_as

    shown, hidden = await store.write(work)
    assert (":reopen:" in shown, hidden) == (True, "")


async def test_a_file_that_was_due_waits_for_the_new_card_of_a_thread_whose_card_was_found_deleted_meanwhile(
    store: SqliteStore, deliver: Deliver, messenger: MemoryMessenger, clock: HandClock, tmp_path: Path
) -> None:
    """Else it would stand in the channel itself, for there is no thread to put it in."""
    job, take = await store.write(lambda tx: posting(tx, tmp_path))
    key = f"{job.id}:file:{take.id}"
    await store.write(lambda tx: outcome._reopen(tx, job, tx.thread(job.thread_id).root_ts or ""))
    await deliver._deliver(key, Pace(CHANNEL, 0.0))
    assert messenger.calls == []
    assert await state_of(store, key) is PostState.PENDING
    await drain(deliver, clock)
    assert (await job_of(store, job)).state is State.DELIVERED

"""What follows when a post has gone out, can no longer be edited, or can never be sent."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.domain.job import Event, Job, State
from bot.domain.ports import Letter, Transaction
from bot.domain.thread import Message, Post, PostKind, PostState, Role, Take, TakeState
from bot.work.telling import steps
from bot.work.telling.sending import Sent

log = logging.getLogger(__name__)

TICK_SECONDS = 4.0
"""Between two moves of one progress bar; the limit over all jobs is the deliverer's."""
MOVING = frozenset({State.WAITING, State.READY, State.PRODUCING})
ROLES = {PostKind.OPEN: Role.CARD, PostKind.CARD: Role.CARD, PostKind.TAKE: Role.TAKE, PostKind.FILE: Role.FILE}
DELIVERING = frozenset({PostKind.FILE, PostKind.TAKE, PostKind.FILES})
"""What makes a job delivered. The reactions under a take may follow: there are slower limits on them."""
TOLD = DELIVERING | {PostKind.TELL}
"""What makes a job delivered that may end in words alone: a tempo, a voice that is kept."""


def sent(tx: Transaction, letter: Letter, result: Sent, now: float) -> None:
    """The post is in Slack: remembers its message and moves its job on."""
    post = letter.post
    tx.save_post(replace(post, state=PostState.DONE, ts=result.ts))
    if result.ts and (role := ROLES.get(post.kind)):
        tx.add_message(_message(letter, result.ts, role))
    match post.kind:
        case PostKind.OPEN:
            tx.save_thread(replace(tx.thread(post.thread_id), root_ts=result.ts))
        case PostKind.FILE:
            _file_sent(tx, letter, result)
        case PostKind.TAKE:
            _take_shown(tx, letter)
        case PostKind.EDIT:
            _tick(tx, letter.job, now)
        case _:
            pass
    close(tx, letter.job.id, now)


def _message(letter: Letter, ts: str, role: Role) -> Message:
    post = letter.post
    return Message(
        channel=letter.thread.channel,
        ts=ts,
        role=role,
        thread_id=post.thread_id,
        job_id=post.job_id,
        take_id=post.take_id,
    )


def _file_sent(tx: Transaction, letter: Letter, result: Sent) -> None:
    take = tx.take(letter.post.take_id or "")
    if take is None or not result.files or take.job_id != letter.job.id:
        return
    picture = result.files[1] if len(result.files) > 1 else None
    tx.save_take(replace(take, file_id=result.files[0], picture_id=picture, permalink=result.permalink))


def _take_shown(tx: Transaction, letter: Letter) -> None:
    take = tx.take(letter.post.take_id or "")
    if take and take.state is TakeState.FINISHED:
        tx.save_take(replace(take, state=TakeState.DELIVERED))


def _tick(tx: Transaction, before: Job, now: float) -> None:
    job = tx.job(before.id)
    if job and job.state in MOVING:
        steps.refresh(tx, job, due_at=now + TICK_SECONDS)


def close(tx: Transaction, job_id: str, now: float) -> None:
    """The job is delivered once all of it is in Slack, or can never be."""
    job = tx.job(job_id)
    if job is None or job.state is not State.POSTING:
        return
    delivering = DELIVERING if job.kind.makes_takes else TOLD
    if all(_settled(post) for post in tx.posts(job_id=job_id) if post.kind in delivering):
        moved = tx.move(job, Event.POSTED, now)
        if moved:
            steps.refresh(tx, moved)


def _settled(post: Post) -> bool:
    return post.state in {PostState.DONE, PostState.DROPPED}


def gone(tx: Transaction, *, letter: Letter, now: float) -> None:
    """Its message or thread was deleted: a new card opens a thread in its place while there is something to deliver."""
    post, job = letter.post, tx.job(letter.job.id)
    if job is None or post.kind is PostKind.RETAKE or (post.is_edit and job.ended):
        tx.save_post(replace(post, state=PostState.DROPPED))
        return
    if post.kind is PostKind.SEED:  # the card of the take alone was deleted: there is nothing left to react on
        tx.save_post(replace(post, state=PostState.DROPPED))
        close(tx, job.id, now)
        return
    if post.is_edit:
        tx.save_post(replace(post, state=PostState.DROPPED))
    else:
        tx.save_post(replace(post, state=PostState.PENDING, attempts=0, due_at=now))
    thread = tx.thread(post.thread_id)
    if thread.root_ts and (post.in_line or letter.about_ts == thread.root_ts):
        _reopen(tx, job, thread.root_ts)


def _reopen(tx: Transaction, job: Job, old_ts: str) -> None:
    key = f"{job.thread_id}:reopen:{old_ts}"
    thread = tx.thread(job.thread_id)
    tx.save_thread(replace(thread, root_ts=None))
    steps.reopen_thread(tx, job, key)
    for running in tx.jobs(thread_id=job.thread_id):
        if not running.ended and (running.shown_as or running.id == job.id):
            tx.save_job(replace(running, shown_as=key))


def unsendable(tx: Transaction, *, letter: Letter, words: str, now: float) -> None:
    """It can never be sent: what the thread cannot be told, the one who asked is."""
    post = letter.post
    tx.save_post(replace(post, state=PostState.DROPPED))
    if not post.in_line or post.kind is PostKind.REMOVE:
        log.error("post %s will not be sent: %s", post.key, words)
        close(tx, letter.job.id, now)
        return
    _drop_the_rest(tx, letter.job, post)
    job = tx.job(letter.job.id)
    moved = tx.move(job, Event.UNREACHABLE, now, reason=words) if job else None
    if moved:
        steps.refresh(tx, moved)
        steps.whisper(tx, moved, moved.asker, f"{words}{again(letter.takes, moved)}", "unreachable")


def _drop_the_rest(tx: Transaction, job: Job, post: Post) -> None:
    """What would follow in the thread, and the edit of a card that never comes."""
    cardless = post.key == job.shown_as
    for later in tx.posts(job_id=job.id):
        follows = later.in_line or later.kind is PostKind.SEED or (cardless and later.kind is PostKind.EDIT)
        if follows and not _settled(later):
            tx.save_post(replace(later, state=PostState.DROPPED))


def again(takes: tuple[Take, ...], job: Job) -> str:
    """How to get the same bed elsewhere, where one was made."""
    made = [take for take in takes if take.job_id == job.id and take.seed is not None]
    if not made:
        return ""
    return f" The bed is made: ask for the same words with --seed {made[0].seed} where I may post, and it comes again."

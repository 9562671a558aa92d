"""The posts that each moment of a job puts into the outbox: one place that knows their keys and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.job import Event, Job, Kind
from bot.domain.ports import Transaction
from bot.domain.thread import Json, Post, PostKind, PostState, Take


def open_thread(tx: Transaction, job: Job) -> None:
    """The card that opens a thread."""
    tx.put_post(_post(job, PostKind.OPEN, job.shown_as))


def reopen_thread(tx: Transaction, job: Job, key: str) -> None:
    """A new card for a thread whose card was deleted."""
    tx.put_post(_post(job, PostKind.OPEN, key))


def open_card(tx: Transaction, job: Job) -> None:
    """The card of a later job in its thread."""
    tx.put_post(_post(job, PostKind.CARD, job.shown_as))


def refresh(tx: Transaction, job: Job, *, due_at: float = 0.0) -> None:
    """The job's card as it stands when it is sent; puts itself in place of one that waits. Nothing where there is no
    card, or where it can never be posted."""
    card = tx.post(job.shown_as) if job.shown_as else None
    if card and card.state is not PostState.DROPPED:
        tx.put_post(_post(job, PostKind.EDIT, f"{job.id}:edit", due_at=due_at))


def deliver_take(tx: Transaction, job: Job, take: Take, bed: str, picture: str | None) -> None:
    """A take's files, its card, and the reactions under it. A WAV is a file alone: its take has a card already; what
    was fitted from a take needs no reactions of its own.

    `bed` and `picture` are paths below the files folder.
    """
    files = {"bed": bed, "picture": picture}
    tx.put_post(_post(job, PostKind.FILE, f"{job.id}:file:{take.id}", take=take, data=files))
    if job.kind is not Kind.WAV:
        tx.put_post(_post(job, PostKind.TAKE, card_key(take.id), take=take))
    if job.kind not in {Kind.WAV, Kind.FIT}:
        tx.put_post(_post(job, PostKind.SEED, f"{job.id}:seed:{take.id}", take=take))


def retake(tx: Transaction, job: Job, take: Take) -> None:
    """The card of a take as it stands when it is sent."""
    tx.put_post(_post(job, PostKind.RETAKE, f"{take.id}:retake", take=take))


def remove_files(tx: Transaction, job: Job, take: Take) -> None:
    """Takes a take's files out of Slack."""
    tx.put_post(_post(job, PostKind.REMOVE, f"{take.id}:remove", take=take))


def whisper(tx: Transaction, job: Job, user: str, words: str, step: str) -> None:
    """Words to one person only."""
    tx.put_post(_post(job, PostKind.WHISPER, f"{job.id}:whisper:{step}", user=user, words=words))


def tell(tx: Transaction, job: Job, words: str, step: str) -> None:
    """Words in the thread."""
    tx.put_post(_post(job, PostKind.TELL, f"{job.id}:tell:{step}", words=words))


def deliver_files(tx: Transaction, job: Job, *, files: Sequence[str], words: str) -> None:
    """Extras of a take in one message, with what is said of them. `files` are paths below the files folder."""
    tx.put_post(_post(job, PostKind.FILES, f"{job.id}:files", words=words, data={"files": list(files)}))


def ask_what_to_do(tx: Transaction, job: Job, words: str) -> None:
    """Asks once for each outcome of the job that nobody can know: order again, or give up? `words` say what is known.

    Once per time that the job was lost: to ask again for the same one changes nothing."""
    lost = sum(event == Event.LOST for _, event, *_ in tx.history(job.id))
    tx.put_post(_post(job, PostKind.QUESTION, f"{job.id}:question:{lost}", words=words))


def answered(tx: Transaction, job: Job, words: str = "") -> None:
    """The job's questions need no answer any more; one that was not sent yet never is. `words`: who decided what;
    empty where the outcome was found after all."""
    for question in tx.posts(job_id=job.id):
        match question:
            case Post(kind=PostKind.QUESTION, state=PostState.PENDING, attempts=0):
                tx.save_post(replace(question, state=PostState.DROPPED))
            case Post(kind=PostKind.QUESTION, state=PostState.PENDING | PostState.SENDING | PostState.DONE):
                _answer(tx, job, question, words)


def _answer(tx: Transaction, job: Job, question: Post, words: str) -> None:
    """Goes out once the question has: the store holds it back until then."""
    key, about = f"{question.key}:answered", {"question": question.key}
    if tx.post(key) is None:
        tx.put_post(_post(job, PostKind.ANSWERED, key, words=words, data=about))


def card_key(take_id: str) -> str:
    """The key of the post that is a take's card."""
    return f"{take_id}:card"


def _post(
    job: Job,
    kind: PostKind,
    key: str,
    *,
    take: Take | None = None,
    user: str | None = None,
    words: str | None = None,
    due_at: float = 0.0,
    data: Json | None = None,
) -> Post:
    return Post(
        key=key,
        kind=kind,
        thread_id=job.thread_id,
        job_id=job.id,
        take_id=take.id if take else None,
        user=user,
        words=words,
        due_at=due_at,
        data=data or {},
    )

"""The thread that a message of somebody else's is in: one of ours, one that was worked in before, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from bot.domain.forms import Posted
from bot.domain.job import RUNNING, Job
from bot.domain.ports import Transaction
from bot.domain.thread import FITTED, Take, TakeState, Thread


def known_thread(tx: Transaction, channel: str, root_ts: str) -> Thread | None:
    """The thread of ours below this message; None where we never worked."""
    message, kept = tx.message(channel, root_ts), tx.kept(_memo(channel, root_ts))
    if message is None and kept is None:
        return None
    return tx.thread(message.thread_id if message else str((kept or {})["id"]))


def thread_below(tx: Transaction, file: Posted, *, user: str, now: float, ids: Callable[[str], str]) -> Thread:
    """The thread that the file is in; a new one below its message where none of ours is there."""
    known = known_thread(tx, file.channel, file.root_ts)
    if known:
        return known
    title = PurePath(file.title).stem or None
    thread = Thread(id=ids("t"), channel=file.channel, asker=user, title=title, created_at=now, root_ts=file.root_ts)
    tx.add_thread(thread)
    tx.keep(_memo(file.channel, file.root_ts), {"id": thread.id})
    return thread


def newest_take(tx: Transaction, thread: Thread, *, state: TakeState = TakeState.DELIVERED) -> Take | None:
    """The thread's newest take in this state."""
    return newest(tx, [take for take in tx.takes(thread_id=thread.id) if take.state is state])


def making_beds(tx: Transaction, thread_id: str) -> list[Job]:
    """The jobs under way in the thread that make a bed, the newest last."""
    return [job for job in tx.jobs(states=RUNNING, thread_id=thread_id) if job.kind.makes_takes]


def newest(tx: Transaction, takes: Sequence[Take]) -> Take | None:
    """The take that is meant where nobody says which of these: the last, but no cut-down that came along with another
    one, where that is among them."""
    whole = (take for take in reversed(takes) if not _came_along(tx, take))
    return next(whole, takes[-1] if takes else None)


def _came_along(tx: Transaction, take: Take) -> bool:
    """Whether it is of a set: those have no card of their own while they are made."""
    job = tx.job(take.job_id) if take.origin == FITTED else None
    return job is not None and not job.shown_as


def _memo(channel: str, root_ts: str) -> str:
    return f"thread:{channel}:{root_ts}"

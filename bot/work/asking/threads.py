"""The thread that a message of somebody else's is in: one of ours, one that was worked in before, or a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from bot.domain.forms import Posted
from bot.domain.ports import Transaction
from bot.domain.thread import Take, TakeState, Thread


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
    found = [take for take in tx.takes(thread_id=thread.id) if take.state is state]
    return found[-1] if found else None


def _memo(channel: str, root_ts: str) -> str:
    return f"thread:{channel}:{root_ts}"

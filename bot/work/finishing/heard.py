"""What was heard in a bed: kept with its take, and compared with the takes beside it."""

from __future__ import annotations

from typing import Any

from bot.audio.bed import Bed
from bot.domain.job import Job, Kind
from bot.domain.ports import Transaction
from bot.domain.thread import Take

NEW = frozenset({Kind.MAKE, Kind.REGENERATE})
"""Jobs whose takes should be like no other; an extension begins as what it goes on from."""


def heard(bed: Bed) -> dict[str, Any]:
    """The facts of a take that its bed tells: `heard` (the bed's own sections) and `fingerprint`. Tempo and key are on
    its receipt."""
    return {"heard": {"sections": list(bed.music.sections)} if bed.music else {}, "fingerprint": bed.fingerprint}


def heard_before(tx: Transaction, *, job: Job, take: Take) -> tuple[tuple[str, str], ...]:
    """(label, fingerprint) of the thread's other takes, where this one should be like none of them."""
    if job.kind not in NEW:
        return ()
    others = [other for other in tx.takes(thread_id=take.thread_id) if other.id != take.id]
    return tuple((other.label, mark) for other in others if (mark := str(other.facts.get("fingerprint") or "")))

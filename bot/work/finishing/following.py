"""Jobs that follow by themselves once a bed is there: its cut-downs, and laying it under what it was made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.cutdown import cut_to
from bot.domain.job import Job, Kind
from bot.domain.plan import OF_THE_RECORDING
from bot.domain.ports import Transaction
from bot.domain.thread import Take
from bot.work.asking.drafts import fit
from bot.work.telling import steps

CUT_DOWN = frozenset({Kind.MAKE, Kind.REGENERATE})
GOES_ON = OF_THE_RECORDING - {"lay", "asked"}
"""Details that go on to the job that lays the bed."""


def follow(tx: Transaction, job: Job, *, ids: Callable[[str], str], now: float) -> None:
    """Adds what follows the job, whose beds have just been finished, each once: it happens in the same transaction.

    A bed that the thread has seen already is followed as well: it is posted before all of its job is done.
    """
    takes = [take for take in tx.takes(job_id=job.id) if take.has_bed]
    if job.kind in CUT_DOWN:
        _cut_down(tx, job, takes, ids, now)
    if job.details.get("lay") and takes:
        laying = _laying(job, takes[0], ids("j"), now)
        tx.add_job(laying)
        steps.open_card(tx, laying)


def _cut_down(tx: Transaction, job: Job, takes: Sequence[Take], ids: Callable[[str], str], now: float) -> None:
    for take in takes:
        for seconds in job.brief.cutdowns:
            if seconds != take.lengths[-1]:
                tx.add_job(cut_down(job, take, seconds, job_id=ids("j"), now=now))


def cut_down(job: Job, take: Take, seconds: float, *, job_id: str, now: float) -> Job:
    """A shorter bed of the same take: with no card of its own, for it takes a second or two."""
    return fit(job, take, cut_to(job.brief, seconds), job_id=job_id, user=job.asker, now=now)


def _laying(job: Job, take: Take, job_id: str, now: float) -> Job:
    details = {name: value for name, value in job.details.items() if name in GOES_ON}
    brief = replace(job.brief, cutdowns=(), takes=1)
    laid = replace(fit(job, take, brief, job_id=job_id, user=job.asker, now=now), kind=Kind.LAY, details=details)
    return replace(laid, lengths=take.lengths, shown_as=f"{job_id}:card")

"""What follows once a posted voice or clip was read: how long the bed is to be, and which one is laid under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.brief import LONGEST, SHORTEST, Brief
from bot.domain.cutdown import cut_to
from bot.domain.job import Event, Job, Kind, State
from bot.domain.naming import clock
from bot.domain.ports import Transaction
from bot.domain.recording import Recording, as_json, from_json
from bot.domain.sound import RATE
from bot.domain.thread import Take
from bot.work.asking.drafts import kept_details
from bot.work.asking.threads import making_beds, newest
from bot.work.telling import steps

APART = 2.0
"""Seconds between two cuts that the music is to meet: closer ones no bar can follow."""
EDGE = 1.0
"""Seconds at either end of a clip in which nothing needs to be met."""
MOST_HITS = 8
NEAR = 0.5
"""Seconds by which a bed may differ from the voice above it and still be called as long."""
TOO_LONG = "It is {} long, and a bed can be {} at most. Post a shorter part of it."
TOO_SHORT = "It is only {:.1f} s long, and a bed is at least {:g} s. Post a longer part of it."
NO_BED = "There is no bed in this thread to lay under it. Ask for one with /bgm, or use “Lay a bed under this” on it."


def is_for_laying(job: Job) -> bool:
    """Whether a bed is to lie under the job's posted file, so that it is read here and goes nowhere else."""
    return job.kind is Kind.LAY or bool(job.details.get("lay"))


def attached(tx: Transaction, *, job_id: str, path: str, found: Recording, now: float) -> None:
    """The job's file is here, at `path` below the files folder, and was read: the job goes on, or ends in words."""
    job = tx.job(job_id)
    if job is None or job.state is not State.ACCEPTED:
        return
    job = taken_in(job, path, found)
    tx.save_job(job)
    if job.kind is Kind.LAY:
        find_bed(tx, job_id=job_id, now=now)
    else:
        _go_on(tx, for_recording(job, found), found, now)


def waiting_for_a_bed(tx: Transaction) -> list[Job]:
    """Jobs whose recording was read and for which there was no bed yet."""
    jobs = tx.jobs(states={State.ACCEPTED}, opened=True)
    return [job for job in jobs if job.kind is Kind.LAY and job.parent is None and "recording" in job.details]


def find_bed(tx: Transaction, *, job_id: str, now: float) -> None:
    """Gives the job the bed that it is to lay: its own take, else the thread's newest. It waits while one may come."""
    job = tx.job(job_id)
    if job is None or job.state is not State.ACCEPTED:
        return
    recording = from_json(job.details["recording"])
    take = tx.take(job.parent) if job.parent else newest_bed(tx, job.thread_id)
    if take:
        _go_on(tx, laid_under(tx, job, take, recording), recording, now)
    elif not making_beds(tx, job.thread_id):
        refuse(tx, job, NO_BED, now)


def _go_on(tx: Transaction, job: Job, recording: Recording, now: float) -> None:
    words = too_long_or_short(recording) if job.kind.makes_takes else None
    if words:
        refuse(tx, job, words, now)
    else:
        tx.save_job(job)
        steps.refresh(tx, job)


def refuse(tx: Transaction, job: Job, words: str, now: float) -> None:
    """The job ends in words, and its card says them."""
    if moved := tx.move(job, Event.REFUSED, now, reason=words):
        steps.refresh(tx, moved)


def taken_in(job: Job, path: str, recording: Recording) -> Job:
    """The job with what was read of its posted file, which lies at `path` below the files folder."""
    known = {"file": path, "seconds": recording.seconds, "recording": as_json(recording)}
    return replace(job, details={**job.details, **known})


def too_long_or_short(recording: Recording) -> str | None:
    """Why no bed can be made for it, in words; None where one can."""
    if recording.seconds > LONGEST:
        return TOO_LONG.format(clock(recording.seconds), clock(LONGEST))
    return TOO_SHORT.format(recording.seconds, SHORTEST) if recording.seconds < SHORTEST else None


def for_recording(job: Job, recording: Recording) -> Job:
    """A job that makes a bed, now that it is known for what: to the frame of a clip, as long as a voice where nobody
    asked for another length; hits fall on cuts where nobody named any."""
    seconds = _length(job.brief, recording)
    shorter = tuple(length for length in job.brief.cutdowns if length < seconds)
    brief = replace(cut_to(job.brief, seconds), takes=job.brief.takes, cutdowns=shorter)
    if recording.clip and not brief.hits:
        brief = replace(brief, hits=hits_on(recording.clip.cuts, seconds))
    return replace(job, brief=brief, lengths=(seconds,), due_at=0.0)


def _length(brief: Brief, recording: Recording) -> float:
    if recording.clip is None and brief.duration is not None:
        return brief.duration
    return recording.sound_frames / RATE


def hits_on(cuts: Sequence[float], seconds: float) -> tuple[float, ...]:
    """The cuts that music can be asked to meet: not at the ends, not too close to each other, 8 at most."""
    found: list[float] = []
    for cut in cuts:
        if EDGE <= cut <= seconds - EDGE and (not found or cut - found[-1] >= APART):
            found.append(cut)
    return tuple(found[:MOST_HITS])


def newest_bed(tx: Transaction, thread_id: str) -> Take | None:
    """The newest take of the thread whose bed is here."""
    return newest(tx, [take for take in tx.takes(thread_id=thread_id) if take.has_bed])


def laid_under(tx: Transaction, job: Job, take: Take, recording: Recording) -> Job:
    """The job that lays this take under the recording; where the take is of another length than it should be, the one
    that fits it first."""
    origin = tx.job(take.job_id)
    brief = origin.brief if origin else job.brief
    job = replace(job, parent=take.id, provider=take.provider, lengths=take.lengths, brief=brief, due_at=0.0)
    if not _needs_fit(brief, take, recording):
        return job
    fitted = for_recording(replace(job, brief=replace(brief, duration=None, cutdowns=(), takes=1)), recording)
    sung = kept_details(origin) if origin else {}
    return replace(fitted, kind=Kind.FIT, details={**sung, **job.details, "lay": True})


def _needs_fit(brief: Brief, take: Take, recording: Recording) -> bool:
    if recording.clip:
        return round(take.lengths[-1] * RATE) != recording.sound_frames
    return brief.duration is None and abs(take.lengths[-1] - recording.seconds) > NEAR

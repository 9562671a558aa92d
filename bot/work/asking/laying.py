"""A bed under a posted voice or clip: the newest one of its thread, or one that is made for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.brief import LONGEST, SHORTEST, Brief, read
from bot.domain.errors import BriefRefused, RequestRefused
from bot.domain.forms import LayAsked, Posted
from bot.domain.job import RUNNING, Job, Kind
from bot.domain.naming import clock
from bot.domain.plan import brief_of_length
from bot.domain.ports import Transaction
from bot.domain.reading.proposal import USUAL, proposed
from bot.domain.thread import FITTED, Take, TakeState, Thread
from bot.domain.voice_over import Ducking
from bot.domain.wish import Wish
from bot.work.asking.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    Confirm,
    LayForm,
    Mistakes,
    Nothing,
    Refused,
    ScoreForm,
)
from bot.work.asking.drafts import UNATTACHED_SECONDS, refuse_unfit
from bot.work.asking.making import Making, notes
from bot.work.asking.quoting import in_words, price
from bot.work.asking.threads import known_thread, making_beds, newest_take, thread_below
from bot.work.asking.wishes import Wishes
from bot.work.telling import steps

EXAMPLE = "calm lo-fi with piano"
WHAT = "Choose what to lay under it."
WORDS = f"Say what the bed should be like, for example: {EXAMPLE}."
NO_BED = "There is no bed in this thread yet: choose “A new bed”."
NO_VIDEO = "There is no video in that message. For a voice or other sound choose “Lay a bed under this”."
AS_LONG = "The bed will be as long as the clip, to the frame."
NOTHING_HERE = (
    "There is no bed in this thread to lay under {}. To have one made for it, choose “Lay a bed under this” in the "
    "menu of its message."
)
EXPIRED = (
    "{} is no longer kept, so it can't be laid under {}. Press “Make it again” on its card, then post the file anew."
)


class Laying:
    """Lays beds under what people post. The recording itself never leaves this machine."""

    def __init__(self, *, making: Making, wishes: Wishes, ids: Callable[[str], str]) -> None:
        self._making, self._wishes, self._ids = making, wishes, ids

    # Forms

    def lay_form(self, tx: Transaction, file: Posted) -> LayForm | Refused:
        """What can be laid under the file."""
        if words := _unfit(file):
            return Refused(words)
        thread = known_thread(tx, file.channel, file.root_ts)
        cost, engine = self._price(tx, USUAL, file)
        return LayForm(file=file, take=newest_take(tx, thread) if thread else None, price=cost, engine=engine)

    def score_form(self, tx: Transaction, file: Posted) -> ScoreForm | Refused:
        """A bed for the clip, proposed from its title and its message."""
        if words := _unfit(file) or ("" if file.is_video else NO_VIDEO):
            return Refused(words)
        words = proposed(file.title, file.words)
        cost, engine = self._price(tx, words, file)
        return ScoreForm(file=file, words=words, price=cost, engine=engine)

    def _price(self, tx: Transaction, words: str, file: Posted) -> tuple[str, str]:
        """What a bed of these words costs, in words, and who makes it."""
        planned = self._making.plan(tx, replace(read(words), duration=file.seconds))
        if isinstance(planned, Refused):
            return "", ""
        job = self._making.job(planned, thread_id="", user="", now=0.0)
        return in_words(price(job, planned.chosen.provider)), planned.chosen.provider.label

    # What was filled in

    def ask(self, tx: Transaction, asked: LayAsked, *, user: str, key: str, now: float) -> Answer | Confirm:
        """Does what the form asks for; Confirm first where it costs what was not shown; Mistakes, by field."""
        if words := _unfit(asked.file):
            return Mistakes({"what": words})
        match asked.wish:
            case Wish.LAY:
                return self._lay_newest(tx, asked, user=user, key=key, now=now)
            case Wish.LAY_NEW | Wish.SCORE:
                return self._make(tx, asked, user=user, key=key, now=now)
            case _:
                return Mistakes({"what": WHAT})

    def _lay_newest(self, tx: Transaction, asked: LayAsked, *, user: str, key: str, now: float) -> Answer:
        thread = known_thread(tx, asked.file.channel, asked.file.root_ts)
        take = newest_take(tx, thread) if thread else None
        if take is None:
            return Mistakes({"what": NO_BED})
        if not tx.first_time(key, now):
            return Nothing()
        return self.lay(tx, take, _of_file(asked.file), user=user, now=now)

    def _make(self, tx: Transaction, asked: LayAsked, *, user: str, key: str, now: float) -> Answer | Confirm:
        try:
            brief = read(asked.words)
        except BriefRefused as refusal:
            return Mistakes({"words": refusal.message if asked.words.strip() else WORDS})
        if asked.wish is Wish.SCORE:
            brief = replace(brief, duration=None, cutdowns=())
        planned = self._making.plan(tx, replace(brief, duration=brief.duration or asked.file.seconds))
        if isinstance(planned, Refused):
            return Mistakes({"words": planned.message})
        planned = replace(planned, brief=brief)  # the length is read from the file itself
        thread = known_thread(tx, asked.file.channel, asked.file.root_ts)
        job = _waiting_for(self._making.job(planned, thread_id="", user=user, now=now), asked, now)
        if thread and (running := _same(tx, thread, job)):
            return AlreadyRunning(running)
        cost = in_words(price(job, planned.chosen.provider))
        if cost and cost != asked.shown and not asked.agreed:
            return Confirm(asked, asked.file.title, cost)
        if not tx.first_time(key, now):
            return Nothing()
        thread = thread_below(tx, asked.file, user=user, now=now, ids=self._ids)
        job = replace(job, thread_id=thread.id)
        tx.add_job(job)
        steps.open_card(tx, job)
        told = notes(job, planned.chosen)
        return Accepted(job, planned.chosen.provider.label, (AS_LONG, *told) if asked.wish is Wish.SCORE else told)

    # What was posted in a thread

    def posted(self, tx: Transaction, file: Posted, *, user: str, key: str, now: float) -> Answer:
        """A voice or a clip was posted in a thread: the newest bed there is laid under it, once it is there. Nothing in
        a thread that is none of ours."""
        thread = known_thread(tx, file.channel, file.root_ts)
        if thread is None or not tx.first_time(key, now):
            return Nothing()
        if words := _unfit(file):
            return self._tell(tx, thread, file, words)
        if take := newest_take(tx, thread):
            return self.lay(tx, take, _of_file(file), user=user, now=now)
        if under_way := making_beds(tx, thread.id):
            return self._await(tx, under_way[-1], file, user=user, now=now)
        expired = _uncut(tx, newest_take(tx, thread, state=TakeState.EXPIRED))
        words = EXPIRED.format(expired.label, file.title) if expired else NOTHING_HERE.format(file.title)
        return self._tell(tx, thread, file, words)

    def _tell(self, tx: Transaction, thread: Thread, file: Posted, words: str) -> Answer:
        """Says in the thread why nothing comes of the file."""
        jobs = tx.jobs(thread_id=thread.id)
        if not jobs:
            return Nothing()
        steps.tell(tx, jobs[-1], words, f"posted:{file.file_id}")
        return Refused(words)

    def _await(self, tx: Transaction, making: Job, file: Posted, *, user: str, now: float) -> Answer:
        """A preview that waits for the bed that is being made: it has no take yet."""
        running = [job for job in tx.jobs(states=RUNNING, thread_id=making.thread_id, kind=Kind.LAY) if not job.parent]
        for job in running:
            if job.details.get("slack_file") == file.file_id:
                return AlreadyRunning(job)
        details = {"slack_file": file.file_id, "title": file.title, **_as_usual()}
        job = replace(
            self._job(making.brief, making, details, user=user, now=now),
            lengths=(file.seconds or making.duration,),
            due_at=now + UNATTACHED_SECONDS,
        )
        tx.add_job(job)
        steps.open_card(tx, job)
        return Accepted(job, self._wishes.label_of(making))

    def lay(self, tx: Transaction, take: Take, details: Mapping[str, Any], *, user: str, now: float) -> Answer:
        """Lays a take under a posted file, `details` as in `Job.details`; once for the same file and level while it
        is made. A file whose bytes are not here is fetched first."""
        origin = tx.job(take.job_id)
        if origin is None:
            return Nothing()
        try:
            refuse_unfit(Kind.FIT, take)
        except RequestRefused as refusal:
            return Refused(str(refusal))
        whole = {**_as_usual(), **details}
        for running in tx.jobs(states=RUNNING, parent=take.id):
            to_lay = running.kind is Kind.LAY or running.details.get("lay")
            if to_lay and _are_alike(running.details, whole, ("slack_file", "gain", "dip")):
                return AlreadyRunning(running)
        seconds = whole.pop("posted_seconds", None) or whole.get("seconds")
        job = replace(
            self._job(origin.brief, take, whole, user=user, now=now),
            parent=take.id,
            brief=brief_of_length(origin.brief, take.lengths[-1]),
            lengths=(float(seconds or take.lengths[-1]),),
            due_at=0.0 if "file" in whole else now + UNATTACHED_SECONDS,
        )
        return self._wishes.begin(tx, (job,), take)

    def _job(self, brief: Brief, of: Take | Job, details: Mapping[str, Any], *, user: str, now: float) -> Job:
        job_id = self._ids("j")
        return Job(
            id=job_id,
            thread_id=of.thread_id,
            kind=Kind.LAY,
            brief=brief,
            asker=user,
            created_at=now,
            updated_at=now,
            seed=of.seed or 0,
            lengths=of.lengths,
            provider=of.provider,
            shown_as=f"{job_id}:card",
            details=details,
        )


def _uncut(tx: Transaction, take: Take | None) -> Take | None:
    """The take that a fitted bed comes from, which is the one that can be made again."""
    while take and take.origin == FITTED and take.parent:
        take = tx.take(take.parent)
    return take


def _of_file(file: Posted) -> dict[str, Any]:
    return {"slack_file": file.file_id, "title": file.title, "posted_seconds": file.seconds}


def _as_usual() -> dict[str, Any]:
    usual = Ducking()
    return {"gain": usual.gain, "dip": usual.dip}


def _waiting_for(job: Job, asked: LayAsked, now: float) -> Job:
    """The job of a new bed, which waits for the file: its length is the bed's, where the words say no other."""
    file, words = asked.file, f"{asked.wish}: {' '.join(asked.words.casefold().split())}"
    return replace(
        job,
        lengths=(job.brief.duration or file.seconds or job.duration,),
        due_at=now + UNATTACHED_SECONDS,
        shown_as=f"{job.id}:card",
        details={**job.details, "slack_file": file.file_id, "title": file.title, "lay": True, "asked": words},
    )


def _same(tx: Transaction, thread: Thread, job: Job) -> Job | None:
    """A running job that makes the same bed for the same file: asked for in the same words, for its brief has changed
    once its file was read."""
    running = tx.jobs(states=RUNNING, thread_id=thread.id, kind=Kind.MAKE)
    return next((one for one in running if _are_alike(one.details, job.details, ("slack_file", "asked"))), None)


def _are_alike(details: Mapping[str, Any], others: Mapping[str, Any], names: Collection[str]) -> bool:
    return all(details.get(name) == others[name] for name in names)


def _unfit(file: Posted) -> str:
    """Why nothing can be laid under a file of its length, as far as Slack says that."""
    if file.seconds and file.seconds > LONGEST:
        return (
            f"{file.title} is {clock(file.seconds)} long: a bed is {clock(LONGEST)} at most. Post a shorter part of it."
        )
    if file.seconds and file.seconds < SHORTEST:
        return f"{file.title} is too short: a bed is {SHORTEST:g} seconds at least."
    return ""

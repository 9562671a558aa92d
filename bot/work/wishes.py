"""What a wish on a take or a job does, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.errors import RequestRefused
from bot.domain.job import RUNNING, Event, Job, Kind, State, can
from bot.domain.plan import brief_of_length, extended_lengths
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import Message, PostState, Role, Take, TakeState, Thread
from bot.domain.wish import Wish
from bot.work import steps
from bot.work.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    Cancelled,
    ChooseCancel,
    Nothing,
    Refused,
    StatusRow,
    Withdrawn,
)

KINDS = {
    Wish.EXTEND: Kind.EXTEND,
    Wish.REGENERATE: Kind.REGENERATE,
    Wish.REMAKE: Kind.REMAKE,
    Wish.WAV: Kind.WAV,
}


class Wishes:
    """Makes jobs of wishes. `aloud`: a refusal is also whispered, for surfaces that cannot answer."""

    def __init__(
        self, *, providers: Mapping[str, Provider], ids: Callable[[str], str], seeds: Callable[[], int]
    ) -> None:
        self._providers, self._ids, self._seeds = providers, ids, seeds

    def on_message(
        self, tx: Transaction, wish: Wish, message: Message, *, user: str, now: float, aloud: bool
    ) -> Answer:
        """A wish on one of our messages: on a card it means its newest take, or the job itself while it runs."""
        job = tx.job(message.job_id)
        if job is None:
            return Nothing()
        if message.role is Role.CARD and wish is Wish.CANCEL and not job.ended:
            return self.cancel(tx, job, user=user, now=now, aloud=aloud)
        take = tx.take(message.take_id) if message.take_id else self._newest(tx, message, tx.thread(job.thread_id))
        return self.on_take(tx, wish, take, user=user, now=now, aloud=aloud) if take else Nothing()

    def _newest(self, tx: Transaction, message: Message, thread: Thread) -> Take | None:
        of_job = None if message.ts == thread.root_ts else message.job_id
        takes = tx.takes(thread_id=thread.id, job_id=of_job)
        shown = [take for take in takes if take.state in {TakeState.DELIVERED, TakeState.EXPIRED}]
        return shown[-1] if shown else None

    def on_take(self, tx: Transaction, wish: Wish, take: Take, *, user: str, now: float, aloud: bool) -> Answer:
        """A wish on a take: a new job, or the one that fulfils it already."""
        origin = tx.job(take.job_id)
        if origin is None:
            return Nothing()
        try:
            if wish is Wish.CANCEL:
                return self._withdraw(tx, origin, take, user=user)
            return self._start(tx, KINDS[wish], origin, take, user=user, now=now)
        except RequestRefused as refusal:
            return self._refuse(tx, origin, str(refusal), user=user, step=self._ids("r"), aloud=aloud)

    def _start(self, tx: Transaction, kind: Kind, origin: Job, take: Take, *, user: str, now: float) -> Answer:
        running = tx.jobs(states=RUNNING, parent=take.id, kind=kind)
        if running:
            return AlreadyRunning(running[0])
        provider = self._check(kind, take)
        job = self._job(kind, origin, take, user=user, now=now)
        tx.add_job(job)
        if job.shown_as:
            steps.open_card(tx, job)
        return Accepted(job, provider.label)

    def _check(self, kind: Kind, take: Take) -> Provider:
        provider = self._providers.get(take.provider)
        if provider is None or kind not in provider.offers():
            raise RequestRefused(f"{take.provider} is not set up here any more, so {take.label} can't be worked on.")
        if take.state is TakeState.WITHDRAWN:
            raise RequestRefused(f"{take.label} was withdrawn. Ask for a new one with /bgm.")
        if kind is Kind.WAV and take.state is TakeState.EXPIRED:
            raise RequestRefused(f"The files of {take.label} are no longer kept. Press “Make it again” first.")
        if kind is Kind.REMAKE and take.state is not TakeState.EXPIRED:
            raise RequestRefused(f"{take.label} is still here, in this thread.")
        return provider

    def _job(self, kind: Kind, origin: Job, take: Take, *, user: str, now: float) -> Job:
        job_id = self._ids("j")
        lengths, seed = self._material(kind, take, origin.brief.duration)
        brief = brief_of_length(origin.brief, lengths[-1])
        return Job(
            id=job_id,
            thread_id=take.thread_id,
            kind=kind,
            brief=replace(brief, format="wav") if kind is Kind.WAV else brief,
            asker=user,
            created_at=now,
            updated_at=now,
            seed=seed,
            lengths=lengths,
            provider=take.provider,
            parent=take.id,
            shown_as="" if kind is Kind.WAV else f"{job_id}:card",
        )

    def _material(self, kind: Kind, take: Take, asked: float | None) -> tuple[tuple[float, ...], int]:
        same_seed = take.seed if take.seed is not None else self._seeds()
        match kind:
            case Kind.EXTEND:
                return extended_lengths(take, asked), same_seed
            case Kind.REGENERATE:
                return (take.lengths[-1],), self._other_seed(take)
            case _:
                return take.lengths, same_seed

    def _other_seed(self, take: Take) -> int:
        seed = self._seeds()
        return seed if seed != take.seed else seed + 1

    def _withdraw(self, tx: Transaction, origin: Job, take: Take, *, user: str) -> Answer:
        if user != origin.asker:
            raise RequestRefused(f"Only the one who asked for {take.label} can withdraw it.")
        if take.state is not TakeState.DELIVERED:
            return Nothing()
        gone = replace(take, state=TakeState.WITHDRAWN)
        tx.save_take(gone)
        steps.retake(tx, origin, gone)
        steps.refresh(tx, origin)
        steps.remove_files(tx, origin, gone)
        return Withdrawn(gone)

    def cancel_own(self, tx: Transaction, *, user: str, channel: str, now: float) -> Answer:
        """`/bgm cancel`: the asker's one running job here; several are offered to choose from."""
        running = tx.jobs(states=RUNNING, channel=channel, asker=user)
        match [job for job in running if can(job.state, Event.CANCEL)]:
            case [] if running:
                return self.cancel(tx, running[-1], user=user, now=now, aloud=False)  # it says why not
            case []:
                return Refused("Nothing of yours is running here, so there is nothing to cancel.")
            case [job]:
                return self.cancel(tx, job, user=user, now=now, aloud=False)
            case jobs:
                return ChooseCancel(tuple(status_row(tx, job) for job in jobs))

    def cancel(self, tx: Transaction, job: Job, *, user: str, now: float, aloud: bool) -> Answer:
        """Stops a job for the one who asked, where it can still be stopped."""
        if user != job.asker:
            words = "Only the one who asked can cancel it."
        elif moved := tx.move(job, Event.CANCEL, now):
            self._clear_posts(tx, moved)
            return Cancelled((moved,))
        elif job.state is State.POSTING:
            words = "It is being posted this very moment. React ❌ to it to withdraw it."
        elif job.ended:
            words = "It has ended already."
        else:
            words = "It is being handed over this very moment. Try again in a second."
        return self._refuse(tx, job, words, user=user, step=self._ids("r"), aloud=aloud)

    def _clear_posts(self, tx: Transaction, job: Job) -> None:
        for post in tx.posts(job_id=job.id):
            if post.state is PostState.PENDING and post.attempts == 0 and not post.is_edit:
                tx.save_post(replace(post, state=PostState.DROPPED))
        steps.refresh(tx, job)

    def _refuse(self, tx: Transaction, job: Job, words: str, *, user: str, step: str, aloud: bool) -> Refused:
        if aloud:
            steps.whisper(tx, job, user, words, step)
        return Refused(words)


def status_row(tx: Transaction, job: Job) -> StatusRow:
    """One line of what runs."""
    thread = tx.thread(job.thread_id)
    return StatusRow(job, thread.title or job.brief.description, thread.root_ts)

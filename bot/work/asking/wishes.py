"""What a wish on a take or a job does, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bot.domain.errors import BriefRefused, RequestRefused
from bot.domain.job import RUNNING, Job, Kind
from bot.domain.plan import OPERATIONS
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import FITTED, Message, Role, Take, TakeState, Thread
from bot.domain.wish import Wish
from bot.work.asking.answers import Accepted, AlreadyRunning, Answer, Nothing, Refused
from bot.work.asking.calloff import CallOff
from bot.work.asking.choosing import cannot
from bot.work.asking.drafts import SUNG, draft, fits, is_loop, offered, really, refuse_unfit
from bot.work.asking.quoting import in_words, price
from bot.work.asking.refit import refitted
from bot.work.asking.threads import newest
from bot.work.telling import steps

Details = Mapping[str, Any]
NO_DETAILS: Details = MappingProxyType({})
KINDS: Mapping[Wish, Kind] = MappingProxyType(
    {
        Wish.EXTEND: Kind.EXTEND,
        Wish.REGENERATE: Kind.REGENERATE,
        Wish.REMAKE: Kind.REMAKE,
        Wish.WAV: Kind.WAV,
        Wish.RESTYLE: Kind.RESTYLE,
        Wish.STEMS: Kind.STEMS,
        Wish.ALL_STEMS: Kind.ALL_STEMS,
        Wish.MIDI: Kind.MIDI,
        Wish.TEMPO: Kind.TEMPO,
        Wish.VOCALS: Kind.VOCALS,
        Wish.LYRICS: Kind.LYRICS,
        Wish.VOICE: Kind.VOICE,
        Wish.EXTEND_FILE: Kind.EXTEND_FILE,
        Wish.RESTYLE_FILE: Kind.RESTYLE_FILE,
        Wish.FIT: Kind.FIT,
        Wish.RECEIPT: Kind.RECEIPT,
    }
)
"""The job that a wish asks for; other wishes ask for none."""
WORDED = frozenset({Wish.RESTYLE, Wish.VOICE, Wish.FIT})
"""Wishes on a take that need words beside them: a button alone is none."""
IN_STORE = "This was paid for once already: it comes from store and costs nothing."


class Wishes:
    """Makes jobs of wishes. `aloud`: a refusal is also whispered, for surfaces that cannot answer."""

    def __init__(
        self, *, providers: Mapping[str, Provider], ids: Callable[[str], str], seeds: Callable[[], int]
    ) -> None:
        self._providers, self._ids, self._seeds = providers, ids, seeds
        self.calloff = CallOff(ids)

    def on_message(
        self, tx: Transaction, wish: Wish, message: Message, *, user: str, now: float, aloud: bool
    ) -> Answer:
        """A wish on one of our messages: on a card it means its newest take, or the job itself while it runs."""
        job = tx.job(message.job_id)
        if job is None:
            return Nothing()
        if message.role is Role.CARD and wish is Wish.CANCEL and not job.ended:
            return self.calloff.cancel(tx, job, user=user, now=now, aloud=aloud)
        take = tx.take(message.take_id) if message.take_id else self._newest(tx, message, tx.thread(job.thread_id))
        return self.on_take(tx, wish, take, user=user, now=now, aloud=aloud) if take else Nothing()

    def _newest(self, tx: Transaction, message: Message, thread: Thread) -> Take | None:
        of_job = None if message.ts == thread.root_ts else message.job_id
        takes = tx.takes(thread_id=thread.id, job_id=of_job)
        return newest(tx, [take for take in takes if take.state in {TakeState.DELIVERED, TakeState.EXPIRED}])

    def on_take(
        self,
        tx: Transaction,
        wish: Wish,
        take: Take,
        *,
        user: str,
        now: float,
        aloud: bool,
        details: Details = NO_DETAILS,
    ) -> Answer:
        """A wish on a take: a new job, or the one that fulfils it already. `details` as in `Job.details`."""
        origin = tx.job(take.job_id)
        if origin is None:
            return Nothing()
        try:
            if wish is Wish.CANCEL:
                return self.calloff.withdraw(tx, origin, take, user=user)
            if wish not in KINDS or (wish in WORDED and not details):
                return Nothing()
            if wish is Wish.FIT:
                return self._fit(tx, origin, take, str(details["fit"]), user=user, now=now)
            return self._start(tx, KINDS[wish], origin, take, user=user, now=now, details=details)
        except RequestRefused as refusal:
            return self.calloff.refuse(tx, origin, str(refusal), user=user, aloud=aloud)

    def _start(
        self, tx: Transaction, kind: Kind, origin: Job, take: Take, *, user: str, now: float, details: Details
    ) -> Answer:
        if running := _running(tx, really(kind, origin), take, details):
            return AlreadyRunning(running)
        provider = self.check(kind, origin, take)
        seed = self._other_seed(take) if kind is Kind.REGENERATE else self._seeds()
        job = draft(kind, origin, take, provider, job_id=self._ids("j"), user=user, now=now, seed=seed, details=details)
        tx.add_job(job)
        if job.shown_as:
            steps.open_card(tx, job)
        return Accepted(job, self.label_of(take), _notes(tx, job, provider, take) if provider else ())

    def _fit(self, tx: Transaction, origin: Job, take: Take, words: str, *, user: str, now: float) -> Answer:
        """The same take as other beds: a job for each that is not being made already."""
        self.check(Kind.FIT, origin, take)
        try:
            beds = refitted(origin.brief, take, words)
        except BriefRefused as refusal:
            return Refused(refusal.message, refusal.example)
        running = {job.brief: job for job in tx.jobs(states=RUNNING, parent=take.id, kind=Kind.FIT)}
        new = [bed for bed in beds if bed not in running]
        if not new:
            return AlreadyRunning(running[beds[0]])
        jobs = fits(origin, take, new, ids=self._ids, user=user, now=now)
        return self.begin(tx, jobs, take)

    def begin(self, tx: Transaction, jobs: Sequence[Job], take: Take) -> Accepted:
        """Stores jobs that are made here of a take, with the cards of those that show one."""
        for job in jobs:
            tx.add_job(job)
            if job.shown_as:
                steps.open_card(tx, job)
        return Accepted(jobs[0], self.label_of(take))

    def label_of(self, made: Take | Job) -> str:
        """Its provider as people read it."""
        provider = self._providers.get(made.provider)
        return provider.label if provider else made.provider

    def check(self, kind: Kind, origin: Job, take: Take) -> Provider | None:
        """The provider that does it, None for what is made here of a take whose own is not set up any more. Raises
        RequestRefused, with words, where none can or the take is not there."""
        provider = self._providers.get(take.provider)
        if provider is None and not kind.made_here:
            raise RequestRefused(
                f"{take.provider} is not set up here any more, so that can't be done with {take.label}. "
                "Another length or level and its receipt are to be had: press More."
            )
        refuse_unfit(kind, take)
        if kind not in offered(provider, take, origin):
            raise RequestRefused(self._why_not(kind, provider, take))
        return provider

    def _why_not(self, kind: Kind, provider: Provider | None, take: Take) -> str:
        if provider is None or kind not in OPERATIONS:
            return f"That can't be done with {take.label}."
        if take.origin == FITTED:
            return f"{take.label} is another bed of an earlier take: press the button of that one."
        operation = OPERATIONS[kind]
        if kind is Kind.EXTEND and is_loop(take):
            instead = "Ask for a longer one, like `/bgm calm lo-fi loop 1:30`."
            return f"{take.label} is a loop and has no end to go on from. {instead}"
        if operation in provider.offers():
            return (
                f"{take.label} is not sung." if kind in SUNG else f"{take.label} can't be made again: it has no seed."
            )
        others = [other for other in self._providers.values() if operation in other.offers()]
        if not others:
            return f"{cannot(provider, operation)}, and nothing else that is set up here can."
        there = f"Make one there, with `--provider {others[0].name}`, and ask for it on that."
        return f"{cannot(provider, operation)}, but {others[0].label} can. {there}"

    def _other_seed(self, take: Take) -> int:
        seed = self._seeds()
        return seed if seed != take.seed else seed + 1


def in_store(tx: Transaction, kind: Kind, take: Take) -> bool:
    """Whether this very operation on the take was paid for already."""
    return kind in OPERATIONS and not kind.makes_takes and bool(tx.extras(take_id=take.id, operation=OPERATIONS[kind]))


def _running(tx: Transaction, kind: Kind, take: Take, details: Details) -> Job | None:
    """The job that does this very thing; another style is another thing."""
    running = tx.jobs(states=RUNNING, parent=take.id, kind=kind)
    return next(
        (job for job in running if kind is not Kind.RESTYLE or job.details.get("style") == details["style"]), None
    )


def _notes(tx: Transaction, job: Job, provider: Provider, take: Take) -> tuple[str, ...]:
    if in_store(tx, job.kind, take):
        return (IN_STORE,)
    cost = in_words(price(job, provider, take))
    return (f"Price: {cost}.",) if cost else ()

"""Audio files that people posted: the form of the message shortcut, and the job that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath

from bot.domain.brief import Brief, length_of, read
from bot.domain.errors import BriefRefused
from bot.domain.forms import AudioAsked, Posted
from bot.domain.job import RUNNING, Job
from bot.domain.operation import Operation
from bot.domain.plan import OPERATIONS
from bot.domain.ports import Provider, Transaction
from bot.domain.wish import Wish
from bot.work.asking.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    AudioForm,
    Choice,
    Confirm,
    Mistakes,
    Nothing,
    Refused,
)
from bot.work.asking.choosing import Choosing
from bot.work.asking.drafts import OF_FILES, UNATTACHED_SECONDS
from bot.work.asking.more import CONFIRMED, STYLE, WHAT
from bot.work.asking.quoting import in_words, price
from bot.work.asking.threads import thread_below
from bot.work.asking.wishes import KINDS
from bot.work.telling import steps

IN_FORM = (Wish.EXTEND_FILE, Wish.RESTYLE_FILE, Wish.STEMS, Wish.ALL_STEMS, Wish.MIDI, Wish.TEMPO)
NO_ADDRESS = (
    "To work on a posted file, a music API has to fetch it from me, and I have no address that it can reach. "
    "Ask whoever runs me to set `BGM_PUBLIC_URL` and `BGM_PORT`."
)
NOBODY = "No music API that is set up here can work on a posted file. MusicAPI can: its key goes into `MUSICAPI_KEY`."
LENGTH = "Say how long it should be after that, for example 1:30."
USUAL_SECONDS = 60.0
"""Of a file whose length Slack does not say, until it is here."""


class PostedAudio:
    """Works on files in Slack. `public`: whether music APIs can reach the bot."""

    def __init__(
        self, *, choosing: Choosing, ids: Callable[[str], str], seeds: Callable[[], int], public: bool
    ) -> None:
        self._choosing, self._ids, self._seeds, self._public = choosing, ids, seeds, public

    def form(self, file: Posted) -> AudioForm | Refused:
        """What can be done with the file, each with its price; why nothing can."""
        if not self._public:
            return Refused(NO_ADDRESS)
        able = [(wish, provider) for wish in IN_FORM if (provider := self._provider(wish))]
        if not able:
            return Refused(NOBODY)
        asked = AudioAsked(file=file, wish=None)
        prices = [price(self._job(asked, wish, provider, user="", now=0.0), provider) for wish, provider in able]
        return AudioForm(file, tuple(Choice(one[0], in_words(cost)) for one, cost in zip(able, prices, strict=True)))

    def _provider(self, wish: Wish) -> Provider | None:
        """The first that can, and that takes a file in where the work itself does not."""
        kind = KINDS[wish]
        able = self._choosing.who_can(OPERATIONS[kind])
        return next((one for one in able if kind in OF_FILES or Operation.UPLOAD in one.offers()), None)

    def ask(self, tx: Transaction, asked: AudioAsked, *, user: str, key: str, now: float) -> Answer | Confirm:
        """Does what the form asks for; Confirm first where it is dear; Mistakes, by field, for what is missing."""
        form = self.form(asked.file)
        if isinstance(form, Refused):
            return Mistakes({"what": form.message})
        choice = next((one for one in form.choices if one.wish is asked.wish), None)
        provider = self._provider(choice.wish) if choice else None
        if choice is None or provider is None:
            return Mistakes({"what": WHAT})
        if mistakes := _mistakes(asked):
            return Mistakes(mistakes)
        if choice.wish in CONFIRMED and choice.price and not asked.agreed:
            return Confirm(asked, asked.file.title, choice.price)
        return self._start(tx, asked, choice, provider, user=user, key=key, now=now)

    def _start(
        self,
        tx: Transaction,
        asked: AudioAsked,
        choice: Choice,
        provider: Provider,
        *,
        user: str,
        key: str,
        now: float,
    ) -> Answer:
        if not tx.first_time(key, now):
            return Nothing()
        thread = thread_below(tx, asked.file, user=user, now=now, ids=self._ids)
        job = replace(self._job(asked, choice.wish, provider, user=user, now=now), thread_id=thread.id)
        for running in tx.jobs(states=RUNNING, thread_id=thread.id, kind=job.kind):
            if _same(running, job):
                return AlreadyRunning(running)
        tx.add_job(job)
        steps.open_card(tx, job)
        return Accepted(job, provider.label, (f"Price: {choice.price}.",) if choice.price else ())

    def _job(self, asked: AudioAsked, wish: Wish, provider: Provider, *, user: str, now: float) -> Job:
        job_id, lengths = self._ids("j"), _lengths(asked, wish)
        return Job(
            id=job_id,
            thread_id="",
            kind=KINDS[wish],
            brief=replace(_brief(asked), duration=lengths[-1], takes=1, provider=provider.name),
            asker=user,
            created_at=now,
            updated_at=now,
            seed=self._seeds(),
            lengths=lengths,
            provider=provider.name,
            due_at=now + UNATTACHED_SECONDS,
            shown_as=f"{job_id}:card",
            details={
                "slack_file": asked.file.file_id,
                "title": asked.file.title,
                **({"style": " ".join(asked.style.split())} if asked.style.strip() else {}),
            },
        )


def _same(running: Job, job: Job) -> bool:
    """Whether it does the same to the same file; another style or length is another thing."""
    same = all(running.details.get(name) == job.details.get(name) for name in ("slack_file", "style"))
    return same and running.lengths[-1] == job.lengths[-1]


def _lengths(asked: AudioAsked, wish: Wish) -> tuple[float, ...]:
    seconds = asked.file.seconds or USUAL_SECONDS
    if wish is not Wish.EXTEND_FILE:
        return (seconds,)
    try:
        return (seconds, length_of(asked.length))
    except BriefRefused:
        return (seconds, seconds + USUAL_SECONDS)


def _brief(asked: AudioAsked) -> Brief:
    title = PurePath(asked.file.title).stem
    with suppress(BriefRefused):
        return replace(read(asked.style or title), title=title or None, loop=False)
    return Brief(description=asked.style.strip() or title, title=title or None)


def _mistakes(asked: AudioAsked) -> dict[str, str]:
    if asked.wish is Wish.RESTYLE_FILE and not asked.style.strip():
        return {"style": STYLE}
    if asked.wish is not Wish.EXTEND_FILE:
        return {}
    try:
        seconds = length_of(asked.length)
    except BriefRefused:
        return {"length": LENGTH}
    known = asked.file.seconds or 0.0
    return {"length": f"It is longer than that already. {LENGTH}"} if seconds <= known else {}

"""What else can be done with a take: the form behind its More button, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.brief import voice_name
from bot.domain.errors import BriefRefused, RequestRefused
from bot.domain.forms import MoreAsked
from bot.domain.job import Job, Kind
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import Take
from bot.domain.wish import Wish
from bot.work.asking.answers import Answer, Choice, Confirm, Mistakes, Nothing, Refused, TakeForm
from bot.work.asking.drafts import draft, offered
from bot.work.asking.quoting import in_words, price
from bot.work.asking.refit import refitted
from bot.work.asking.wishes import KINDS, Wishes, in_store

IN_FORM = (
    Wish.FIT,
    Wish.RESTYLE,
    Wish.STEMS,
    Wish.ALL_STEMS,
    Wish.MIDI,
    Wish.TEMPO,
    Wish.VOCALS,
    Wish.LYRICS,
    Wish.VOICE,
    Wish.RECEIPT,
)
CONFIRMED = frozenset({Wish.STEMS, Wish.ALL_STEMS})
"""What is dear enough to be asked twice."""
WHAT = "Choose what to do with it."
STYLE = "Say the new style, for example: warm acoustic folk."
NAME = "Give the voice a name, for example: Ann."


class More:
    """The form of a take."""

    def __init__(self, *, providers: Mapping[str, Provider], wishes: Wishes) -> None:
        self._providers, self._wishes = providers, wishes

    def form(self, tx: Transaction, take_id: str, *, channel: str) -> TakeForm | Refused | Nothing:
        """What else can be done with the take, each with its price."""
        take = tx.take(take_id)
        origin = tx.job(take.job_id) if take and tx.thread(take.thread_id).channel == channel else None
        if take is None or origin is None:
            return Nothing()
        try:
            provider = self._wishes.check(Kind.FIT, origin, take)
        except RequestRefused as refusal:
            return Refused(str(refusal))
        able = offered(provider, take, origin)
        choices = [self._choice(tx, wish, origin, take, provider) for wish in IN_FORM if KINDS[wish] in able]
        return TakeForm(take, self._wishes.label_of(take), tuple(choices))

    def _choice(self, tx: Transaction, wish: Wish, origin: Job, take: Take, provider: Provider | None) -> Choice:
        kept = in_store(tx, KINDS[wish], take)
        return Choice(wish, "" if kept else cost(KINDS[wish], origin, take, provider), in_store=kept)

    def ask(
        self, tx: Transaction, asked: MoreAsked, *, user: str, channel: str, key: str, now: float
    ) -> Answer | Confirm:
        """Does what the form asks for; Confirm first where it is dear; Mistakes, by field, for what is missing."""
        form = self.form(tx, asked.take_id, channel=channel)
        if not isinstance(form, TakeForm):
            return Mistakes({"what": form.message}) if isinstance(form, Refused) else form
        choice = next((one for one in form.choices if one.wish is asked.wish), None)
        mistakes = self._mistakes(tx, asked, form.take) if choice else {"what": WHAT}
        if choice is None or mistakes:
            return Mistakes(mistakes)
        if choice.wish in CONFIRMED and choice.price and not asked.agreed:
            return Confirm(asked, form.take.label, choice.price)
        if not tx.first_time(key, now):
            return Nothing()
        details = _details(asked)
        given = self._wishes.on_take(tx, choice.wish, form.take, user=user, now=now, aloud=False, details=details)
        return Mistakes({"what": given.message}) if isinstance(given, Refused) else given

    def _mistakes(self, tx: Transaction, asked: MoreAsked, take: Take) -> dict[str, str]:
        origin = tx.job(take.job_id)
        return _wrong_fit(origin, take, asked.fit) if asked.wish is Wish.FIT and origin else _mistakes(tx, asked)


def cost(kind: Kind, origin: Job, take: Take, provider: Provider | None) -> str:
    """What the kind of job would cost on this take, in words; empty for free and for what cannot be done."""
    if provider is None or kind.made_here:
        return ""
    try:
        job = draft(
            kind, origin, take, provider, job_id="", user="", now=0.0, seed=0, details={"style": "", "name": ""}
        )
    except RequestRefused:
        return ""
    return in_words(price(job, provider, take))


def _mistakes(tx: Transaction, asked: MoreAsked) -> dict[str, str]:
    match asked.wish:
        case Wish.RESTYLE if not asked.style.strip():
            return {"style": STYLE}
        case Wish.VOICE if not asked.name.strip():
            return {"name": NAME}
        case Wish.VOICE:
            return _wrong_name(tx, asked.name)
        case _:
            return {}


def _wrong_fit(origin: Job, take: Take, words: str) -> dict[str, str]:
    try:
        refitted(origin.brief, take, words)
    except BriefRefused as refusal:
        return {"fit": refusal.message}
    return {}


def _wrong_name(tx: Transaction, typed: str) -> dict[str, str]:
    try:
        name = voice_name(typed)
    except BriefRefused as refusal:
        return {"name": refusal.message}
    return {"name": f"There is a voice called {name} already. Give this one another name."} if tx.voice(name) else {}


def _details(asked: MoreAsked) -> dict[str, str]:
    match asked.wish:
        case Wish.RESTYLE:
            return {"style": " ".join(asked.style.split())}
        case Wish.VOICE:
            return {"name": voice_name(asked.name)}
        case Wish.FIT:
            return {"fit": asked.fit}
        case _:
            return {}

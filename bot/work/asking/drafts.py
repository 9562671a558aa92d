"""Jobs that start from a take: whether its provider can do them, and how they begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.domain.brief import Brief, read
from bot.domain.errors import BriefRefused, RequestRefused
from bot.domain.job import Job, Kind, State
from bot.domain.operation import Operation
from bot.domain.plan import OF_THE_RECORDING, OPERATIONS, brief_of_length, extended_lengths
from bot.domain.ports import Provider
from bot.domain.reading.guides import GUIDES
from bot.domain.thread import FITTED, Take, TakeState

HERE = frozenset({Kind.FIT, Kind.RECEIPT})
"""What can be done with every take that is here, whoever made it."""
OF_FITTED = HERE | {Kind.WAV, Kind.REGENERATE}
"""What can be done with the same take as another bed; all else is asked of the take that it was cut from."""
SUNG = frozenset({Kind.VOCALS, Kind.LYRICS, Kind.VOICE})
"""What only a song has."""
OF_FILES = frozenset({Kind.EXTEND_FILE, Kind.RESTYLE_FILE})
UNATTACHED_SECONDS = 30 * 86_400.0
"""How far off a job is due whose posted file is not here yet: whoever fetches the file makes it due."""
KEPT_DETAILS = ("gender", "voice", "lyrics", "about", "tags", "better_tags", "write_lyrics", *GUIDES)
"""What another take of the same wish is made with, too."""


def offered(provider: Provider | None, take: Take, origin: Job) -> frozenset[Kind]:
    """What can be done with the take. A WAV can always be made of it here; `provider` is None where its own is not set
    up any more."""
    if provider is None:
        return HERE
    able = {kind for kind, operation in OPERATIONS.items() if operation in provider.offers()}
    silent = SUNG if origin.brief.instrumental else frozenset()
    endless = {Kind.EXTEND} if is_loop(take) else set()
    unrepeatable = {Kind.REMAKE} if take.seed is None else set()
    found = frozenset((able | HERE | {Kind.WAV}) - OF_FILES - silent - endless - unrepeatable)
    return found & OF_FITTED if origin.kind is Kind.FIT else found


def is_loop(take: Take) -> bool:
    """Whether it begins again where it ends."""
    return take.facts.get("loop") is True


def draft(
    kind: Kind,
    origin: Job,
    take: Take,
    provider: Provider | None,
    *,
    job_id: str,
    user: str,
    now: float,
    seed: int,
    details: Mapping[str, Any],
) -> Job:
    """A job that does `kind` to the take that `origin` made. `seed` is for another take.

    Raises RequestRefused where the take is as long as can be.
    """
    if really(kind, origin) is not kind:
        return _of_file(origin, take, job_id=job_id, user=user, now=now, seed=seed)
    lengths = _lengths(kind, origin, take)
    return Job(
        id=job_id,
        thread_id=take.thread_id,
        kind=kind,
        brief=_brief(kind, origin.brief, lengths[-1], details),
        asker=user,
        created_at=now,
        updated_at=now,
        seed=seed if kind is Kind.REGENERATE or take.seed is None else take.seed,
        lengths=lengths,
        provider=take.provider,
        parent=take.id,
        shown_as=f"{job_id}:card" if has_card(kind, provider) else "",
        details={**(again_details(origin) if kind is Kind.REGENERATE else {}), **details},
    )


def really(kind: Kind, origin: Job) -> Kind:
    """Another take of what was made of a posted file is made of that file again."""
    return origin.kind if kind is Kind.REGENERATE and origin.kind in OF_FILES else kind


def _of_file(origin: Job, take: Take, *, job_id: str, user: str, now: float, seed: int) -> Job:
    """The same again; its file is fetched anew, for it may be gone here."""
    return replace(
        origin,
        id=job_id,
        asker=user,
        created_at=now,
        updated_at=now,
        seed=seed,
        parent=take.id,
        state=State.ACCEPTED,
        attempts=0,
        due_at=now + UNATTACHED_SECONDS,
        expected=None,
        started_at=None,
        reason=None,
        shown_as=f"{job_id}:card",
        alternatives=(),
        details={name: value for name, value in origin.details.items() if name != "file"},
    )


def fits(
    origin: Job, take: Take, beds: Sequence[Brief], *, ids: Callable[[str], str], user: str, now: float
) -> tuple[Job, ...]:
    """Jobs that make these beds of the take that `origin` made. The first shows in the thread how it stands, the others
    by what comes of them."""
    names = [ids("j") for _ in beds]
    cards = [f"{name}:card" if number == 0 else "" for number, name in enumerate(names)]
    return tuple(
        replace(fit(origin, take, bed, job_id=name, user=user, now=now), shown_as=card)
        for name, card, bed in zip(names, cards, beds, strict=True)
    )


def fit(origin: Job, take: Take, bed: Brief, *, job_id: str, user: str, now: float) -> Job:
    """A job, with no card, that makes this bed of the take that `origin` made."""
    return Job(
        id=job_id,
        thread_id=take.thread_id,
        kind=Kind.FIT,
        brief=bed,
        asker=user,
        created_at=now,
        updated_at=now,
        seed=origin.seed if take.seed is None else take.seed,
        lengths=(bed.duration or take.lengths[-1],),
        provider=take.provider,
        parent=take.id,
        details=kept_details(origin),
    )


def has_card(kind: Kind, provider: Provider | None) -> bool:
    """Whether the job shows in the thread how it stands: all but what is made here in a second or two."""
    if kind is Kind.WAV:
        return provider is not None and Operation.WAV in provider.offers()
    return kind is not Kind.RECEIPT


def _lengths(kind: Kind, origin: Job, take: Take) -> tuple[float, ...]:
    match kind:
        case Kind.EXTEND:
            return extended_lengths(take, origin.brief.duration)
        case Kind.REGENERATE:
            return (take.lengths[-1],)
        case _:
            return take.lengths


def _brief(kind: Kind, brief: Brief, seconds: float, details: Mapping[str, Any]) -> Brief:
    brief = brief_of_length(brief, seconds)
    match kind:
        case Kind.WAV:
            return replace(brief, format="wav")
        case Kind.RESTYLE:
            return restyled(brief, str(details.get("style", "")))
        case _:
            return brief


def restyled(brief: Brief, style: str) -> Brief:
    """The brief in another style: what the new words do not say stays as it was."""
    new = None
    with suppress(BriefRefused):
        new = read(style)
    if new is None:
        return replace(brief, description=style or brief.description)
    return replace(
        brief,
        description=new.description,
        moods=new.moods,
        genres=new.genres,
        instruments=new.instruments,
        exclude=new.exclude or brief.exclude,
        tempo=new.tempo,
        loop=False,
    )


def again_details(origin: Job) -> dict[str, Any]:
    """The same for another take, which is laid under what the first one was made for, too."""
    laid = OF_THE_RECORDING - {"asked"} if origin.details.get("lay") else frozenset()
    return {**{name: origin.details[name] for name in laid if name in origin.details}, **kept_details(origin)}


def kept_details(origin: Job) -> dict[str, Any]:
    """What another take of what `origin` made needs to know beside the brief, so what a bed cut from it keeps, too."""
    return {name: origin.details[name] for name in KEPT_DETAILS if name in origin.details}


def refuse_unfit(kind: Kind, take: Take) -> None:
    """Raises RequestRefused, with words, for a take that is not there to be worked on."""
    match take.state, kind:
        case TakeState.WITHDRAWN, _:
            raise RequestRefused(f"{take.label} was withdrawn. Ask for a new one with /bgm.")
        case TakeState.EXPIRED, Kind.WAV | Kind.FIT if take.origin == FITTED:
            raise RequestRefused(
                f"The files of {take.label} are no longer kept. Press “Make it again” on the take that it comes from."
            )
        case TakeState.EXPIRED, Kind.WAV | Kind.FIT:
            raise RequestRefused(f"The files of {take.label} are no longer kept. Press “Make it again” first.")
        case state, Kind.REMAKE if state is not TakeState.EXPIRED:
            raise RequestRefused(f"{take.label} is still here, in this thread.")

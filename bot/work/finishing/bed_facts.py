"""What is ordered of a bed and written on its receipt, from the job and the take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from bot.audio.bed import Bed
from bot.domain.brief import Brief
from bot.domain.checks import Check, serious
from bot.domain.job import Job, Kind
from bot.domain.money import FREE, UNKNOWN
from bot.domain.music import Music
from bot.domain.ports import Provider
from bot.domain.receipt import NOT_ON_FILE, Receipt
from bot.domain.sound import BED_LUFS, RATE
from bot.domain.thread import FITTED, Take
from bot.work.asking.drafts import is_loop

FREE_RETAKE = "another take is free: press Regenerate"


class Maker(Protocol):
    """Whose music it is, as far as a bed says so."""

    @property
    def label(self) -> str: ...
    @property
    def rights(self) -> str: ...
    @property
    def repeatable(self) -> bool: ...
    @property
    def terms(self) -> str: ...
    @property
    def terms_read(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Unknown:
    """A provider that is not set up here any more: what it was paid for is finished all the same."""

    label: str
    rights: str = NOT_ON_FILE
    repeatable: bool = False
    terms: str = ""
    terms_read: str = ""


def maker(providers: Mapping[str, Provider], take: Take) -> Maker:
    """Who made the take."""
    return providers.get(take.provider) or Unknown(take.provider)


SILENCES = frozenset({Check.SILENT_HEAD, Check.SILENT_TAIL})
CUT_OFF = 0.95
"""A file that holds less than this share of what its provider says it lasts did not come whole."""


def frames(take: Take) -> int:
    """The length that was asked for, at 48 kHz."""
    return round(take.lengths[-1] * RATE)


def length_is_free(job: Job, parent: Take | None) -> bool:
    """Whether a take may last as long as it came: a song of which nobody said how long it should be, and what is made
    of such a song until somebody asks for a length of it. A bed has a length, said or not."""
    if job.kind is Kind.MAKE:
        return not job.brief.instrumental and job.brief.duration is None
    if parent is None or not parent.facts.get("free_length"):
        return False
    return _stays_as_long(job, parent) if job.kind is Kind.FIT else job.kind is not Kind.REMAKE


def _stays_as_long(job: Job, parent: Take) -> bool:
    """Whether a take as another bed needs no fitting at all: another level or format, no more."""
    brief = job.brief
    as_long = job.lengths[-1] == parent.lengths[-1]
    return as_long and not (brief.loop or brief.fade or brief.hits or brief.climax is not None)


def is_looped(job: Job, take: Take) -> bool:
    """Whether the bed's end is to run into its beginning. A loop may be given an end as another bed."""
    return job.brief.loop or (is_loop(take) and take.origin != FITTED)


def is_cut_off(take: Take, bed: Bed, *, free: bool) -> bool:
    """Whether the file that was fetched ended before its time. `free`: nothing of it was cut here, but for silence."""
    said = take.facts.get("seconds")
    if not take.facts.get("address") or not isinstance(said, int | float):
        return False
    silence = sum(finding.amount for finding in bed.findings if finding.check in SILENCES and finding.mended)
    if bed.fitted:
        return bed.fitted.before + silence < CUT_OFF * float(said)
    return bed.seconds + silence < CUT_OFF * (float(said) if free else min(float(said), take.lengths[-1]))


def tags(job: Job, take: Take, provider: Maker) -> dict[str, str]:
    """What the file says of itself."""
    seed = f" | seed {take.seed}" if take.seed is not None else ""
    found = {
        "title": f"{job.brief.title or job.brief.description} {take.label}",
        "artist": f"bgm, {provider.label}",
        "comment": f"{job.brief.description}{seed} | job {job.id}",
        "copyright": provider.rights,
    }
    return {name: value for name, value in found.items() if value}


def loudness(brief: Brief) -> float:
    """LUFS of the delivered file: as asked, else a bed's."""
    return BED_LUFS if brief.loudness is None else brief.loudness


def sections(take: Take) -> tuple[tuple[float, str], ...]:
    """The take's sections where its maker told them: (second, name)."""
    told = take.facts.get("sections", ())
    return tuple((float(at), str(name)) for at, name in told)


def music(take: Take) -> Music | None:
    """What the score of a take says, where its maker told it: bars, beats, sections, tempo and key."""
    facts, tempo = take.facts, _tempo(take.facts.get("tempo"))
    bars = tuple(float(bar) for bar in facts.get("bars") or ())
    if not bars or tempo is None:
        return None
    seconds, beat = float(facts["seconds"]), 60 / tempo
    beats = (
        bar + count * beat
        for bar, after in pairwise((*bars, seconds))
        for count in range(max(round((after - bar) / beat), 1))
    )
    climax = facts.get("climax")
    return Music(
        seconds=seconds,
        tempo=tempo,
        beats=tuple(at for at in beats if at < seconds),
        downbeats=bars,
        meter=int(facts.get("meter", 4)),
        sections=sections(take),
        key=_word(facts.get("key")),
        climax=None if climax is None else float(climax),
    )


def receipt(job: Job, take: Take, bed: Bed, provider: Maker) -> Receipt:
    """What is known of the bed."""
    facts, music = take.facts, bed.music
    return Receipt(
        seconds=bed.seconds,
        frames=bed.frames,
        format=bed.format,
        lufs=bed.lufs,
        true_peak=bed.true_peak,
        lra=bed.lra,
        tempo=_tempo(facts.get("tempo")) or (music.tempo if music else None),
        key=facts.get("key") or (music.key if music else None),
        style=facts.get("style"),
        engine=provider.label,
        model=facts.get("model"),
        seed=take.seed,
        # What may be asked any number of times costs nothing.
        cost=facts.get("cost") or (str(FREE) if provider.repeatable else UNKNOWN),
        rights=provider.rights,
        sha256=bed.sha256,
        size=bed.size,
        target=loudness(job.brief),
        model_asked=_word(facts.get("model_asked")),
        prompt=_word(facts.get("prompt")),
        terms=provider.terms or None,
        terms_read=provider.terms_read or None,
        fitted=bed.fitted,
        findings=bed.findings,
        checked=True,
        notes=(*bed.notes, *_another(bed, provider)),
    )


def _another(bed: Bed, provider: Maker) -> tuple[str, ...]:
    """Another take, where this one has a fault and the next costs nothing."""
    return (FREE_RETAKE,) if provider.repeatable and any(serious(finding) for finding in bed.findings) else ()


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _tempo(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < float(value) < 1000 else None  # type: ignore[arg-type]

"""What a job does next, given what came back: ask a provider, or finish what is in store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from bot.domain.brief import LONGEST, Brief
from bot.domain.errors import RequestRefused
from bot.domain.job import Job, Kind
from bot.domain.money import FREE
from bot.domain.operation import Operation
from bot.domain.results import Finished, RawExtra, RawTake, from_json
from bot.domain.thread import FITTED, Take, Task, TaskState

DEFAULT_SECONDS = 60.0
EXTENSION_SECONDS = 30.0

OPERATIONS: Mapping[Kind, Operation] = MappingProxyType(
    {
        Kind.MAKE: Operation.CREATE,
        Kind.EXTEND: Operation.EXTEND,
        Kind.REGENERATE: Operation.CREATE,
        Kind.REMAKE: Operation.CREATE,
        Kind.WAV: Operation.WAV,
        Kind.RESTYLE: Operation.RESTYLE,
        Kind.STEMS: Operation.STEMS,
        Kind.ALL_STEMS: Operation.ALL_STEMS,
        Kind.MIDI: Operation.MIDI,
        Kind.TEMPO: Operation.TEMPO,
        Kind.VOCALS: Operation.VOCALS,
        Kind.LYRICS: Operation.LYRIC_TIMES,
        Kind.VOICE: Operation.KEEP_VOICE,
        Kind.EXTEND_FILE: Operation.EXTEND_FILE,
        Kind.RESTYLE_FILE: Operation.RESTYLE_FILE,
    }
)
"""The call that a job is about; others may come before and after it. What is made here asks for none."""


OF_THE_RECORDING = frozenset(
    {"slack_file", "title", "file", "seconds", "recording", "gain", "dip", "lay", "asked"},
)
"""Details about a posted voice or clip that a bed is made for and laid under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a provider is asked for, before it is put into that provider's own words."""

    operation: Operation
    brief: Brief
    seed: int
    lengths: tuple[float, ...]
    """Seconds: the last is the length asked for, the one before it that of the take it goes on from."""
    takes: int = 1
    clip: Mapping[str, Any] = field(default_factory=dict)
    """The facts of what it works on, as the provider gave them: a take, a new part to be joined, an upload.
    A take's `file` is a path below the files folder."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What the person chose beside the brief (`Job.details`), and what its earlier calls found: `lyrics`, `tags`."""

    @property
    def about(self) -> str:
        """What a song is about, in a line, for whoever writes its words: about rain; "" where nobody said."""
        told = self.details.get("about")
        return f"about {' '.join(told.split())}" if isinstance(told, str) and told.strip() else ""

    @property
    def story(self) -> str:
        """The description, and what the song is about."""
        return ", ".join(filter(None, (self.brief.description, self.about)))


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the job's provider for this."""

    order: Order


@dataclass(frozen=True, slots=True)
class Finish:
    """All that was asked for is in store: make beds or files of it."""

    takes: tuple[RawTake, ...] = ()
    extras: tuple[RawExtra, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def next_step(
    job: Job,
    tasks: Sequence[Task],
    *,
    offered: Collection[Operation],
    parent: Take | None = None,
    stored: bool = False,
) -> Ask | Finish:
    """The next step of a job that has done `tasks`, at a provider that has `offered` operations.

    `stored`: whether extras of this very operation on the same take are in store, so that nothing needs to be paid.
    """
    if job.kind is Kind.FIT and parent is not None:
        known = {name: value for name, value in parent.facts.items() if name not in _OF_THE_FETCH}
        facts = {**known, "cost": str(FREE)}
        return Finish(takes=(RawTake(index=0, source=parent.source, seed=parent.seed, facts=facts),))
    if stored or job.kind.made_here or (job.kind is Kind.WAV and _is_wav_made_here(parent, offered)):
        return Finish()
    done = [task for task in tasks if task.state is TaskState.FINISHED]
    results = [(task.operation, from_json(task.answer)) for task in done]
    had = {operation for operation, _ in results}
    for operation in _calls(job, offered):
        if operation not in had:
            return Ask(_order(job, operation, parent, results))
    tails = _tails(results) if Operation.JOIN in offered else ()
    joins = sum(task.operation == Operation.JOIN and task.state in _OVER for task in tasks)
    if joins < len(tails):
        return Ask(replace(_order(job, Operation.JOIN, parent, results), clip=tails[joins].facts))
    return _finish(results, tails)


_OF_THE_FETCH = frozenset({"address", "fetched_again"})
"""Facts of a take whose audio was fetched; another bed of it takes what is here."""


def _is_wav_made_here(parent: Take | None, offered: Collection[Operation]) -> bool:
    """What the provider has is the whole take, not the bed that was fitted from it."""
    return Operation.WAV not in offered or (parent is not None and parent.origin == FITTED)


_OVER = frozenset({TaskState.FINISHED, TaskState.FAILED})


def _calls(job: Job, offered: Collection[Operation]) -> tuple[Operation, ...]:
    main = _main(job, offered)
    before = []
    if job.kind is Kind.MAKE and job.details.get("write_lyrics") and Operation.WRITE_LYRICS in offered:
        before.append(Operation.WRITE_LYRICS)
    if job.kind is Kind.MAKE and job.details.get("better_tags") and Operation.BETTER_TAGS in offered:
        before.append(Operation.BETTER_TAGS)
    if job.details.get("file") and not job.kind.makes_takes and Operation.UPLOAD in offered:
        before.append(Operation.UPLOAD)
    return (*before, main)


def _main(job: Job, offered: Collection[Operation]) -> Operation:
    """The call itself; a loop is made by a call of its own."""
    main = OPERATIONS[job.kind]
    is_loop = main is Operation.CREATE and job.brief.loop and Operation.LOOP in offered
    return Operation.LOOP if is_loop else main


def _order(job: Job, operation: Operation, parent: Take | None, results: Sequence[tuple[str, Finished]]) -> Order:
    found = {name: value for _, result in results for name, value in result.facts.items()}
    uploaded = next((result.facts for done, result in results if done == Operation.UPLOAD), None)
    return Order(
        operation=operation,
        brief=job.brief,
        seed=job.seed,
        lengths=job.lengths,
        takes=job.brief.takes if job.kind is Kind.MAKE else 1,
        clip=uploaded or (_clip(parent) if parent else {}),
        details={**_told(job), **found},
    )


def _told(job: Job) -> dict[str, Any]:
    """What a provider may know of the job's details: nothing of a recording that a bed is only to be laid under."""
    hidden = OF_THE_RECORDING if job.details.get("lay") else frozenset()
    return {name: value for name, value in job.details.items() if name not in hidden}


def _clip(take: Take) -> dict[str, Any]:
    """What the provider said of it; `file` is its audio here, for a provider that fetches it."""
    return {**take.facts, **({} if "://" in take.source else {"file": take.source})}


def _tails(results: Sequence[tuple[str, Finished]]) -> tuple[RawTake, ...]:
    """The new parts that have to be joined: an extension's takes that say so."""
    return tuple(take for _, result in results for take in result.takes if take.facts.get("tail"))


def _finish(results: Sequence[tuple[str, Finished]], tails: Sequence[RawTake]) -> Finish:
    whole = [take for _, result in results for take in result.takes if not (tails and take.facts.get("tail"))]
    return Finish(
        takes=tuple(replace(take, index=index) for index, take in enumerate(whole)),
        extras=tuple(extra for _, result in results for extra in result.extras),
        facts={name: value for _, result in results for name, value in result.facts.items()},
        notes=tuple(dict.fromkeys(note for _, result in results for note in result.notes)),
    )


def first_lengths(brief: Brief) -> tuple[float, ...]:
    """The length of a new bed: as asked, else a minute."""
    return (brief.duration or DEFAULT_SECONDS,)


def extended_lengths(take: Take, asked: float | None = None) -> tuple[float, ...]:
    """The take's lengths and the next one: the asked length where it is longer, else half a minute more.

    Raises RequestRefused where the take is as long as a bed can be.
    """
    now = take.lengths[-1]
    if now >= LONGEST:
        raise RequestRefused(
            f"{take.label} is already {LONGEST / 60:.0f} minutes long, which is the most a bed can be."
        )
    wanted = asked if asked and asked > now else now + EXTENSION_SECONDS
    return (*take.lengths, min(wanted, LONGEST))


def brief_of_length(brief: Brief, seconds: float) -> Brief:
    """The same wish at another length, one take of it."""
    return replace(brief, duration=seconds, takes=1)

"""What a job does next, given what came back: ask a provider, or finish what is in store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.brief import LONGEST, Brief
from bot.domain.errors import RequestRefused
from bot.domain.job import Job, Kind
from bot.domain.thread import Take, Task, TaskState

DEFAULT_SECONDS = 60.0
EXTENSION_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a provider is asked for, before it is put into that provider's own words."""

    operation: Kind
    brief: Brief
    seed: int
    lengths: tuple[float, ...]
    takes: int = 1


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the job's provider for this."""

    order: Order


@dataclass(frozen=True, slots=True)
class Finish:
    """All audio is in store: make beds of it."""


def next_step(job: Job, tasks: Sequence[Task]) -> Ask | Finish:
    """The next step of a job that has done `tasks`."""
    if job.kind is Kind.WAV or any(task.state is TaskState.FINISHED for task in tasks):
        return Finish()
    takes = job.brief.takes if job.kind is Kind.MAKE else 1
    return Ask(Order(operation=job.kind, brief=job.brief, seed=job.seed, lengths=job.lengths, takes=takes))


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

"""What intake answers to a person, as values; `bot/slack` finds the words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.job import Job
from bot.domain.thread import Take


@dataclass(frozen=True, slots=True)
class Accepted:
    """A new job is stored. `notes` say what was understood otherwise than one might think."""

    job: Job
    engine: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlreadyRunning:
    """This very wish is being fulfilled."""

    job: Job


@dataclass(frozen=True, slots=True)
class Refused:
    """What was wrong, and an example that works."""

    message: str
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """`/bgm help`, or `/bgm` alone."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One running job. `root_ts` is its thread's card, once posted."""

    job: Job
    title: str
    root_ts: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """What runs in this channel at `now` (Unix seconds)."""

    rows: tuple[StatusRow, ...]
    now: float


@dataclass(frozen=True, slots=True)
class Cancelled:
    """These will not be made."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class ChooseCancel:
    """Several of the asker's jobs run here: which one?"""

    rows: tuple[StatusRow, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """This take was taken back."""

    take: Take


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to say."""


Answer = Accepted | AlreadyRunning | Refused | Help | Status | Cancelled | ChooseCancel | Withdrawn | Nothing

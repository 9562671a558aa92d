"""A job: one thing the team asked for in one thread, and the only table of moves it may make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.domain.brief import Brief


class Kind(StrEnum):
    """What a job does."""

    MAKE = "make"
    EXTEND = "extend"
    REGENERATE = "regenerate"
    REMAKE = "remake"
    """The same take again from its seed, after its files were removed."""
    WAV = "wav"
    RESTYLE = "restyle"
    STEMS = "stems"
    ALL_STEMS = "all stems"
    MIDI = "midi"
    TEMPO = "tempo"
    VOCALS = "vocals"
    LYRICS = "lyrics"
    """When each word of a song is sung."""
    VOICE = "voice"
    """Keeps the voice of a take for later songs."""
    EXTEND_FILE = "extend file"
    """Goes on from a file that somebody posted."""
    RESTYLE_FILE = "restyle file"
    FIT = "fit"
    """The same take as another bed: another length, level or ending, a loop, to the frame of a clip."""
    LAY = "lay"
    """Lays a take under a posted voice or clip: a preview, and how clear the voice stands."""
    RECEIPT = "receipt"
    """All that is known of a bed, as files: JSON and a certificate of one page."""

    @property
    def made_here(self) -> bool:
        """Whether it is made of what is here: no provider is asked, and nothing is paid."""
        return self in _HERE

    @property
    def makes_takes(self) -> bool:
        """Whether takes come of it; otherwise extras of the take that it starts from."""
        return self in _TAKES


_TAKES = frozenset(
    {
        Kind.MAKE,
        Kind.EXTEND,
        Kind.REGENERATE,
        Kind.REMAKE,
        Kind.RESTYLE,
        Kind.EXTEND_FILE,
        Kind.RESTYLE_FILE,
        Kind.FIT,
    }
)
_HERE = frozenset({Kind.FIT, Kind.LAY, Kind.RECEIPT})


class State(StrEnum):
    """Where a job is. Each line says what a crash leaves behind."""

    ACCEPTED = "accepted"
    """Stored; nothing asked of a provider yet."""
    SUBMITTING = "submitting"
    """About to ask, or asking: after a crash nobody knows whether it was paid."""
    UNSETTLED = "unsettled"
    """The outcome of the paid call is unknown; looked up, never guessed."""
    WAITING = "waiting"
    """The provider is working; its task id is stored."""
    READY = "ready"
    """The provider is done; its audio is not finished into beds yet."""
    PRODUCING = "producing"
    """Fetching, levelling, encoding; done again from the start after a crash."""
    POSTING = "posting"
    """Beds are on disk; the outbox holds what the thread has yet to see."""
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happens to a job."""

    SUBMIT = "submit"
    STARTED = "started"
    NEVER_SENT = "never sent"
    REFUSED = "refused"
    MOVED_ON = "moved on"
    """To the next provider, nothing having been paid to this one."""
    LOST = "lost"
    FOUND = "found"
    AGAIN = "again"
    GIVEN_UP = "given up"
    IN_STORE = "in store"
    FINISHED = "finished"
    BROKE = "broke"
    NEXT_TASK = "next task"
    PRODUCE = "produce"
    RESUME = "resume"
    PRODUCED = "produced"
    SPOILED = "spoiled"
    POSTED = "posted"
    UNREACHABLE = "unreachable"
    CANCEL = "cancel"


_S, _E = State, Event

TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (_S.ACCEPTED, _E.SUBMIT): _S.SUBMITTING,
        (_S.ACCEPTED, _E.IN_STORE): _S.READY,
        (_S.ACCEPTED, _E.UNREACHABLE): _S.FAILED,
        (_S.ACCEPTED, _E.REFUSED): _S.FAILED,
        (_S.ACCEPTED, _E.MOVED_ON): _S.ACCEPTED,
        (_S.ACCEPTED, _E.CANCEL): _S.CANCELLED,
        (_S.SUBMITTING, _E.STARTED): _S.WAITING,
        (_S.SUBMITTING, _E.NEVER_SENT): _S.ACCEPTED,
        (_S.SUBMITTING, _E.REFUSED): _S.FAILED,
        (_S.SUBMITTING, _E.MOVED_ON): _S.ACCEPTED,
        (_S.SUBMITTING, _E.LOST): _S.UNSETTLED,
        (_S.UNSETTLED, _E.FOUND): _S.WAITING,
        (_S.UNSETTLED, _E.AGAIN): _S.ACCEPTED,
        (_S.UNSETTLED, _E.GIVEN_UP): _S.FAILED,
        (_S.UNSETTLED, _E.CANCEL): _S.CANCELLED,
        (_S.WAITING, _E.FINISHED): _S.READY,
        (_S.WAITING, _E.BROKE): _S.FAILED,
        (_S.WAITING, _E.UNREACHABLE): _S.FAILED,
        (_S.WAITING, _E.CANCEL): _S.CANCELLED,
        (_S.READY, _E.NEXT_TASK): _S.ACCEPTED,
        (_S.READY, _E.REFUSED): _S.FAILED,
        (_S.READY, _E.PRODUCE): _S.PRODUCING,
        (_S.READY, _E.UNREACHABLE): _S.FAILED,
        (_S.READY, _E.CANCEL): _S.CANCELLED,
        (_S.PRODUCING, _E.RESUME): _S.READY,
        (_S.PRODUCING, _E.PRODUCED): _S.POSTING,
        (_S.PRODUCING, _E.SPOILED): _S.FAILED,
        (_S.PRODUCING, _E.UNREACHABLE): _S.FAILED,
        (_S.PRODUCING, _E.CANCEL): _S.CANCELLED,
        (_S.POSTING, _E.POSTED): _S.DELIVERED,
        (_S.POSTING, _E.UNREACHABLE): _S.FAILED,
    }
)

ENDED = frozenset({State.DELIVERED, State.FAILED, State.CANCELLED})
RUNNING = frozenset(State) - ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing the team asked for. Times are Unix seconds."""

    id: str
    thread_id: str
    kind: Kind
    brief: Brief
    asker: str
    """Slack's user id of whoever asked."""
    created_at: float
    updated_at: float
    seed: int
    lengths: tuple[float, ...]
    """Seconds: (45.0,) makes a bed; (45.0, 75.0) is that bed extended to 75 s."""
    provider: str
    parent: str | None = None
    """The take this job starts from."""
    state: State = State.ACCEPTED
    attempts: int = 0
    due_at: float = 0.0
    """Not before this is the job taken up again; 0 is at once."""
    expected: float | None = None
    """Seconds from `started_at` until the beds are likely to be ready."""
    started_at: float | None = None
    reason: str | None = None
    """Why it failed, or why it waits, in words for the thread."""
    shown_as: str = ""
    """The key of the post that shows this job's progress."""
    alternatives: tuple[str, ...] = ()
    """Providers to move on to while nothing has been paid, in order; none where a person chose."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What the person chose beside the brief, by name: `style` (restyle), `lyrics` (the words), `about` (what those are
    to tell), `write_lyrics` (the provider writes them), `better_tags`, `gender` (f or m), `voice` (a kept voice's id at
    the provider), the ids of `Brief.guides`, `name` (of a voice to keep), `file` (a posted file, a path below the files
    folder) with its `title` and `seconds`. Of a posted voice or clip also `recording`, what was
    read of it (`recording.as_json`), `lay` (a bed is laid under it once there is one), `asked` (in which words), and
    how: `gain`, `dip` (dB)."""

    @property
    def ended(self) -> bool:
        """Nothing more will happen to it."""
        return self.state in ENDED

    @property
    def duration(self) -> float:
        """The length asked for, in seconds."""
        return self.lengths[-1]


def advance(job: Job, event: Event, now: float, *, reason: str | None = None, due_at: float = 0.0) -> Job | None:
    """The job after `event`, or None where the table has no such move: it went elsewhere meanwhile, so leave it."""
    state = TRANSITIONS.get((job.state, event))
    if state is None:
        return None
    return replace(job, state=state, updated_at=now, reason=reason, due_at=due_at)


def can(state: State, event: Event) -> bool:
    """Whether the table has this move."""
    return (state, event) in TRANSITIONS

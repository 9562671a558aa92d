"""What comes back from a provider, as values that can be kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTake:
    """One piece of audio as a provider names it."""

    index: int
    source: str
    """A path below the files folder, or an https address."""
    seed: int | None = None
    facts: Json = field(default_factory=dict)
    """What the provider said of it: its own id (`clip_id`), `model` asked and returned, tempo, title, lyrics ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawExtra:
    """Something that belongs to a take beside its bed, as a provider names it: a stem, a MIDI file, times of lyrics."""

    name: str
    """As people read it, e.g. drums."""
    source: str = ""
    """A path below the files folder or an https address; empty where `data` is all there is."""
    data: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """Not done yet."""

    progress: float | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """Done: everything that it made."""

    takes: tuple[RawTake, ...] = ()
    extras: tuple[RawExtra, ...] = ()
    facts: Json = field(default_factory=dict)
    """What is now known and later calls need, by name: `lyrics`, `tags`, `clip_id` of an upload, `voice`, `tempo`."""
    notes: tuple[str, ...] = ()
    """What a person should know, e.g. that one of two takes failed."""
    returned: Json = field(default_factory=dict)
    """The answer as it came."""


@dataclass(frozen=True, slots=True)
class Broken:
    """It failed at the provider; its words, for the thread. `refunded`: whether the provider says so."""

    words: str
    refunded: bool | None = None


Look = Pending | Finished | Broken


def as_json(done: Finished) -> Json:
    """The value as plain JSON."""
    return asdict(done)


def from_json(kept: Json) -> Finished:
    """The value again; what an older bgm did not keep is empty."""
    return Finished(
        takes=tuple(RawTake(**take) for take in kept.get("takes", ())),
        extras=tuple(RawExtra(**extra) for extra in kept.get("extras", ())),
        facts=kept.get("facts", {}),
        notes=tuple(kept.get("notes", ())),
        returned=kept.get("returned", {}),
    )

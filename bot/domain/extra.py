"""What belongs to a take beside its bed, and what outlives a thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A stem, a MIDI file, a voice, lyrics with times, a measured tempo: paid for once, answered from store after."""

    id: str
    job_id: str
    """The job that it was made for."""
    take_id: str | None
    """The take that it belongs to; None for a file that somebody posted."""
    provider: str
    operation: Operation
    number: int
    """Its place among its job's extras, from 0."""
    name: str
    source: str
    """A path below the files folder, or an https address; empty where `data` is all there is."""
    created_at: float
    data: Mapping[str, Any] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    """The finished files, below the files folder, once made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that was kept: a later song is sung with it by `--voice NAME`."""

    name: str
    """Lower case, unique here."""
    provider: str
    provider_id: str
    """The persona's id at the provider."""
    take_id: str | None
    asker: str
    created_at: float

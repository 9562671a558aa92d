"""A brief: what somebody asked for, understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from bot.domain.errors import BriefRefused

FORMATS = ("mp3", "wav", "flac", "ogg")
SHORTEST, LONGEST = 3.0, 600.0

COMMANDS = ("help", "status", "cancel", "providers", "credits", "ledger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What somebody asked for. Lists hold lower-case words in order of appearance, without doubles."""

    description: str
    """The words for a provider: the text less flags, title, length, tempo, takes and format."""
    moods: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    instrumental: bool = True
    duration: float | None = None
    """Seconds, 3 to 600."""
    tempo: int | None = None
    """Beats per minute, 40 to 220."""
    title: str | None = None
    takes: int = 1
    format: str = "mp3"
    provider: str | None = None
    model: str | None = None
    seed: int | None = None


def is_command(text: str) -> str | None:
    """The command that the whole text is; `help` for none at all; None for a brief."""
    word = text.strip().lower()
    return word if word in COMMANDS else None if word else "help"


def as_json(brief: Brief) -> dict[str, object]:
    """The brief's fields by name, tuples as lists."""
    values = {field.name: getattr(brief, field.name) for field in fields(brief)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def read(text: str) -> Brief:
    """What was asked for. Raises BriefRefused with words and an example."""
    clock = re.search(r"\b(\d{1,2}):(\d\d)\b", text)
    title = re.search(r'\bfor "([^"]+)"', text)
    duration = float(clock[1]) * 60 + float(clock[2]) if clock else None
    if duration is not None and not SHORTEST <= duration <= LONGEST:
        raise BriefRefused("A bed can be 3 seconds to 10 minutes long.")
    rest = text
    for found in (clock, title):
        rest = rest.replace(found[0], " ") if found else rest
    return Brief(description=" ".join(rest.split()), duration=duration, title=title[1] if title else None)

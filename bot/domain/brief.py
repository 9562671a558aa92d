"""A brief: what somebody asked for, understood."""

from __future__ import annotations

from dataclasses import dataclass

FORMATS = ("mp3", "wav", "flac", "ogg")
SHORTEST, LONGEST = 3.0, 600.0


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

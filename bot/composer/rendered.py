"""What rendering tells of a take; it travels from a worker to the bot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rendered:
    """A take on disk, and what a receipt says about it. Sections are (second, name); `parts` are (role, instrument).

    `bars` are the seconds at which bars of up to `meter` beats begin, that of the ending the last of them; at `climax`
    begins the section with the most energy.
    """

    path: Path
    frames: int
    seconds: float
    tempo: float
    key: str
    style: str
    sections: tuple[tuple[float, str], ...]
    parts: tuple[tuple[str, str], ...]
    seed: int
    stems: tuple[Path, ...]
    bars: tuple[float, ...] = ()
    meter: int = 4
    climax: float | None = None


@dataclass(frozen=True, slots=True)
class Stem:
    """One part of a take on disk: its role (drums, bass ...), its instrument, its file."""

    name: str
    instrument: str
    path: Path

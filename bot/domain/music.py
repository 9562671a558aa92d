"""What was heard in a piece of music: its pulse, bars and sections, its tempo and key. Times are seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """A piece as it was heard, or as its score says. Without a steady pulse there are no beats."""

    seconds: float
    tempo: float | None = None
    """Beats per minute; None where no steady pulse was heard."""
    beats: tuple[float, ...] = ()
    downbeats: tuple[float, ...] = ()
    """The first beat of each bar; a subset of `beats`."""
    meter: int = 4
    """Beats in a bar."""
    sections: tuple[tuple[float, str], ...] = ()
    """(where it begins, its name): intro, A, B, A, outro. The first begins at 0."""
    key: str | None = None
    """E.g. A minor; None where none stands out."""
    climax: float | None = None
    """The downbeat (without beats: the moment) at which the fullest section begins."""

    @property
    def has_pulse(self) -> bool:
        """Whether bars can be counted in it."""
        return len(self.downbeats) > 1

"""What a take is to be fitted to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FitAsk:
    """The length and the moments that a bed must meet."""

    frames: int
    """The exact length, at 48 kHz."""
    loop: bool = False
    """Whether the end runs into the beginning."""
    hits: tuple[float, ...] = ()
    """Seconds of the bed at which a downbeat falls, the most important first."""
    climax: float | None = None
    """The second of the bed at which the climax falls."""
    fade: float | None = None
    """Seconds over which the end fades away; None for the music's own ending."""

    @property
    def moments(self) -> tuple[tuple[float, bool], ...]:
        """(second, whether the climax falls there), in order of asking; the climax first."""
        wanted = [(hit, False) for hit in self.hits]
        return tuple(wanted if self.climax is None else [(self.climax, True), *wanted])

"""How a take became a bed of the asked length: what was left out, repeated, stretched or faded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """One place where the bed leaves the take and goes on elsewhere in it. Times are seconds."""

    at: float
    """In the bed: the middle of the crossfade."""
    left: float
    """In the take: where it leaves."""
    entered: float
    """In the take: where it goes on. Later than `left` leaves music out, earlier repeats it."""
    bars: tuple[int, int] | None = None
    """The first and the last bar, from 1, that are left out or repeated; None for music without bars."""
    crossfade: float = 0.0
    cost: float | None = None
    """How much it is heard: the distance of both sides in what is measured of them; less is better."""
    usual: float | None = None
    """The median cost over all pairs that could have been joined."""

    @property
    def repeats(self) -> bool:
        """Whether it goes back in the take."""
        return self.entered < self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A moment of the picture that the music was to meet, and where it does."""

    asked: float
    met: float | None
    """Where the downbeat or the climax nearest to it falls; None where the music could not be moved there."""
    climax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was done to a take on its way to the asked length."""

    before: float
    """Seconds of the take."""
    after: float
    """Seconds of the bed."""
    stretch: float = 1.0
    """Length after by length before of what was stretched: 0.98 to 1.02."""
    joins: tuple[Join, ...] = ()
    silence: float = 0.0
    """Seconds of silence added at the end, or under the head."""
    shortened: float = 0.0
    """Seconds by which the ring-out of its own ending was cut short."""
    faded: float = 0.0
    """Seconds over which the end fades away: asked, or where its ending was cut short or could not be kept."""
    loop: bool = False
    """Its end runs into its beginning."""
    wrap: Join | None = None
    """Of a loop: from its end to its beginning; None where the take looped by itself."""
    hits: tuple[Hit, ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether the take had the length already."""
        return not self.joins and self.stretch == 1.0 and not self.silence and not self.faded and not self.loop

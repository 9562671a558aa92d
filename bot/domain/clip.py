"""A video that somebody posted, as far as its music cares."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.domain.sound import RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """What was read of a video on this machine."""

    frames: int
    """Pictures."""
    rate: Fraction
    """Pictures per second, e.g. 30000/1001."""
    width: int
    height: int
    cuts: tuple[float, ...] = ()
    """Seconds at which another shot begins."""

    @property
    def seconds(self) -> float:
        """Its length, to the frame."""
        return float(self.frames / self.rate)

    @property
    def sound_frames(self) -> int:
        """Its length in frames of sound at 48 kHz."""
        return round(self.frames / self.rate * RATE)

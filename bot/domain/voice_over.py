"""A voice with a bed under it: where it speaks, how the bed gives way to it, and how well it is understood."""

from __future__ import annotations

from dataclasses import dataclass

MARGINS = (12.0, 18.0, 20.0)
"""dB that a voice should stand above its bed: usual for video, careful, and WCAG 2.2 success criterion 1.4.7."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """When somebody speaks in a recording."""

    seconds: float
    """Of the whole recording."""
    windows: tuple[tuple[float, float], ...] = ()
    """(begin, end) in order, without overlap; pauses under 0.85 s are bridged."""
    lufs: float | None = None
    """Of the speech alone; None where nobody speaks."""

    @property
    def spoken(self) -> float:
        """Seconds of speech."""
        return sum(end - begin for begin, end in self.windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ducking:
    """How the bed lies under the voice."""

    gain: float = 0.0
    """dB on the whole bed, beside its delivered level."""
    dip: float = 10.0
    """dB by which it gives way while somebody speaks."""
    down: float = 0.150
    """Seconds for that, ending at the first syllable."""
    hold: float = 0.200
    """Seconds after the last one."""
    up: float = 0.500


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One part of the spectrum, and how far the voice stands above the bed in it while it speaks."""

    low: float
    """Hz."""
    high: float
    margin: float
    """dB."""
    weight: float
    """Its share in understanding speech; all bands together are 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """How well a voice is understood over a bed at its delivered level: our own measure, not STI or SII."""

    index: float
    """0 to 1: the share of the speech's bands that stand clear of the bed, weighted."""
    margin: float
    """dB from the bed to the voice while it speaks, both as loudness (BS.1770-4)."""
    ducked: float
    """The same with the bed ducked."""
    bands: tuple[Band, ...] = ()

    def passes(self, margin: float, *, ducked: bool = True) -> bool:
        """Whether the voice stands so many dB above the bed."""
        return (self.ducked if ducked else self.margin) >= margin - 0.05

"""What the checks saw in a take, and what was made of it: plain values, in frames at 48 kHz."""

from __future__ import annotations

from dataclasses import dataclass

from bot.audio.pcm import PcmFile
from bot.domain.checks import Check, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Frames `start` to `end`, the end not among them; `side` is 0 for left, 1 for right and None for both."""

    start: int
    end: int
    side: int | None = None

    @property
    def frames(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A look at a whole take: what was found, and where, so that it can be mended."""

    frames: int
    findings: tuple[Finding, ...] = ()
    """In the order of `Check`; nothing is mended yet."""
    fingerprint: str = ""
    """By which the same audio is known again (`fingerprint.same`)."""
    sounds: Span
    """Where the take sounds; the whole of it where head and tail are not silent."""
    dc: tuple[float, float] = (0.0, 0.0)
    """How far each side stands off the middle, where that was found; ±1.0 is full scale."""
    dead_side: int | None = None
    gaps: tuple[Span, ...] = ()
    flat: tuple[Span, ...] = ()
    """The tops that were cut off by clipping."""

    def has(self, check: Check) -> bool:
        return any(finding.check is check for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A take after what could be mended was mended."""

    take: PcmFile
    findings: tuple[Finding, ...]
    """All that were found, each saying whether it is still so."""
    head: float = 0.0
    """Seconds taken off its beginning: what a score says of times is to be moved by it."""

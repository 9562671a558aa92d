"""What is ordered of a bed and what comes back: plain values, with which the bot speaks to its workers.

Nothing here imports numpy or FFmpeg: the bot itself needs neither, and starts sooner without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.checks import Finding
from bot.domain.fitting import Fitted
from bot.domain.music import Music


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishOrder:
    """What is to be made of a take."""

    take: Path
    out: Path
    """The folder for the bed, its picture and its peaks; it is made when it is not there."""
    name: str
    """The file name without its ending."""
    format: str
    target_lufs: float = -20.0
    ceiling: float = -1.0
    """dBTP that the delivered file, decoded, stays at or under."""
    frames: int | None = None
    """The exact length asked for, at 48 kHz; None leaves the take as long as it is."""
    tags: Mapping[str, str] = field(default_factory=dict)
    picture: bool = True
    """Whether to draw the waveform, as PNG and as JSON."""
    sections: tuple[tuple[float, str], ...] = ()
    """(second of the take, name), where its maker told them."""
    loop: bool = False
    """Whether the end runs into the beginning: then nothing fades, and peaks are held over the seam as well."""
    bits: int = 24
    """16 or 24, of WAV and FLAC."""
    fits: bool = True
    """Whether the take is fitted to `frames`, loop and hits by its bars; otherwise it stays as long as it came."""
    hits: tuple[float, ...] = ()
    """Seconds of the bed at which a downbeat is to fall."""
    climax: float | None = None
    """The second of the bed at which the climax is to fall."""
    fade_out: float | None = None
    """Seconds over which the end fades away because somebody asked for it; None keeps the music's own ending."""
    instrumental: bool = True
    """Whether a voice would be a surprise."""
    earlier: tuple[tuple[str, str], ...] = ()
    """(label, fingerprint) of the thread's other takes."""
    music: Music | None = None
    """What a score knows of the take: it need not be heard then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """A finished file and what was measured of it, decoded as a listener's player decodes it."""

    path: Path
    picture: Path | None
    frames: int
    seconds: float
    lufs: float
    lra: float
    true_peak: float
    sha256: str
    size: int
    format: str
    gain: float
    """dB from the take to the bed."""
    notes: tuple[str, ...] = ()
    """What was done to it that one would want to know, in words."""
    music: Music | None = None
    """Tempo, bars, sections and key, in seconds of the bed."""
    findings: tuple[Finding, ...] = ()
    """What was found in the take."""
    fitted: Fitted | None = None
    """How the take came to its length; None where it was left as it is."""
    fingerprint: str = ""
    """Of the take: by this it is known again, whatever it is encoded as."""
    peaks: Path | None = None
    """The waveform as JSON; docs/peaks.md says what is in it."""


def make_bed(order: FinishOrder) -> Bed:
    """Runs `finish` where it is called, which should be a worker process."""
    from bot.audio.finish import finish  # noqa: PLC0415 (only a worker needs what it imports)

    return finish(order)

"""What is asked of the laying of a bed and what comes back: plain values, with which the bot speaks to its workers.

Nothing here imports numpy or FFmpeg before it is called: the bot itself needs neither, and starts sooner without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.clip import Clip
from bot.domain.recording import Recording
from bot.domain.voice_over import Clearance, Ducking, Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class LayOrder:
    """A bed to be laid under what was posted."""

    posted: Path
    """The recording or the video, as it was posted."""
    bed: Path
    """The delivered bed, or any take."""
    out: Path
    """The folder for the preview; it is made when it is not there."""
    name: str
    """The file name without its ending."""
    ducking: Ducking = field(default_factory=Ducking)
    speech: Speech | None = None
    """As it was read; None or without windows: the bed lies at its level all along."""
    clip: Clip | None = None
    """As it was read; None for a recording without pictures."""
    ceiling: float = -1.0
    """dBTP that the mix, decoded, stays at or under."""
    ducked: bool = False
    """Whether to write the ducked bed by itself as well: WAV of 24 bits, as long as the bed."""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A preview, and what was measured of it, decoded as a player decodes it."""

    preview: Path
    format: str
    """mp3 for a voice; mp4 for a clip, or mkv where its pictures do not fit an MP4."""
    seconds: float
    frames: int
    """Of sound, at 48 kHz."""
    lufs: float
    """Of the mix."""
    true_peak: float
    """Of the mix, dBTP."""
    sha256: str
    size: int
    ducked: Path | None = None
    clearance: Clearance | None = None
    """None where nobody speaks."""
    notes: tuple[str, ...] = ()
    """What was done that one would want to know, in words."""


def read_posted(path: Path) -> Recording:
    """Length, speech and cuts of what somebody posted, read where it is called, which should be a worker process.

    AudioError, with words, when it is neither audio nor video, is damaged, or is longer or larger than is taken.
    """
    from bot.audio.laying.reading import read  # noqa: PLC0415 (only a worker needs what it imports)

    return read(path)


def lay(order: LayOrder) -> Laid:
    """Makes the preview where it is called, which should be a worker process.

    The voice stays as it is, only the bed moves; of a clip the pictures are copied, packet by packet. Files appear
    whole, or not at all. AudioError, with words, when one of the two cannot be read; DiskFull when there is no room.
    """
    from bot.audio.laying.preview import preview  # noqa: PLC0415 (only a worker needs what it imports)

    return preview(order)


def clearance(voice: Path, bed: Path, speech: Speech, ducking: Ducking) -> Clearance | None:
    """How far the voice stands above the bed while it speaks; for a worker process.

    None where nobody speaks. The bed counts as it is delivered, with `ducking.gain` on it. AudioError, with words, when
    one of the two cannot be read.
    """
    from bot.audio.laying.clearing import clear  # noqa: PLC0415 (only a worker needs what it imports)

    return clear(voice, bed, speech, ducking)

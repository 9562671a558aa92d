"""A recording that somebody posted, as it was read on this machine: a voice, or a clip with or without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from bot.domain.clip import Clip
from bot.domain.sound import RATE
from bot.domain.voice_over import Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What music needs to know of it."""

    seconds: float
    speech: Speech | None = None
    """None where it has no sound; one without windows where nobody speaks."""
    clip: Clip | None = None
    """None for sound alone."""
    notes: tuple[str, ...] = ()
    """What one should know of how it was read, in words."""

    @property
    def sound_frames(self) -> int:
        """Its length in frames of sound at 48 kHz; to the picture for a clip."""
        return self.clip.sound_frames if self.clip else round(self.seconds * RATE)


def as_json(recording: Recording) -> dict[str, Any]:
    """The recording as plain JSON values."""
    found = asdict(recording)
    if recording.clip:
        found["clip"] |= {"rate": str(recording.clip.rate)}
    return found


def from_json(kept: Mapping[str, Any]) -> Recording:
    """What `as_json` gave; ValueError, KeyError or TypeError for anything else."""
    clip = kept["clip"]
    return Recording(
        seconds=float(kept["seconds"]),
        speech=_speech(kept["speech"]),
        clip=_clip(clip) if clip else None,
        notes=tuple(kept.get("notes", ())),
    )


def _speech(kept: Mapping[str, Any] | None) -> Speech | None:
    if kept is None:
        return None
    return Speech(
        seconds=kept["seconds"], windows=tuple((begin, end) for begin, end in kept["windows"]), lufs=kept["lufs"]
    )


def _clip(kept: Mapping[str, Any]) -> Clip:
    return Clip(
        frames=kept["frames"],
        rate=Fraction(kept["rate"]),
        width=kept["width"],
        height=kept["height"],
        cuts=tuple(kept["cuts"]),
    )

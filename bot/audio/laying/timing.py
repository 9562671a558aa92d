"""How long a clip is, to the frame, and how its sound lies beside its pictures: read from its packets, none decoded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from bot.audio.probe import opened, sound_in
from bot.domain.errors import AudioError

MAX_SECONDS = 600
MAX_BYTES = 1_000_000_000
MAX_PIXELS = 4096 * 2304
MAX_PICTURES = MAX_SECONDS * 120
_STANDARD = tuple(Fraction(n, 1) for n in (24, 25, 30, 50, 60)) + tuple(Fraction(n * 1000, 1001) for n in (24, 30, 60))
_HOLE = Fraction(1, 20)
"""Seconds that packets of sound may lie apart before it is a hole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """A clip by its clock; times are seconds."""

    first: Fraction
    """When the first picture is shown."""
    frames: int
    """Pictures."""
    rate: Fraction
    """Pictures per second; where it varies, their number by the length."""
    varies: bool
    width: int
    height: int
    sound: Fraction | None
    """When its sound begins, by the clock of `first`; None where it has none."""
    holes: tuple[tuple[Fraction, Fraction], ...] = ()
    """(seconds of sound before it, its length) of each place where the sound pauses in the file."""

    @property
    def length(self) -> Fraction:
        return self.frames / self.rate


def pictures_of(container: InputContainer) -> VideoStream | None:
    """The moving pictures of an opened file; a cover is none."""
    streams = (stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic)
    return next(streams, None)


def timing_of(path: Path) -> Timing | None:
    """The clock of a clip; None when the file has no moving pictures.

    AudioError, with words, for one that is over the caps: 10 minutes, 1 GB, 4096 x 2304 pixels, 120 pictures a second.
    """
    with opened(path) as container:
        stream = pictures_of(container)
        if stream is None:
            return None
        if path.stat().st_size > MAX_BYTES:
            raise AudioError("The clip is larger than 1 GB, the largest that is read: a smaller copy of it will do.")
        width, height = stream.codec_context.width, stream.codec_context.height
        if not 0 < width * height <= MAX_PIXELS:
            raise AudioError(
                f"The clip is {width} x {height} pixels; up to 4096 x 2304 are read: a smaller copy will do."
            )
        sound = container.streams.audio[0] if container.streams.audio else None
        # Asked now: a stream of a file that was closed is no more.
        said = tuple(rate for rate in (stream.average_rate, stream.guessed_rate) if rate)
        clock = _Clock()
        clock.hear(container, stream, sound)
    if not clock.pictures:
        raise AudioError("The clip holds no pictures.")
    first, frames = min(clock.pictures), len(clock.pictures)
    length = max(clock.pictures) + (clock.last or 1 / (said or _STANDARD)[0]) - first
    rate = _steady(clock.pictures, length, (*said, *_STANDARD))
    return Timing(
        first=first,
        frames=frames,
        rate=rate or Fraction(frames) / length,
        varies=rate is None,
        width=width,
        height=height,
        sound=_sound_begins(path) if sound else None,
        holes=_holes(clock.sounds),
    )


@dataclass(slots=True)
class _Clock:
    """When each packet is shown or heard, and how long."""

    pictures: list[Fraction] = field(default_factory=list)
    sounds: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    last: Fraction = Fraction(0)
    """How long the picture lasts that is shown last."""

    def hear(self, container: InputContainer, pictures: VideoStream, sound: AudioStream | None) -> None:
        for packet in container.demux([pictures, sound] if sound else [pictures]):
            if packet.pts is None or packet.time_base is None or packet.is_discard:
                continue
            at, lasts = packet.pts * packet.time_base, (packet.duration or 0) * packet.time_base
            if packet.stream_index != pictures.index:
                self.sounds.append((at, lasts))
                continue
            if not self.pictures or at >= max(self.pictures[-32:]):
                self.last = lasts
            self.pictures.append(at)
            if len(self.pictures) > MAX_PICTURES or at - self.pictures[0] > MAX_SECONDS:
                raise AudioError("The clip is longer than 10 minutes, the longest that is scored: post a part of it.")


def _steady(shown: Sequence[Fraction], length: Fraction, rates: Iterable[Fraction]) -> Fraction | None:
    """The rate at which all pictures follow each other, as exactly as the file's clock can say it."""
    ordered = sorted(shown)
    for rate in rates:
        if abs(length * rate - len(shown)) >= Fraction(1, 2):
            continue
        if all(abs((at - ordered[0]) * rate - number) < Fraction(6, 10) for number, at in enumerate(ordered)):
            return rate
    return None


def _sound_begins(path: Path) -> Fraction | None:
    """Decoded, for what an encoder put before the sound is not to be heard."""
    with sound_in(path) as (container, stream):
        for frame in container.decode(stream):
            if frame.samples and frame.time_base is not None:
                return (frame.pts or 0) * frame.time_base
    return None


def _holes(sounds: Sequence[tuple[Fraction, Fraction]]) -> tuple[tuple[Fraction, Fraction], ...]:
    found, heard = [], Fraction(0)
    for (at, lasts), (following, _) in pairwise(sounds):
        heard += lasts
        if following - at - lasts > _HOLE:
            found.append((heard, following - at - lasts))
    return tuple(found)

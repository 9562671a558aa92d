"""How long a clip is, to the frame, and how its sound lies beside its pictures: read from its packets, none decoded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from bot.audio.probe import opened, sound_in
from bot.domain.errors import AudioError

MAX_SECONDS = 600
MAX_BYTES = 1_000_000_000
MAX_PIXELS = 4096 * 2304
MAX_PICTURES = MAX_SECONDS * 120
_STANDARD = tuple(Fraction(n, 1) for n in (24, 25, 30, 50, 60)) + tuple(Fraction(n * 1000, 1001) for n in (24, 30, 60))
_ROUNDED = 0.0015
"""Seconds that a picture may be off: Matroska counts in thousandths."""
_TOO_LONG = "The clip is longer than 10 minutes, the longest that is scored: post a part of it."
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
        shown, heard = _clocks(container, stream, sound)
    if not shown.at:
        raise AudioError("The clip holds no pictures.")
    first, frames = shown.seconds(min(shown.at)), len(shown.at)
    end = shown.end(1 / (said or _STANDARD)[0])
    if end - first > MAX_SECONDS:  # by its last picture alone, or in an order that hid it
        raise AudioError(_TOO_LONG)
    rate = _steady(shown, end, (*said, *_STANDARD))
    return Timing(
        first=first,
        frames=frames,
        rate=rate or Fraction(frames) / (end - first),
        varies=rate is None,
        width=width,
        height=height,
        sound=_sound_begins(path) if sound else None,
        holes=_holes(heard),
    )


@dataclass(slots=True)
class _Clock:
    """When each packet of a stream is shown or heard, and how long, in ticks of the stream's own clock."""

    tick: Fraction
    at: list[int] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)

    def hear(self, packet: Packet[Any]) -> None:
        self.at.append(packet.pts or 0)
        self.lasts.append(packet.duration or 0)

    def seconds(self, ticks: int) -> Fraction:
        return ticks * self.tick

    def end(self, usual: Fraction) -> Fraction:
        """When what comes last is over; `usual` counts where the file does not say how long it lasts."""
        last = max(self.at)
        return self.seconds(last) + (self.seconds(self.lasts[self.at.index(last)]) or usual)


def _clocks(container: InputContainer, pictures: VideoStream, sound: AudioStream | None) -> tuple[_Clock, _Clock]:
    shown, heard = _Clock(pictures.time_base or Fraction(1)), _Clock((sound and sound.time_base) or Fraction(1))
    for packet in container.demux([pictures, sound] if sound else [pictures]):
        if packet.pts is None or packet.is_discard:
            continue
        if packet.stream_index != pictures.index:
            heard.hear(packet)
            continue
        shown.hear(packet)
        if len(shown.at) > MAX_PICTURES or shown.seconds(shown.at[-1] - shown.at[0]) > MAX_SECONDS:
            raise AudioError(_TOO_LONG)
    return shown, heard


def _steady(shown: _Clock, end: Fraction, rates: Iterable[Fraction]) -> Fraction | None:
    """The rate at which the pictures follow each other the most exactly; None where none does to a rounding."""
    first, tick = min(shown.at), float(shown.tick)
    times = [(at - first) * tick for at in sorted(shown.at)] + [float(end - shown.seconds(first))]

    def off(rate: Fraction) -> float:
        lasts = float(1 / rate)
        return max(abs(at - number * lasts) for number, at in enumerate(times))

    best = min(rates, key=off)
    return best if off(best) <= _ROUNDED else None


def _sound_begins(path: Path) -> Fraction | None:
    """Decoded, for what an encoder put before the sound is not to be heard."""
    with sound_in(path) as (container, stream):
        for frame in container.decode(stream):
            if frame.samples and frame.time_base is not None:
                return (frame.pts or 0) * frame.time_base
    return None


def _holes(heard: _Clock) -> tuple[tuple[Fraction, Fraction], ...]:
    found, before = [], 0
    for at, lasts, following in zip(heard.at, heard.lasts, heard.at[1:], strict=False):
        before += lasts
        hole = heard.seconds(following - at - lasts)
        if lasts and hole > _HOLE:
            found.append((heard.seconds(before), hole))
    return tuple(found)

"""A clip with another sound: its pictures are copied packet by packet, turned as they were, and the sound is AAC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any, TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from bot.audio.disk import disk
from bot.audio.laying.timing import Timing, pictures_of
from bot.audio.pcm import RATE, Block, rechunk
from bot.audio.probe import opened
from bot.domain.errors import AudioError

FITS_MP4 = {"h264", "hevc", "mpeg4", "av1", "vp9"}
BIT_RATE = 192_000
_CHUNK = 1024 * 8
_UNKNOWN = 64
"""Packets in a row that may not say when they are decoded: more than any codec reorders."""

Pictures: TypeAlias = "Packet[VideoStream]"
AnyPacket: TypeAlias = "Packet[Any]"


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What kind of file a clip's pictures fit into."""

    ending: str
    container: str
    codec: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What one should know of it, in words."""
        return () if self.container == "mp4" else (f"as MKV: its pictures ({self.codec}) do not fit an MP4",)


def wrapping_of(path: Path) -> Wrapping:
    """mp4 for what players know in one, else Matroska, which takes everything."""
    with opened(path) as container:
        stream = pictures_of(container)
        if stream is None:
            raise AudioError("The clip holds no pictures.")
        codec = stream.codec_context.codec.canonical_name
        return Wrapping("mp4", "mp4", codec) if codec in FITS_MP4 else Wrapping("mkv", "matroska", codec)


def mux(
    clip: Path, timing: Timing, sound: Iterable[Block], path: Path, *, wrapping: Wrapping, tags: Mapping[str, str]
) -> None:
    """Writes the clip to `path` with `sound` as its only sound; the first picture is shown at 0.

    DiskFull when there is no room, AudioError when the pictures do not fit together.
    """
    options = {"fflags": "+bitexact", **({"movflags": "+faststart"} if wrapping.container == "mp4" else {})}
    with disk(), opened(clip) as source, av.open(str(path), "w", format=wrapping.container, options=options) as out:
        out.metadata.update({key: value for key, value in tags.items() if value})
        shown = pictures_of(source)
        if shown is None:
            raise AudioError("The clip holds no pictures.")
        pictures, heard = _same(out, shown), _aac(out)
        both: tuple[Iterator[AnyPacket], ...] = (_copied(source, shown, pictures, timing), _heard(heard, sound))
        for packet in merge(*both, key=_when):
            out.mux(packet)


def _when(packet: AnyPacket) -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _same(out: OutputContainer, shown: VideoStream) -> VideoStream:
    stream = out.add_stream_from_template(shown, opaque=True)
    if shown.codec_context.codec_tag == "hvc1":
        # Apple's players take no other name for it.
        with suppress(AttributeError, ValueError):
            stream.codec_context.codec_tag = "hvc1"
    return stream


def _copied(source: InputContainer, shown: VideoStream, copy: VideoStream, timing: Timing) -> Iterator[Pictures]:
    """All packets of pictures, by a clock that begins with the first picture."""
    for packet in _in_order(packet for packet in source.demux(shown) if packet.size):
        first = round(timing.first / packet.time_base)
        packet.pts, packet.dts = (packet.pts or 0) - first, (packet.dts or 0) - first
        packet.stream = copy
        yield packet


def _in_order(packets: Iterable[Pictures]) -> Iterator[Pictures]:
    """The packets, with those that have no place in the order of decoding: Matroska says none of the first."""
    waiting: list[Pictures] = []
    for packet in packets:
        if packet.pts is None or len(waiting) > _UNKNOWN:
            raise AudioError("The clip is damaged: it does not say when its pictures are shown.")
        if packet.dts is None:
            waiting.append(packet)
            continue
        yield from _placed(waiting, packet.dts)
        waiting = []
        yield packet
    yield from _placed(waiting, min((packet.pts or 0 for packet in waiting), default=0) + 1)


def _placed(packets: list[Pictures], before: int) -> Iterator[Pictures]:
    for left, packet in zip(range(len(packets), 0, -1), packets, strict=True):
        packet.dts = before - left * max(1, packet.duration or 1)
        yield packet


def _aac(out: OutputContainer) -> AudioStream:
    # At this rate as close to the sound as the usual way of coding, in half the time.
    stream = out.add_stream("aac", rate=RATE, options={"aac_coder": "fast"})
    stream.layout, stream.format, stream.bit_rate = "stereo", "fltp", BIT_RATE
    return stream


def _heard(stream: AudioStream, sound: Iterable[Block]) -> Iterator[Packet[AudioStream]]:
    at = 0
    for block in rechunk(sound, _CHUNK):
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block.T, np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        at += len(block)
        yield from stream.encode(frame)
    yield from stream.encode(None)

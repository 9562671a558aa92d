"""MP3 by all the processors there are: the sound is encoded in parts side by side, which meet without a seam.

LAME is one thread, and takes longer than all else that a bed needs. Without a bit reservoir a frame of MP3 leans on
nothing but the sound around it, so an encoder that begins a little before a part soon writes the very frames that one
from the beginning would have written. Where two parts meet, the last frames of the one and the first of the other are
compared: a decoder remembers less than two frames, so when those are the same bytes, nobody can hear where the next
part begins. Parts that do not meet so are encoded as one.
"""

from __future__ import annotations

import os
import struct
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias, cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray

from bot.audio.pcm import RATE

CODEC = "libmp3lame"
BIT_RATE = 224_000
"""bit/s: without a reservoir, and better in its worst moments than 192 000 with one."""
OPTIONS = {"compression_level": "5", "reservoir": "0"}
SCALE = 1 / 0.98
"""LAME turns everything down to 0.98 at this rate."""
CHUNK = 4 * 1152
"""Samples that go in at once: four frames of MP3."""
_FRAMES = CHUNK // 1152
_BEFORE, _AFTER = 10, 1
"""Chunks that an encoder hears before and after its part: a second to get going (half of one is too little for one join
in twenty), and the frames that look ahead."""
_SAME = 2
"""Frames that must be the same bytes where two parts meet."""
_PART = 15 * RATE // CHUNK
"""Chunks of the longest part; few are in memory at once."""
_SHORT = 4 * RATE // CHUNK
"""Chunks that are not worth more than one part."""
_MOST = 8
"""Threads: each holds a part in memory."""
_SKIP = struct.Struct("<IIBB")
"""FFmpeg's skip_samples side data: samples to drop at a packet's start and end, and two reasons."""

Planes = NDArray[np.float32]
"""Shape (2, frames): each channel by itself."""
Packets: TypeAlias = "list[Packet[AudioStream]]"


def packets(stream: AudioStream, chunks: Iterable[Planes], frames: int) -> Iterator[Packet[AudioStream]]:
    """The packets of a sound of so many frames for `stream`, in order. It comes in chunks of CHUNK, the last shorter.

    The same sound gives the same packets, however many processors there are.
    """
    for packet in _exact(joined(_encoded(chunks, _length(ceil(frames / CHUNK))))):
        packet.stream = stream
        yield packet


def _length(chunks: int) -> int:
    """Chunks in each part but the last: an even number of parts of one length, so that two processors end together."""
    return chunks if chunks <= _SHORT else ceil(chunks / (2 * ceil(chunks / (2 * _PART))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Chunks from `begins` on in the whole, with what its encoder hears before them (`warm`) and after (`ahead`)."""

    begins: int
    chunks: tuple[Planes, ...]
    warm: int
    ahead: int

    def and_(self, following: Part) -> Part:
        """Both as one."""
        own = self.chunks[: len(self.chunks) - self.ahead]
        return Part(
            begins=self.begins,
            chunks=(*own, *following.chunks[following.warm :]),
            warm=self.warm,
            ahead=following.ahead,
        )

    def encode(self) -> Encoded:
        """Its packets, by an encoder of its own."""
        context = cast("AudioCodecContext", av.CodecContext.create(CODEC, "w"))
        context.sample_rate, context.layout, context.format = RATE, "stereo", "fltp"
        context.bit_rate, context.options = BIT_RATE, dict(OPTIONS)
        found: Packets = []
        at = (self.begins - self.warm) * CHUNK
        for chunk in self.chunks:
            frame = AudioFrame.from_ndarray(chunk, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, at
            at += chunk.shape[1]
            found += cast("Packets", context.encode(frame))
        found += cast("Packets", context.encode(None))
        own = len(self.chunks) - self.warm - self.ahead
        first, end = self.warm * _FRAMES, (self.warm + own) * _FRAMES if self.ahead else len(found)
        return Encoded(part=self, before=found[max(0, first - _SAME) : first], own=found[first:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A part as MP3."""

    part: Part
    before: Packets
    """The frames that its encoder wrote just before its part."""
    own: Packets

    def meets(self, following: Encoded) -> bool:
        """Whether what follows goes on from here as if one encoder had written both."""
        ours = self.own[-_SAME:]
        return len(following.before) == len(ours) == _SAME and all(
            bytes(one) == bytes(other) for one, other in zip(ours, following.before, strict=True)
        )


def _encoded(chunks: Iterable[Planes], length: int) -> Iterator[Encoded]:
    """The parts in order, encoded side by side, a few ahead of what is asked for."""
    threads = min(_processors(), _MOST)
    ahead: deque[Future[Encoded]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="mp3") as pool:
        for part in parts(chunks, length):
            ahead.append(pool.submit(part.encode))
            if len(ahead) > threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _processors() -> int:
    """That this process may use."""
    mine = getattr(os, "sched_getaffinity", None)
    return len(mine(0)) if mine else os.cpu_count() or 1


def parts(chunks: Iterable[Planes], length: int) -> Iterator[Part]:
    """Cuts a sound into parts of `length` chunks, the last of what is left; each with what is heard around it."""
    held: list[Planes] = []
    begins = warm = 0
    for chunk in chunks:
        held.append(chunk)
        if len(held) == warm + length + _AFTER + 1:  # one more than this part needs: it is not the last
            yield Part(begins=begins, chunks=tuple(held[:-1]), warm=warm, ahead=_AFTER)
            begins += length
            held = held[warm + length - min(_BEFORE, begins) :]
            warm = min(_BEFORE, begins)
    yield Part(begins=begins, chunks=tuple(held), warm=warm, ahead=0)


def joined(parts: Iterable[Encoded]) -> Iterator[Packet[AudioStream]]:
    """The packets of all parts in order; two that do not meet are encoded again, as one."""
    held: Encoded | None = None
    for part in parts:
        if held is None:
            held = part
        elif held.meets(part):
            yield from held.own
            held = part
        else:
            held = held.part.and_(part.part).encode()
    if held is not None:
        yield from held.own


def _exact(packets: Iterable[Packet[AudioStream]]) -> Iterator[Packet[AudioStream]]:
    """Packets whose last one tells the muxer all that is to be dropped at the end.

    When the drop spans two packets (the length modulo 1152 is 1 to 46) FFmpeg writes only the last one's share into
    the file, and a decoder then plays up to 46 samples too many.
    """
    last: Packet[AudioStream] | None = None
    dropped = 0
    for packet in packets:
        if last is not None:
            dropped += _end_drop(last)
            yield last
        last = packet
    if last is not None:
        if dropped and last.has_sidedata("skip_samples"):
            said = last.get_sidedata("skip_samples")
            said.update(_SKIP.pack(0, dropped + _end_drop(last), 0, 0))
            last.set_sidedata(said)
        yield last


def _end_drop(packet: Packet[AudioStream]) -> int:
    if not packet.has_sidedata("skip_samples"):
        return 0
    return int(_SKIP.unpack(bytes(packet.get_sidedata("skip_samples"))[: _SKIP.size])[1])

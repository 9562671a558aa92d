"""MP3, by LAME itself: FFmpeg's muxer writes the file, but LAME as PyAV's wheel brings it takes several times as long
(`python -m bench audio chain` prints it)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import cast, get_args

import lameenc
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet, PacketSideData, PktSideDataT
from numpy.typing import NDArray

from bot.audio.pcm import RATE, Block

CODEC = "libmp3lame"
"""FFmpeg's name of the encoder that a stream of MP3 is opened with; it is never fed."""
BIT_RATE = 224_000
"""bit/s."""
SCALE = 1 / 0.98
"""LAME turns everything down to 0.98 at this rate."""
_QUALITY = 5
"""Of 0 to 9, the worst: noise is shaped; FFmpeg's command line is compared at the same."""
_FRAME = 1152
"""Samples in a frame of MP3, layer III of MPEG 1 (ISO/IEC 11172-3)."""
_BYTES = _FRAME // 8 * BIT_RATE // RATE
"""Every frame's, as it comes out even."""
_DELAY = 576 + 528 + 1
"""Samples of silence that come first when it is decoded: LAME's own, and the decoder's."""
_SKIP = struct.Struct("<IIBB")
"""FFmpeg's skip_samples side data: samples to drop at a packet's start and end, and two reasons."""


def packets(stream: AudioStream, blocks: Iterable[Block], frames: int) -> Iterator[Packet[AudioStream]]:
    """The packets of a sound of so many frames for `stream`, in order. The first and the last one tell the muxer what a
    decoder is to drop there."""
    held, start = None, _DELAY
    for number, frame in enumerate(_frames(blocks)):
        if held is not None:
            yield _dropping(held, start, 0)
            start = 0
        held = _packet(stream, frame, number)
    if held is not None:
        yield _dropping(held, start, (number + 1) * _FRAME - _DELAY - frames)


def _packet(stream: AudioStream, frame: bytes, number: int) -> Packet[AudioStream]:
    packet = cast("Packet[AudioStream]", Packet(frame))
    packet.stream, packet.time_base, packet.duration = stream, Fraction(1, RATE), _FRAME
    packet.pts = packet.dts = number * _FRAME - _DELAY
    return packet


def _frames(blocks: Iterable[Block]) -> Iterator[bytes]:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(2)
    encoder.set_bit_rate(BIT_RATE // 1000)
    encoder.set_quality(_QUALITY)
    written = bytearray()
    for block in blocks:
        written += encoder.encode(_to_16(block).tobytes())
        whole = len(written) // _BYTES * _BYTES
        yield from _cut(written[:whole])
        del written[:whole]
    yield from _cut(written + encoder.flush())


def _to_16(block: Block) -> NDArray[np.int16]:
    """Not dithered: LAME's own noise lies far above a step, and silence stays silent."""
    steps: NDArray[np.int16] = np.clip(np.rint(block * np.float32(2**15)), -(2**15), 2**15 - 1).astype("<i2")
    return steps


def _cut(written: bytearray) -> Iterator[bytes]:
    for start in range(0, len(written), _BYTES):
        yield bytes(written[start : start + _BYTES])


def _dropping(packet: Packet[AudioStream], start: int, end: int) -> Packet[AudioStream]:
    """Where a drop spans two packets FFmpeg's own encoder splits it, and its muxer writes only the last one's share:
    here the last one tells of all of it."""
    if start or end:
        kind = get_args(PktSideDataT).index("skip_samples")
        said = PacketSideData(kind, _SKIP.size)  # type: ignore[call-arg]  # its stub has no constructor
        said.update(_SKIP.pack(start, end, 0, 0))
        packet.set_sidedata(said)
    return packet

"""From blocks to a file that people play: WAV, FLAC, MP3 or Opus in Ogg, the exact length after decoding, with tags."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray

from bot.audio.disk import disk
from bot.audio.pcm import RATE, Block, rechunk
from bot.domain.errors import AudioError

Format = Literal["mp3", "wav", "flac", "ogg"]
Bits = Literal[16, 24]

_CHUNK = 4800
_SAME_BYTES = {"fflags": "+bitexact"}
"""Ogg has a random serial number otherwise: the same sound would give another file each time."""
_SKIP = struct.Struct("<IIBB")
"""FFmpeg's skip_samples side data: samples to drop at a packet's start and end, and two reasons."""


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How one format is written: FFmpeg's names, and the sample format that its encoder takes."""

    container: str
    codec: str
    sample: str
    bits: int = 0
    bit_rate: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    scale: float = 1.0


def _recipe(format_: str, bits: int) -> _Recipe:
    match format_, bits:
        case "mp3", _:
            # LAME turns everything down to 0.97 at 192 kbit/s.
            best = (("compression_level", "5"),)
            return _Recipe("mp3", "libmp3lame", "fltp", bit_rate=192_000, options=best, scale=1 / 0.97)
        case "ogg", _:
            return _Recipe("ogg", "libopus", "flt", bit_rate=128_000, options=(("application", "audio"),))
        case "wav", 16:
            return _Recipe("wav", "pcm_s16le", "s16", 16)
        case "wav", 24:
            return _Recipe("wav", "pcm_s24le", "s32", 24)
        case "flac", 16:
            return _Recipe("flac", "flac", "s16", 16)
        case "flac", 24:
            return _Recipe("flac", "flac", "s32", 24)
    raise AudioError(f"There is no format {format_!r} with {bits} bits. One that works: mp3, wav, flac or ogg.")


def encode(
    blocks: Iterable[Block],
    path: Path,
    format: Format,  # noqa: A002 - the word that everybody uses for it
    *,
    frames: int,
    tags: Mapping[str, str] | None = None,
    bits: Bits = 24,
) -> None:
    """Writes `blocks` to `path`: it decodes to exactly `frames` frames at 48 kHz in every format.

    mp3 is 192 kbit/s, ogg is Opus at about 128 kbit/s; `bits` counts for wav and flac, and 16 bits are dithered (TPDF).
    Samples beyond ±1.0 are clipped. Tags go by FFmpeg's names: title, artist, album, comment, copyright, date, genre.
    AudioError when the blocks do not add up to `frames` or hold what is no number, DiskFull when there is no room; what
    `path` then holds is no bed.
    """
    recipe = _recipe(format, bits)
    with disk(), av.open(str(path), "w", format=recipe.container, options=_SAME_BYTES) as container:
        container.metadata.update({key: value for key, value in (tags or {}).items() if value})
        stream = cast("AudioStream", container.add_stream(recipe.codec, rate=RATE, options=dict(recipe.options)))
        stream.layout, stream.format = "stereo", recipe.sample
        if recipe.bit_rate:
            stream.bit_rate = recipe.bit_rate
        packets = _packets(stream, _frames(blocks, recipe, frames))
        for packet in _exact_mp3(packets) if format == "mp3" else packets:
            container.mux(packet)


def _packets(stream: AudioStream, frames: Iterable[AudioFrame]) -> Iterator[Packet[AudioStream]]:
    for frame in frames:
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _frames(blocks: Iterable[Block], recipe: _Recipe, frames: int) -> Iterator[AudioFrame]:
    shape = _shaper(recipe.bits)
    at = 0
    for block in rechunk(blocks, _CHUNK):
        if not np.isfinite(block).all():
            raise AudioError("The sound holds samples that are no numbers.")
        samples = shape(np.clip(block, -1.0, 1.0) * np.float32(recipe.scale))
        planes = samples.T if recipe.sample.endswith("p") else samples.reshape(1, -1)
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=recipe.sample, layout="stereo")
        frame.sample_rate, frame.pts = RATE, at
        at += len(block)
        yield frame
    if at != frames:
        raise AudioError(f"The sound has {at} frames where {frames} were promised.")


def _exact_mp3(packets: Iterable[Packet[AudioStream]]) -> Iterator[Packet[AudioStream]]:
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


def _shaper(bits: int) -> Callable[[Block], NDArray[np.generic]]:
    """How floats become the encoder's samples: 24 bits in the upper part of 32, dithered 16 bits, or as they are."""
    if bits == 24:
        return _to_24
    if bits == 16:
        return partial(_to_16, np.random.default_rng(0))
    return _as_float


def _as_float(block: Block) -> NDArray[np.float32]:
    return block


def _to_24(block: Block) -> NDArray[np.int32]:
    # In float64: 2**23 - 1 and rounding beside it do not fit float32.
    scaled = np.rint(block.astype(np.float64) * 2**23)
    return np.clip(scaled, -(2**23), 2**23 - 1).astype(np.int32) << 8


def _to_16(dice: np.random.Generator, block: Block) -> NDArray[np.int16]:
    # Triangular dither of ±1 step, always the same dice: the same sound gives the same file.
    noise = dice.random(block.shape, np.float32) - dice.random(block.shape, np.float32)
    return np.clip(np.rint(block * np.float32(2**15) + noise), -(2**15), 2**15 - 1).astype(np.int16)

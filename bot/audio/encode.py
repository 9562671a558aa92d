"""From blocks to a file that people play: WAV, FLAC, MP3 or Opus in Ogg, the exact length after decoding, with tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray

from bot.audio import mp3
from bot.audio.disk import disk
from bot.audio.pcm import RATE, Block, rechunk
from bot.domain.errors import AudioError

Format = Literal["mp3", "wav", "flac", "ogg"]
Bits = Literal[16, 24]
Samples = NDArray[Any]

_CHUNK = 4800
_SAME_BYTES = {"fflags": "+bitexact"}
"""Ogg has a random serial number otherwise: the same sound would give another file each time."""


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
            return _Recipe("mp3", mp3.CODEC, "s16p", bit_rate=mp3.BIT_RATE, scale=mp3.SCALE)
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

    mp3 is 224 kbit/s, ogg is Opus at about 128 kbit/s; `bits` counts for wav and flac, and 16 bits are dithered (TPDF).
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
        sounds = _sounds(blocks, recipe, frames)
        for packet in mp3.packets(stream, sounds, frames) if format == "mp3" else _packets(stream, sounds):
            container.mux(packet)


def _packets(stream: AudioStream, sounds: Iterable[Samples]) -> Iterator[Packet[AudioStream]]:
    at = 0
    for samples in sounds:
        interleaved = samples.reshape(1, -1)
        frame = AudioFrame.from_ndarray(interleaved, format=stream.format.name, layout="stereo")
        frame.sample_rate, frame.pts = RATE, at
        at += len(samples)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _sounds(blocks: Iterable[Block], recipe: _Recipe, frames: int) -> Iterator[Samples]:
    """Chunks as the encoder takes them."""
    shape, count = _shaper(recipe.bits), 0
    for block in rechunk(blocks, _CHUNK):
        if not np.isfinite(block).all():
            raise AudioError("The sound holds samples that are no numbers.")
        samples = shape(np.clip(block, -1.0, 1.0) * np.float32(recipe.scale))
        count += len(block)
        yield np.ascontiguousarray(samples)
    if count != frames:
        raise AudioError(f"The sound has {count} frames where {frames} were promised.")


def _shaper(bits: int) -> Callable[[Block], Samples]:
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

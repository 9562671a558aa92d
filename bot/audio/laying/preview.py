"""The preview: the voice as it is, and the bed giving way to it; under a clip's pictures, or as an MP3."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np

from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.folder import replacing, scratch
from bot.audio.laying.clearing import compare
from bot.audio.laying.ducking import ducked, fading
from bot.audio.laying.muxing import Wrapping, mux, wrapping_of
from bot.audio.laying.orders import Laid, LayOrder
from bot.audio.laying.soundtrack import exactly, in_seconds, sound_of
from bot.audio.laying.timing import Timing, timing_of
from bot.audio.limiter import Limiter
from bot.audio.loudness import Loudness, measure
from bot.audio.pcm import RATE, Block, PcmFile
from bot.domain.errors import AudioError
from bot.domain.voice_over import Clearance

RING = 5.0
"""Seconds that a bed may go on after a voice; a longer one dies away in the last two of them."""
_FADE = 2.0
_CLIP_FADE = 1.0
"""Seconds in which a bed that is longer than its clip dies away at the end of that."""
_SHORT = 0.05
"""Seconds that make no difference worth a word."""
_OVERSHOOT = 0.5
"""dB that a lossy codec usually adds to a limited peak: room left for it where the limiter has work."""
_SAFETY = 0.05
_TRIES = 6
_CAREFUL_TRIES = 3

Write = Callable[[PcmFile, Path], None]
"""Encodes a mix to a file."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is mixed: both begin together, and `frames` are heard of them."""

    voice: PcmFile
    bed: PcmFile
    frames: int


@dataclass(frozen=True, slots=True)
class _Mixed:
    heard: Loudness
    limited: float
    """dB that the limiter took from the highest peak."""


def preview(order: LayOrder) -> Laid:
    """See `bot.audio.laying.orders.lay`."""
    timing = timing_of(order.posted) if order.clip else None
    if order.clip and timing is None:
        raise AudioError("The clip holds no pictures.")
    with ExitStack() as stack:
        raw = [stack.enter_context(scratch(order.out)) for _ in range(3)]
        parts = _parts(order, timing, raw[0], raw[1])
        if timing is None:
            path, write = order.out / f"{order.name}.mp3", _mp3(order)
            notes = _voice_notes(parts)
        else:
            wrapping = wrapping_of(order.posted)
            path, write = order.out / f"{order.name}.{wrapping.ending}", _film(order, timing, wrapping)
            notes = (*_clip_notes(parts), *wrapping.notes)
        part = stack.enter_context(replacing(path))
        # An encoder keeps one processor busy; the other one measures meanwhile.
        beside = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="clearance")).submit(
            _clearance, order, parts
        )
        mixed = _held(order, parts, raw[2], part, write)
        alone = _alone(order, parts) if order.ducked else None
        clearance = beside.result()
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Laid(
        preview=path,
        format=path.suffix[1:],
        seconds=parts.frames / RATE,
        frames=parts.frames,
        lufs=mixed.heard.lufs,
        true_peak=mixed.heard.true_peak,
        sha256=sha256,
        size=path.stat().st_size,
        ducked=alone,
        clearance=clearance,
        notes=(*notes, *_limiter_notes(mixed)),
    )


def _parts(order: LayOrder, timing: Timing | None, voice: Path, bed: Path) -> _Parts:
    spoken = PcmFile.write(voice, sound_of(order.posted, timing))
    music = PcmFile.write(bed, decode(order.bed))
    if timing is not None:
        return _Parts(spoken, music, round(timing.length * RATE))
    return _Parts(spoken, music, max(spoken.frames, min(music.frames, spoken.frames + round(RING * RATE))))


def _clearance(order: LayOrder, parts: _Parts) -> Clearance | None:
    return compare(parts.voice.blocks, parts.bed.blocks, order.speech, order.ducking) if order.speech else None


def _mix(order: LayOrder, parts: _Parts) -> Iterator[Block]:
    windows = order.speech.windows if order.speech else ()
    bed = ducked(parts.bed.blocks(), windows, order.ducking)
    if parts.bed.frames - parts.frames > _SHORT * RATE:
        bed = fading(bed, parts.frames, round((_CLIP_FADE if order.clip else _FADE) * RATE))
    both = zip_longest(in_seconds(parts.voice.blocks()), in_seconds(bed), fillvalue=_NOTHING)
    return exactly((_sum(one, other) for one, other in both), parts.frames)


_NOTHING = np.zeros((0, 2), np.float32)


def _sum(one: Block, other: Block) -> Block:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    longer[: len(shorter)] += shorter
    return longer


def _held(order: LayOrder, parts: _Parts, raw: Path, part: Path, write: Write) -> _Mixed:
    """Encodes until what is heard of the mix keeps the ceiling."""
    roof, down = order.ceiling, 0.0
    mix, limited = _limited(order, parts, raw, roof)
    if limited > 0:
        roof -= _OVERSHOOT
        mix, limited = _limited(order, parts, raw, roof)
    for count in range(_TRIES):
        write(mix, part)
        heard = measure(decode(part))
        over = heard.true_peak - order.ceiling
        if over <= 0:
            return _Mixed(heard, limited)
        if count < _CAREFUL_TRIES:
            roof -= over + _SAFETY
        else:
            down += over + 2 * _SAFETY
        mix, limited = _limited(order, parts, raw, roof, down)
    raise AudioError(f"The peaks of this mix cannot be held at {order.ceiling:g} dBTP.")


def _limited(order: LayOrder, parts: _Parts, raw: Path, roof: float, down: float = 0.0) -> tuple[PcmFile, float]:
    limiter = Limiter(roof)
    factor = np.float32(10 ** (-down / 20))
    mix = PcmFile.write(raw, (block * factor for block in limiter.limit(_mix(order, parts))))
    return mix, limiter.deepest


def _mp3(order: LayOrder) -> Write:
    return lambda mix, path: encode(mix.blocks(), path, "mp3", frames=mix.frames, tags=order.tags)


def _film(order: LayOrder, timing: Timing, wrapping: Wrapping) -> Write:
    return lambda mix, path: mux(order.posted, timing, mix.blocks(), path, wrapping=wrapping, tags=order.tags)


def _alone(order: LayOrder, parts: _Parts) -> Path:
    path = order.out / f"{order.name}-ducked.wav"
    windows = order.speech.windows if order.speech else ()
    with replacing(path) as part:
        bed = ducked(parts.bed.blocks(), windows, order.ducking)
        encode(bed, part, "wav", frames=parts.bed.frames, tags=order.tags, bits=24)
    return path


def _voice_notes(parts: _Parts) -> tuple[str, ...]:
    after = (parts.bed.frames - parts.voice.frames) / RATE
    if after > RING + _SHORT:
        return (f"the preview ends {RING:g} s after the voice; the bed goes on for {after - RING:.1f} s more",)
    return _lacking(parts, "voice")


def _clip_notes(parts: _Parts) -> tuple[str, ...]:
    after = (parts.bed.frames - parts.frames) / RATE
    if after > _SHORT:
        return (f"the bed is {after:.1f} s longer than the clip: it fades out with it",)
    return _lacking(parts, "clip")


def _lacking(parts: _Parts, what: str) -> tuple[str, ...]:
    lacks = (parts.frames - parts.bed.frames) / RATE
    return (f"the bed ends {lacks:.1f} s before the {what}",) if lacks > _SHORT else ()


def _limiter_notes(mixed: _Mixed) -> tuple[str, ...]:
    if mixed.limited < 0.1:
        return ()
    return (f"a limiter turned peaks of the mix down by up to {mixed.limited:.1f} dB",)

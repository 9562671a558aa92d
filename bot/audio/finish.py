"""The whole of a bed: decode the take, level it, encode it, measure what is delivered, draw it. Runs in a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from bot.audio.bed import Bed, FinishOrder
from bot.audio.decode import decode
from bot.audio.encode import Bits, Format, encode
from bot.audio.folder import replacing, scratch
from bot.audio.level import Level, level
from bot.audio.limiter import Limiter
from bot.audio.loudness import Loudness, measure
from bot.audio.marks import Marks
from bot.audio.pcm import RATE, Block, PcmFile
from bot.audio.peaks import PeakMeter, Peaks
from bot.audio.picture import waveform
from bot.audio.seam import coming_round, once
from bot.audio.trim import FADE, cuts_music, lacks, to_frames
from bot.domain.errors import AudioError

LOUDNESS_SLACK = 0.5
"""LU that a bed may be off its target without a word."""
LOOPS = "loops without a seam"
LOOPS_NOT_EVERYWHERE = {
    "mp3": ("as MP3, some players leave a gap before it begins again: the WAV has none",),
    "ogg": ("as Ogg, some players leave a gap before it begins again: the WAV has none",),
}
_TRIES = 6
_CAREFUL_TRIES = 3
"""Tries that hold the loudness by limiting harder; the tries after them turn the whole bed down."""
_LOST = 0.3
"""LU that encoding may take before the gain makes up for it."""
_SAFETY = 0.05
_OVERSHOOT = {"mp3": 0.4, "ogg": 0.6}
"""dB that a lossy codec usually adds to a limited peak: room left for it at the first try."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One encoded try and what was heard of it."""

    level: Level
    limited: float
    heard: Loudness
    frames: int
    peaks: Peaks


def finish(order: FinishOrder) -> Bed:
    """Makes the bed; both files appear whole, or not at all. The same order gives the same bytes.

    AudioError, with words, when the take cannot be read, is silent or is shorter than it may be; DiskFull when there is
    no room. Where a codec raises peaks over the ceiling, the take is levelled and encoded again, and in the end the
    ceiling goes before the loudness.
    """
    path = order.out / f"{order.name}.{order.format}"
    with scratch(order.out) as raw, replacing(path) as part:
        whole = PcmFile.write(raw, decode(order.take))
        source = _of_length(order, whole)
        attempt = _held(order, source, part)
    picture = _picture(order, attempt) if order.picture else None
    return _bed(order, path, picture, attempt, (*_length_notes(order, whole, source), *_level_notes(order, attempt)))


def _of_length(order: FinishOrder, whole: PcmFile) -> PcmFile:
    if order.frames is None or order.loop or (order.may_be_shorter and lacks(whole, order.frames)):
        return whole
    return to_frames(whole, order.frames, fade=order.fade)


def _held(order: FinishOrder, source: PcmFile, part: Path) -> _Attempt:
    """Encodes until what is heard of it keeps the ceiling, and the loudness if that can be."""
    loudness, roof = measure(source.blocks()), order.ceiling
    if loudness.true_peak + order.target_lufs - loudness.lufs > order.ceiling:
        roof -= _OVERSHOOT.get(order.format, 0.0)
    wanted, nudged = level(source, order.target_lufs, roof, loudness=loudness), False
    for count in range(_TRIES):
        attempt = _try(order, source, part, wanted)
        over, lost = attempt.heard.true_peak - order.ceiling, wanted.lufs - attempt.heard.lufs
        careful = count < _CAREFUL_TRIES
        if over > 0 and careful:
            wanted = replace(wanted, ceiling=(wanted.ceiling or roof) - over - _SAFETY)
        elif over > 0:
            wanted = wanted.softer(over + 2 * _SAFETY)
        elif abs(lost) > _LOST and careful and not nudged:
            wanted, nudged = replace(wanted, gain=wanted.gain + lost, ceiling=wanted.ceiling or roof), True
        else:
            return attempt
    raise AudioError(f"The peaks of this take cannot be held at {order.ceiling:g} dBTP in {order.format}.")


def _try(order: FinishOrder, source: PcmFile, part: Path, wanted: Level) -> _Attempt:
    limiter = Limiter(order.ceiling if wanted.ceiling is None else wanted.ceiling)
    sound = _levelled(order, source, wanted, limiter)
    format_, bits = cast("Format", order.format), cast("Bits", order.bits)
    encode(sound, part, format_, frames=source.frames, tags=order.tags, bits=bits)
    meter = PeakMeter(source.frames)
    heard = measure(meter.through(decode(part)))
    return _Attempt(wanted, limiter.deepest, heard, meter.frames, meter.peaks())


def _levelled(order: FinishOrder, source: PcmFile, wanted: Level, limiter: Limiter) -> Iterator[Block]:
    if not order.loop:
        return wanted.apply(source.blocks(), limiter)
    return once(wanted.apply(coming_round(source), limiter), source.frames)


def _picture(order: FinishOrder, attempt: _Attempt) -> Path:
    path = order.out / f"{order.name}.png"
    marks = Marks(sections=order.sections)
    waveform(attempt.peaks, path, seconds=attempt.frames / RATE, marks=marks)
    return path


def _bed(order: FinishOrder, path: Path, picture: Path | None, attempt: _Attempt, notes: tuple[str, ...]) -> Bed:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Bed(
        path=path,
        picture=picture,
        frames=attempt.frames,
        seconds=attempt.frames / RATE,
        lufs=attempt.heard.lufs,
        lra=attempt.heard.lra,
        true_peak=attempt.heard.true_peak,
        sha256=sha256,
        size=path.stat().st_size,
        format=order.format,
        gain=attempt.level.gain,
        notes=notes,
    )


def _length_notes(order: FinishOrder, take: PcmFile, bed: PcmFile) -> tuple[str, ...]:
    if order.loop:
        return (LOOPS, *LOOPS_NOT_EVERYWHERE.get(order.format, ()))
    if order.frames is not None and lacks(bed, order.frames):
        return (f"{bed.seconds:.1f} s of the {order.frames / RATE:g} s asked",)
    if take.frames > bed.frames:
        fade = order.fade if cuts_music(take, bed.frames) else FADE
        return (
            f"cut from {take.seconds:.3f} s, with a fade of {f'{fade:g} s' if fade >= 1 else f'{fade * 1000:g} ms'}",
        )
    if take.frames < bed.frames:
        return (f"the last {(bed.frames - take.frames) / RATE * 1000:.0f} ms are silence",)
    return ()


def _level_notes(order: FinishOrder, attempt: _Attempt) -> tuple[str, ...]:
    notes = []
    if attempt.limited >= 0.1:
        notes.append(f"a limiter turned peaks down by up to {attempt.limited:.1f} dB")
    if abs(attempt.heard.lufs - order.target_lufs) > LOUDNESS_SLACK:
        why = (
            f"louder would carry peaks over {order.ceiling:g} dBTP"
            if attempt.level.ceiling
            else "it is too quiet a take"
        )
        notes.append(f"{attempt.heard.lufs:.1f} LUFS where {order.target_lufs:g} was asked: {why}")
    return tuple(notes)

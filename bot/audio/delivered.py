"""A sound at its level in a file: encoded until what is heard of it, decoded, keeps the ceiling and the loudness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from bot.audio.bed import FinishOrder
from bot.audio.decode import decode
from bot.audio.encode import Bits, Format, encode
from bot.audio.level import Level, level
from bot.audio.limiter import Limiter
from bot.audio.loudness import Loudness, measure
from bot.audio.outline import Outline
from bot.audio.pcm import Block, PcmFile
from bot.audio.peaks import PeakMeter, Peaks
from bot.audio.seam import coming_round, once
from bot.domain.errors import AudioError

CLOSE = 0.07
"""LU that a delivered bed may be off its target where the ceiling allows more. Meters differ by 0.04, and 0.1 must hold
by any of them."""
_BETWEEN = 3.0
"""dB that waves rise above their samples in music, at most: what stays further under the ceiling needs no true peak
before it is encoded. Should it rise higher all the same, that is heard in the delivered file."""
_REACHED = 0.05
"""LU within which a level counts as the one that was wanted: more is what peaks left no room for."""
_TRIES = 6
_CAREFUL_TRIES = 3
"""Tries that hold the loudness by limiting harder; the tries after them turn the whole bed down."""
_SAFETY = 0.05
_OVERSHOOT = {"mp3": 0.4, "ogg": 0.6}
"""dB that a lossy codec usually adds to a limited peak: room left for it at the first try."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One encoded try and what was heard of it."""

    level: Level
    limited: float
    """The most that peaks were turned down, dB."""
    heard: Loudness
    frames: int
    peaks: Peaks
    outline: Outline


@dataclass(frozen=True, slots=True)
class _Aim:
    """What a try is levelled to, before the codec does its part."""

    lufs: float
    roof: float
    """dBTP."""


def deliver(order: FinishOrder, source: PcmFile, part: Path) -> Delivered:
    """Encodes `source` to `part` as ordered. AudioError, with words, for silence.

    Where a codec raises peaks over the ceiling or takes loudness away, it is levelled and encoded again, knowing what
    this codec does to this sound: once as a rule. In the end the ceiling goes before the loudness.
    """
    loudness, aim = _heard(order, source), _Aim(order.target_lufs, order.ceiling)
    if loudness.true_peak + order.target_lufs - loudness.lufs > order.ceiling:
        aim = replace(aim, roof=order.ceiling - _OVERSHOOT.get(order.format, 0.0))
    wanted = level(source, aim.lufs, aim.roof, loudness=loudness)
    for count in range(_TRIES):
        tried = _try(order, source, part, wanted)
        over, lost = tried.heard.true_peak - order.ceiling, wanted.lufs - tried.heard.lufs
        missed = abs(order.target_lufs - tried.heard.lufs) > CLOSE and abs(wanted.lufs - aim.lufs) < _REACHED
        if over <= 0 and (not missed or count >= _CAREFUL_TRIES):
            return tried
        if count < _CAREFUL_TRIES:
            if over > 0 and wanted.ceiling is None:
                loudness = measure(source.blocks())
            aim = _Aim(order.target_lufs + lost, aim.roof - over - _SAFETY if over > 0 else aim.roof)
            wanted = level(source, aim.lufs, aim.roof, loudness=loudness)
        else:
            wanted = wanted.softer(over + 2 * _SAFETY)
    raise AudioError(f"The peaks of this take cannot be held at {order.ceiling:g} dBTP in {order.format}.")


def _heard(order: FinishOrder, source: PcmFile) -> Loudness:
    """Of the source; its peak is that of its samples where there is room enough above them."""
    found = measure(source.blocks(), between=False)
    room = order.ceiling - (found.true_peak + order.target_lufs - found.lufs)
    return found if room >= _BETWEEN else measure(source.blocks())


def _try(order: FinishOrder, source: PcmFile, part: Path, wanted: Level) -> Delivered:
    limiter = Limiter(order.ceiling if wanted.ceiling is None else wanted.ceiling)
    sound = _levelled(order, source, wanted, limiter)
    format_, bits = cast("Format", order.format), cast("Bits", order.bits)
    encode(sound, part, format_, frames=source.frames, tags=order.tags, bits=bits)
    peaks, outline = PeakMeter(source.frames), Outline(source.frames)
    heard = measure(outline.through(peaks.through(decode(part))))
    return Delivered(wanted, limiter.deepest, heard, peaks.frames, peaks.peaks(), outline)


def _levelled(order: FinishOrder, source: PcmFile, wanted: Level, limiter: Limiter) -> Iterator[Block]:
    if not order.loop:
        return wanted.apply(source.blocks(), limiter)
    return once(wanted.apply(coming_round(source), limiter), source.frames)

"""The sound of a posted file, beside its pictures where it has some: it begins and ends with the first and last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from bot.audio.decode import decode
from bot.audio.laying.timing import Timing
from bot.audio.pcm import BLOCK, RATE, Block, rechunk

MAX_SECONDS = 600.0


def sound_of(path: Path, timing: Timing | None) -> Iterator[Block]:
    """The sound in blocks. That of a clip is exactly as long as its pictures and beside them, with silence where it has
    none; nothing at all for a clip without sound. AudioError, with words, for what cannot be read.
    """
    if timing is None:
        yield from decode(path, max_seconds=MAX_SECONDS)
    elif timing.sound is not None:
        yield from exactly(_beside(path, timing, timing.sound), round(timing.length * RATE))


def exactly(blocks: Iterable[Block], frames: int) -> Iterator[Block]:
    """The sound, cut or with silence after it, so that it has so many frames."""
    left = frames
    for block in blocks:
        if left <= 0:
            return
        yield block[:left]
        left -= len(block)
    while left > 0:
        yield np.zeros((min(left, BLOCK), 2), np.float32)
        left -= BLOCK


def _beside(path: Path, timing: Timing, begins: Fraction) -> Iterator[Block]:
    late = round((begins - timing.first) * RATE)
    blocks = _with_holes(decode(path), timing.holes)
    yield from _silence(late)
    yield from _without_head(blocks, -late) if late < 0 else blocks


def _with_holes(blocks: Iterator[Block], holes: tuple[tuple[Fraction, Fraction], ...]) -> Iterator[Block]:
    at = 0
    waiting = [(round(after * RATE), round(lasts * RATE)) for after, lasts in holes]
    for block in blocks:
        rest = block
        while waiting and waiting[0][0] <= at + len(rest):
            after, lasts = waiting.pop(0)
            yield rest[: max(0, after - at)]
            yield from _silence(lasts)
            rest, at = rest[max(0, after - at) :], max(at, after)
        yield rest
        at += len(rest)


def _silence(frames: int) -> Iterator[Block]:
    for at in range(0, frames, BLOCK):
        yield np.zeros((min(BLOCK, frames - at), 2), np.float32)


def _without_head(blocks: Iterable[Block], frames: int) -> Iterator[Block]:
    left = frames
    for block in blocks:
        yield block[left:] if left < len(block) else block[:0]
        left = max(0, left - len(block))


def in_seconds(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same in whole seconds, so that two sounds can be taken side by side."""
    return rechunk(blocks, BLOCK)

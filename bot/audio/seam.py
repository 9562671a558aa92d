"""The seam of a loop: what works on a sound hears it come round again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from bot.audio.pcm import RATE, Block, PcmFile

ROUND = RATE
"""Frames that are heard of the end before the beginning, and of the beginning after the end: a limiter that turned
down the one is still up or down in the other."""


def coming_round(source: PcmFile) -> Iterator[Block]:
    """The sound with its end before it and its beginning after it, a second of each, or all of it."""
    reach = min(ROUND, source.frames)
    yield np.concatenate([*_part(source.blocks(), source.frames - reach, source.frames)])
    yield from source.blocks()
    yield np.concatenate([*_part(source.blocks(), 0, reach)])


def once(blocks: Iterable[Block], frames: int) -> Iterator[Block]:
    """What `coming_round` added is taken away again: the `frames` in the middle."""
    reach = min(ROUND, frames)
    return _part(blocks, reach, reach + frames)


def _part(blocks: Iterable[Block], begins: int, ends: int) -> Iterator[Block]:
    at = 0
    for block in blocks:
        part = block[max(0, begins - at) : max(0, ends - at)]
        if len(part):
            yield part
        at += len(block)

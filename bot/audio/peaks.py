"""How loud a sound is from its beginning to its end, as a row of bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import Block

BARS = 120


@dataclass(frozen=True, slots=True)
class Peaks:
    """One value per bar, linear, 1.0 is full scale, the louder channel counts."""

    rms: tuple[float, ...]
    peak: tuple[float, ...]


def peaks(blocks: Iterable[Block], frames: int, bars: int = BARS) -> Peaks:
    """The peaks of a sound of `frames` frames, read once, a block at a time."""
    meter = PeakMeter(frames, bars)
    for _ in meter.through(blocks):
        pass
    return meter.peaks()


class PeakMeter:
    """Gathers peaks from blocks that pass by on their way to somebody else."""

    def __init__(self, frames: int, bars: int = BARS) -> None:
        self._length, self._bars = max(frames, 1), bars
        self._at = 0
        self._square = np.zeros((bars, 2))
        self._peak = np.zeros(bars)

    def through(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The same blocks, untouched. What lies beyond the promised frames counts for no bar."""
        for block in blocks:
            self._hear(block[: max(0, self._length - self._at)])
            self._at += len(block)
            yield block

    @property
    def frames(self) -> int:
        """How many frames passed by."""
        return self._at

    def peaks(self) -> Peaks:
        """What was heard so far."""
        counts = np.diff(self._edge(np.arange(self._bars + 1)))
        rms = np.sqrt(self._square.max(axis=1) / np.maximum(counts, 1))
        return Peaks(tuple(rms.tolist()), tuple(self._peak.tolist()))

    def _edge(self, bar: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first frame of each bar."""
        return -(-bar * self._length // self._bars)

    def _hear(self, block: Block) -> None:
        if not len(block):
            return
        first = self._at * self._bars // self._length
        last = (self._at + len(block) - 1) * self._bars // self._length
        # A bar of a very short sound may be empty: it takes the frame beside it, as the next bar does.
        starts = np.clip(self._edge(np.arange(first, last + 2)) - self._at, 0, len(block)).tolist()
        for bar, (start, end) in enumerate(pairwise(starts), first):
            part = block[min(start, len(block) - 1) : max(end, start + 1)]
            self._square[bar] += [np.dot(channel, channel) for channel in part.T]
            self._peak[bar] = max(self._peak[bar], part.max(), -part.min())

"""Sound as numbers: 48 kHz stereo, float32 of shape (frames, 2), ±1.0 is full scale. Everything streams in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from bot.audio.disk import disk
from bot.domain import sound
from bot.domain.errors import AudioError

RATE = sound.RATE
"""Frames per second of every block."""
BLOCK = RATE
"""Frames of a usual block: one second."""

Block = NDArray[np.float32]
"""Shape (frames, 2), left and right; ±1.0 is full scale."""


@dataclass(frozen=True, slots=True)
class PcmFile:
    """Raw little-endian float32 stereo on disk: a take while it is worked on, read as often as wanted, by blocks."""

    path: Path
    frames: int

    @staticmethod
    def write(path: Path, blocks: Iterable[Block]) -> PcmFile:
        """Writes all blocks to `path`, replacing what was there. DiskFull when there is no room."""
        frames = 0
        with disk(), path.open("wb") as file:
            for block in blocks:
                _append(file, block)
                frames += len(block)
        return PcmFile(path, frames)

    @property
    def seconds(self) -> float:
        return self.frames / RATE

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """The whole sound in order; every block but the last has `size` frames. A block is the caller's own."""
        with self.path.open("rb") as file:
            left = self.frames
            while left:
                block = np.fromfile(file, "<f4", 2 * min(size, left)).reshape(-1, 2)
                if not len(block):
                    raise AudioError(f"{self.path.name} is {left} frames shorter than it was when it was written.")
                left -= len(block)
                yield block


def _append(file: BinaryIO, block: Block) -> None:
    if block.ndim != 2 or block.shape[1] != 2:
        raise ValueError(f"a block has shape (frames, 2), not {block.shape}")
    file.write(np.ascontiguousarray(block, "<f4").data)


def rechunk(blocks: Iterable[Block], size: int) -> Iterator[Block]:
    """The same sound in blocks of exactly `size` frames, but the last, which holds what is left."""
    held: list[Block] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count < size:
            continue
        joined = np.concatenate(held)
        whole = count - count % size
        for start in range(0, whole, size):
            yield joined[start : start + size]
        held, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(held)

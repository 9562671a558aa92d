"""The outline of a sound as JSON, for whoever draws it: the format of BBC's audiowaveform, version 2, 8 bits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.audio.folder import replacing
from bot.audio.pcm import RATE, Block

FINEST = 256
"""Frames that a pixel stands for at least; twice, four times ... as many in longer sounds."""
_PIXELS = 8000
"""Pixels at most: 8 bytes each, so that with its bars and sections a file stays under 100 KB."""
_TOP = 127


class Outline:
    """Gathers the lowest and the highest sample of each pixel, of either channel, from blocks that pass by."""

    def __init__(self, frames: int) -> None:
        """`frames` is how long the sound is going to be; it decides how fine the outline is."""
        self.pixel = FINEST
        while frames > self.pixel * _PIXELS:
            self.pixel *= 2
        self._rest = np.zeros((0, 2), np.float32)
        self._rows: list[NDArray[np.int8]] = []

    def through(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The same blocks, untouched."""
        for block in blocks:
            self._hear(block)
            yield block
        if len(self._rest):
            self._keep(self._rest[None])

    def data(self) -> list[int]:
        """Lowest, highest, lowest, highest ... of what passed by; -127 to 127 is full scale."""
        return np.concatenate(self._rows).ravel().tolist() if self._rows else []

    def _hear(self, block: Block) -> None:
        sound = np.concatenate([self._rest, block]) if len(self._rest) else block
        whole = len(sound) - len(sound) % self.pixel
        self._rest = sound[whole:].copy()
        if whole:
            self._keep(sound[:whole].reshape(-1, self.pixel, 2))

    def _keep(self, pixels: NDArray[np.float32]) -> None:
        flat = pixels.reshape(len(pixels), -1)
        edges = np.stack([flat.min(axis=1), flat.max(axis=1)], axis=1)
        self._rows.append(np.clip(np.rint(edges * _TOP), -_TOP, _TOP).astype(np.int8))


def write(outline: Outline, out: Path, marks: Mapping[str, object]) -> None:
    """Writes the JSON whole or not at all. `marks` are keys of our own: seconds, bars, sections, joins.

    DiskFull when there is no room.
    """
    data = outline.data()
    shape = {"channels": 1, "sample_rate": RATE, "samples_per_pixel": outline.pixel, "bits": 8}
    whole = {"version": 2, **shape, "length": len(data) // 2, **marks, "data": data}
    with replacing(out) as part:
        part.write_text(json.dumps(whole, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")

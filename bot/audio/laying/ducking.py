"""The bed on its way under a voice: turned down where somebody speaks, exactly when `voice_over.envelope` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE, Block
from bot.domain.voice_over import Ducking, envelope

Windows = Sequence[tuple[float, float]]


def ducked(bed: Iterable[Block], windows: Windows, ducking: Ducking) -> Iterator[Block]:
    """The bed, as long as it was, with `ducking.gain` on it and its dips; straight lines in dB, sample by sample."""
    points = envelope(windows, ducking)
    when, depth = np.array([at for at, _ in points]), np.array([db for _, db in points])
    begins = 0
    for block in bed:
        yield block * _factor(_curve(when, depth, begins, len(block)) + ducking.gain)
        begins += len(block)


def fading(sound: Iterable[Block], frames: int, fade: int) -> Iterator[Block]:
    """The first `frames` frames of a sound, the last `fade` of them dying away."""
    begins = 0
    for whole in sound:
        block = whole[: frames - begins]
        if not len(block):
            return
        left = frames - begins - np.arange(len(block))
        if left[-1] <= fade:
            block = block * (np.sin(np.pi / 2 * np.clip(left / fade, 0, 1)) ** 2).astype(np.float32)[:, None]
        yield block
        begins += len(block)


def _curve(when: NDArray[np.float64], depth: NDArray[np.float64], begins: int, frames: int) -> NDArray[np.float64]:
    if not len(when):
        return np.zeros(1)
    return np.interp((begins + np.arange(frames)) / RATE, when, depth)


def _factor(db: NDArray[np.float64]) -> NDArray[np.float32]:
    return (10 ** (db / 20)).astype(np.float32)[:, None]

"""A sound as a few numbers for each hundredth of a second: how strong it is in each part of the speech band."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE, Block, rechunk

HOP = RATE // 100
"""Frames from one reading to the next: 10 ms."""
SIZE = 1024
"""Frames that one reading sees, 21 ms, the hop in its middle."""
EDGES = (220, 400, 700, 1100, 1700, 2600, 4000, 8000)
"""Hz, between the bands: mains hum and rumble stay below them."""
_AT_ONCE = 100
_LOWER = RATE // 8_000
_FLOOR = 1e-12
"""-120 dB: what counts as nothing."""

Powers = NDArray[np.float32]
"""Shape (readings, bands)."""


@dataclass(frozen=True, slots=True, eq=False)
class Energies:
    """A whole sound as readings of its power."""

    frames: int
    """Of the sound."""
    powers: Powers
    low: NDArray[np.float16]
    """The sound itself, one channel at 8 kHz."""


def energies(blocks: Iterable[Block]) -> Energies:
    """Reads a sound block by block; reading number n stands for the 10 ms from n hundredths of a second on."""
    low = [np.empty(0, np.float16)]
    frames = 0

    def heard() -> Iterator[NDArray[np.float32]]:
        nonlocal frames
        for block in rechunk(blocks, _AT_ONCE * HOP):
            side = _one_side(block)
            low.append(side[: len(side) // _LOWER * _LOWER].reshape(-1, _LOWER).mean(axis=1).astype(np.float16))
            frames += len(block)
            yield side

    powers = np.concatenate([np.empty((0, len(EDGES) - 1), np.float32), *_readings(heard())])
    return Energies(frames, powers, np.concatenate(low))


def _readings(sides: Iterable[NDArray[np.float32]]) -> Iterator[Powers]:
    before = (SIZE - HOP) // 2
    held = np.zeros(before, np.float32)
    for side in sides:
        held = np.concatenate([held, side])
        whole = max(0, (len(held) - SIZE) // HOP + 1)
        yield _powers(held, whole)
        held = held[whole * HOP :]
    rest = -(-max(0, len(held) - before) // HOP)
    yield _powers(np.concatenate([held, np.zeros(SIZE, np.float32)]), rest)


def _one_side(block: Block) -> NDArray[np.float32]:
    """Both sides in one, not in equal parts: a voice that is turned around on one side must not vanish."""
    return np.asarray(block @ _SIDES, np.float32)


def _powers(sound: NDArray[np.float32], readings: int) -> Powers:
    if not readings:
        return np.empty((0, len(EDGES) - 1), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(sound, SIZE)[: readings * HOP : HOP]
    spectra = np.fft.rfft(windows * _HANN)
    power = spectra.real**2 + spectra.imag**2
    return np.asarray(np.add.reduceat(power, _BINS, axis=1)[:, :-1] + _FLOOR, np.float32)


_SIDES = np.array([0.6, 0.4], np.float32)
_HANN = (np.hanning(SIZE) * np.sqrt(2.0 / SIZE / np.sum(np.hanning(SIZE) ** 2))).astype(np.float32)
_BINS = np.array([round(edge * SIZE / RATE) for edge in EDGES])

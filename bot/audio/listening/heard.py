"""What listening found: the music, and the features that two places of it are compared by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE
from bot.domain.music import Music

HOP = 1920
"""Frames of 48 kHz between two rows of the features: 40 ms, 25 rows a second."""
BANDS = 40

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """The sound on a grid: row i describes the `HOP` frames from `i * HOP` on. Every array is float32.

    `bands` (rows, 40): energy between 40 Hz and 8 kHz in log-spaced bands, in dB of full scale, -100 at the least.
    `chroma` (rows, 12): the share of each pitch class from C up, each row adds up to 1 (0 in silence); it looks a
    quarter of a second wide, and two rows share a look. `onset` (rows,): how strongly something begins there, 1 is the
    mean of the piece. `loudness` (rows,): unweighted level in dB of full scale, a sine of full scale has -3,
    silence -100.
    """

    bands: Floats
    chroma: Floats
    onset: Floats
    loudness: Floats

    @property
    def rows(self) -> int:
        return len(self.loudness)

    @staticmethod
    def row(seconds: float) -> int:
        """The row that a moment falls into."""
        return int(seconds * RATE) // HOP


@dataclass(frozen=True, slots=True)
class Heard:
    """A take as it was heard. `clarity` is how clear its pulse is, 0 to 1; below `pulse.CLEAR` it counts as none."""

    music: Music
    features: Features
    clarity: float

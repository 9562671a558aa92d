"""The old machine: wow and flutter, hiss and crackle, all of it soft."""

from __future__ import annotations

from functools import cache

import numpy as np

from .score import RATE
from .tone import Samples, Tone, shaped

REACH = 160
TILE = 1 << 18


class Wobble:
    """A delay that wanders, so that the pitch does: `cents` at its widest. Streams (2, n); linear in the sound."""

    def __init__(self, cents: float, period: int | None = None) -> None:
        self._cents, self._period = cents, period
        self._past = np.zeros((2, REACH + 2), dtype=np.float32)

    def process(self, sound: Samples, b0: int) -> Samples:
        joined = np.concatenate([self._past, sound], axis=1)
        self._past = joined[:, -(REACH + 2) :].copy()
        n = sound.shape[1]
        coarse = np.arange(0, n + 64, 64)
        t = (b0 + coarse) / RATE
        depth = 2 ** (self._cents / 1200) - 1
        wander = sum(
            depth * w / (2 * np.pi * f) * np.sin(2 * np.pi * self._whole(f) * t)
            for f, w in ((0.55, 0.8), (1.3, 0.35), (6.1, 0.12))
        )
        behind = np.clip(REACH / 2 + np.asarray(wander) * RATE, 0, REACH)
        at = np.arange(n) + (REACH + 1) - np.interp(np.arange(n), coarse, behind)
        whole = at.astype(np.int64)
        part = (at - whole).astype(np.float32)
        return np.asarray(joined[:, whole] * (1 - part) + joined[:, whole + 1] * part, dtype=np.float32)

    def _whole(self, hz: float) -> float:
        """In a loop the wandering has to meet itself again at the seam."""
        return hz if not self._period else max(round(hz * self._period / RATE), 1) * RATE / self._period


def dust(hiss: float, crackle: float) -> Samples:
    """Five and a half seconds of a quiet record, (2, 262144); `hiss` and `crackle` are RMS-like levels of full
    scale.
    """
    noise, ticks = _record()
    return np.asarray(hiss * noise + crackle * 6 * ticks, dtype=np.float32)


@cache
def _record() -> tuple[Samples, Samples]:
    """Its noise and its ticks: always the same ones, so they are made once. 4 MB."""
    rng = np.random.default_rng(33)
    noise = shaped(
        rng.standard_normal((2, TILE)).astype(np.float32), Tone(tilt=-1.5, dip=4, low_cut=200, high_cut=7000)
    )
    ticks = np.zeros((2, TILE), dtype=np.float32)
    where = rng.integers(0, TILE - 64, 30)
    for at, level, side in zip(where, rng.pareto(2.5, 30), rng.uniform(0.2, 0.8, 30), strict=True):
        shape = rng.standard_normal(24) * np.exp(-np.arange(24) / 5.0) * min(level, 4.0)
        ticks[0, at : at + 24] += shape * side
        ticks[1, at : at + 24] += shape * (1 - side)
    return noise, shaped(ticks, Tone(dip=3, low_cut=500, high_cut=6500))

"""A comb over the onset curve: how well a tempo explains what begins, exactly which tempo does, and where it beats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.listening.spectrum import PER_SECOND

HARMONICS = 8
"""The beat and its divisions down to eighths of a beat."""
_LOOKS = 50
"""Looks in a block: a quarter of a second, over which no tempo worth trying runs away from its neighbours."""
_TURNS = np.linspace(0, 1, 400, endpoint=False)

Complex = NDArray[np.complex128]
Curve = NDArray[np.float64]


class Comb:
    """An onset curve (looks at `PER_SECOND`) turned against the teeth of a tempo."""

    def __init__(self, curve: Curve) -> None:
        blocks = max(len(curve) // _LOOKS, 1)
        self._curve = np.zeros(blocks * _LOOKS)
        kept = curve[: len(self._curve)]
        self._curve[: len(kept)] = kept - kept.mean()
        self._at = np.arange(len(self._curve)) / PER_SECOND
        self._energy = float(self._curve @ self._curve) or 1.0
        self.middles = (np.arange(blocks) + 0.5) * _LOOKS / PER_SECOND

    def teeth(self, hz: float) -> Complex:
        """(harmonics, blocks): each block turned back by each harmonic of `hz`."""
        turn = np.exp(-2j * np.pi * hz * self._at)
        out = np.empty((HARMONICS, len(self.middles)), complex)
        turned = self._curve.astype(complex)
        for harmonic in range(HARMONICS):
            turned = turned * turn
            out[harmonic] = turned.reshape(-1, _LOOKS).sum(axis=1)
        return out

    def refined(self, hz: float) -> tuple[float, Complex]:
        """The best frequency within 1.5 % of `hz`, to a thousandth of a percent, and its harmonics (8,)."""
        teeth = self.teeth(hz)
        found = 0.0
        for reach in (0.015, 0.002, 0.0003):
            steps = found + hz * np.linspace(-reach, reach, 31)
            turn = np.exp(-2j * np.pi * steps[:, None] * self.middles)
            turned = np.ones_like(turn)
            summed = np.empty((len(steps), HARMONICS), complex)
            for harmonic in range(HARMONICS):
                turned *= turn
                summed[:, harmonic] = turned @ teeth[harmonic]
            best = int(np.argmax((np.abs(summed) ** 2).sum(axis=1)))
            found, parts = float(steps[best]), summed[best]
        return hz + found, parts

    def explained(self, parts: Complex) -> float:
        """The share of the curve's variance, 0 to 1, that a pattern coming back every beat explains."""
        return float((np.abs(parts) ** 2).sum() * 2 / len(self._curve) / self._energy)


def beaten(parts: Complex, near: float = 0.0, reach: float = 0.5) -> float:
    """Where in its turn (0 to 1) the beat falls: the peak of the pattern within `reach` turns of `near`."""
    turns = near + (_TURNS - 0.5) * 2 * reach
    wave = (parts * np.exp(2j * np.pi * turns[:, None] * np.arange(1, len(parts) + 1))).real.sum(axis=1)
    return float(turns[int(np.argmax(wave))])

"""The level of a take in steps of 5 ms: what the checks of silence, dropouts, sides and DC go by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE

STEP = RATE // 200
"""Frames of a step: 5 ms."""
FLOOR = 1e-12
"""-120 dBFS of power: as good as nothing."""

Curve = NDArray[np.float64]


class Levels:
    """Hears planar blocks, shape (2, frames); every block but the last is a whole number of steps long."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float32]] = []

    def hear(self, planar: NDArray[np.float32]) -> None:
        whole = planar.shape[1] - planar.shape[1] % STEP
        self._keep(planar[:, :whole].reshape(2, -1, STEP))
        if whole < planar.shape[1]:
            self._keep(planar[:, None, whole:])

    def _keep(self, steps: NDArray[np.float32]) -> None:
        means = steps.mean(axis=2)
        powers = np.einsum("ijk,ijk->ij", steps, steps) / steps.shape[2] - means**2
        difference = steps[0] - steps[1]
        apart = np.einsum("ij,ij->i", difference, difference) / steps.shape[2]
        self._parts.append(np.vstack([means, np.maximum(powers, 0), apart]).astype(np.float32).T)

    def done(self) -> Heights:
        """What was measured of all that was heard."""
        return Heights(np.concatenate([np.zeros((0, 5), np.float32), *self._parts]).astype(np.float64))


class Heights:
    """Means and powers of every step; power is taken about the mean, so that DC is no sound."""

    def __init__(self, measured: Curve) -> None:
        self.means = measured[:, :2]
        """Shape (steps, 2)."""
        self.sides = measured[:, 2:4]
        """Power of left and right, shape (steps, 2)."""
        self.power = self.sides.mean(axis=1)
        """Of both."""
        self.apart = measured[:, 4]
        """Power of left less right, DC included."""

    @property
    def level(self) -> float:
        """dBFS of the take where it sounds: the mean power of the steps within 20 dB of their own mean."""
        if not len(self.power):
            return decibels(0.0)
        return decibels(self.power[self.power >= self.power.mean() / 100].mean())

    @property
    def loudness(self) -> float:
        """About the LUFS of the take: BS.1770-4's gates, without its filter, over windows of 400 ms."""
        windows = smooth(2 * self.power, 80)[::20]
        over = windows[windows > 10 ** (-6.93)]
        if not len(over):
            return -70.0
        over = over[over >= over.mean() / 10]
        return max(-70.0, float(-0.691 + 10 * np.log10(over.mean())))


def decibels(power: float) -> float:
    """dBFS of a mean power; full scale is 1.0."""
    return float(10 * np.log10(max(power, FLOOR)))


def smooth(values: Curve, steps: int) -> Curve:
    """The mean of `steps` steps around each."""
    if not len(values):
        return values
    ahead = np.pad(values, (steps // 2, steps - steps // 2), "edge")
    sums = np.cumsum(np.concatenate([[0.0], ahead]))
    means: Curve = (sums[steps : steps + len(values)] - sums[: len(values)]) / steps
    return means

"""The best that looks at one job can do where its distribution is known and nothing limits them, computed.

Dynamic programming for the inspection problem of Barlow, Hunter and Proschan (J. SIAM 11, 1963) on a grid of times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Survival = Callable[[float], float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a schedule of looks costs at the mean: seconds of lag, and looks."""

    lag: float
    looks: float

    def cost(self, look: float) -> float:
        """In seconds of lag, where a look is worth so many."""
        return self.lag + look * self.looks


def schedule(survival: Survival, *, look: float, horizon: float, step: float = 0.25) -> list[float]:
    """The optimal times of looks after submission, for looks that cost so many seconds of lag each.

    `worth[i]` is the cost still to come at a look at i that finds the task pending, times the chance of that.
    """
    pending, area = _grid(survival, horizon, step)
    last = len(pending) - 1
    worth, following = np.zeros(last + 1), np.zeros(last + 1, dtype=np.int64)
    for now in range(last - 1, -1, -1):
        ahead = np.arange(now + 1, last + 1)
        lag = pending[now] * (ahead - now) * step - (area[ahead] - area[now])
        costs = look * pending[now] + lag + worth[ahead]
        best = int(np.argmin(costs))
        worth[now], following[now] = costs[best], now + 1 + best
    looks, now = [], 0
    while now < last:
        now = int(following[now])
        looks.append(now * step)
    return looks


def spent(survival: Survival, looks: Sequence[float], step: float = 0.05) -> Spent:
    """What a schedule costs: exact but for the grid of the integral. The schedule must outlast the task."""
    pending, area = _grid(survival, looks[-1], step)
    times = np.concatenate(([0.0], np.asarray(looks)))
    at = np.interp(times, np.arange(len(pending)) * step, pending)
    below = np.interp(times, np.arange(len(area)) * step, area)
    lag = at[:-1] * np.diff(times) - np.diff(below)
    return Spent(lag=float(lag.sum()), looks=float(at[:-1].sum()))


def _grid(survival: Survival, horizon: float, step: float) -> tuple[Floats, Floats]:
    """P(T > t) at each step, and its integral from 0."""
    count = int(np.ceil(horizon / step)) + 1
    pending = np.array([survival(index * step) for index in range(count)])
    area = np.concatenate(([0.0], np.cumsum((pending[1:] + pending[:-1]) / 2) * step))
    return pending, area

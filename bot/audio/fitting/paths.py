"""The cheapest way through a take: bars played in a row and joins between them, found for every count of bars at once.

Dynamic programming over (bars played, place in the take). Pure numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Jump:
    """After so many `bars` of the bed, the take is left at one place and entered at another."""

    bars: int
    left: int
    entered: int


class Walks:
    """All cheapest walks from one place on, of up to so many bars.

    `weighed` is what a join from a place to a place costs, infinite where there may be none. Between two joins at least
    `shortest` bars are played, and at least `first` before the first. `held` says of a count of bars at which place the
    walk must be then, so that music which begins there begins then.
    """

    def __init__(
        self,
        weighed: Matrix,
        *,
        bars: int,
        start: int = 0,
        shortest: int = 1,
        first: int = 1,
        held: Mapping[int, int] | None = None,
    ) -> None:
        count = len(weighed)
        self._shortest = min(shortest, count - 1)
        self._held = dict(held or {})
        self._lefts = np.flatnonzero(np.isfinite(weighed).any(axis=1))
        self._entries = np.flatnonzero(np.isfinite(weighed).any(axis=0))
        self._weighed = weighed[np.ix_(self._lefts, self._entries)]
        self._at = np.full((bars + 1, count), np.inf)
        self._came = np.full((bars + 1, count), -1, np.int32)
        self._joined = np.full((bars + 1, count), np.inf)
        self._from = np.full((bars + 1, count), -1, np.int32)
        self._at[0, start] = 0.0
        for bar in range(bars + 1):
            self._go_on(bar)
            if bar >= first:
                self._join(bar)
            if bar in self._held:
                self._at[bar, np.arange(count) != self._held[bar]] = np.inf

    def _go_on(self, bar: int) -> None:
        if bar:
            on = self._at[bar - 1, :-1]
            better = on < self._at[bar, 1:]
            self._at[bar, 1:][better] = on[better]
            self._came[bar, 1:][better] = -1

    def _join(self, bar: int) -> None:
        reached = np.flatnonzero(np.isfinite(self._at[bar, self._lefts]))
        if not len(reached) or not len(self._entries):
            return
        options = self._at[bar, self._lefts[reached], None] + self._weighed[reached]
        best = options.argmin(axis=0)
        joined = np.full(self._at.shape[1], np.inf)
        joined[self._entries] = options[best, np.arange(len(best))]
        for held, place in self._held.items():
            if 0 <= held - bar < self._shortest:
                joined[np.arange(len(joined)) != place - (held - bar)] = np.inf
        self._joined[bar] = joined
        self._from[bar, self._entries] = self._lefts[reached[best]]
        lands = bar + self._shortest
        if lands < len(self._at):
            on = joined[: len(joined) - self._shortest]
            better = on < self._at[lands, self._shortest :]
            self._at[lands, self._shortest :][better] = on[better]
            self._came[lands, self._shortest :][better] = self._from[bar, : len(on)][better]

    @property
    def most(self) -> int:
        """One more than the most bars that are known."""
        return len(self._at)

    def cost(self, bars: int, place: int) -> float:
        """Of the cheapest walk that has played so many bars when it comes to `place`; infinite where there is none."""
        return self._last(bars, place)[0]

    def jumps(self, bars: int, place: int) -> tuple[Jump, ...]:
        """The joins of that walk, in order."""
        _, since = self._last(bars, place)
        found: list[Jump] = []
        if since is not None:
            bars, place = bars - since, place - since
            left = int(self._from[bars, place])
            found.append(Jump(bars, left, place))
            place = left
        while bars:
            left = int(self._came[bars, place])
            if left < 0:
                bars, place = bars - 1, place - 1
                continue
            bars, place = bars - self._shortest, place - self._shortest
            found.append(Jump(bars, left, place))
            place = left
        return tuple(reversed(found))

    def _last(self, bars: int, place: int) -> tuple[float, int | None]:
        """What comes after `place` is long, so that the last join may be shortly before it."""
        best, since = float(self._at[bars, place]), None
        for back in range(min(self._shortest, bars + 1, place + 1)):
            if self._joined[bars - back, place - back] < best:
                best, since = float(self._joined[bars - back, place - back]), back
        return best, since

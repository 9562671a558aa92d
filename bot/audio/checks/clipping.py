"""Tops that were cut off: runs of samples that stand still at the highest level, entered or left at full speed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.checks.checked import Span
from bot.audio.pcm import RATE

_STILL = 3e-4
"""Share of the peak that the wave moves at most from sample to sample while it stands still."""
_STEEP = 2.4e-3
"""Share of the peak that it moves in the sample before or after: the top of a 50 Hz tone, which is smooth, moves a
tenth of it."""
_RAIL = 0.9995
"""Of full scale; where 16 bits end."""
_RUN, _LOW_RUN = 3, 5
"""Samples of a flat top at the rail, and under it."""
_LONGEST = RATE // 100
"""Samples; what stands longer is a square wave."""
_NEAR = 0.985
"""Share of the peak that a cut top reaches."""
_SAME = 2e-3
"""Share of the peak by which tops of one limit differ at most."""
_PLACES = 5
"""Places under the rail from which on it is clipping and not chance."""
_QUIET = 0.05
"""A peak under which a wave has too few steps of 16 bits to tell flat from fine."""
_SHARE = 0.25
"""Of a take's frames that stand at the top, from which on it is made of square waves."""
_PLACE = RATE // 4
"""Frames that count as one place."""

Runs = NDArray[np.float64]


class Tops:
    """Hears planar blocks, shape (2, frames), and keeps the flat tops of both sides."""

    def __init__(self) -> None:
        self._held = np.zeros((2, _LONGEST), np.float32)
        self._at = -_LONGEST
        self._peak = 0.0
        self._frames = 0
        self._runs: list[Runs] = []

    def hear(self, planar: NDArray[np.float32]) -> None:
        """A block continues the one before."""
        self._frames += planar.shape[1]
        self._look(np.concatenate([self._held, planar], axis=1))

    def done(self) -> tuple[Span, ...]:
        """The cut tops of all that was heard, in order; none where they are few or are how the sound is made."""
        self._look(np.concatenate([self._held, np.zeros((2, _LONGEST), np.float32)], axis=1))
        runs = np.concatenate([np.zeros((0, 4)), *self._runs])
        runs = runs[runs[:, 3] >= _NEAR * self._peak]
        if self._peak < _RAIL:
            runs = runs[runs[:, 1] - runs[:, 0] >= _LOW_RUN]
            runs = runs[np.abs(runs[:, 3] - np.median(runs[:, 3])) <= _SAME * self._peak] if len(runs) else runs
        spans = tuple(Span(start=int(a), end=int(b), side=int(side)) for a, b, side, _ in runs[np.argsort(runs[:, 0])])
        share = float((runs[:, 1] - runs[:, 0]).sum()) / max(1, 2 * self._frames)
        enough = self._peak >= _RAIL or (self._peak >= _QUIET and places(spans) >= _PLACES)
        return spans if enough and share < _SHARE else ()

    def _look(self, sound: NDArray[np.float32]) -> None:
        for side, wave in enumerate(sound):
            runs = self._tops(wave, side)
            if len(runs):
                self._runs.append(runs)
        self._at += max(0, sound.shape[1] - 2 * _LONGEST)
        self._held = sound[:, -2 * _LONGEST :]

    def _tops(self, wave: NDArray[np.float32], side: int) -> Runs:
        """(start, end, side, level) of the runs that begin in the wave, less `_LONGEST` at each end."""
        height = np.abs(wave)
        peak = float(height[_LONGEST:-_LONGEST].max(initial=0.0))
        self._peak = max(self._peak, peak)
        if peak < max(_QUIET, self._peak * _NEAR):
            return np.zeros((0, 4))
        high = np.flatnonzero(height[:-1] >= _NEAR * min(peak, 1.0))
        still = high[np.abs(wave[high + 1] - wave[high]) <= _STILL * peak]
        if not len(still):
            return np.zeros((0, 4))
        breaks = np.flatnonzero(np.diff(still) > 1)
        first = still[np.concatenate([[0], breaks + 1])]
        last = still[np.concatenate([breaks, [len(still) - 1]])] + 1
        inside = (
            (first >= _LONGEST) & (first < len(wave) - _LONGEST) & (last < len(wave) - 1) & (last - first < _LONGEST)
        )
        first, last = first[inside], last[inside]
        speed = np.maximum(np.abs(wave[first] - wave[first - 1]), np.abs(wave[last + 1] - wave[last]))
        cut = (speed >= _STEEP * peak) & (last - first + 1 >= _RUN)
        first, last = first[cut], last[cut]
        return np.column_stack([first + self._at, last + 1 + self._at, np.full(len(first), side), height[first]])


def places(spans: tuple[Span, ...]) -> int:
    """In how many places it clips: tops in the same quarter of a second are one."""
    return len({span.start // _PLACE for span in spans})

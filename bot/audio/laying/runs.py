"""Runs of readings for which something holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]
"""One for each reading."""


def runs_of(marks: Marks) -> list[tuple[int, int]]:
    """(begin, end) of each run, the end not in it, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def widened(marks: Marks, by: int) -> Marks:
    """The runs, each longer by so many readings at both ends."""
    found = np.zeros(len(marks), bool)
    for begin, end in runs_of(marks):
        found[max(0, begin - by) : end + by] = True
    return found


def long_runs(marks: Marks, least: int) -> Marks:
    """The runs of at least so many readings."""
    found = np.zeros(len(marks), bool)
    for begin, end in runs_of(marks):
        found[begin:end] = end - begin >= least
    return found

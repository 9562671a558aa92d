"""What speaks for a bar line: how the first beat of a bar stands out, and how one bar is like the next."""

from __future__ import annotations

import numpy as np

from bot.audio.listening.comb import Curve

HARMONY, LOW, MIDDLE, HIGH = range(4)
"""What is known of every beat: how far the pitch classes move there, and what begins in the low, middle, high bands."""
_FOUR = (
    "harmony on one",
    "low on one",
    "middle on one",
    "harmony on three",
    "low on two and four",
    "middle on two and four",
)
_THREE = ("harmony on one, of three", "low on one, of three", "middle on one, of three", "high on one, of three")
_EITHER = (
    "of three",
    "low of every other bar",
    "middle of every other bar",
)
ACCENTS = (*_FOUR, *_THREE, *_EITHER)


def accents(table: Curve, meter: int, lead: int) -> list[float]:
    """In the order of `ACCENTS`, when beat `lead` is the first of a bar. `table` is (beats, 4)."""
    either = [float(meter == 3)]
    bars = (len(table) - lead) // meter
    if bars < 2:
        return [*[0.0] * len(_FOUR), *[0.0] * len(_THREE), *either, 0.0, 0.0]
    spread = table.std(axis=0) + 0.05 * np.abs(table.mean(axis=0)) + 1e-9
    barred = table[lead : lead + bars * meter].reshape(bars, meter, -1) / spread
    other = np.abs(barred[0::2].mean(axis=0) - barred[1::2].mean(axis=0)).max(axis=0)
    either += [float(other[which]) for which in (LOW, MIDDLE)]
    means = barred.mean(axis=0)
    return [*_of_four(means), *[0.0] * len(_THREE), *either] if meter == 4 else [*_of_three(means), *either]


def _of_four(means: Curve) -> list[float]:
    first = means[0] - means[1:].mean(axis=0)
    third = means[2] - means[[1, 3]].mean(axis=0)
    back = means[[1, 3]].mean(axis=0) - means[[0, 2]].mean(axis=0)
    return [float(x) for x in (*first[: MIDDLE + 1], third[HARMONY], back[LOW], back[MIDDLE])]


def _of_three(means: Curve) -> list[float]:
    first = means[0] - means[1:].mean(axis=0)
    return [*[0.0] * len(_FOUR), *(float(x) for x in first)]

"""How much a join would be heard: the distance between what is around the place left and the place entered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.fitting.ground import Ground
from bot.audio.listening.heard import HOP, Features, Floats
from bot.audio.pcm import RATE

Matrix = NDArray[np.float64]

_SLOTS = 8
"""Slots of context on each side."""
_BAND, _LOUD, _PITCH = 9.0, 6.0, 0.35
"""A distance of 1 in bands (dB), loudness (dB) and pitch classes."""
_QUIET = -50.0
"""dB against the mean of the piece under which a band counts as silent."""
_JOIN = 0.3
"""What every join costs besides what is heard of it, as a share of the median pair: the fewer the better."""
_BAD = 2.0
"""How much more a join costs for each median that it is over the median."""
_OVER, _USUAL = 1.5, 0.98
"""What it costs that a join is no better than the median pair, or hardly."""
_OFF_PHRASE = ((8, 0.04), (4, 0.12), (2, 0.12))
"""What it costs that the bars left out or repeated are no multiple of so many."""
_OFF_BAR = 1.5
_OTHER_SECTION = 0.08
_PLACES = 200
"""Of more places than this only every second (third ...) is left or entered: there are enough."""
_NEAR = 1.5
"""Seconds that a join in music without a pulse jumps at the least."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Of every pair of places (left, entered). `heard` is the distance alone, `weighed` what planning adds up: in
    medians, with what a join costs in any case; infinite where there may be none."""

    heard: Matrix
    weighed: Matrix
    usual: float
    """The median of `heard` over all pairs that could be joined."""


def costs(ground: Ground, features: Features) -> Costs:
    """The costs of all joins on this ground. Both sides of a join are compared over four beats each (two seconds
    without a pulse), nearer moments weighing more."""
    slot = max(ground.step * ground.phrase / _SLOTS, HOP) if ground.pulsed else RATE / 4
    heard = distances(contexts(ground.places, slot, features))
    return weigh(ground, heard)


def weigh(ground: Ground, heard: Matrix) -> Costs:
    """What planning makes of the distances."""
    count = len(ground.places)
    left, entered = np.indices((count, count))
    jump = np.abs(left - entered)
    able = jump > 0
    if not ground.pulsed:
        able &= jump * ground.step >= _NEAR * RATE
    usual = float(np.median(heard[able])) if able.any() else 1.0
    share = heard / max(usual, 1e-9)
    weighed = share + _JOIN + _BAD * np.maximum(share - 1, 0) + _OVER * (share >= _USUAL)
    if ground.pulsed:
        for bars, extra in _OFF_PHRASE:
            weighed += extra * (jump % (bars * ground.phrase) != 0)
        weighed += _OFF_BAR * (jump % ground.phrase != 0)
    names = np.unique(ground.sections, return_inverse=True)[1]
    weighed += _OTHER_SECTION * (names[left] != names[entered])
    each = -(-count // _PLACES)
    able &= (left % each == 0) & (entered % each == 0)
    last = ground.body
    return Costs(heard, np.where(able & (left <= last) & (entered <= last) & (left > 0), weighed, np.inf), usual)


def contexts(places: NDArray[np.int64], slot: float, features: Features) -> Floats:
    """Of every place what is around it, (places, numbers): distances between the rows are costs."""
    grid = np.concatenate([_scaled(features), np.zeros((1, 53), np.float32)])
    sums = np.concatenate([np.zeros((1, 53)), np.cumsum(grid[:-1], axis=0, dtype=np.float64)])
    edges = places[:, None] / HOP + np.arange(-_SLOTS, _SLOTS + 1) * (slot / HOP)
    edges = np.clip(edges, 0, features.rows)
    whole = edges.astype(int)
    at = sums[whole] + (edges - whole)[..., None] * grid[whole]
    mean = np.diff(at, axis=1) / np.maximum(np.diff(edges, axis=1), 1e-6)[..., None]
    return np.asarray((mean * _weights()[None, :, None]).reshape(len(places), -1), np.float32)


def distances(rows: Floats) -> Matrix:
    """Between all pairs of rows."""
    squares = np.einsum("ij,ij->i", rows, rows)
    square = squares[:, None] + squares[None, :] - 2 * (rows @ rows.T)
    return np.asarray(np.sqrt(np.maximum(square, 0)), np.float64)


def _scaled(features: Features) -> Floats:
    """Bands, loudness and pitch classes so that a distance of 1 in each is about as plain to hear."""
    floor = float(features.loudness.max(initial=-100.0)) + _QUIET
    bands = np.maximum(features.bands, floor) / np.float32(_BAND * np.sqrt(features.bands.shape[1]))
    loud = np.maximum(features.loudness, floor)[:, None] / np.float32(_LOUD)
    return np.concatenate([bands, features.chroma / np.float32(_PITCH), loud], axis=1).astype(np.float32)


def _weights() -> Floats:
    """Of the slots before and after: the two nearest weigh twice as much; the squares add up to 1."""
    near = np.abs(np.arange(2 * _SLOTS) - _SLOTS + 0.5)
    weight = np.where(near < 2, 4.0, np.where(near < 4, 2.0, 1.0))
    return np.asarray(np.sqrt(weight / weight.sum()), np.float32)

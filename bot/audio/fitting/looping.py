"""Loops: a take whose end runs into its beginning, chosen where that is heard least."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, isfinite

import numpy as np
from numpy.typing import NDArray

from bot.audio.fitting.costs import Costs, contexts
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.leftover import MOST_STRETCH, Leftover, stretch_cost
from bot.audio.fitting.paths import Jump, Walks
from bot.audio.fitting.render import part
from bot.audio.fitting.route import Route, Stage, legs_of
from bot.audio.listening.heard import HOP, Features
from bot.audio.pcm import RATE, PcmFile

_ROOM = 0.95 * MOST_STRETCH
_STARTS = 12
"""Beginnings that are tried where bars must be repeated."""
_BEFORE = round(0.1 * RATE)
_EASY = 1.2
"""What a loop costs that is good enough not to look for one with more joins."""
_ODD_START = 0.4
"""What it costs to begin on a beat that is no downbeat."""
_BARE = 0.1
"""What it costs to begin where the take does: nothing is known of what sounds before."""
_EDGE, _FIRST = RATE // 100, 24
"""Frames that are looked at on each side of a seam: beside it, and at it."""
_STEP, _BEND = 2.2, 3.2
"""How much larger than the largest beside them the moves at the seam may be: an attack may begin there."""
_BEGUN = 0.3
"""Level of the first frames against the last, under which it begins from silence."""
_SILENT = 1e-6
"""Power, -60 dB of full scale, under which an end has come to rest."""


def round_route(ground: Ground, costs: Costs, frames: int) -> Route | None:
    """The bars, and the joins between them, of a loop of so many frames; None where whole ones do not give it."""
    best = min(_rows(ground, costs, frames), key=lambda route: route.cost, default=None)
    if best is not None and best.cost < _EASY:
        return best
    more = _repeated(ground, costs, frames)
    return min(more if best is None else (best, *more), key=lambda route: route.cost, default=None)


def free_route(ground: Ground, features: Features, frames: int) -> Route | None:
    """A loop from a downbeat for exactly so many frames, its last bar shortened or held; None where the take has no
    stretch so long."""
    slot = max(ground.step / 8, HOP)
    starts = ground.places[ground.places + frames <= ground.places[ground.body]]
    starts = starts[starts >= _BEFORE] if (starts >= _BEFORE).any() else starts
    if not len(starts):
        return None
    apart = contexts(starts, slot, features) - contexts(starts + frames, slot, features)
    best = int((apart**2).sum(axis=1).argmin())
    first = int(np.flatnonzero(ground.places == starts[best])[0])
    legs = ((int(starts[best]), int(starts[best]) + frames),)
    last = int(np.searchsorted(ground.places, legs[0][1]))
    wrap = Jump(last - first, last, first)
    return Route(legs=legs, jumps=(), stages=(), rest=Leftover(cost=0.0), cost=0.0, wrap=wrap, whole=False)


def _counts(ground: Ground, frames: int) -> range:
    if not ground.pulsed:
        near = max(round(frames / ground.step), 1)
        return range(near, near + 1)
    return range(max(ceil(frames / ground.step / (1 + _ROOM)), 1), floor(frames / ground.step / (1 - _ROOM)) + 1)


def _cost(ground: Ground, bars: int, frames: int) -> float:
    return stretch_cost(frames / (bars * ground.step) - 1) if ground.pulsed else 0.0


def _bare(ground: Ground, first: int) -> float:
    return (_BARE if ground.places[first] < _BEFORE else 0.0) + (_ODD_START if first % ground.phrase else 0.0)


def _rows(ground: Ground, costs: Costs, frames: int) -> Iterator[Route]:
    """Loops of bars that follow each other in the take."""
    for bars in _counts(ground, frames):
        for first in range(ground.body - bars + 1):
            cost = float(costs.weighed[first + bars, first]) + _cost(ground, bars, frames) + _bare(ground, first)
            if isfinite(cost):
                yield _made(ground, (), Jump(bars, first + bars, first), frames, cost)


def _repeated(ground: Ground, costs: Costs, frames: int) -> Iterator[Route]:
    """Loops that need more bars than the take has."""
    wraps = costs.weighed.min(axis=0)
    for first in map(int, np.argsort(wraps)[:_STARTS]):
        counts = _counts(ground, frames)
        shortest = max(min(ground.body // 4, 4), 1)
        walks = Walks(costs.weighed, bars=max(counts, default=0), start=first, shortest=shortest)
        for bars in counts:
            ends = [walks.cost(bars, last) + float(costs.weighed[last, first]) for last in range(ground.body + 1)]
            last = int(np.argmin(ends))
            cost = ends[last] + _cost(ground, bars, frames) + _bare(ground, first)
            if isfinite(cost):
                yield _made(ground, walks.jumps(bars, last), Jump(bars, last, first), frames, cost)


def _made(ground: Ground, jumps: tuple[Jump, ...], wrap: Jump, frames: int, cost: float) -> Route:
    begins, ends = int(ground.places[wrap.entered]), int(ground.places[wrap.left])
    legs = legs_of(ground, begins, jumps, ends)
    stage = Stage(leg=len(legs) - 1, frame=ends, due=frames, at_end=True)
    return Route(legs=legs, jumps=jumps, stages=(stage,), rest=Leftover(cost=0.0), cost=cost, wrap=wrap)


def comes_round(source: PcmFile) -> bool:
    """Whether a take loops as it is: it does not come to rest, does not begin from silence, and its last sample goes
    on in its first no less smoothly than others do nearby."""
    edge = min(_EDGE, source.frames // 4)
    if edge < 2 * _FIRST:
        return False
    ends, begins = part(source, source.frames - edge, source.frames), part(source, 0, edge)
    last, first = (float(np.mean(side**2)) for side in (ends[-_FIRST:], begins[:_FIRST]))
    if min(float(np.mean(side**2)) for side in (ends, begins)) < _SILENT or first < _BEGUN**2 * last:
        return False
    seam = np.concatenate([ends, begins]).astype(np.float64)
    return _smooth(np.abs(np.diff(seam, axis=0)), slice(edge - 1, edge), _STEP) and _smooth(
        np.abs(np.diff(seam, n=2, axis=0)), slice(edge - 2, edge), _BEND
    )


def _smooth(moves: NDArray[np.float64], seam: slice, most: float) -> bool:
    """Whether the moves at the seam are at most so many times the largest beside it, on both channels."""
    beside = np.delete(moves, seam, axis=0).max(axis=0)
    return bool((moves[seam].max(axis=0) <= most * beside + 1e-7).all())

"""The legs of a route stretched so that every moment falls where it is due."""

from __future__ import annotations

from bot.audio.fitting.nudge import CROSSFADE, steps
from bot.audio.fitting.pieces import Piece
from bot.audio.fitting.route import Route, Stage
from bot.audio.pcm import RATE, PcmFile

_HARDLY = round(0.004 * RATE)
"""Frames that a moment may be off: nothing is stretched for so little."""


def stretched(route: Route, legs: list[Piece], source: PcmFile) -> tuple[list[Piece], float]:
    """The legs cut into pieces by the tiny steps of a stretch, and the strongest stretch of all: length after by length
    before."""
    cuts: list[list[tuple[int, int]]] = [[] for _ in legs]
    strongest, since, due = 1.0, (0, legs[0].begins), 0
    for stage in route.stages:
        spans = _spans(legs, since, stage)
        natural = sum(ends - begins for _, begins, ends in spans)
        lack = stage.due - due - natural
        if natural > 0 and abs(lack) > (0 if stage.at_end else _HARDLY):
            given = steps(source, [(begins, _clear(legs, leg, ends)) for leg, begins, ends in spans], lack)
            for (leg, _, _), found in zip(spans, given, strict=True):
                cuts[leg].extend((step.at, step.by) for step in found)
            longer = -sum(step.by for found in given for step in found)
            strongest = max(strongest, 1 + longer / natural, key=lambda ratio: abs(ratio - 1))
            lack -= longer
        since, due = (stage.leg, _frame(legs, stage)), stage.due - lack
    return [piece for leg, cut in zip(legs, cuts, strict=True) for piece in _cut(leg, cut)], strongest


def _frame(legs: list[Piece], stage: Stage) -> int:
    return legs[stage.leg].ends if stage.at_end else stage.frame


def _spans(legs: list[Piece], since: tuple[int, int], stage: Stage) -> list[tuple[int, int, int]]:
    """(leg, begins, ends) of all between two moments. The first or last may end before it begins: a join puts the
    beginning of a leg a little before or after its downbeat."""
    spans = []
    for leg in range(since[0], stage.leg + 1):
        begins = since[1] if leg == since[0] else legs[leg].begins
        ends = _frame(legs, stage) if leg == stage.leg else legs[leg].ends
        spans.append((leg, begins, ends))
    return spans


def _clear(legs: list[Piece], leg: int, ends: int) -> int:
    """The frame from which on a leg gives way to the next, or `ends` where that is earlier."""
    return min(ends, legs[leg].ends - legs[leg + 1].crossfade) if leg + 1 < len(legs) else ends


def _cut(leg: Piece, cuts: list[tuple[int, int]]) -> list[Piece]:
    pieces, begins, crossfade, tiny = [], leg.begins, leg.crossfade, leg.tiny
    for at, by in sorted(cuts):
        pieces.append(Piece(begins=begins, ends=at, crossfade=crossfade, tiny=tiny))
        begins, crossfade, tiny = at + by, CROSSFADE, True
    return [*pieces, Piece(begins=begins, ends=leg.ends, crossfade=crossfade, tiny=tiny)]

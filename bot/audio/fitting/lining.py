"""The joins of a route put where they are heard least."""

from __future__ import annotations

from dataclasses import replace

from bot.audio.fitting.align import Lined, Slide, line_up, slide
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.pieces import Piece
from bot.audio.fitting.route import Route, position
from bot.audio.listening.heard import Features
from bot.audio.pcm import RATE, PcmFile

_LONG, _SHORTEST = round(2.0 * RATE), round(0.03 * RATE)
"""Frames of a crossfade in music without a pulse, and of any."""
_ROOM = 2 * RATE
"""How far such a join may be moved."""
_CUT = round(0.01 * RATE)
"""What fades before the beginning of a loop that has nothing before it."""


def lined(route: Route, source: PcmFile, ground: Ground, features: Features) -> tuple[list[Piece], int]:
    """The legs as pieces, each with the crossfade into it, and the frames of the crossfade at a loop's wrap."""
    legs = [Piece(begins=begins, ends=ends) for begins, ends in route.legs]
    lacks = [0] * len(legs) if ground.pulsed else _shared(route)
    for index in range(1, len(legs)):
        before, after = legs[index - 1], _earlier(legs[index], lacks[index])
        join = _join(before, after, source, ground, features)
        left = min(max(join.left, before.begins + 1), source.frames)
        entered = min(max(join.entered, 0), after.ends - 1)
        crossfade = max(min(join.crossfade, left - before.begins, entered), 0)
        legs[index - 1] = replace(before, ends=left)
        legs[index] = replace(after, begins=entered, crossfade=crossfade)
    if route.wrap is None:
        return legs, 0
    return _wrapped(legs, lacks[0], source, ground, features)


def _wrapped(
    legs: list[Piece], lack: int, source: PcmFile, ground: Ground, features: Features
) -> tuple[list[Piece], int]:
    later = max(lack - legs[0].begins, 0)
    first, last = _earlier(legs[0], lack), replace(legs[-1], ends=legs[-1].ends + later)
    if len(legs) == 1:
        first = last = replace(first, ends=last.ends)
    join = _join(last, first, source, ground, features)
    short = max(-join.entered, 0)
    entered = min(join.entered + short, legs[0].ends - 1)
    legs[0] = replace(legs[0], begins=entered)
    legs[-1] = replace(legs[-1], ends=min(max(join.left + short, legs[-1].begins + 1), source.frames))
    return legs, max(min(join.crossfade, max(entered, _CUT), legs[-1].frames), 0)


def _earlier(leg: Piece, frames: int) -> Piece:
    return replace(leg, begins=min(max(leg.begins - frames, 0), leg.ends - 1))


def _join(before: Piece, after: Piece, source: PcmFile, ground: Ground, features: Features) -> Lined:
    if ground.pulsed:
        return line_up(source, before.ends, after.begins)
    length = max(min(_LONG, before.frames // 3, after.frames // 3), _SHORTEST)
    room = min(max(min(before.frames, after.frames) // 2 - length, 0), _ROOM)
    earlier, later = min(room, after.begins - length // 2), min(room, source.frames - before.ends - length)
    return slide(features, before.ends, after.begins, Slide(length=length, earlier=earlier, later=later))


def _shared(route: Route) -> list[int]:
    """Of every leg how many frames earlier it begins, so that each stage with joins has its length."""
    lacks = [0] * len(route.legs)
    natural, due, since = 0, 0, 0
    for stage in route.stages:
        at = position(route.legs, stage.leg, stage.frame)
        joins = list(range(since + 1, stage.leg + 1))
        if route.wrap is not None and stage is route.stages[-1]:
            joins.append(0)
        for count, leg in enumerate(joins):
            lack = stage.due - due - (at - natural)
            lacks[leg] = lack * (count + 1) // len(joins) - lack * count // len(joins)
        natural, due, since = at, stage.due, stage.leg
    return lacks

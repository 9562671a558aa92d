"""From a route to a plan: joins lined up on the sound, what lacks stretched, and all of it told."""

from __future__ import annotations

from dataclasses import replace


from bot.audio.fitting.align import Lined, line_up, slide
from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.costs import costs
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.nudge import CROSSFADE, steps
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.fitting.route import Planner, Route, Stage
from bot.audio.fitting.schedule import Moment
from bot.audio.fitting.telling import tell
from bot.audio.listening.heard import Features, Heard
from bot.audio.pcm import RATE, PcmFile
from bot.domain.fitting import Fitted

_FADE_IN = round(0.02 * RATE)
_LONG, _SHORTEST = round(2.0 * RATE), round(0.03 * RATE)
"""Frames of a crossfade in music without a pulse, and of any."""
_ROOM = 2 * RATE
"""How far such a join may be moved."""

Legs = list[Piece]


def by_places(source: PcmFile, heard: Heard, ground: Ground, ask: FitAsk) -> tuple[Plan, Fitted] | None:
    """The bed made of whole bars (or, without a pulse, of long crossfades); None where that cannot give the length."""
    priced = costs(ground, heard.features)
    route = _planned(Planner(ground, priced), ground, ask)
    if route is None:
        return None
    legs = _lined(route, source, ground, heard.features)
    pieces, stretch = _stretched(route, legs, source)
    plan = _exact(route, pieces, source, ask.frames)
    return plan, tell(plan, source, ground, ask, route=route, costs=priced, stretch=stretch)


def _planned(planner: Planner, ground: Ground, ask: FitAsk) -> Route | None:
    """With as many of the moments as can be met, in the order in which they were asked for."""
    fade = None if ask.fade is None else round(ask.fade * RATE)
    best = planner.route(ask.frames, (), fade=fade)
    kept: tuple[Moment, ...] = ()
    for moment in _moments(ground, ask):
        route = planner.route(ask.frames, (*kept, moment), fade=fade)
        if route is not None:
            best, kept = route, (*kept, moment)
    return best


def _moments(ground: Ground, ask: FitAsk) -> list[Moment]:
    """What is to be met; without a pulse only the climax can be, so the first hit is taken for it."""
    wanted = [(round(second * RATE), climax) for second, climax in ask.moments]
    if not ground.pulsed:
        wanted = [(frame, True) for frame, _ in wanted[:1]]
    return [
        Moment(frame=frame, place=ground.climax if climax else None)
        for frame, climax in wanted
        if 0 <= frame < ask.frames and not (climax and ground.climax is None)
    ]


def _lined(route: Route, source: PcmFile, ground: Ground, features: Features) -> Legs:
    """The legs with their joins where they are heard least."""
    legs = [Piece(begins=begins, ends=ends) for begins, ends in route.legs]
    lacks = [0] * len(legs) if ground.pulsed else _shared(route)
    for index in range(1, len(legs)):
        before, after = legs[index - 1], legs[index]
        if ground.pulsed:
            join = line_up(source, before.ends, after.begins)
        else:
            join = _slid(before, replace(after, begins=max(after.begins - lacks[index], 0)), ground, features)
        length = max(min(join.crossfade, join.left - before.begins, join.entered), 0)
        legs[index - 1] = replace(before, ends=join.left)
        legs[index] = replace(after, begins=min(join.entered, after.ends - 1), crossfade=length)
    return legs


def _slid(before: Piece, after: Piece, ground: Ground, features: Features) -> Lined:
    length = max(min(_LONG, before.frames // 3, after.frames // 3), _SHORTEST)
    room = max(min(before.frames, after.frames) // 2 - length, 0)
    room = min(room, _ROOM)
    earlier = min(room, max(after.begins - length // 2, 0))
    return slide(ground, features, before.ends, after.begins, length, (earlier, room))


def _shared(route: Route) -> list[int]:
    """Of every leg how many frames earlier it begins, so that each stage with joins has its length."""
    lacks = [0] * len(route.legs)
    done = (0, 0)
    for stage in route.stages:
        natural = _at(route.legs, stage.leg, stage.frame)
        lack = stage.due - done[1] - (natural - done[0])
        first = next((i for i, s in enumerate(route.stages) if s is stage), 0)
        since = route.stages[first - 1].leg if first else 0
        joins = range(since + 1, stage.leg + 1)
        for count, leg in enumerate(joins):
            lacks[leg] = lack * (count + 1) // len(joins) - lack * count // len(joins)
        done = (natural, stage.due)
    return lacks


def _at(legs: tuple[tuple[int, int], ...], leg: int, frame: int) -> int:
    return sum(ends - begins for begins, ends in legs[:leg]) + frame - legs[leg][0]


def _stretched(route: Route, legs: Legs, source: PcmFile) -> tuple[list[Piece], float]:
    """The legs cut into pieces by the tiny steps of a stretch, and the strongest stretch of all."""
    cuts: list[list[tuple[int, int]]] = [[] for _ in legs]
    strongest, since, due = 1.0, (0, legs[0].begins), 0
    for stage in route.stages:
        spans = _spans(legs, since, stage)
        natural = sum(ends - begins for _, begins, ends in spans)
        lack = stage.due - due - natural
        if natural > 0 and abs(lack) > 1:
            given = steps(source, [(begins, ends) for _, begins, ends in spans], lack)
            for (leg, _, _), found in zip(spans, given, strict=True):
                cuts[leg].extend((step.at, step.by) for step in found)
            ratio = 1 - sum(step.by for found in given for step in found) / natural
            strongest = max(strongest, ratio, key=lambda value: abs(value - 1))
            lack += sum(step.by for found in given for step in found)
        since, due = (stage.leg, stage.frame), stage.due - lack
    return [piece for leg, cut in zip(legs, cuts, strict=True) for piece in _cut(leg, cut)], strongest


def _spans(legs: Legs, since: tuple[int, int], stage: Stage) -> list[tuple[int, int, int]]:
    """(leg, begins, ends) of all between two moments."""
    spans = []
    for leg in range(since[0], stage.leg + 1):
        begins = since[1] if leg == since[0] else legs[leg].begins
        ends = stage.frame if leg == stage.leg else legs[leg].ends
        spans.append((leg, begins, max(ends, begins)))
    return spans


def _cut(leg: Piece, cuts: list[tuple[int, int]]) -> list[Piece]:
    pieces, begins, crossfade, tiny = [], leg.begins, leg.crossfade, leg.tiny
    for at, by in sorted(cuts):
        pieces.append(Piece(begins=begins, ends=at, crossfade=crossfade, tiny=tiny))
        begins, crossfade, tiny = at + by, CROSSFADE, True
    return [*pieces, Piece(begins=begins, ends=leg.ends, crossfade=crossfade, tiny=tiny)]


def _exact(route: Route, pieces: list[Piece], source: PcmFile, frames: int) -> Plan:
    """The plan with its end where it must be: cut, or followed by silence, where the rest says so."""
    rest = route.rest
    sounding = sum(piece.frames for piece in pieces)
    last = pieces[-1]
    ends = last.ends + frames - rest.silence - sounding
    ends = max(min(ends, source.frames), last.begins + 1)
    pieces[-1] = replace(last, ends=ends)
    sounding += ends - last.ends
    fade_in = _FADE_IN if pieces[0].begins > 0 else 0
    fade_out = rest.fade if rest.fade or ends == source.frames else round(0.03 * RATE)
    return Plan(pieces=tuple(pieces), fade_in=fade_in, fade_out=min(fade_out, sounding), rest=frames - sounding)

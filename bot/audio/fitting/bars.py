"""From a route to a plan: the bed of a take in which there are places to leave it and to enter it."""

from __future__ import annotations

from dataclasses import replace

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.costs import Costs, costs
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.leftover import FILLER, MOST_STRETCH
from bot.audio.fitting.lining import lined
from bot.audio.fitting.looping import free_route, round_route
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.fitting.route import Planner, Route
from bot.audio.fitting.schedule import Moment
from bot.audio.fitting.stretching import stretched
from bot.audio.fitting.telling import tell
from bot.audio.listening.heard import Heard
from bot.audio.pcm import RATE, PcmFile
from bot.domain.fitting import Fitted

_FADE_IN, _FADE_OUT = round(0.02 * RATE), round(0.03 * RATE)


def by_places(source: PcmFile, heard: Heard, ground: Ground, ask: FitAsk) -> tuple[Plan, Fitted] | None:
    """The bed made of whole bars (or, without a pulse, of long crossfades); None where that cannot give the length."""
    priced = costs(ground, heard.features)
    route = round_route(ground, priced, ask.frames) if ask.loop else _route(Planner(ground, priced), ground, ask)
    return None if route is None else _played(source, heard, ground, ask, (route, priced))


def freely_looped(source: PcmFile, heard: Heard, ground: Ground, ask: FitAsk) -> tuple[Plan, Fitted] | None:
    """A loop whose last bar is shortened or held, so that it has the length; None where the take is too short."""
    route = free_route(ground, heard.features, ask.frames)
    return None if route is None else _played(source, heard, ground, ask, (route, costs(ground, heard.features)))


def _played(
    source: PcmFile, heard: Heard, ground: Ground, ask: FitAsk, chosen: tuple[Route, Costs]
) -> tuple[Plan, Fitted] | None:
    route, priced = chosen
    legs, wrap = lined(route, source, ground, heard.features)
    pieces, stretch = stretched(route, legs, source)
    plan = _round(pieces, wrap, source, ask.frames) if ask.loop else _ended(route, pieces, source, ask.frames)
    if plan is None:
        return None
    fitted = tell(plan, source, ground, ask, route=route, costs=priced, stretch=stretch)
    return (plan, fitted) if _holds(plan, fitted, ask) else None


def _holds(plan: Plan, fitted: Fitted, ask: FitAsk) -> bool:
    """Whether it keeps what is promised of the length, the stretch and the filling: takes of a few seconds may not."""
    filling = fitted.silence + (fitted.faded if ask.fade is None else 0.0)
    return (
        plan.frames == ask.frames
        and plan.rest >= 0
        and abs(fitted.stretch - 1) <= MOST_STRETCH + 1e-3
        and filling <= FILLER * fitted.after + 1e-3
    )


def _route(planner: Planner, ground: Ground, ask: FitAsk) -> Route | None:
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


def _ended(route: Route, pieces: list[Piece], source: PcmFile, frames: int) -> Plan:
    """The plan with its end where it must be: cut, or followed by silence, where the rest says so."""
    rest, last = route.rest, pieces[-1]
    sounding = sum(piece.frames for piece in pieces)
    ends = last.ends + frames - rest.silence - sounding
    ends = max(min(ends, source.frames), last.begins + 1)
    pieces = [*pieces[:-1], replace(last, ends=ends)]
    sounding += ends - last.ends
    fade_in = _FADE_IN if pieces[0].begins > 0 else 0
    fade_out = rest.fade if rest.fade or ends == source.frames else _FADE_OUT
    return Plan(pieces=tuple(pieces), fade_in=fade_in, fade_out=min(fade_out, sounding), rest=frames - sounding)


def _round(pieces: list[Piece], wrap: int, source: PcmFile, frames: int) -> Plan | None:
    """The plan of a loop; what a stretch could not give to the frame, its last piece does."""
    last = pieces[-1]
    ends = last.ends + frames - sum(piece.frames for piece in pieces)
    if not last.begins < ends <= source.frames:
        return None
    pieces = [*pieces[:-1], replace(last, ends=ends)]
    return Plan(pieces=tuple(pieces), wrap=min(wrap, pieces[-1].frames))

"""What was done to a take, told of the plan that was played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.costs import Costs
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.paths import Jump
from bot.audio.fitting.pieces import Plan
from bot.audio.fitting.route import Route
from bot.audio.pcm import RATE, PcmFile
from bot.domain.fitting import Fitted, Hit, Join

_HARDLY = round(0.05 * RATE)
"""Frames of a fade that is none to the ear."""


def tell(
    plan: Plan, source: PcmFile, ground: Ground, ask: FitAsk, *, route: Route, costs: Costs, stretch: float
) -> Fitted:
    """Of a bed made of places."""
    return Fitted(
        before=source.seconds,
        after=plan.frames / RATE,
        stretch=stretch,
        joins=tuple(_joins(plan, ground, route, costs)),
        silence=(plan.lead + plan.rest) / RATE,
        shortened=route.rest.trimmed / RATE,
        faded=plan.fade_out / RATE if plan.fade_out > _HARDLY else 0.0,
        loop=route.wrap is not None,
        wrap=_wrap(plan, ground, route, costs),
        hits=hits(plan, ground, ask),
    )


def _joins(plan: Plan, ground: Ground, route: Route, costs: Costs) -> Iterator[Join]:
    at = plan.lead
    jumps = iter(route.jumps)
    for before, after in pairwise(plan.pieces):
        at += before.frames
        if after.tiny:
            continue
        jump = next(jumps)
        yield _told(_Ends(before.ends, after.begins, after.crossfade, at), jump, ground, costs)


def _wrap(plan: Plan, ground: Ground, route: Route, costs: Costs) -> Join | None:
    if route.wrap is None:
        return None
    ends = _Ends(plan.pieces[-1].ends, plan.pieces[0].begins, plan.wrap, plan.frames)
    told = _told(ends, route.wrap, ground, costs)
    return told if route.whole else replace(told, bars=None, cost=None, usual=None)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where a crossfade ends: in the take on both sides, and in the bed."""

    left: int
    entered: int
    crossfade: int
    at: int

    def middle(self, frame: int) -> float:
        return (frame - self.crossfade / 2) / RATE


def _told(ends: _Ends, jump: Jump, ground: Ground, costs: Costs) -> Join:
    low, high = sorted((jump.left, jump.entered))
    whole = ground.pulsed and low % ground.phrase == 0 and high % ground.phrase == 0
    return Join(
        at=ends.middle(ends.at),
        left=ends.middle(ends.left),
        entered=ends.middle(ends.entered),
        bars=(low // ground.phrase + 1, high // ground.phrase) if whole else None,
        crossfade=ends.crossfade / RATE,
        cost=float(costs.heard[jump.left, jump.entered]),
        usual=costs.usual,
    )


def hits(plan: Plan, ground: Ground, ask: FitAsk) -> tuple[Hit, ...]:
    """Where the downbeat nearest to each hit, and the climax nearest to where it was asked, are in the bed."""
    found = []
    for second, climax in ask.moments:
        places = [int(ground.places[ground.climax])] if climax and ground.climax is not None else []
        if not climax and ground.pulsed:
            places = [int(place) for place in ground.places[:: ground.phrase]]
        heard = [at / RATE for place in places for at in plan.heard_at(place)]
        met = min(heard, key=lambda at: abs(at - second), default=None)
        found.append(Hit(asked=second, met=met, climax=climax))
    order = {second: place for place, second in enumerate(ask.hits)}
    return tuple(sorted(found, key=lambda hit: (not hit.climax, order.get(hit.asked, 0))))

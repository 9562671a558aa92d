"""What was done to a take, told of the plan that was played."""

from __future__ import annotations

from collections.abc import Iterator

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.costs import Costs
from bot.audio.fitting.ground import Ground
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
        faded=plan.fade_out / RATE if plan.fade_out > _HARDLY else 0.0,
        hits=hits(plan, ground, ask),
    )


def _joins(plan: Plan, ground: Ground, route: Route, costs: Costs) -> Iterator[Join]:
    at = plan.lead
    jumps = iter(route.jumps)
    for before, after in zip(plan.pieces, plan.pieces[1:], strict=False):
        at += before.frames
        if after.tiny:
            continue
        jump = next(jumps)
        low, high = sorted((jump.left, jump.entered))
        yield Join(
            at=(at - after.crossfade / 2) / RATE,
            left=(before.ends - after.crossfade / 2) / RATE,
            entered=(after.begins - after.crossfade / 2) / RATE,
            bars=(low + 1, high) if ground.pulsed and ground.phrase == 1 else None,
            crossfade=after.crossfade / RATE,
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

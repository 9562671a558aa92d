"""Which policies meet which loads, and the figures of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import erfc, exp, log, sqrt
from random import Random

import numpy as np

from bench.polling_looks import Fixed, Known, Learning, Oracle, Planned
from bench.polling_optimum import schedule
from bench.polling_world import Outcome, Policy, Trace, World, trace
from bot.domain.durations import Learned
from bot.domain.limits import Spacing
from bot.domain.polling import LOOK_COST, Durations

WARM_UP = 30
WORTH = 1.5
"""Seconds of lag that a look counts as where both are summed up in one figure."""
COSTS = (0.5, 0.75, 1.0, 1.2, 1.35, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
FIXED, LEARNED, KNOWN, OPTIMUM, ORACLE = "fixed 15–25 s", "bgm, learning", "bgm, model known", "optimum", "oracle"
TOLD_TWICE, TOLD_HALF = "bgm, learning, told 2 ×", "bgm, learning, told ½ ×"
Maker = Callable[[int, Trace], Policy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How long tasks take (log-normal, median in seconds), and how much is run."""

    seeds: int = 20
    jobs: int = 300
    median: float = 60.0
    sigma: float = 0.35

    def traces(self, in_flight: float) -> list[Trace]:
        shape = partial(trace, jobs=self.jobs, in_flight=in_flight, median=self.median, sigma=self.sigma)
        return [shape(seed) for seed in range(self.seeds)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of many jobs: seconds of lag at the mean and for the slowest twentieth, and looks per job."""

    lag: float
    p95: float
    looks: float

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], *, skip: int = 0) -> Figures:
        """Without the first `skip` jobs of each run."""
        lags = np.concatenate([outcome.lags[skip:] for outcome in outcomes])
        looks = np.concatenate([outcome.looks[skip:] for outcome in outcomes])
        return cls(float(lags.mean()), float(np.quantile(lags, 0.95)), float(looks.mean()))

    @property
    def cost(self) -> float:
        """Lag and looks in one figure, in seconds."""
        return self.lag + WORTH * self.looks


def learning(setting: Setting, *, told: float = 1.0, cost: float = LOOK_COST) -> Maker:
    """The bot's poller, whose provider names a median that is so many times the true one."""
    prior = Learned.prior(setting.median * told)
    return lambda seed, trace: Learning(durations=prior.durations, learned=prior, cost=cost)


def known(setting: Setting, *, cost: float = LOOK_COST) -> Maker:
    """The bot's poller, told the truth."""
    return lambda seed, trace: Known(durations=Durations(setting.median, setting.sigma), cost=cost)


def run(setting: Setting, make: Maker, *, in_flight: float, spacing: float) -> list[Outcome]:
    """One policy over all seeds, each seed a fresh one; nothing carries over."""
    traces = enumerate(setting.traces(in_flight))
    return [World(one, make(seed, one), Spacing(spacing)).run() for seed, one in traces]


def policies(setting: Setting) -> dict[str, Maker]:
    """What every load is run under, but for the optimum."""
    return {
        FIXED: lambda seed, trace: Fixed(random=Random(seed)),
        LEARNED: learning(setting),
        TOLD_TWICE: learning(setting, told=2.0),
        TOLD_HALF: learning(setting, told=0.5),
        KNOWN: known(setting),
        ORACLE: lambda seed, trace: Oracle(trace=trace),
    }


def optimal_ages(setting: Setting, look: float = WORTH) -> list[float]:
    """The computed optimum for one job that nothing limits."""

    def survival(seconds: float) -> float:
        return 1.0 if seconds <= 0 else 0.5 * erfc(log(seconds / setting.median) / (setting.sigma * sqrt(2)))

    return schedule(survival, look=look, horizon=setting.median * exp(5 * setting.sigma))


def alone(setting: Setting) -> dict[str, list[Outcome]]:
    """Jobs that no limit keeps waiting: what one job alone would see."""
    ages = optimal_ages(setting)
    makers = {**policies(setting), OPTIMUM: lambda seed, trace: Planned(ages=ages)}
    return {name: run(setting, make, in_flight=1, spacing=0.0) for name, make in makers.items()}


def together(setting: Setting, in_flight: float) -> dict[str, list[Outcome]]:
    """Jobs that share one request in 3 s."""
    return {name: run(setting, make, in_flight=in_flight, spacing=3.0) for name, make in policies(setting).items()}


def frontier(setting: Setting, in_flight: float, make: Callable[..., Maker]) -> dict[float, Figures]:
    """Lag against looks: figures by the price of a look."""
    return {
        cost: Figures.of(run(setting, make(setting, cost=cost), in_flight=in_flight, spacing=3.0)) for cost in COSTS
    }


def best(curve: Mapping[float, Figures], looks: float) -> tuple[float, Figures]:
    """The price and figures with the least lag for no more than so many looks (where none is so few, the dearest)."""
    allowed = {cost: found for cost, found in curve.items() if found.looks <= looks}
    return min(allowed.items(), key=lambda row: row[1].lag) if allowed else max(curve.items(), key=lambda row: row[0])

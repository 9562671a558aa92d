"""`python -m bench polling [--seeds 20]`: lag and looks per job, for the bot's poller and for what it could be.

Simulated with the bot's own functions on a virtual clock. Jobs arrive at random, as many in flight at the mean as the
table says, and all policies meet the same arrivals and the same durations. One request in 3 s, submits and looks
together, is MusicAPI's rule. Lag is from the end of a task to the look that finds it ended.
"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import asdict
from random import Random

import numpy as np

from bench.polling_runs import (
    FIXED,
    LEARNED,
    OPTIMUM,
    WARM_UP,
    WORTH,
    Figures,
    Setting,
    alone,
    best,
    frontier,
    known,
    learning,
    together,
)
from bot.domain.polling import LOOK_COST, Durations, Waiting, choose, next_look

LOADS = (1, 3, 6, 9)
LAG_WANTED, COST_WANTED = 0.60, 1.05
Table = dict[str, Figures]
HEAD = f"{'':<34}{'lag s':>7}{'p95 s':>8}{'looks':>7}"


def rows(table: Mapping[str, Figures], against: Mapping[str, Figures]) -> None:
    """Each policy beside fixed looks at the same jobs."""
    for name, found in table.items():
        base = against[name]
        ratios = f"{found.lag / base.lag:12.3f}{found.looks / base.looks:15.3f}"
        print(f"  {name:<32}{found.lag:7.2f}{found.p95:8.2f}{found.looks:7.2f}{ratios}")


def one_job(setting: Setting) -> Table:
    """The table of jobs without a limit."""
    outcomes = alone(setting)
    table = {name: Figures.of(found) for name, found in outcomes.items()}
    late, least = f"{LEARNED}, after {WARM_UP} jobs", table[OPTIMUM].cost
    table[late] = Figures.of(outcomes[LEARNED], skip=WARM_UP)
    bases = dict.fromkeys(table, least) | {late: Figures.of(outcomes[OPTIMUM], skip=WARM_UP).cost}
    print(f"\none job, no limit; cost = lag + {WORTH} s × looks\n{HEAD}{'cost s':>8}{'of optimum':>12}")
    for name, found in table.items():
        print(f"  {name:<32}{found.lag:7.2f}{found.p95:8.2f}{found.looks:7.2f}", end="")
        print(f"{found.cost:8.2f}{found.cost / bases[name]:12.3f}")
    verdict(setting, table[LEARNED].cost / least <= COST_WANTED, f"at most {COST_WANTED} of the optimum's cost")
    return table


def load(setting: Setting, in_flight: int) -> tuple[Table, dict[float, Figures]]:
    """The table and the frontier of one load."""
    outcomes = together(setting, in_flight)
    table = {name: Figures.of(found) for name, found in outcomes.items()}
    fixed, late = table[FIXED], f"{LEARNED}, after {WARM_UP} jobs"
    price, table["best"] = best(frontier(setting, in_flight, known), fixed.looks)
    table[late] = Figures.of(outcomes[LEARNED], skip=WARM_UP)
    against = dict.fromkeys(table, fixed) | {late: Figures.of(outcomes[FIXED], skip=WARM_UP)}
    print(f"\n{in_flight} in flight, one request in 3 s\n{HEAD}{'lag : fixed':>12}{'looks : fixed':>15}")
    rows(table, against)
    print(f"  best: least lag with no more looks than fixed, model known; a look worth {price} s")
    curve = frontier(setting, in_flight, learning)
    points = "   ".join(f"{cost:g}: {found.lag:.1f} / {found.looks:.2f}" for cost, found in curve.items())
    print(f"  frontier, learning (price of a look: lag s / looks)\n    {points}")
    crossing(curve, fixed)
    return table, curve


def crossing(curve: Mapping[float, Figures], fixed: Figures) -> None:
    """Where the frontier passes fixed looks: lag for as many looks, looks for as much lag. Only where it does."""
    lags, looks = [found.lag for found in curve.values()], [found.looks for found in curve.values()]
    if looks[-1] <= fixed.looks <= looks[0]:
        lag = float(np.interp(fixed.looks, looks[::-1], lags[::-1]))
        print(f"  for as many looks as fixed: {lag / fixed.lag:.3f} of its lag", end="")
        if fixed.lag <= lags[-1]:
            print(
                f"; for as much lag: {float(np.interp(fixed.lag, lags, looks)) / fixed.looks:.3f} of its looks", end=""
            )
        print()


def verdict(setting: Setting, held: bool, wanted: str) -> None:
    """Says whether the figure is what was wanted, which is for the durations that stand in by default."""
    if (setting.median, setting.sigma) == (Setting().median, Setting().sigma):
        print(f"  wanted: {wanted}: {'held' if held else 'NOT HELD'}")


def effort() -> dict[str, float]:
    """How long it takes to choose among a thousand tasks, and to plan one look: the best of twenty."""
    random, model = Random(1), Durations(60.0)
    waiting = [Waiting(id=str(task), started=-random.uniform(0, 200), durations=model) for task in range(1000)]
    choosing = min(_timed(lambda: choose(waiting, 0.0)) for _ in range(20)) * 1e3
    planning = min(_timed(lambda: [next_look(model, age) for age in range(1000)]) for _ in range(20)) * 1e3
    print(f"\nchoosing among 1,000 waiting tasks: {choosing:.2f} ms; planning one look: {planning:.1f} µs")
    return {"choose_1000_ms": round(choosing, 3), "next_look_us": round(planning, 2)}


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Prints the tables, then one line of JSON."""
    parser = ArgumentParser(prog="python -m bench polling", description=__doc__)
    for name, kind in (("seeds", int), ("jobs", int), ("median", float), ("sigma", float)):
        parser.add_argument(f"--{name}", type=kind, default=getattr(Setting(), name))
    setting = Setting(**vars(parser.parse_args()))
    print(f"{setting.seeds} seeds of {setting.jobs} jobs, each from the prior and all counted; log-normal, ", end="")
    print(f"median {setting.median:g} s, sigma {setting.sigma:g}; a look worth {LOOK_COST} s")
    single, loads = one_job(setting), {count: load(setting, count) for count in LOADS}
    table = loads[3][0]
    learned, fixed = table[LEARNED], table[FIXED]
    ratios = f"{learned.lag / fixed.lag:.3f} of fixed's lag, {learned.looks / fixed.looks:.3f} of its looks"
    print(f"\nat 3 in flight: {ratios}")
    held = learned.lag <= LAG_WANTED * fixed.lag and learned.looks <= fixed.looks
    verdict(setting, held, f"at most {LAG_WANTED} of fixed's lag, with no more looks")
    figures = {
        "setting": asdict(setting),
        "one_job": _plain(single),
        "loads": {count: {**_plain(table), "frontier": _plain(curve)} for count, (table, curve) in loads.items()},
        **effort(),
    }
    print(json.dumps(figures, ensure_ascii=False))


def _plain(table: Mapping[str, Figures] | Mapping[float, Figures]) -> dict[str, dict[str, float]]:
    return {str(name): {part: round(of, 3) for part, of in asdict(found).items()} for name, found in table.items()}

"""When a task is looked at again, and which is looked at first."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.polling_optimum import schedule, spent
from bench.polling_runs import FIXED, LEARNED, OPTIMUM, ORACLE, Figures, Setting, alone, together
from bot.domain.limits import Spacing
from bot.domain.polling import LOOK_COST, TOLD_COST, Durations, Waiting, choose, due_at, expected_lag, next_look

NOW = 1_795_000_000.0
MODELS = st.builds(Durations, st.floats(1, 900), st.floats(0.05, 1.0))
AGES = st.floats(0, 7200)


def waiting(name: str, age: float, *, looked: float | None = None, model: Durations | None = None) -> Waiting:
    """A task that was started `age` seconds before NOW and looked at `looked` seconds before it."""
    last = None if looked is None else NOW - looked
    return Waiting(id=name, started=NOW - age, last_look=last, durations=model or Durations(60.0))


@given(MODELS, AGES, st.floats(0, 600), st.floats(0, 600))
def test_expected_lag_grows_with_age_and_never_faster_than_time(
    model: Durations, last: float, one: float, other: float
) -> None:
    early, late = sorted((one, other))
    grown = expected_lag(model, last, last + late) - expected_lag(model, last, last + early)
    assert -1e-6 <= grown <= late - early + 1e-6


@given(MODELS, AGES, st.floats(0.1, 20))
def test_the_next_look_is_due_when_the_expected_lag_is_its_price(model: Durations, last: float, cost: float) -> None:
    due = next_look(model, last, cost=cost)
    assert due > last
    assert expected_lag(model, last, due) == pytest.approx(cost, abs=1e-3)


@given(MODELS, st.floats(0, 300), st.floats(1, 300))
def test_expected_lag_is_the_integral_it_stands_for(model: Durations, last: float, gap: float) -> None:
    """∫ (F(s) − F(τ)) ds / (1 − F(τ)), summed up in 2,000 steps."""
    known, step = model.done_by(last), gap / 2000
    area = sum(model.done_by(last + (index + 0.5) * step) - known for index in range(2000)) * step
    assert expected_lag(model, last, last + gap) == pytest.approx(area / (1 - known), abs=0.02, rel=0.01)


def test_looks_are_rare_before_the_end_is_near_and_dense_around_it() -> None:
    looks = [0.0]
    while looks[-1] < 100:
        looks.append(next_look(Durations(60.0), looks[-1]))
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert gaps[0] == max(gaps)
    assert gaps[0] > 3 * min(gaps)


@given(st.floats(1, 300), st.floats(0.05, 0.8), st.floats(2, 1e6))
def test_an_overdue_task_is_looked_at_each_minute_and_not_each_second(median: float, sigma: float, late: float) -> None:
    """However sure the model is, and after a week as well: a rarer look would find it minutes late, and looks each few
    seconds would take the slots of tasks that do end."""
    last = median * exp(4 * sigma) + late
    assert 20 < next_look(Durations(median, sigma), last) - last <= 61


def test_a_task_with_a_webhook_is_seldom_looked_at() -> None:
    assert next_look(Durations(60.0), 0.0, cost=TOLD_COST) > 60


@given(st.lists(st.tuples(AGES, st.none() | AGES, MODELS), max_size=12))
def test_the_task_with_the_greatest_expected_lag_is_chosen(tasks: list[tuple[float, float | None, Durations]]) -> None:
    line = [waiting(str(place), age, looked=last, model=model) for place, (age, last, model) in enumerate(tasks)]
    chosen = choose(line, NOW)
    lags = [task.lag(NOW) for task in line]
    if chosen is None:
        assert max(lags, default=0.0) < LOOK_COST
    else:
        assert chosen.lag(NOW) == max(lags)
        assert chosen.lag(NOW) > LOOK_COST * 0.99


@given(MODELS, AGES, st.none() | AGES, st.floats(0.5, 10))
def test_a_task_is_chosen_at_the_time_it_is_due_and_not_before(
    model: Durations, age: float, looked: float | None, cost: float
) -> None:
    """Or who sleeps until it is due would wake for nothing, again and again."""
    task = waiting("one", age, looked=looked, model=model)
    due = due_at(task, cost)
    assert choose([task], due, cost=cost) is task
    assert choose([task], due - 1.0, cost=cost) is None or task.lag(due - 1.0) > cost - 0.01


def test_nothing_waits_nothing_is_chosen() -> None:
    assert choose([], NOW) is None
    assert choose([waiting("new", 0.0)], NOW) is None


def test_a_look_dated_before_the_start_counts_as_none() -> None:
    """A clock may go back."""
    assert due_at(waiting("odd", 10.0, looked=20.0)) == due_at(waiting("odd", 10.0))


@given(st.integers(0, 2**32), st.integers(2, 25))
def test_no_task_is_starved_however_many_wait(seed: int, count: int) -> None:
    """Under one request in 3 s, with a new task for each that ends and one that never ends."""
    random, limit, now = Random(seed), Spacing(3.0), NOW
    line = {"stuck": waiting("stuck", random.uniform(0, 1200))}
    looks = [now]
    for _ in range(600):
        for place in range(count):
            line.setdefault(str(place), Waiting(id=str(place), started=now, durations=Durations(60.0)))
        if chosen := choose(list(line.values()), now):
            line[chosen.id] = replace(chosen, last_look=now)
            if chosen.id == "stuck":
                looks.append(now)
            elif random.random() < 0.4:
                del line[chosen.id]
        limit = limit.used(now)
        now += limit.wait(now)
    assert max(later - earlier for earlier, later in pairwise([*looks, now])) < 60 + 12 * count


def test_the_computed_optimum_of_a_constant_hazard_is_a_constant_gap() -> None:
    """Against the closed form: for rate h, looks g apart with e^(hg) = 1 + h·(g + cost)."""
    looks = schedule(lambda seconds: exp(-seconds / 60), look=1.5, horizon=600, step=0.25)
    gap = 13.1
    assert exp(gap / 60) == pytest.approx(1 + (gap + 1.5) / 60, abs=0.002)
    assert [later - earlier for earlier, later in pairwise(looks[:10])] == pytest.approx([gap] * 9, abs=0.3)


@pytest.mark.parametrize("sigma", [0.15, 0.35, 0.5])
def test_one_job_alone_costs_within_five_percent_of_the_optimum(sigma: float) -> None:
    """Lag and 1.5 s for each look; both computed, not simulated, over the bot's own model of durations."""
    model, horizon = Durations(60.0, sigma), 600.0
    looks = [0.0]
    while looks[-1] < horizon:
        looks.append(next_look(model, looks[-1]))

    def pending(seconds: float) -> float:
        return 1.0 - model.done_by(seconds)

    least = spent(pending, schedule(pending, look=1.5, horizon=horizon, step=0.5)).cost(1.5)
    ours = spent(pending, looks[1:]).cost(1.5)
    assert least * 0.995 <= ours <= least * 1.05


def test_while_it_learns_one_job_alone_costs_within_five_percent_of_the_optimum() -> None:
    """Lag and 1.5 s for each look, the first job counted as well."""
    figures = {name: Figures.of(outcomes) for name, outcomes in alone(Setting(seeds=4, jobs=150)).items()}
    assert figures[LEARNED].cost <= 1.05 * figures[OPTIMUM].cost
    assert figures[FIXED].cost > 1.3 * figures[OPTIMUM].cost


def test_three_in_flight_are_found_with_six_tenths_of_the_lag_of_fixed_looks_and_no_more_looks() -> None:
    """While it learns, under one request in 3 s over submits and looks."""
    figures = {name: Figures.of(outcomes) for name, outcomes in together(Setting(seeds=4, jobs=150), 3).items()}
    assert figures[LEARNED].lag <= 0.60 * figures[FIXED].lag
    assert figures[LEARNED].looks <= figures[FIXED].looks
    assert figures[ORACLE].looks == 1
    assert figures[ORACLE].lag < figures[LEARNED].lag

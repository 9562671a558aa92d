"""How long tasks take, learned."""

from __future__ import annotations

import json
from math import exp, log
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.durations import LENGTHS, SIGMAS, Learned, key, lenders
from bot.domain.polling import next_look

AGES = st.floats(0, 1e6)


def found(learned: Learned, takes: float) -> tuple[float, float]:
    """The ages of the last look that found the task pending and of the one that found it done."""
    age, last = 0.0, 0.0
    while age < takes:
        last, age = age, next_look(learned.durations, age)
    return last, age


def after(learned: Learned, *takes: float) -> Learned:
    """With tasks that took so long, seen only by looks."""
    for one in takes:
        learned = learned.learn(*found(learned, one))
    return learned


def tasks(seed: int, count: int, *, median: float = 60.0, sigma: float = 0.35) -> list[float]:
    random = Random(seed)
    return [random.lognormvariate(log(median), sigma) for _ in range(count)]


@pytest.mark.parametrize("sigma", [0.25, 0.35, 0.5])
@pytest.mark.parametrize("median", [45.0, 60.0, 80.0])
def test_thirty_tasks_teach_the_median_within_12_percent(median: float, sigma: float) -> None:
    """At the mean over twenty providers, from a prior of 60 s; by intervals between looks alone."""
    medians = [
        after(Learned.prior(60.0), *tasks(seed, 30, median=median, sigma=sigma)).durations.median for seed in range(20)
    ]
    assert mean(abs(one / median - 1) for one in medians) < 0.12


@pytest.mark.parametrize("sigma", [0.25, 0.35, 0.5])
def test_the_spread_is_learned_from_intervals(sigma: float) -> None:
    spreads = [after(Learned.prior(60.0), *tasks(seed, 100, sigma=sigma)).sigma for seed in range(10)]
    assert mean(spreads) == pytest.approx(sigma, rel=0.15)


def test_looks_far_apart_do_not_feign_a_narrow_spread() -> None:
    """What is left open within an interval counts as spread: here looks are 60 s apart."""
    learned = Learned.prior(60.0)
    for takes in tasks(1, 300):
        learned = learned.learn(takes // 60 * 60, takes // 60 * 60 + 60)
    assert learned.sigma == pytest.approx(0.35, rel=0.25)
    assert learned.durations.median == pytest.approx(60.0, rel=0.15)


def test_exact_times_from_webhooks_teach_the_mean_of_their_logarithms() -> None:
    learned = Learned.prior(60.0)
    for _ in range(200):
        learned = learned.learn(90.0, 90.0)
    assert learned.durations.median == pytest.approx(90.0, rel=0.02)
    assert learned.sigma < 0.2


def test_the_prior_weighs_as_much_as_five_jobs() -> None:
    """Five jobs of 120 s after a prior of 60 s: the middle of both, in logarithms."""
    learned = Learned.prior(60.0)
    for _ in range(5):
        learned = learned.learn(120.0, 120.0)
    assert learned.durations.median == pytest.approx(60.0 * 2**0.5, rel=0.03)


def test_one_task_that_an_outage_held_up_moves_the_median_by_less_than_five_percent() -> None:
    learned = after(Learned.prior(60.0), *tasks(1, 30))
    held_up = after(learned, 1800.0)
    assert 1.0 < held_up.durations.median / learned.durations.median < 1.05
    assert held_up.sigma < learned.sigma * 1.15


def test_an_outage_of_ten_tasks_is_forgotten() -> None:
    learned = after(Learned.prior(60.0), *tasks(1, 30))
    worst = after(learned, *[1800.0] * 10)
    assert worst.durations.median < 2 * learned.durations.median
    assert after(worst, *tasks(2, 100)).durations.median == pytest.approx(60.0, rel=0.15)


def test_a_provider_that_grows_twice_as_slow_is_followed() -> None:
    learned = after(after(Learned.prior(60.0), *tasks(1, 200)), *tasks(2, 120, median=120.0))
    assert learned.durations.median == pytest.approx(120.0, rel=0.15)


@given(st.lists(st.tuples(AGES, AGES), max_size=30), st.floats(0.5, 3600))
def test_whatever_looks_find_the_model_stays_one_that_looks_can_be_planned_by(
    intervals: list[tuple[float, float]], median: float
) -> None:
    """Even where a clock went back between two looks."""
    learned = Learned.prior(median)
    for late, early in intervals:
        learned = learned.learn(late, early)
    assert SIGMAS[0] <= learned.durations.sigma <= SIGMAS[1]
    assert 0 < next_look(learned.durations, 0.0) < 1e9
    assert Learned.from_json(json.loads(json.dumps(learned.as_json()))) == learned


@given(AGES, AGES, st.floats(10, 300))
def test_a_later_end_never_teaches_a_shorter_median(one: float, other: float, median: float) -> None:
    prior = Learned.prior(median)
    early, late = sorted((one, other))
    assert prior.learn(early, early).mean <= prior.learn(early, late).mean + 1e-9
    assert prior.learn(early, late).mean <= prior.learn(late, late).mean + 1e-9


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"mean": 4.0},
        {"mean": "4", "squares": 1.0, "jobs": 5.0},
        {"mean": float("nan"), "squares": 1.0, "jobs": 5.0},
        {"mean": 900.0, "squares": 1.0, "jobs": 5.0},
        {"mean": 4.0, "squares": -1.0, "jobs": 5.0},
        {"mean": 4.0, "squares": 1.0, "jobs": 0.0},
    ],
)
def test_a_row_that_is_no_model_is_none(told: dict[str, object]) -> None:
    assert Learned.from_json(told) is None


def test_a_lent_model_keeps_the_median_and_is_sure_of_nothing_else() -> None:
    learned = after(Learned.prior(60.0), *tasks(1, 50, median=150.0))
    assert learned.lent() == Learned.prior(exp(learned.mean))
    assert learned.lent().durations.median == pytest.approx(learned.durations.median)
    assert learned.lent().sigma == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("seconds", "kind"), [(5, "30"), (30, "30"), (31, "60"), (60, "60"), (120, "120"), (240, "240"), (241, "more")]
)
def test_a_model_is_of_a_provider_an_operation_and_a_kind_of_length(seconds: float, kind: str) -> None:
    assert key("musicapi", "extend", seconds) == f"musicapi extend {kind}"


def test_the_nearest_length_lends_first() -> None:
    assert lenders("nur", "make", 45) == [f"nur make {kind}" for kind in ("30", "120", "240", "more")]
    assert lenders("nur", "make", 500) == [f"nur make {kind}" for kind in ("240", "120", "60", "30")]
    assert len(lenders("nur", "make", 10)) == len(LENGTHS)

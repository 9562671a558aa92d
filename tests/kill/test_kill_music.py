"""The bot is killed with SIGKILL at any moment while it pays: no job is charged twice, none is charged and forgotten.

More kills: `BGM_KILLS=300 pytest -m long -s tests/kill`; the same dice again: `BGM_SEED=...`, which the figures name.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import pytest

from bot.work.points import Point
from sandbox.music.faults import MusicFaults
from tests.kill.music_trial import REAL, STRICT, MusicTrial, Tempo, music_trial
from tests.kill.test_kill import LONGEST_LIFE, Tell, kill, seed

FEW, MANY = 2, 30
ONLY_TOLD = frozenset({Point.HOOK_STORED})
ONLY_LOOKED = frozenset({Point.TASK_FINISHED})
"""Passed by looks alone: where webhooks come, few are needed."""
TOLD_MONEY = (Point.INTENT_STORED, Point.TASK_ASKED, Point.HOOK_STORED, Point.TAKE_FETCHED)
MONEY = (Point.INTENT_STORED, Point.TASK_ASKED, Point.TASK_FINISHED)
"""What bears on money most; the long run has every point, at least twice."""


def lost_answers(seed: int) -> MusicFaults:
    """A vendor whose answers are lost, whose links die and whose webhooks come late, twice or not as they should."""
    faults = MusicFaults(seed)
    faults.lose_answers(2, where="POST */sonic/create")
    faults.lose_answers(None, odds=0.2)
    faults.dead_links(times=None, odds=0.1)
    faults.fail_items(None, odds=0.1)
    faults.twice_hooks(None, odds=0.2)
    faults.late_hooks(None, odds=0.1)
    return faults


def bad_days(seed: int) -> MusicFaults:
    """A vendor on which everything that bears on money goes wrong now and then."""
    faults = lost_answers(seed)
    faults.drop_bodies(None, odds=0.05)
    faults.cut_json(None, odds=0.05)
    faults.storm(503, times=None, odds=0.04)
    faults.storm(500, times=None, odds=0.04, where="POST *", done=True)
    faults.html(502, times=None, odds=0.03)
    faults.rate_limit(0.5, times=None, odds=0.05)
    faults.rate_limit(times=None, odds=0.01)
    faults.outage(1.0, times=None, odds=0.01)
    faults.cut_files(None, odds=0.03)
    faults.empty_files(None, odds=0.03)
    faults.drop_files(None, odds=0.03)
    faults.fail_tasks(None, odds=0.05)
    faults.bad_hooks(None, odds=0.1)
    faults.stale_hooks(None, odds=0.05)
    faults.no_hooks(None, odds=0.05)
    return faults


def passed(*, hooks: bool) -> tuple[Point, ...]:
    """The points that a request passes in this form."""
    other = ONLY_LOOKED if hooks else ONLY_TOLD
    return tuple(point for point in Point if point not in other)


async def check(running: MusicTrial, points: Collection[Point], tell: Tell) -> None:
    """Nothing lost, doubled, charged twice or forgotten, and most kills were in the middle of something."""
    found = await running.verdict()
    figures = running.figures()
    tell("kill test over MusicAPI", figures)
    print(f"\nkill test: {figures}")  # noqa: T201 (to be read with -s)
    assert not found, f"{figures}\n" + "\n".join(found)
    assert set(running.hits) == set(points)
    assert running.in_flight >= 0.75 * running.kills


async def many_kills(running: MusicTrial, count: int) -> tuple[Point, ...]:
    """So many kills at random and two at each point; people also want WAVs and stems. The points."""
    running.payers.tools = 0.4
    points = passed(hooks=running.hooks)
    await kill(running, count, (1, running.random.randint(1, 3)), points)
    return points


@pytest.mark.parametrize("hooks", [True, False])
async def test_no_job_is_charged_twice_or_forgotten_however_the_bot_is_killed(
    tmp_path: Path, record_property: Tell, hooks: bool
) -> None:
    number, points = seed(), TOLD_MONEY if hooks else MONEY
    async with music_trial(tmp_path, seed=number, hooks=hooks, faults=lost_answers(number)) as running:
        await kill(running, FEW, (1,), points)
        await check(running, points, record_property)


@pytest.mark.long
@pytest.mark.parametrize("hooks", [True, False])
async def test_no_job_is_charged_twice_or_forgotten_over_many_kills(
    tmp_path: Path, record_property: Tell, hooks: bool
) -> None:
    number, count = seed(), int(os.environ.get("BGM_KILLS", MANY))
    async with music_trial(tmp_path, seed=number, hooks=hooks, faults=bad_days(number)) as running:
        points = await many_kills(running, count)
        await check(running, points, record_property)


@pytest.mark.long
@pytest.mark.parametrize("tempo", [STRICT, REAL], ids=["quick", "as slow as the real thing"])
async def test_the_vendor_s_limit_is_kept_over_kills_and_restarts(
    tmp_path: Path, record_property: Tell, tempo: Tempo
) -> None:
    """One request in three seconds is counted by the vendor, whichever of our processes sends it."""
    async with music_trial(tmp_path, seed=seed(), tempo=tempo) as running:
        async with running.busy():
            for _ in range(12):
                await running.kill_at_random(LONGEST_LIFE + tempo.task.median / 3)
        await running.run()
        await running.drain()
        await check(running, (), record_property)

"""The bot is killed with SIGKILL at any moment; what Slack acked is delivered, once.

More kills: `BGM_KILLS=300 pytest -m long -s tests/kill`; the same run again: `BGM_SEED=...`, which the figures name.
SIGKILL loses nothing that was written, so this shows nothing about power cuts.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.work.points import Point
from tests.kill.trial import Trial, trial

FEW, MANY = 5, 48
LONGEST_LIFE = 3.0
Tell = Callable[[str, object], None]


def seed() -> int:
    """A new one each time, or BGM_SEED."""
    return int(os.environ.get("BGM_SEED", secrets.randbelow(10**6)))


BUILTIN = tuple(point for point in Point if point not in {Point.HOOK_STORED, Point.EXTRA_STORED})
"""Those that a request passes which the bot's own composer fulfils."""


async def kill(running: Trial, count: int, passes: tuple[int, ...], points: Sequence[Point] = BUILTIN) -> None:
    """That many kills at random moments and one at each named point and pass, in any order, while people ask."""
    deaths = [*((point, number) for point in points for number in passes), *[None] * count]
    running.random.shuffle(deaths)
    async with running.busy():
        for death in deaths:
            if death is None:
                await running.kill_at_random(LONGEST_LIFE)
            else:
                await running.kill_at(*death)
    await running.run()
    await running.drain()


async def check(running: Trial, tell: Tell) -> None:
    """Nothing lost, doubled, damaged or left behind, and most kills were in the middle of something."""
    found = await running.verdict()
    figures = running.figures()
    tell("kill test", figures)
    print(f"\nkill test: {figures}")  # noqa: T201 (to be read with -s)
    assert not found, f"{figures}\n" + "\n".join(found)
    assert set(running.hits) == set(BUILTIN)
    assert running.in_flight >= 0.75 * running.kills


async def test_what_slack_acked_is_delivered_once_however_the_bot_is_killed(
    tmp_path: Path, record_property: Tell
) -> None:
    async with trial(tmp_path, seed=seed()) as running:
        await kill(running, FEW, passes=(1,))
        await check(running, record_property)


@pytest.mark.long
async def test_what_slack_acked_is_delivered_once_over_many_kills(tmp_path: Path, record_property: Tell) -> None:
    count = int(os.environ.get("BGM_KILLS", MANY))
    async with trial(tmp_path, seed=seed()) as running:
        await kill(running, count, passes=(1, running.random.randint(2, 4)))
        await check(running, record_property)

"""The kill test can fail: with a fault planted on purpose, the same kill at the same moment is found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.work.points import Point
from tests.kill.trial import Trial, trial


def program(fault: str) -> tuple[str, ...]:
    return ("tests.kill.faulty", fault)


async def killed_when_acked(running: Trial) -> list[str]:
    """One request; the bot is killed as soon as Slack has its ack."""
    await running.run()
    await running.people.ask()
    assert running.asked.accepted
    await running.bot.kill()
    await running.run()
    await running.drain()
    return await running.verdict()


async def killed_at(running: Trial, point: Point) -> list[str]:
    """One request; the bot dies at the first pass of a point and is started again."""
    async with running.one_request():
        await running.kill_at(point)
    await running.run()
    await running.drain()
    return await running.verdict()


@pytest.mark.parametrize(
    ("fault", "lost"), [pytest.param("none", False, marks=pytest.mark.long), ("ack-before-commit", True)]
)
async def test_acking_before_storing_is_found_out(tmp_path: Path, fault: str, lost: bool) -> None:
    async with trial(tmp_path, seed=1, program=program(fault)) as running:
        found = await killed_when_acked(running)
    assert any(problem.startswith("lost: ") for problem in found) is lost, found
    assert lost or not found


@pytest.mark.parametrize("point", [Point.POST_SENT, Point.FILE_SHARED])
@pytest.mark.parametrize(
    ("fault", "doubled"), [pytest.param("none", False, marks=pytest.mark.long), ("post-without-look-up", True)]
)
async def test_posting_again_without_looking_is_found_out(
    tmp_path: Path, fault: str, doubled: bool, point: Point
) -> None:
    async with trial(tmp_path, seed=1, program=program(fault)) as running:
        found = await killed_at(running, point)
    assert any(problem.startswith(("posted ", "shared ")) for problem in found) is doubled, found
    assert doubled or not found

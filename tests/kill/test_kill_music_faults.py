"""The kill test over MusicAPI can fail: with a fault planted on purpose the same bad moment is found out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.work.points import Point
from tests.kill.music_trial import STRICT, MusicTrial, music_trial

Moment = Callable[[MusicTrial], Awaitable[list[str]]]
SOON = 5.0
"""Seconds after which a faulty bot counts as done: what it has not said by then, it never will."""


async def judged(running: MusicTrial) -> list[str]:
    """All that was asked for is done, or never will be."""
    await running.drain(*[SOON] * running.is_faulty)
    return await running.verdict()


async def answer_lost(running: MusicTrial) -> list[str]:
    """One request, whose paid call has no answer."""
    running.music.faults.lose_answers(1, where="POST */sonic/create")
    await running.run()
    await running.people.ask()
    return await judged(running)


async def killed_when_paid(running: MusicTrial) -> list[str]:
    """One request; the bot dies when it was paid, before it knows."""
    async with running.one_request():
        await running.kill_at(Point.TASK_ASKED)
    await running.run()
    return await judged(running)


async def fulfilled(running: MusicTrial) -> list[str]:
    """Two requests, and nothing goes wrong."""
    await running.run()
    await running.people.ask()
    await running.people.ask()
    return await judged(running)


@pytest.mark.parametrize(
    ("moment", "fault", "problem"),
    [
        (answer_lost, "none", ""),
        (answer_lost, "orders-again", "ordered 2 times"),
        pytest.param(answer_lost, "never-asks", "silent", marks=pytest.mark.long),
        pytest.param(killed_when_paid, "none", "", marks=pytest.mark.long),
        (killed_when_paid, "forgets-the-intent", "ordered 2 times"),
        (fulfilled, "keeps-one", "charged and forgotten"),
        pytest.param(fulfilled, "hurries", "too soon", marks=pytest.mark.long),
    ],
)
async def test_a_bot_that_pays_twice_or_forgets_is_found_out(
    tmp_path: Path, moment: Moment, fault: str, problem: str
) -> None:
    async with music_trial(tmp_path, seed=1, hooks=False, fault=fault) as running:
        found = await moment(running)
    if problem:
        assert any(each.startswith(problem) for each in found), found
    else:
        assert not found
        assert running.asked_about == 1


@pytest.mark.parametrize("moment", [answer_lost, pytest.param(killed_when_paid, marks=pytest.mark.long)])
async def test_a_webhook_settles_a_lost_answer_and_nobody_is_asked(tmp_path: Path, moment: Moment) -> None:
    async with music_trial(tmp_path, seed=1) as running:
        found = await moment(running)
        assert not found
        assert (running.asked_about, len(running.music.ledger.charges())) == (0, 1)


@pytest.mark.long
@pytest.mark.parametrize(("fault", "early"), [("none", False), ("hurries", True)])
async def test_the_limit_is_kept_from_one_process_to_the_next(tmp_path: Path, fault: str, early: bool) -> None:
    """Killed after a request, the bot is back within the three seconds that it must wait, and has a question to ask."""
    async with music_trial(tmp_path, seed=1, hooks=False, tempo=STRICT, fault=fault) as running:
        found = await killed_when_paid(running)
    assert any(each.startswith("too soon") for each in found) is early, found
    assert early or not found

"""SIGTERM in the middle of everything, and a second bot on the same database: each ends with words, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.kill.bot_process import BotProcess
from tests.kill.trial import STOP_SECONDS, Trial, trial

REQUESTS = 2
Moment = Callable[[Trial], Awaitable[None]]


async def asked(running: Trial) -> None:
    """The bot runs, and has acked some requests a moment ago."""
    await running.run()
    for _ in range(REQUESTS):
        await running.people.ask()
    assert len(running.asked.accepted) == REQUESTS


async def at_once(running: Trial) -> None:
    """Nothing has happened to them yet."""


async def while_rendering(running: Trial) -> None:
    """The threads are open, and workers are busy."""
    await running.slack.until(lambda: len(running.slack.ledger.calls("chat.postMessage")) >= 2)


async def while_uploading(running: Trial) -> None:
    """A file has its place at Slack, and is not shared."""
    await running.slack.until(lambda: running.slack.ledger.calls("files.getUploadURLExternal"))


async def while_awaiting_a_message(running: Trial) -> None:
    """A file is shared, and its message has not come."""
    await running.slack.until(lambda: running.slack.ledger.calls("files.completeUploadExternal"))


@pytest.mark.parametrize("moment", [at_once, while_rendering, while_uploading, while_awaiting_a_message])
async def test_sigterm_ends_the_bot_and_the_next_start_delivers_what_was_open(tmp_path: Path, moment: Moment) -> None:
    async with trial(tmp_path, seed=1) as running:
        await asked(running)
        await moment(running)
        assert await running.bot.terminate(STOP_SECONDS) == 0
        assert await running.bot.left_behind() == []
        await running.run()
        await running.drain()
        assert await running.verdict() == []


async def test_sigterm_while_slack_does_not_answer_ends_the_bot_too(tmp_path: Path) -> None:
    async with trial(tmp_path, seed=1) as running:
        running.slack.faults.hang("auth.test", times=None)
        await running.bot.start()
        await running.slack.until(lambda: running.slack.ledger.calls("auth.test"))
        assert await running.bot.terminate(STOP_SECONDS) == 0
        assert await running.bot.left_behind() == []


async def test_sigterm_while_a_post_hangs_ends_the_bot_and_the_post_appears_once(tmp_path: Path) -> None:
    async with trial(tmp_path, seed=1) as running:
        running.slack.faults.hang("chat.postMessage")
        await asked(running)
        await running.slack.until(lambda: running.slack.ledger.calls("chat.postMessage"))
        assert await running.bot.terminate(STOP_SECONDS) == 0
        await running.run()
        await running.drain()
        assert await running.verdict() == []


async def test_a_second_bot_on_the_same_database_ends_with_words_and_the_first_goes_on(tmp_path: Path) -> None:
    async with trial(tmp_path, seed=1) as running:
        await asked(running)
        second = BotProcess(running.slack, tmp_path)
        await second.start()
        assert await asyncio.wait_for(second.ended(), 60.0) == 1
        assert f"Another bgm (process {running.bot.pid}" in running.bot.log
        assert "Traceback" not in running.bot.log
        assert running.bot.running
        await running.drain()
        assert await running.verdict() == []

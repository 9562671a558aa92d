"""A file made to do harm ends its own job, in words: not the worker's machine, not the bot, not the next job."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import audio_jobs
import bad_takes
import pytest
import pytest_asyncio

from bot.audio.bed import FinishOrder, make_bed
from bot.audio.decode import MAX_BYTES, decode
from bot.audio.workers import Workers
from bot.domain.errors import AudioError, WorkerDied

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limit")


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers(1, warm=("bot.audio.decode",))
    async with asyncio.timeout(60):
        yield made
    await made.close()


@LINUX
async def test_a_decoder_bomb_ends_in_words_and_the_worker_lives(workers: Workers, tmp_path: Path) -> None:
    who = await workers.run(audio_jobs.pid)
    build, words = bad_takes.REFUSED["tables"]
    order = FinishOrder(take=build(tmp_path), out=tmp_path / "beds", name="bed", format="mp3")
    with pytest.raises(AudioError, match=words) as refused:
        await workers.run(make_bed, order)
    assert not isinstance(refused.value, WorkerDied)
    assert await workers.run(audio_jobs.pid) == who
    assert await workers.run(audio_jobs.most_memory) < 2000, "FFmpeg alone would take 2850 MB for it"


@LINUX
async def test_more_memory_than_a_job_may_take_is_words(workers: Workers) -> None:
    with pytest.raises(AudioError, match="more memory"):
        await workers.run(audio_jobs.hoard)
    assert await workers.run(audio_jobs.doubled, 21) == 42


async def test_a_job_without_end_is_stopped_and_the_next_one_runs(tmp_path: Path) -> None:
    """The first one spins until a file is there that never comes."""
    workers = Workers(1, warm=(), patience=2.0)
    with pytest.raises(AudioError, match="was stopped") as stopped:
        await workers.run(audio_jobs.spin_until, tmp_path / "never")
    assert not isinstance(stopped.value, WorkerDied)
    assert await workers.run(audio_jobs.doubled, 21) == 42
    await workers.close()


async def test_a_job_that_raises_a_timeout_of_its_own_is_not_taken_for_one_without_end(workers: Workers) -> None:
    with pytest.raises(TimeoutError, match="of its own"):
        await workers.run(audio_jobs.time_out)


def test_a_file_over_the_cap_of_bytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.wav").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(AudioError, match="larger than 1000 MB"):
        list(decode(tmp_path / "large.wav"))

"""The machine's bad days: full disks, files past their days, a restart in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scenario_words import Json, audio_files, buttons, decoded, said
from stage import opened

from bot.app import Variant
from bot.domain.job import Kind, State
from bot.domain.ports import Transaction
from bot.domain.thread import TakeState
from bot.work.points import Point

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY = 86_400.0


class ShiftedClock:
    """The time of this machine, moved on by `ahead` seconds."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead


def limited(tx: Transaction, pages: int) -> int:
    """Lets the database grow to so many pages: SQLite then says what it says on a full disk."""
    found: int = tx._database.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0]  # type: ignore[attr-defined]
    return found


async def test_a_full_disk_under_the_database_is_said_at_once_and_what_was_accepted_goes_on() -> None:
    async with opened() as stage:
        bed = await stage.bed()
        room = stage.room()
        least = await stage.app.store.write(lambda tx: limited(tx, 1))
        answers = [await stage.person("ann").slash(room, f'chiptune 0:03 for "{"x" * 100}"') for _ in range(40)]
        refusals = [answer.text for answer in answers if "could not write your request down" in answer.text]
        assert refusals, "the database had room"
        assert all("disk is full" in words for words in refusals)
        accepted = [answer for answer in answers if answer.text.startswith("Making")]
        assert len(accepted) + len(refusals) == len(answers)
        await stage.app.store.write(lambda tx: limited(tx, 1_000_000))
        assert least < 1_000_000
        assert len(await stage.jobs(room)) == len(accepted)
        for job in await stage.jobs(room):
            await stage.person("ann").slash(room, "cancel")
            assert job
        await stage.react(bed, "repeat")
        (_, job) = await stage.has_jobs(bed.channel, 2)
        await stage.reached(job, State.DELIVERED)


class Once:
    """Does something when the bot first passes a point."""

    def __init__(self, point: Point, deed: Callable[[], None]) -> None:
        self._point, self._deed, self._done = point, deed, False

    def __call__(self, point: Point) -> None:
        if point is self._point and not self._done:
            self._done = True
            self._deed()


def mounted(folder: Path, size: str) -> bool:
    """A small disk at `folder`, where this user may make one."""
    if os.geteuid() != 0:
        return False
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "bgm", str(folder)], check=False,
                          capture_output=True)  # fmt: skip
    return made.returncode == 0


async def test_a_full_disk_under_the_audio_is_said_in_the_thread_and_goes_on_by_itself(tmp_path: Path) -> None:
    if not await asyncio.to_thread(mounted, tmp_path, "9m"):
        pytest.skip("a small disk can be made by root alone")
    try:
        clock, filler = ShiftedClock(), tmp_path / "somebody-elses"
        at = Once(Point.PRODUCING, lambda: fill(filler))
        async with opened(files=tmp_path, variant=Variant(at=at, clock=clock)) as stage:
            room = stage.room()
            job = await stage.ask('chiptune 0:03 for "No room"', room)
            await stage.until(lambda: any("disk here is full" in said(m) for m in stage.slack.messages(room)))
            await asyncio.to_thread(filler.unlink)
            clock.ahead = 20.0  # past the wait until it tries again, which the next request's stir makes it see
            other = await stage.ask('chiptune 0:03 for "Another"', stage.room())
            await stage.made(job)
            await stage.made(other)
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", "-l", str(tmp_path)], check=False)


def fill(path: Path) -> None:
    """Writes until there is no room left."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)


async def test_after_its_days_a_take_says_so_and_can_be_made_again_the_same() -> None:
    clock = ShiftedClock()
    async with opened(variant=Variant(clock=clock)) as stage:
        bed = await stage.bed()
        await stage.ended(bed.job)
        before = decoded(await stage.download(audio_files(bed.file)[0]))

        def card() -> Json:
            return next(m for m in stage.slack.thread(bed.channel, bed.root_ts) if m["ts"] == bed.card["ts"])

        kept = [path for path in stage.settings.files.rglob("*") if path.is_file()]
        assert kept
        await stage.stop()
        clock.ahead = 31 * DAY
        await stage.start()
        await stage.remembers(lambda tx: tx.take(bed.take.id).state is TakeState.EXPIRED)  # type: ignore[union-attr]
        assert [path for path in stage.settings.files.rglob("*") if path.is_file()] == []
        await stage.until(lambda: "Make it again" in buttons(card()))
        await stage.until(lambda: "no longer kept" in said(stage.slack.messages(bed.channel)[0]))
        assert "kept for 30 days" in said(card())
        assert list(buttons(card())) == ["Make it again"]
        answer = await stage.person("ben").click(card(), buttons(card())["Make it again"]["action_id"])
        assert answer.ok
        (_, job) = await stage.has_jobs(bed.channel, 2)
        assert job.kind is Kind.REMAKE
        again = await stage.made(job)
        assert "made again from v1" in said(again.card)
        assert np.array_equal(decoded(await stage.download(audio_files(again.file)[0])), before)


async def test_a_bot_that_is_restarted_in_the_middle_finishes_what_it_began_once() -> None:
    async with opened() as stage:
        rooms = [stage.room() for _ in range(3)]
        jobs = [await stage.ask('chiptune 0:03 for "Over the night"', room) for room in rooms]
        await stage.reached(jobs[0], State.WAITING, State.READY, State.PRODUCING, State.POSTING, State.DELIVERED)
        await stage.stop()
        await stage.start()
        for job, room in zip(jobs, rooms, strict=True):
            bed = await stage.made(job)
            assert len(stage.slack.messages(room)) == 1
            thread = stage.slack.thread(room, bed.root_ts)
            assert len([f for m in thread for f in audio_files(m)]) == 1

"""The whole bot in one event loop, with the Slack and the music API that it talks to, while all is asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.app import App, Variant, open_app
from sandbox.music.pace import Pace
from sandbox.session import HOST, MANIFEST, free_port, settings_for
from sandbox.slack.server import SandboxSlack
from sandbox.vendors import vendors

CHANNEL, PERSON, MUSICAPI = "video", "ann", "musicapi"
SET = "calm lo-fi instrumental --set 45,30,15 for “Onboarding”"
OF_THE_SET = 5
"""Jobs: one that makes two takes, and two beds cut from each."""
IN_ALL = OF_THE_SET + 3
"""The bed laid under the voice, and fitted to the clip and laid under it."""
QUICK = Pace(median=1.0, sigma=0.25)
LATE = 300.0


async def everything(folder: Path, voice: bytes, clip: bytes, begins: Callable[[], None]) -> None:
    """A set of beds from MusicAPI, then a voice and a clip posted below it; `begins` is called when all is set up."""
    async with (
        SandboxSlack(MANIFEST) as slack,
        vendors((MUSICAPI,), pace=QUICK, more={MUSICAPI: {"spacing": 0.2, "balance": 100_000}}) as music,
    ):
        settings = settings_for(slack, folder, providers=(MUSICAPI,), music=music, port=free_port())
        app, changed = await open_app(settings, Variant(host=HOST)), asyncio.Event()
        app.store.on_commit(lambda _: changed.set())
        await slack.connected()
        begins()
        try:
            ann = slack.person(PERSON)
            answer = await ann.slash(CHANNEL, SET)
            assert answer.ok, answer.failed
            await _over(app, changed, OF_THE_SET)
            root = slack.messages(CHANNEL)[-1]["ts"]
            await ann.upload(CHANNEL, "Voice.m4a", voice, thread_ts=root)
            await ann.upload(CHANNEL, "Launch.mp4", clip, thread_ts=root)
            await _over(app, changed, IN_ALL)
        finally:
            await app.stop()


async def _over(app: App, changed: asyncio.Event, count: int) -> None:
    """Waits until so many jobs are over; looks after every commit."""
    async with asyncio.timeout(LATE):
        while True:
            changed.clear()
            jobs = await app.store.read(lambda tx: tx.jobs(limit=100))
            if len(jobs) >= count and all(job.ended for job in jobs):
                assert not any(job.reason for job in jobs), [job.reason for job in jobs]
                return
            await changed.wait()

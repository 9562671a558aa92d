"""Jobs through the whole bot on this machine, one after the other, and when each thing of each happened."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.delivery_floor import Finishing, Floor
from bench.delivery_others import Others
from bot.app import App, Variant, open_app
from bot.audio.bed import FinishOrder
from bot.domain.job import ENDED, State
from bot.domain.thread import Take
from bot.work.finishing.bed_facts import frames
from bot.work.points import Point
from sandbox.music.pace import Pace
from sandbox.music.server import MusicServer
from sandbox.session import HOST, MANIFEST, free_port, settings_for
from sandbox.slack.server import SandboxSlack
from sandbox.vendors import vendors

CHANNEL, PERSON = "video", "ann"
MUSICAPI = "musicapi"
WORDS = "calm lo-fi instrumental {} for “Onboarding {}”"
LATE = 300.0
"""Seconds after which a job that should be there by then ends the bench."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Seconds after the music server had finished the task, of one job. `first` and `last` count its takes' files."""

    length: float
    told: float
    """Until the bot has stored it and begins: by a webhook, or by a look."""
    fetched: float
    """Until the first take is on the bot's disk."""
    made: float
    """Until its bed is: levelled, encoded, measured, drawn."""
    uploaded: float
    shared: float
    """Until Slack has said yes to the share."""
    first: float
    """Until the file's message stands in the thread, by Slack's own clock."""
    seen: float
    """Until the bot knows of that message."""
    card: float
    """Until the card of that take stands below it."""
    last: float
    last_card: float
    others: float = 0.0
    """Processors that others took until the first bed was made."""

    @property
    def slack(self) -> float:
        """What Slack itself takes from its yes to the message."""
        return self.first - self.shared

    @property
    def ours(self) -> float:
        """All until the first file that is neither the download nor Slack's own time."""
        return self.first - self.slack - (self.fetched - self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """What was delivered, and what finishing the same takes costs alone in a worker."""

    deliveries: tuple[Delivery, ...]
    floors: tuple[Finishing, ...]


@dataclass(frozen=True, slots=True)
class _Bench:
    slack: SandboxSlack
    app: App
    music: MusicServer
    points: list[tuple[Point, float]]
    floor: Floor
    others: Others
    files: Path

    async def deliver(self, length: str, number: int) -> tuple[Delivery, Finishing]:
        """Types one request, waits until all of it is in its thread, and finishes its first take once more, alone."""
        before, start = len(self.points), len(self.slack.ledger)
        answer = await self.slack.person(PERSON).slash(CHANNEL, WORDS.format(length, number))
        assert answer.ok, answer.failed
        job = (await self.app.store.read(lambda tx: tx.jobs(limit=10_000)))[-1]
        async with asyncio.timeout(LATE):
            while (job_now := await self.app.store.read(lambda tx: tx.job(job.id))) and job_now.state not in ENDED:
                seen = len(self.slack.ledger)  # a job that ends says so in Slack
                await self.slack.ledger.until(partial(_longer, self.slack.ledger, seen), timeout=LATE)
        assert job_now is not None
        assert job_now.state is State.DELIVERED, job_now.reason
        ready = max(line["at"] for line in self.music.ledger.of("task", phase="succeeded"))
        takes = await self.app.store.read(lambda tx: tx.takes(job_id=job.id))
        found = _delivery(job.duration, ready, self.points[before:], self.slack.ledger.entries[start:], takes)
        others = self.others.between(ready, ready + found.made)
        return replace(found, others=others), await self.floor.finish(self._order(takes[0]))

    def _order(self, take: Take) -> FinishOrder:
        """What was ordered of it, but for its tags."""
        return FinishOrder(
            take=self.files / take.source,
            out=self.files / "floor" / take.id,
            name="bed",
            format=take.receipt.format if take.receipt else "mp3",
            frames=frames(take),
        )


def _delivery(
    length: float,
    ready: float,
    points: Sequence[tuple[Point, float]],
    slack: Sequence[Json],
    takes: Sequence[Take],
) -> Delivery:
    at = {point: [when - ready for passed, when in points if passed is point] for point in Point}
    files = sorted(line["at"] - ready for line in slack if line["kind"] == "file_shared" and _has_audio(line))
    cards = sorted(filter(None, (_card_at(line, takes) for line in slack)))
    return Delivery(
        length=length,
        told=at[Point.PRODUCING][0],
        fetched=at[Point.TAKE_FETCHED][0],
        made=at[Point.BED_MADE][0],
        uploaded=at[Point.FILE_UPLOADED][0],
        shared=at[Point.FILE_SHARED][0],
        first=files[0],
        seen=min(when for when in at[Point.POST_SENT] if when > files[0]),
        card=cards[0] - ready,
        last=files[-1],
        last_card=cards[-1] - ready,
    )


def _has_audio(line: Json) -> bool:
    return any(file["mimetype"].startswith("audio/") for file in line["files"])


def _card_at(line: Json, takes: Iterable[Take]) -> float | None:
    """When this line put the card of one of these takes into the thread."""
    if line["kind"] != "call" or line["method"] != "chat.postMessage" or not line["answer"]["ok"]:
        return None
    metadata = line["args"]["metadata"]
    said = json.loads(metadata) if isinstance(metadata, str) else metadata
    keys = {f"{take.id}:card" for take in takes}
    return float(line["at"]) if said["event_payload"]["key"] in keys else None


async def runs(lengths: Sequence[str], *, hooks: bool, pace: Pace, more: Mapping[str, Any]) -> Runs:
    """One job of each length, in order, through a new bot at a MusicAPI of this pace."""
    points: list[tuple[Point, float]] = []
    variant = Variant(at=lambda point: points.append((point, time.time())), host=HOST)
    with tempfile.TemporaryDirectory(prefix="bgm-bench-", ignore_cleanup_errors=True) as name:
        async with (
            SandboxSlack(MANIFEST) as slack,
            vendors((MUSICAPI,), pace=pace, more={"musicapi": more}) as music,
        ):
            settings = settings_for(slack, Path(name), providers=(MUSICAPI,), music=music, port=free_port())
            app = await open_app(settings if hooks else replace(settings, public_url=None), variant)
            floor, others = Floor(), Others()
            bench = _Bench(slack, app, music[MUSICAPI], points, floor, others, settings.files)
            try:
                await floor.warm()
                found = [await bench.deliver(length, number) for number, length in enumerate(lengths)]
            finally:
                others.stop()
                await floor.close()
                await app.stop()
        return Runs(deliveries=tuple(one for one, _ in found), floors=tuple(alone for _, alone in found))


def _longer(ledger: Sized, seen: int) -> bool:
    return len(ledger) > seen

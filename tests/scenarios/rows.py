"""Rows of the table of music APIs, as people use them: ask in Slack, look what came, read the vendor's own books."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast
from urllib.parse import unquote

import av
import mido
import numpy as np
from scenario_words import Json, buttons, said
from stage import SPACING, Bed, Stage, opened

from bot.domain.job import RUNNING, Job, State
from bot.domain.plan import Order
from bot.domain.ports import Provider, Transaction
from bot.domain.thread import Post, Take, Task
from bot.variant import Variant
from sandbox.slack.clock import Timer

SHORT: Mapping[str, Mapping[str, Any]] = {
    "musicapi": {"spacing": 0.01, "usual_seconds": 5.0, "balance": 100_000},
    "wavespeed": {"usual_seconds": 5.0},
    "nur": {"plan": "business", "at_once": 0.0},
}
"""Vendors that hardly limit anybody and make short pieces where no length is asked for; Nur answers pending."""
USUAL = 1.0
"""Seconds that a task is thought to take here: more than with sandbox.music.pace.FAST, so that no look comes before a
webhook on a slow machine."""


class Brisk:
    """A provider that knows how quick its vendor is here. So looks come soon where no webhook tells."""

    def __init__(self, provider: Provider, spacing: float = SPACING, told: float = USUAL) -> None:
        """`told`: how long a call is thought to take of which a webhook tells."""
        self._provider, self._told = provider, told
        self.spacing, self.order_spacing = min(provider.spacing, spacing), 0.0

    def expects(self, order: Order) -> float:
        """Seconds."""
        return self._told if order.operation in self._provider.calls_back else USUAL

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)


def brisk(providers: dict[str, Provider], spacing: float = SPACING, told: float = USUAL) -> dict[str, Provider]:
    """All providers, quick ones; for a Variant."""
    return {name: cast("Provider", Brisk(provider, spacing, told)) for name, provider in providers.items()}


class Leaping:
    """The time of this machine, from which one may leap ahead; the bot's and its vendors'."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        """Unix seconds."""
        return time.time() + self.ahead

    def call_at(self, when: float, action: Callable[[], None]) -> Timer:
        """Runs `action` at `when`. A leap meanwhile does not hasten it."""
        return asyncio.get_running_loop().call_later(max(0.0, when - self.now()), action)


async def leap(stage: Stage, seconds: float) -> None:
    """So many seconds later; every loop of the bot that waits for a job looks at once."""
    clock = cast("Leaping", stage.variant.clock)
    clock.ahead += seconds
    await stage.app.store.write(_touch)


def _touch(tx: Transaction) -> None:
    for job in tx.jobs(states=RUNNING):
        tx.save_job(job)


@asynccontextmanager
async def set_up(
    *music: str, providers: Callable[[dict[str, Provider]], dict[str, Provider]] = brisk, **more: Any
) -> AsyncIterator[Stage]:
    """A stage whose bot asks these providers, in this order, and which can leap ahead in time."""
    clock = Leaping()
    vendors = {name: {**arguments, "clock": clock} for name, arguments in more.pop("vendor", SHORT).items()}
    async with opened(music=music, variant=Variant(clock=clock), vendor=vendors, started=False, **more) as stage:
        stage.variant = replace(stage.variant, providers=providers)
        await stage.start()
        yield stage


def vendor(stage: Stage, name: str) -> Any:
    """The vendor of a provider, with what only this one has: `habits`, `account` ..."""
    return stage.music[name]


# The vendor's own books


async def orders(stage: Stage, job: Job) -> list[tuple[str, Json]]:
    """Each POST of the job's calls that its vendor took, in order: the last part of its path, and its body."""
    return [(one["path"].rsplit("/", 1)[-1], one["body"]) for one in await _taken(stage, job)]


async def order(stage: Stage, job: Job) -> Json:
    """The body of the one POST that the job needed, once it is over."""
    ((_, body),) = await orders(stage, await over(stage, job))
    return body


async def bill(stage: Stage, job: Job) -> list[tuple[str, Decimal]]:
    """Each charge for the job's calls in its vendor's books, in order: for what, and how much."""
    lines = stage.music[job.provider].ledger.entries
    mine = {line["n"] for line in await _taken(stage, job)}
    charges = [line for line in lines if line["kind"] == "charge" and _asked_in(lines, line) in mine]
    return [(one["operation"], Decimal(str(one["amount"]))) for one in charges]


def _asked_in(lines: Sequence[Json], charge: Json) -> int | None:
    """The number of the request that was charged: the next one of that task with that very body."""
    same = ("task_id", "request")
    later = (line for line in lines[charge["n"] :] if line["kind"] == "request")
    return next((line["n"] for line in later if all(line[name] == charge[name] for name in same)), None)


async def _taken(stage: Stage, job: Job) -> list[Json]:
    asked = [asked_by(task) for task in await tasks(stage, job)]
    ledger = stage.music[job.provider].ledger
    return [one for one in ledger.requests(method="POST", status=200) if any(is_of(one) for is_of in asked)]


def asked_by(task: Task) -> Callable[[Json], bool]:
    """Whether a line of the vendor's books is a POST of this very call: by our address in it, by the vendor's own id of
    it, or, where it was answered at once and has neither, by all its fields."""
    call = str(task.request.get("call") or task.request.get("model") or "generate")
    fields = task.request.get("fields", {})

    def is_of(line: Json) -> bool:
        if not line["path"].endswith(f"/{call}") or "track_id" in task.request:  # Nur's stems are only looked up
            return False
        if told := line["body"].get("webhook_url", line["query"]):
            return task.id in unquote(told)
        if task.provider_id not in {None, task.id}:
            return bool(line["task_id"] == task.provider_id)
        return bool(fields.items() <= line["body"].items())

    return is_of


async def reckoned(stage: Stage, account: str) -> Decimal:
    """What the bot thinks that it spent there."""
    return Decimal(str(round(await stage.read(lambda tx: tx.charged(account, 0.0)), 6)))


# What people do


async def press(stage: Stage, who: str, message: Json, label: str) -> None:
    """Presses a button by its label; a question that it asks first is answered with yes."""
    answer = await stage.person(who).click(message, buttons(message)[label]["action_id"])
    assert answer.ok, answer.failed


async def pressed(stage: Stage, bed: Bed, label: str, who: str = "ben") -> Job:
    """Presses a button under a take; the job that it asks for."""
    before = len(await stage.jobs(bed.channel))
    await press(stage, who, bed.card, label)
    return (await stage.has_jobs(bed.channel, before + 1))[before]


async def more(stage: Stage, bed: Bed, what: str, who: str = "ben", **fields: str) -> Job:
    """Chooses something in the form behind More, and agrees to its price where it is shown again; the job."""
    person, before = stage.person(who), len(await stage.jobs(bed.channel))
    await press(stage, who, bed.card, "More …")
    view = person.modal()
    assert view is not None
    await _submitted(stage, who, view, {"what": what, **fields})
    return (await stage.has_jobs(bed.channel, before + 1))[before]


async def song(stage: Stage, room: str, style: str, who: str = "ann", **fields: Any) -> Job:
    """Fills in the form of `/bgm song STYLE`; the job that came of it."""
    person = stage.person(who)
    answer = await person.slash(room, f"song {style}")
    assert answer.ok, answer.failed
    view = person.modal()
    assert view is not None
    given = await person.submit(view, fields)
    assert not given.errors, given.errors
    if shown := person.modal():
        await person.close(shown)
    return await stage.newest(room)


async def on_file(stage: Stage, room: str, message: Json, what: str, who: str = "ann", **fields: str) -> Job:
    """Uses the shortcut on a message with an audio file; the job that it asks for."""
    person, before = stage.person(who), len(await stage.jobs(room))
    answer = await person.shortcut(room, message["ts"], "bgm_audio")
    assert answer.ok, answer.failed
    view = person.modal()
    assert view is not None
    await _submitted(stage, who, view, {"what": what, **fields})
    return (await stage.has_jobs(room, before + 1))[before]


async def _submitted(stage: Stage, who: str, view: Json, values: Json) -> None:
    person = stage.person(who)
    given = await person.submit(view, values)
    assert not given.errors, given.errors
    if (price := person.modal()) and price["callback_id"] == "bgm_confirm":
        assert (await person.submit(price, {})).ok


async def over(stage: Stage, job: Job) -> Job:
    """Waits until the job is delivered and everything about it was said."""
    await stage.reached(job, State.DELIVERED)
    return await stage.ended(job)


# What came


async def takes(stage: Stage, job: Job) -> list[Take]:
    """The takes of a job, in their order."""
    return await stage.read(lambda tx: tx.takes(job_id=job.id))


async def beds(stage: Stage, job: Job) -> list[Bed]:
    """Every take of a job as its thread shows it."""
    return [await stage.shown(take) for take in await takes(stage, await over(stage, job))]


async def tasks(stage: Stage, job: Job) -> list[Task]:
    """The calls of a job, in order."""
    return await stage.read(lambda tx: tx.tasks(job.id))


async def posts(stage: Stage, job: Job) -> list[Json]:
    """The messages of a job in its thread, in order; edited ones as they stand now."""

    def look(tx: Transaction) -> tuple[str, str, list[Post]]:
        thread = tx.thread(job.thread_id)
        return thread.channel, thread.root_ts or "", tx.posts(job_id=job.id)

    channel, root, rows = await stage.read(look)
    ours = {row.ts for row in rows if row.ts}
    return [message for message in stage.slack.thread(channel, root) if message["ts"] in ours]


async def files(stage: Stage, job: Job) -> dict[str, Json]:
    """The files that a job posted, by name."""
    return {file["name"]: file for message in await posts(stage, job) for file in message.get("files", ())}


async def words(stage: Stage, job: Job) -> str:
    """All that the messages of a job say; the text beside files, too."""
    return "\n".join(f"{message['text']}\n{said(message)}" for message in await posts(stage, job))


async def seconds(stage: Stage, file: Json) -> float:
    """How long an audio file in Slack plays; AssertionError for silence."""
    return length_of(await stage.download(file))


def length_of(data: bytes) -> float:
    """How long audio plays, decoded to its end."""
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams.audio[0]
        frames = list(container.decode(stream))
        assert any(np.abs(frame.to_ndarray()).max() for frame in frames), "nothing but silence"
        return sum(frame.samples for frame in frames) / stream.rate


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an archive, by name, each of them whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def notes_in(data: bytes) -> int:
    """How many notes begin in a Standard MIDI File."""
    tracks = mido.MidiFile(file=io.BytesIO(data)).tracks
    return sum(message.type == "note_on" and message.velocity > 0 for track in tracks for message in track)

"""What tests of bad days share: what is asked for, how long it plays, what the thread says of it."""

from __future__ import annotations

import re
from decimal import Decimal

import rows
from scenario_words import Json, said
from stage import Stage

from bot.domain.job import Job, State
from bot.domain.ports import Transaction
from sandbox.music.server import MusicServer

ASKED = 'chiptune 0:04 for "Pixel"'
PAIR = f"{ASKED} --provider musicapi"
"""By Sonic, two takes; all else is by Producer, one."""
ONCE = [("producer", Decimal(12))]
PAIR_ONCE = [("create_music", Decimal(20))]


async def had(stage: Stage, job: Job) -> list[str]:
    """What happened to a job, in order."""
    return [event for _, event, *_ in await stage.read(lambda tx: tx.history(job.id))]


async def lengths(stage: Stage, job: Job) -> list[float]:
    """How long each of its beds plays."""
    posted = await rows.files(stage, await rows.over(stage, job))
    return [await rows.seconds(stage, file) for name, file in posted.items() if name.endswith(".mp3")]


def fetched(server: MusicServer) -> list[tuple[int, str | None]]:
    """The status and the fault of each audio file that was fetched."""
    return [(one["status"], one["fault"]) for one in server.ledger.of("fetched")]


def spoken_plainly(message: Json) -> bool:
    """Whether no words of others ping, format or link in a message; what our own code letters hold is inert."""
    text = re.sub("`/bgm[^`]*`", "", f"{message['text']}\n{said(message)}".lower())
    return not any(sign in text for sign in ("<!", "*luck*", "*starlight*", "`", "https://evil"))


async def tried(stage: Stage, job: Job, tries: int) -> Job:
    """Waits until so many tries to finish the job have failed, or it has ended."""

    def look(tx: Transaction) -> Job | None:
        now = tx.job(job.id)
        return now if now and (now.ended or (now.state is State.READY and now.attempts >= tries)) else None

    found = await stage.remembers(look)
    assert found is not None
    return found


async def told(stage: Stage, job: Job, words: str) -> None:
    """Waits until the thread of a job says this."""
    thread = await stage.remembers(lambda tx: found if (found := tx.thread(job.thread_id)).root_ts else None)
    assert thread is not None
    await stage.until(lambda: any(words in said(m) for m in stage.slack.thread(thread.channel, thread.root_ts or "")))


async def room_of(stage: Stage, job: Job) -> str:
    """The channel of a job."""
    return (await stage.read(lambda tx: tx.thread(job.thread_id))).channel


def is_done(line: Json) -> bool:
    """Whether this line of the vendor's books says that a task is done."""
    return bool(line["kind"] == "task" and line["phase"] == "succeeded")

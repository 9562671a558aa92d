"""Doing things in a thread of a paid provider: the forms, and what stands in the thread after."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from scenario_words import Json, buttons, said
from stage import Bed, Stage, opened

from bot.domain.job import Job, State

SONG = 'soul ballad 0:03 --vocal for "Rain"'


@asynccontextmanager
async def paid(*music: str, **more: Any) -> AsyncIterator[Stage]:
    """A stage whose bot asks MusicAPI first."""
    async with opened(music=music or ("musicapi", "builtin"), **more) as stage:
        yield stage


async def form(stage: Stage, bed: Bed, who: str = "ben") -> Json:
    """Presses More under a take; its form."""
    person = stage.person(who)
    answer = await person.click(bed.card, "bgm:more")
    assert answer.ok, answer.failed
    view = person.modal()
    assert view is not None
    return view


async def order(stage: Stage, bed: Bed, what: str, who: str = "ben", **fields: str) -> Job:
    """Chooses something in the form of a take and agrees to its price where it is asked; the job that it became."""
    person, before = stage.person(who), len(await stage.jobs(bed.channel))
    answer = await person.submit(await form(stage, bed, who), {"what": what, **fields})
    assert not answer.errors, answer.errors
    while person.modal():
        assert (await person.submit(person.modal() or {}, {})).ok
    return (await stage.has_jobs(bed.channel, before + 1))[-1]


async def more(stage: Stage, bed: Bed, what: str, who: str = "ben", **fields: str) -> Job:
    """As `order`, and waits until all of it is in the thread."""
    job = await order(stage, bed, what, who, **fields)
    await stage.reached(job, State.DELIVERED)
    return await stage.ended(job)


def choices(view: Json) -> dict[str, str]:
    """What a form offers, each with what is said of it."""
    options = view["blocks"][0]["element"]["options"]
    return {option["value"]: option["description"]["text"] for option in options}


def names(stage: Stage, bed: Bed) -> list[str]:
    """The names of all files in the thread of a bed."""
    thread = stage.slack.thread(bed.channel, bed.root_ts)
    return [file["name"] for message in thread for file in message.get("files", ())]


def words(stage: Stage, channel: str, root_ts: str) -> str:
    """All that is said in a thread."""
    return "\n".join(said(message) for message in stage.slack.thread(channel, root_ts))


async def asked_in(stage: Stage, channel: str, label: str) -> tuple[Job, Json]:
    """Waits until the newest job's thread shows a button of this label; the job and the message with it."""
    job = await stage.newest(channel)
    thread = await stage.remembers(lambda tx: found if (found := tx.thread(job.thread_id)).root_ts else None)
    shown = await stage.until(
        lambda: [m for m in stage.slack.thread(channel, thread.root_ts or "") if label in buttons(m)]
    )
    return job, shown[0]

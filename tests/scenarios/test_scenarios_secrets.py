"""No key, token, secret or signed address of ours is anywhere that somebody may read, whatever goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from scenario_paid import SONG, asked_in, more
from scenario_words import audio_files, buttons
from stage import Stage, opened

from bot.commands.doctor_apis import of_apis
from bot.commands.job import describe
from bot.domain.job import Job, State
from bot.domain.ports import Transaction
from bot.logs import set_up
from bot.work.ordering.links import Links
from sandbox.music.wavespeed.server import WaveSpeedServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIGNED = re.compile(r"[\w-]{2,}\.[0-9a-f]{40}")
"""The last part of an address of ours."""


@contextlib.contextmanager
def listening(stage: Stage) -> Iterator[io.StringIO]:
    """All that is logged meanwhile, as the bot logs at DEBUG; where an error is under way, with its traceback."""
    root, heard, usual = logging.getLogger(), io.StringIO(), logging.getLogRecordFactory()
    before = root.handlers, root.level

    def with_traceback(*args: Any, **more: Any) -> logging.LogRecord:
        record = usual(*args, **more)
        record.exc_info = record.exc_info or (sys.exc_info() if sys.exc_info()[0] else None)
        return record

    with contextlib.redirect_stderr(heard):
        set_up("DEBUG", stage.settings.secrets)
    logging.setLogRecordFactory(with_traceback)
    try:
        yield heard
    finally:
        logging.setLogRecordFactory(usual)
        root.handlers, root.level = before


def links_of(stage: Stage) -> Links:
    """The bot's own addresses."""
    assert stage.settings.slack_bot_token
    return Links(stage.settings.public_url, stage.settings.slack_bot_token.reveal().encode())


def secrets_of(stage: Stage, tasks: list[tuple[str, str]]) -> dict[str, str]:
    """By what they are: keys, tokens, what webhooks are signed with, and the secret part of every address of a task."""
    links, wavespeed = links_of(stage), stage.music["wavespeed"]
    assert isinstance(wavespeed, WaveSpeedServer)
    found = {f"setting {number}": secret.reveal() for number, secret in enumerate(stage.settings.secrets)}
    found |= {f"key of {name}": server.key for name, server in stage.music.items()}
    found |= {"whsec": wavespeed.webhook_secret, "whsec alone": wavespeed.webhook_secret.removeprefix("whsec_")}
    for provider, task_id in tasks:
        found[f"hook of {task_id}"] = (links.hook(provider, task_id) or "").rpartition(".")[2]
        found[f"secret of {task_id}"] = links.hook_secret(task_id)
    return found


async def bad_day_at_musicapi(stage: Stage) -> None:
    """Refused with our key in the words, lost and told by a webhook, a bad webhook; stems; a posted file."""
    server, room, ann = stage.music["musicapi"], stage.room(), stage.person("ann")
    server.faults.fail_tasks(message=f"upstream said no to Bearer {server.key}")
    await stage.ended(await stage.ask('chiptune 0:04 --provider musicapi for "Failed"', room))
    server.faults.lose_answers()
    server.faults.bad_hooks(where="song.streaming")
    server.faults.cut_files()
    bed = await stage.bed(f"{SONG} --provider musicapi")
    server.faults.rate_limit(0.1)
    await more(stage, bed, "stems")
    message = await ann.upload(room, "draft.mp3", await stage.download(audio_files(bed.file)[0]))
    await ann.shortcut(room, message["ts"], "bgm_audio")
    assert not (await ann.submit(ann.modal() or {}, {"what": "extend file", "length": "0:12"})).errors
    while ann.modal():
        assert (await ann.submit(ann.modal() or {}, {})).ok
    await stage.reached((await stage.has_jobs(room, 2))[-1], State.DELIVERED)
    assert [one for one in server.ledger.of("fetched") if one.get("name")]


async def bad_day_elsewhere(stage: Stage) -> None:
    """Nur's answer is lost, and somebody gives up; Mureka says that it is too much."""
    nur, mureka, room = stage.music["nur"], stage.music["mureka"], stage.room()
    await more(stage, await stage.bed('chiptune 0:05 --provider nur for "Nur"'), "stems")
    nur.faults.lose_answers()
    await stage.ask('chiptune 0:05 --provider nur for "Lost"', room)
    _, question = await asked_in(stage, room, "Give up")
    await stage.person("ann").click(question, buttons(question)["Give up"]["action_id"])
    mureka.faults.rate_limit(0.1)
    await more(stage, await stage.bed('chiptune 0:04 --provider mureka for "Mureka"'), "stems")


async def forged(stage: Stage, tasks: list[tuple[str, str]]) -> None:
    """Somebody who knows the address of every task calls there, in no vendor's name."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for provider, task_id in tasks:
            url = links_of(stage).hook(provider, task_id) or ""
            answer = await client.post(url, content=f'{{"id": "{url}"}}'.encode(), headers={"webhook-id": url})
            assert answer.status_code == 401


def told(tx: Transaction) -> tuple[list[Job], list[tuple[str, str]], str]:
    """All jobs, their tasks by provider and id, and what `bgm job ID --full` prints of them."""
    jobs = tx.jobs()
    tasks = [(task.provider, task.id) for job in jobs for task in tx.tasks(job.id)]
    return jobs, tasks, "\n".join(line for job in jobs for line in describe(tx, job.id, None))


async def pages(stage: Stage, jobs: list[Job]) -> str:
    """What the sandbox's page is given of every channel."""
    rooms = dict.fromkeys(job.thread_id for job in jobs)
    threads = [thread for name in rooms if (thread := await stage.read(lambda tx, name=name: tx.thread(name)))]  # type: ignore[misc]
    paths = ["/page/state"]
    for thread in threads:
        place = f"channel={thread.channel}&user=U_ANN"
        paths += [f"/page/messages?{place}", f"/page/thread?{place}&ts={thread.root_ts}"]
    async with httpx.AsyncClient(base_url=stage.slack.url, trust_env=False) as client:
        return "".join([(await client.get(path)).text for path in paths])


async def test_no_secret_of_any_music_api_is_anywhere_on_the_worst_of_days() -> None:
    """T11 over three vendors: in the log at DEBUG with tracebacks, the database, Slack's traffic and page, `bgm job
    --full`, `bgm doctor` and the thread itself there is none of them."""
    async with opened(started=False, music=("musicapi", "nur", "mureka", "builtin")) as stage:
        stage.settings.files.parent.mkdir(exist_ok=True)
        with listening(stage) as heard:
            await stage.start()
            await bad_day_at_musicapi(stage)
            await bad_day_elsewhere(stage)
            await stage.settled()
            jobs, tasks, printed = await stage.read(told)
            await forged(stage, tasks)
            page = await pages(stage, jobs)
            doctor = await asyncio.to_thread(of_apis, stage.settings)
            await stage.stop()
        places = {
            "log": heard.getvalue(),
            "database": b"".join(p.read_bytes() for p in stage.settings.files.parent.glob("bgm.db*")).decode("latin-1"),
            "traffic": json.dumps([call["args"] for call in stage.slack.ledger.of("call")]),
            "acks": json.dumps([ack["payload"] for ack in stage.slack.ledger.of("ack")]),
            "page": page,
            "bgm job": printed,
            "doctor": "\n".join(map(str, doctor)),
        }
        secrets = secrets_of(stage, tasks)
        assert len(tasks) >= 8
        assert "Traceback" in places["log"]
        assert "upstream said no" in places["database"]
        assert all(len(text) > 100 for text in places.values())
        hits = [(what, place) for what, secret in secrets.items() for place, text in places.items() if secret in text]
        assert hits == []
        assert [(found, place) for place, text in places.items() for found in SIGNED.findall(text)] == []

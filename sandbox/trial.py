"""One request in the sandbox, as a person would make it: typed, waited for, and downloaded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.domain.brief import is_command, read
from bot.domain.errors import BriefRefused
from bot.domain.job import RUNNING
from bot.domain.ports import Transaction
from sandbox.session import Session

Json = dict[str, Any]

CHANNEL, PERSON = "video", "ann"
LOOK_SECONDS = 0.1
PATIENCE = 180.0
"""Seconds until a request that should be done in a few counts as failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: the thread as the person sees it and the saved files, or why it failed."""

    thread: tuple[Json, ...] = ()
    files: tuple[Path, ...] = ()
    failed: str = ""


async def request(session: Session, text: str, out: Path) -> Outcome:
    """Types `/bgm TEXT`, waits for the finished thread, and saves its audio below `out`."""
    person = session.slack.person(PERSON)
    before = {message["ts"] for message in person.messages(CHANNEL)}
    answer = await person.slash(CHANNEL, text)
    if answer.failed or not _is_brief(text):
        return Outcome(failed=answer.failed or answer.text)
    async with asyncio.timeout(PATIENCE):
        while await session.app.store.read(_busy):  # noqa: ASYNC110 (a store is looked at, not waited for)
            await asyncio.sleep(LOOK_SECONDS)
    root = next(
        message for message in person.messages(CHANNEL) if message["ts"] not in before and not message.get("ephemeral")
    )
    thread = person.thread(CHANNEL, root["ts"])
    files = await _save(session, thread, out)
    return Outcome(tuple(thread), files, "" if files else root["text"])


def _is_brief(text: str) -> bool:
    try:
        read(text)
    except BriefRefused:
        return False
    return is_command(text) is None


def _busy(tx: Transaction) -> bool:
    return bool(tx.jobs(states=RUNNING)) or tx.next_due_post() is not None


async def _save(session: Session, thread: list[Json], out: Path) -> tuple[Path, ...]:
    shared = [file for message in thread for file in message.get("files", ()) if file["mimetype"].startswith("audio")]
    async with httpx.AsyncClient(base_url=session.slack.url, trust_env=False) as client:
        return tuple(
            [
                await asyncio.to_thread(_write, out / file["name"], (await client.get(file["url"])).content)
                for file in shared
            ]
        )


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path

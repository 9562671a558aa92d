"""One request in the sandbox, as a person would make it: typed, waited for, and downloaded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.domain.brief import Brief, read
from bot.domain.errors import BriefRefused
from sandbox.session import Session

Json = dict[str, Any]

CHANNEL, PERSON = "video", "ann"
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
    answer = await person.slash(CHANNEL, text)
    if answer.failed:
        return Outcome(failed=answer.failed)
    brief = _understood(text)
    if brief is None:
        return Outcome(failed=answer.text)
    await _until(session, lambda: _finished(person.messages(CHANNEL), brief.takes, person))
    root = person.messages(CHANNEL)[-1]
    thread = person.thread(CHANNEL, root["ts"])
    files = await _save(session, thread, out)
    failed = "" if files else root["text"]
    return Outcome(tuple(thread), files, failed)


def _understood(text: str) -> Brief | None:
    try:
        return read(text)
    except BriefRefused:
        return None


async def _until(session: Session, condition: Callable[[], bool]) -> None:
    await session.slack.ledger.until(condition, timeout=PATIENCE)


def _finished(messages: list[Json], takes: int, person: Any) -> bool:
    roots = [m for m in messages if m.get("bot_id")]
    if not roots:
        return False
    thread = person.thread(CHANNEL, roots[-1]["ts"])
    seeded = [m for m in thread if len(m.get("reactions", ())) >= 2]
    return len(seeded) >= takes or _ended(roots[-1])


def _ended(root: Json) -> bool:
    return bool(root.get("edited")) and "bgm:cancel" not in json.dumps(root.get("blocks", ()))


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

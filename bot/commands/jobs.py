"""bgm jobs [--running]: the newest jobs, a line each."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.shown import harmless
from bot.domain.job import RUNNING, Job
from bot.domain.naming import clock, subject
from bot.settings import load
from storage import open_readonly


def run(arguments: Sequence[str]) -> int:
    """Prints them, oldest first."""
    parser = argparse.ArgumentParser(prog="bgm jobs", description="The newest jobs, a line each.")
    parser.add_argument("--running", action="store_true", help="only what has not ended")
    parser.add_argument("--limit", type=int, default=30, help="how many at most (30)")
    options = parser.parse_args(arguments)
    settings = load(os.environ, Path.cwd())
    states = RUNNING if options.running else None
    for job in asyncio.run(_jobs(settings.database, states, options.limit)):
        print(harmless(line(job)))
    return 0


async def _jobs(database: str, states: frozenset[object] | None, limit: int) -> list[Job]:
    store = open_readonly(database)
    try:
        found = await store.read(lambda tx: tx.jobs(states=states, limit=1_000_000))  # type: ignore[arg-type]
    finally:
        await store.close()
    return found[-limit:]


def when(at: float) -> str:
    """A time as people read it, UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def line(job: Job) -> str:
    """One job in one line."""
    why = f" · {job.reason}" if job.reason else ""
    length = clock(job.duration)
    return f"{job.id}  {when(job.created_at)}  {job.state:<10} {job.kind:<10} {length:>6}  {subject(job.brief)}{why}"

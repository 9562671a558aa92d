"""bgm job ID: one job, move by move."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands.jobs import line, when
from bot.domain.ports import Transaction
from bot.settings import load
from storage import open_readonly


def run(arguments: Sequence[str]) -> int:
    """Prints its moves, tasks, takes and posts; 1 when there is no such job."""
    parser = argparse.ArgumentParser(prog="bgm job", description="One job, move by move.")
    parser.add_argument("id", help="as `bgm jobs` prints it")
    job_id = parser.parse_args(arguments).id
    lines = asyncio.run(_lines(load(os.environ, Path.cwd()).database, job_id))
    if not lines:
        print(f"bgm: there is no job {job_id}. `bgm jobs` lists them.", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


async def _lines(database: str, job_id: str) -> list[str]:
    store = open_readonly(database)
    try:
        return await store.read(lambda tx: describe(tx, job_id))
    finally:
        await store.close()


def describe(tx: Transaction, job_id: str) -> list[str]:
    """All that is stored of a job, as lines; none when there is no such job."""
    job = tx.job(job_id)
    if job is None:
        return []
    thread = tx.thread(job.thread_id)
    lines = [line(job), f"  words   {job.brief.description}"]
    lines.append(
        f"  thread  {thread.channel} {thread.root_ts or 'not posted yet'}, asked by {job.asker}, seed {job.seed}"
    )
    for at, event, before, after, reason in tx.history(job_id):
        lines.append(f"  {when(at)}  {before} → {after} ({event}){f': {reason}' if reason else ''}")
    lines += [f"  task    {task.id} at {task.provider}: {task.state}, {task.looks} looks" for task in tx.tasks(job_id)]
    lines += [
        f"  take    {take.label} {take.state}, seed {take.seed}, {take.bed or 'no file'}"
        for take in tx.takes(job_id=job_id)
    ]
    lines += [f"  post    {post.kind}: {post.state}, {post.attempts} tries" for post in tx.posts(job_id=job_id)]
    return lines

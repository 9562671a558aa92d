"""bgm job ID: one job, move by move, with what was asked of providers and what came back."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands.jobs import line, when
from bot.commands.shown import LONGEST, harmless, shown
from bot.domain.ports import Transaction
from bot.domain.thread import Task
from bot.settings import load
from storage import open_readonly


def run(arguments: Sequence[str]) -> int:
    """Prints its moves, tasks, takes and posts; 1 when there is no such job."""
    parser = argparse.ArgumentParser(prog="bgm job", description="One job, move by move.")
    parser.add_argument("id", help="as `bgm jobs` prints it")
    parser.add_argument("--full", action="store_true", help="all of what was asked and returned")
    options = parser.parse_args(arguments)
    job_id, longest = options.id, None if options.full else LONGEST
    lines = asyncio.run(_lines(load(os.environ, Path.cwd()).database, job_id, longest))
    if not lines:
        print(f"bgm: there is no job {job_id}. `bgm jobs` lists them.", file=sys.stderr)
        return 1
    print(harmless("\n".join(lines)))
    return 0


async def _lines(database: str, job_id: str, longest: int | None) -> list[str]:
    store = open_readonly(database)
    try:
        return await store.read(lambda tx: describe(tx, job_id, longest))
    finally:
        await store.close()


def describe(tx: Transaction, job_id: str, longest: int | None = LONGEST) -> list[str]:
    """All that is stored of a job, as lines; none when there is no such job. JSON is cut to `longest` letters."""
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
    lines += [text for task in tx.tasks(job_id) for text in _task(task, longest)]
    lines += [
        f"  take    {take.label} {take.state}, seed {take.seed}, {take.bed or 'no file'}"
        for take in tx.takes(job_id=job_id)
    ]
    lines += [
        f"  extra   {extra.operation}: {extra.name}, {', '.join(extra.paths) or 'no file'}"
        for extra in tx.extras(job_id=job_id)
    ]
    lines += [f"  post    {post.kind}: {post.state}, {post.attempts} tries" for post in tx.posts(job_id=job_id)]
    return lines


def _task(task: Task, longest: int | None) -> list[str]:
    """The call, what was asked, and what came back: first what was made of it, then the answer as it came."""
    named = f", {task.provider_id}" if task.provider_id else ""
    lines = [f"  task    {task.id} at {task.provider}{named}: {task.operation}, {task.state}, {task.looks} looks"]
    lines.append(f"    asked {shown(task.request, longest)}")
    understood = {name: value for name, value in task.answer.items() if value and name != "returned"}
    if understood:
        lines.append(f"    found {shown(understood, longest)}")
    if returned := task.answer.get("returned"):
        lines.append(f"    came  {shown(returned, longest)}")
    return lines

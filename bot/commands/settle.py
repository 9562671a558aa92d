"""bgm settle [ID again|give-up]: decides what becomes of a job whose paid call had no answer; alone, lists them."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import errands
from bot.app import in_place_of_the_bot
from bot.commands.jobs import line, when
from bot.commands.shown import harmless, shown
from bot.control import ask
from bot.domain.errors import StoreLocked
from bot.domain.job import Job, State
from bot.domain.ports import Transaction
from bot.domain.thread import Task, TaskState
from bot.domain.wish import Wish
from bot.settings import Settings, load
from storage import open_readonly

WISHES = {"again": Wish.AGAIN, "give-up": Wish.GIVE_UP}
NONE = "Nothing to settle: the outcome of every paid call is known."


def run(arguments: Sequence[str]) -> int:
    """0 when it was decided, 1 with the reason when not; alone, 0 and the list."""
    options = _parser().parse_args(arguments)
    settings = load(os.environ, Path.cwd())
    if options.id is None:
        print(harmless("\n".join(asyncio.run(_listed(settings)) or [NONE])))
        return 0
    if options.wish is None:
        print(f"bgm: say what becomes of it: bgm settle {options.id} again, or give-up.", file=sys.stderr)
        return 2
    answer = asyncio.run(_settled(settings, options.id, WISHES[options.wish]))
    print(
        answer["words"] if answer["ok"] else f"bgm: {answer['words']}", file=sys.stdout if answer["ok"] else sys.stderr
    )
    return 0 if answer["ok"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bgm settle",
        description="Decides what becomes of a job whose paid call had no answer. Alone, it lists them.",
    )
    parser.add_argument("id", nargs="?", help="as `bgm settle` or `bgm jobs` prints it")
    parser.add_argument(
        "wish", nargs="?", choices=tuple(WISHES), help="order it again, which may cost twice, or give it up"
    )
    return parser


async def _settled(settings: Settings, job_id: str, wish: Wish) -> Mapping[str, Any]:
    """By the running bot; in its place where none runs."""
    question = errands.settle(job_id, wish)
    try:
        answer = await ask(await _database(settings), question)
        return answer if answer is not None else await in_place_of_the_bot(settings, question)
    except (OSError, StoreLocked) as error:
        return {"ok": False, "words": f"The running bot could not be asked: {error}"}


async def _database(settings: Settings) -> Path:
    """Its file. Raises StoreError where there is none."""
    store = open_readonly(settings.database)
    await store.close()
    return store.path


async def _listed(settings: Settings) -> list[str]:
    store = open_readonly(settings.database)
    try:
        return await store.read(_lines)
    finally:
        await store.close()


def _lines(tx: Transaction) -> list[str]:
    return [text for job in tx.jobs(states={State.UNSETTLED}) for text in _known(job, tx.tasks(job.id))]


def _known(job: Job, tasks: Sequence[Task]) -> list[str]:
    """The job, and all that is known of its call."""
    lost = [task for task in tasks if task.state is TaskState.INTENT]
    return [line(job), *(text for task in lost for text in _call(task)), f"  → bgm settle {job.id} again | give-up"]


def _call(task: Task) -> list[str]:
    named = f", which knows it as {task.provider_id}" if task.provider_id else ""
    lines = [f"  asked   {task.provider} to {task.operation} at {when(task.created_at)}{named}: {shown(task.request)}"]
    evidence = task.answer.get("evidence")
    return [*lines, f"  known   {evidence}"] if evidence else lines

"""What must be true of money after any number of kills: the vendor's ledger against what stands in Slack."""

from __future__ import annotations

import html
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.domain.wish import Wish
from sandbox.music.server import MusicServer
from sandbox.slack.records import Message
from sandbox.slack.server import SandboxSlack
from tests.kill.judge import (
    bot_messages,
    database_problems,
    doubled_posts,
    file_names,
    half_done,
    key_of,
    made,
    unacked,
)
from tests.kill.music_book import Book, Order, Row, orders
from tests.kill.music_people import PayingPeople, questions

OVER = frozenset({"delivered", "failed"})
"""How a job may end: what failed is said in its thread."""
SHOWN = 60
"""So many letters and digits of a reason are looked for."""
INSTEAD = "The WAV of"
"""... by MusicAPI can't be had, so one is made from the take itself: the thread knows what became of it."""
DECIDED = ("said to order it again", "said to give up")


@dataclass(frozen=True, slots=True)
class World:
    """All that the verdict is read from."""

    slack: SandboxSlack
    music: MusicServer
    people: PayingPeople
    database: Path


def problems(world: World) -> list[str]:
    """Everything that is not as promised; empty when all is well."""
    book, found = Book(world.database), orders(world.music)
    owners = book.owners(found)
    return [
        *unacked(world.slack),
        *_not_kept(world, book),
        *_not_told(world, book),
        *doubled_posts(world.slack),
        *_paid_twice(world, book, found, owners),
        *(problem for order in found for problem in _forgotten(world, book, order, owners[order.number])),
        *_hurried(world.music),
        *(problem for problem in database_problems(world.database, OVER) if not _is_asked(world, problem)),
    ]


def _not_kept(world: World, book: Book) -> Iterator[str]:
    """Each wish that Slack took is a job."""
    asked = world.people.asked
    for title in sorted(asked.accepted):
        kinds = Counter(job["kind"] for job in book.of_title(title))
        if kinds["make"] != 1:
            yield f"lost: {title} became {kinds['make']} jobs"
        elif (wishes := kinds["regenerate"] + kinds["extend"]) != asked.wishes[title]:
            yield f"lost: {asked.wishes[title]} reactions to {title} became {wishes} jobs"


def _not_told(world: World, book: Book) -> Iterator[str]:
    """Each job has ended as its thread says, or asks there."""
    cards, names = {(card.title, card.label) for card in made(world.slack)}, file_names(world.slack)
    for job in book.jobs.values():
        title = book.thread(job)["title"]
        match job["state"]:
            case "failed":
                if not _says(_card(world, book, job), f"This could not be made. {job['reason']}"):
                    yield f"silent: {title} ({job['kind']}) failed, and its card does not say: {job['reason']}"
            case "delivered":
                for take in book.takes[job["id"]]:
                    label = f"v{take['number']}"
                    there = any(name.startswith(f"{title} ") and f" {label}." in name for name in names)
                    if not (there and (title, label) in cards) and not _told_of(world, book, job, label):
                        yield f"lost: {label} of {title} is neither in its thread nor spoken of"
            case "unsettled":
                if not any(_job_of(world, question) == job["id"] for question in questions(world.slack)):
                    yield f"silent: {title} ({job['kind']}) is unsettled, and nobody is asked"


def _paid_twice(world: World, book: Book, found: list[Order], owners: dict[int, Row | None]) -> Iterator[str]:
    """One order for each attempt, and another attempt only where somebody wanted one."""
    tasks = [task for order in found if (task := owners[order.number])]
    for task_id, count in Counter(task["id"] for task in tasks).items():
        if count > 1:
            yield f"charged {count} times: attempt {task_id}"
    wanted = Counter(decision.job for decision in world.people.decisions.values() if decision.wish is Wish.AGAIN)
    for (job_id, wish), count in Counter((task["job_id"], book.wish(task)) for task in tasks).items():
        if count > 1 + wanted[job_id]:
            yield f"ordered {count} times, wanted again {wanted[job_id]} times: job {job_id}, {wish[:60]}"


def _forgotten(world: World, book: Book, order: Order, task: Row | None) -> Iterator[str]:
    """What was paid for is delivered, or its thread says what became of it."""
    if task is None:
        yield f"charged and forgotten: {order.operation} {order.id}, which is no attempt of ours"
        return
    job = book.jobs[task["job_id"]]
    if task["state"] == "void":
        if not any(_says(message, words) for message in _thread(world, book, job) for words in DECIDED):
            yield f"charged and forgotten: attempt {task['id']} was dropped, and nobody was asked"
    elif job["state"] == "delivered" and task["state"] == "finished" and book.extras[job["id"]]:
        there = [file.name for message in _thread(world, book, job) for file in message.files]
        files = [Path(path).name for extra in book.extras[job["id"]] for path in json.loads(extra["paths"])]
        made_here = any(_says(message, INSTEAD) for message in _thread(world, book, job))
        if (not files and not made_here) or not set(files) <= set(there):
            yield f"charged and forgotten: the {order.operation} of job {job['id']} ({', '.join(files) or 'no file'})"
    elif job["state"] == "delivered" and task["state"] == "finished":
        takes = [json.loads(take["facts"]).get("clip_id") for take in book.takes[job["id"]]]
        joined = {json.loads(other["request"])["fields"].get("continue_clip_id") for other in book.tasks[job["id"]]}
        for clip in _clips(world.music, order):
            if clip not in takes and not (order.operation == "extend_music" and clip in joined):
                yield f"charged and forgotten: clip {clip} of job {job['id']} ({order.operation})"
    elif task["state"] in {"intent", "started"} and job["state"] != "unsettled":
        yield f"charged and forgotten: attempt {task['id']} is {task['state']} of a job that is {job['state']}"


def _clips(music: MusicServer, order: Order) -> list[str]:
    """What came of an order, by the vendor's own record."""
    return [entry["item"] for entry in music.ledger.of("item", task_id=order.id, phase="succeeded")]


def _hurried(music: MusicServer) -> list[str]:
    """What the vendor itself found too soon; not what it only says on a bad day."""
    early = music.ledger.of("request", status=429, fault=None)
    return [f"too soon: {entry['method']} {entry['path']} (line {entry['n']})" for entry in early]


def _is_asked(world: World, problem: str) -> bool:
    """A job that waits for people, and the attempt that is asked about."""
    return bool(questions(world.slack)) and problem.endswith((" is unsettled", " is intent"))


def _job_of(world: World, question: Message) -> str:
    decision = world.people.decisions.get((question.channel, question.ts))
    return decision.job if decision else key_of(question).partition(":")[0]


def _card(world: World, book: Book, job: Row) -> Message | None:
    post = book.posts.get(job["shown_as"])
    return next((message for message in _thread(world, book, job) if post and message.ts == post["ts"]), None)


def _thread(world: World, book: Book, job: Row) -> list[Message]:
    root = book.thread(job)["root_ts"]
    return [message for message in bot_messages(world.slack) if root in {message.ts, message.thread_ts}]


def _told_of(world: World, book: Book, job: Row, label: str) -> bool:
    return any(_says(message, f"{label} could not be finished") for message in _thread(world, book, job))


def _says(message: Message | None, words: str) -> bool:
    return message is not None and _plain(words)[:SHOWN] in _plain(message.text)


def _plain(words: str) -> str:
    """Letters and digits alone: how the rest is written is for other tests."""
    return "".join(letter for letter in html.unescape(words) if letter.isalnum())


def is_quiet(database: Path) -> bool:
    """Whether the bot has nothing left to do."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return not half_done(connection, OVER)


def unexplained(found: list[str]) -> int:
    """How many of the problems are about money."""
    return sum(problem.startswith(("charged ", "ordered ")) for problem in found)

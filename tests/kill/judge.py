"""What must be true of Slack and of the database after any number of kills, read from the world, not from the bot."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.slack.records import BOT_USER, Message
from sandbox.slack.server import SandboxSlack

OVER = frozenset({"delivered"})
"""States of a job in which nothing more is wanted of it: with the bot's own composer no other is allowed in the end."""
TASK_OVER = frozenset({"finished", "failed", "void"})
POST_OVER = frozenset({"done", "dropped"})
CARD = re.compile(r"(?P<label>v\d+) of (?P<title>K\d+) is ready")


@dataclass(slots=True)
class Asked:
    """What people asked for, and what Slack showed them at once."""

    accepted: set[str] = field(default_factory=set)
    """Titles whose command was acked. One that was not acked may be made, once, or not."""
    wishes: dict[str, int] = field(default_factory=dict)
    """By title: how many more takes were asked for, by reactions and as cut-downs."""
    sets: set[str] = field(default_factory=set)
    """Titles of which each new take is cut down once."""

    def due(self, title: str) -> int:
        """How many takes there must be in the end."""
        return 1 + self.wishes[title]


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a take in Slack."""

    title: str
    label: str
    channel: str
    ts: str


def bot_messages(slack: SandboxSlack) -> list[Message]:
    """Every message of the bot that people can see."""
    world = slack.world
    roots = [root for channel in world.channels for root in world.roots(channel)]
    everything = [message for root in roots for message in (root, *world.replies(root))]
    return [message for message in everything if message.user == BOT_USER and not message.deleted]


def key_of(message: Message) -> str:
    """The outbox step that the message carries, if any."""
    return str((message.metadata or {}).get("event_payload", {}).get("key", ""))


def made(slack: SandboxSlack) -> list[Card]:
    """The card of every take."""
    found = [(message, CARD.match(message.text)) for message in bot_messages(slack)]
    return [Card(match["title"], match["label"], message.channel, message.ts) for message, match in found if match]


def file_names(slack: SandboxSlack) -> list[str]:
    """Every audio file that stands in a thread."""
    return [file.name for m in bot_messages(slack) for file in m.files if file.mimetype.startswith("audio")]


def open_titles(slack: SandboxSlack, asked: Asked) -> list[str]:
    """What was acked and does not stand in Slack as a whole yet: each take's file and its card."""
    cards = Counter(card.title for card in made(slack))
    files = Counter(name.split()[0] for name in file_names(slack))
    begun = asked.accepted | set(cards)
    return sorted(title for title in begun if min(cards[title], files[title]) < asked.due(title))


def problems(slack: SandboxSlack, asked: Asked, database: Path) -> list[str]:
    """Everything that is not as promised; empty when all is well."""
    return [*_lost(slack, asked), *_doubled(slack, asked), *database_problems(database)]


def _lost(slack: SandboxSlack, asked: Asked) -> list[str]:
    return [f"lost: {title}" for title in open_titles(slack, asked)] + unacked(slack)


def unacked(slack: SandboxSlack) -> list[str]:
    """Every event that the bot never took."""
    return [f"an event was never acked: {entry['event_id']}" for entry in slack.ledger.of("event_given_up")]


def _doubled(slack: SandboxSlack, asked: Asked) -> list[str]:
    takes = Counter(card.title for card in made(slack))
    return [
        *doubled_posts(slack),
        *(f"made {count} takes: {title}" for title, count in takes.items() if count > asked.due(title)),
    ]


def doubled_posts(slack: SandboxSlack) -> list[str]:
    """Every step and every file that stands in Slack more than once."""
    keys = Counter(key for message in bot_messages(slack) if (key := key_of(message)))
    files = Counter(file_names(slack))
    return [
        *(f"posted {count} times: {key}" for key, count in keys.items() if count > 1),
        *(f"shared {count} times: {name}" for name, count in files.items() if count > 1),
    ]


def database_problems(database: Path, over: Collection[str] = OVER) -> list[str]:
    """Whether the database is whole and nothing in it is half done."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        check = connection.execute("pragma integrity_check").fetchone()[0]
        whole = [] if check == "ok" else [f"integrity: {check}"]
        return whole + half_done(connection, over)


def half_done(connection: sqlite3.Connection, over: Collection[str] = OVER) -> list[str]:
    """Jobs, tasks, posts and reactions that still want something; a job does until it is in a state of `over`."""
    rows = {
        "job": connection.execute("select id, state from jobs").fetchall(),
        "task": connection.execute("select id, state from tasks").fetchall(),
        "post": connection.execute("select key, state from posts").fetchall(),
        "reaction": connection.execute("select ts, 'held' from reactions").fetchall(),
    }
    done = {"job": over, "task": TASK_OVER, "post": POST_OVER, "reaction": ()}
    return [
        f"{kind} {name} is {state}" for kind, found in rows.items() for name, state in found if state not in done[kind]
    ]


def is_quiet(database: Path) -> bool:
    """Whether the bot has nothing left to do, or has told somebody that it cannot: a verdict will not get better."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        half = half_done(connection)
        return not half or any(problem.endswith(" is failed") for problem in half)

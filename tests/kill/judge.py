"""What must be true of Slack and of the database after any number of kills, read from the world, not from the bot."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.slack_server import SandboxSlack
from sandbox.records import BOT_USER, Message


@dataclass(slots=True)
class Asked:
    """What people asked for and what Slack showed them at once."""

    accepted: list[str] = field(default_factory=list)
    """Titles whose command was acked."""
    extended: list[str] = field(default_factory=list)
    """Titles on whose first take somebody reacted with ⏩."""


def bot_messages(slack: SandboxSlack) -> list[Message]:
    """Every message of the bot that people can see."""
    world = slack.world
    roots = [root for channel in world.channels for root in world.roots(channel)]
    everything = [message for root in roots for message in (root, *world.replies(root))]
    return [m for m in everything if m.user == BOT_USER and not m.deleted]


def key_of(message: Message) -> str:
    """The outbox step that the message carries, if any."""
    metadata = message.metadata or {}
    return str(metadata.get("event_payload", {}).get("key", ""))


def keys(slack: SandboxSlack) -> Counter[str]:
    """How often each step of the outbox stands in Slack."""
    return Counter(key for m in bot_messages(slack) if (key := key_of(m)))


def file_names(slack: SandboxSlack) -> Counter[str]:
    """How often each audio file was shared in a thread."""
    return Counter(f.name for m in bot_messages(slack) for f in m.files if f.mimetype.startswith("audio"))


def delivered(slack: SandboxSlack, title: str, label: str) -> bool:
    """Whether this take's file and its card stand in Slack."""
    has_file = any(name.startswith(f"{title} ") and f" {label}." in name for name in file_names(slack))
    cards = [m for m in bot_messages(slack) if key_of(m).endswith(":card") and key_of(m).startswith("v")]
    return has_file and any(title in m.text and label in m.text for m in cards)


def waiting_for(slack: SandboxSlack, asked: Asked) -> list[str]:
    """What was asked for and acked but is not in Slack yet."""
    first = [f"{title} v1" for title in asked.accepted if not delivered(slack, title, "v1")]
    second = [f"{title} v2" for title in asked.extended if not delivered(slack, title, "v2")]
    return first + second


def problems(slack: SandboxSlack, asked: Asked, database: Path) -> list[str]:
    """Everything that is not as promised; empty when all is well."""
    found = [f"lost: {what}" for what in waiting_for(slack, asked)]
    found += [f"posted {count} times: {key}" for key, count in keys(slack).items() if count > 1]
    found += [f"shared {count} times: {name}" for name, count in file_names(slack).items() if count > 1]
    return found + database_problems(database)


def database_problems(database: Path) -> list[str]:
    """Whether the database is whole and nothing in it is half done."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        check = connection.execute("pragma integrity_check").fetchone()[0]
        open_jobs = connection.execute("select id, state from jobs where state not in ('delivered')").fetchall()
        half = connection.execute("select key, state from posts where state not in ('done', 'dropped')").fetchall()
    connection.close()
    found = [] if check == "ok" else [f"integrity: {check}"]
    return (
        found
        + [f"job {job} is {state}" for job, state in open_jobs]
        + [f"post {key} is {state}" for key, state in half]
    )

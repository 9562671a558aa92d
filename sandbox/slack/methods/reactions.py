"""reactions.*: adding, taking away, looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.access import existing, readable
from sandbox.slack.calls import Method
from sandbox.slack.emoji import is_emoji
from sandbox.slack.errors import SlackError
from sandbox.slack.records import BOT_USER
from sandbox.slack.shapes import as_api

if TYPE_CHECKING:
    from sandbox.slack.calls import Call
    from sandbox.slack.records import Message

Json = dict[str, Any]


def add(call: Call) -> Json:
    """reactions.add, as the bot."""
    name, message = _name(call), _item(call)
    if call.world.channels[message.channel].is_archived:
        raise SlackError("is_archived")
    if not call.world.react(message, BOT_USER, name):
        raise SlackError("already_reacted")
    return {}


def remove(call: Call) -> Json:
    """reactions.remove, the bot's own."""
    name, message = _name(call), _item(call)
    if not call.world.unreact(message, BOT_USER, name):
        raise SlackError("no_reaction")
    return {}


def get(call: Call) -> Json:
    """reactions.get of a message."""
    message = _item(call)
    shown = as_api(call.world, message)
    return {"type": "message", "channel": message.channel, "message": shown}


def _name(call: Call) -> str:
    name = call.need("name", "invalid_name").strip(":")
    if not is_emoji(name):
        raise SlackError("invalid_name")
    return name


def _item(call: Call) -> Message:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    return existing(call, readable(call), "timestamp")


METHODS = {
    "reactions.add": Method(add, tier=3, scope="reactions:write"),
    "reactions.remove": Method(remove, tier=2, scope="reactions:write"),
    "reactions.get": Method(get, tier=3, scope="reactions:read"),
}

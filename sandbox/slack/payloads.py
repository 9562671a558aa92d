"""The payloads of commands, clicks, shortcuts and modals, as Slack writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.records import APP_ID, TEAM_ID, Channel, Message, User, View
from sandbox.slack.shapes import as_api

if TYPE_CHECKING:
    from sandbox.slack.world import World

Json = dict[str, Any]

TEAM = {"id": TEAM_ID, "domain": "sandbox"}


def person(user: User) -> Json:
    """Who did it."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM_ID}


def command(user: User, channel: Channel, name: str, text: str) -> Json:
    """A slash command; it never carries a thread_ts."""
    return {
        "team_id": TEAM_ID,
        "team_domain": "sandbox",
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    }


def message_action(world: World, user: User, message: Message, action: Json) -> Json:
    """A click in a message; one in an ephemeral has no `message`."""
    place: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    place["is_ephemeral"] = message.only_for is not None
    if message.thread_ts:
        place["thread_ts"] = message.thread_ts
    channel = world.channels[message.channel]
    payload = _common("block_actions", user) | {"container": place, "channel": _channel(channel), "actions": [action]}
    if message.only_for is None:
        payload["message"] = as_api(world, message)
    return payload | {"state": {"values": {}}}


def view_action(user: User, view: View, action: Json) -> Json:
    """A click in a modal."""
    place = {"type": "view", "view_id": view.id}
    return _common("block_actions", user) | {"container": place, "view": view.body, "actions": [action]}


def submission(user: User, view: View) -> Json:
    """A modal's submit; `view.state.values` holds the inputs."""
    return _common("view_submission", user) | {"view": view.body, "response_urls": []}


def closed(user: User, view: View, *, is_cleared: bool) -> Json:
    """A modal was closed."""
    return _common("view_closed", user) | {"view": view.body, "is_cleared": is_cleared}


def shortcut(world: World, user: User, callback_id: str, message: Message) -> Json:
    """A message shortcut."""
    payload = _common("message_action", user) | {"callback_id": callback_id, "action_ts": world.next_ts()}
    payload["message"] = as_api(world, message)
    payload["message_ts"] = message.ts
    return payload | {"channel": _channel(world.channels[message.channel])}


def _common(kind: str, user: User) -> Json:
    more = {"enterprise": None, "is_enterprise_install": False}
    return {"type": kind, "user": person(user), "api_app_id": APP_ID, "team": TEAM, **more}


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.kind == "im" else channel.name


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": _channel_name(channel)}

"""conversations.*: what the bot knows of channels, and what was said in them."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from sandbox.slack.access import readable, visible
from sandbox.slack.calls import Method
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import as_api

if TYPE_CHECKING:
    from sandbox.slack.calls import Call
    from sandbox.slack.records import Message

Json = dict[str, Any]

KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
PREFIXES = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def info(call: Call) -> Json:
    """conversations.info."""
    channel = visible(call)
    people = {"num_members": len(call.world.users)} if call.flag("include_num_members") else {}
    return {"channel": channel.api() | people}


def join(call: Call) -> Json:
    """conversations.join: public channels only."""
    channel = visible(call)
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.bot_is_member:
        warnings = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": channel.api(), **warnings}
    call.world.set_channel(channel.id, bot_is_member=True)
    return {"channel": channel.api()}


def open_direct(call: Call) -> Json:
    """conversations.open with one person; with several it would need mpim:write."""
    people = [who for who in call.text("users").split(",") if who]
    if not people and call.text("channel"):
        return {"channel": {"id": visible(call).id}, "no_op": True, "already_open": True}
    call.require("im:write" if len(people) <= 1 else "mpim:write")
    if len(people) != 1:
        raise SlackError("users_list_not_supplied" if not people else "method_not_supported_for_channel_type")
    if people[0] not in call.world.users or call.world.users[people[0]].is_bot:
        raise SlackError("user_not_found")
    return {"channel": {"id": call.world.direct(people[0]).id}, "no_op": True, "already_open": True}


def listing(call: Call) -> Json:
    """conversations.list: each asked type needs its own read scope."""
    types = [t.strip() for t in call.text("types", "public_channel").split(",")]
    if any(t not in KINDS for t in types):
        raise SlackError("invalid_types")
    for kind in types:
        call.require(f"{PREFIXES[KINDS[kind]]}:read")
    wanted = {KINDS[t] for t in types}
    found = [c for c in call.world.channels.values() if c.kind in wanted and (c.kind == "public" or c.bot_is_member)]
    if call.flag("exclude_archived"):
        found = [c for c in found if not c.is_archived]
    page, cursor = _page(call, [c.api() for c in found], 100)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> Json:
    """conversations.history: roots, newest first."""
    channel = readable(call)
    roots = [m for m in _between(call, call.world.roots(channel.id)) if not m.deleted or call.world.replies(m)]
    page, cursor = _page(call, roots[::-1], 100)
    return _told(call, page, cursor) | {"pin_count": 0}


def replies(call: Call) -> Json:
    """conversations.replies: the root, then its replies, oldest first. Of a reply's own ts: that one message."""
    channel = readable(call)
    ts = call.need("ts", "thread_not_found")
    found = call.world.thread(channel.id, ts)
    if not found:
        raise SlackError("thread_not_found")
    root = [m for m in found if m.ts == ts]
    page, cursor = _page(call, _between(call, [m for m in found if m.ts != ts]), 1000)
    return _told(call, root + page, cursor)


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest", "0"), call.text("latest")
    inclusive = call.flag("inclusive")

    def inside(message: Message) -> bool:
        ts = float(message.ts)
        after = ts > float(oldest) or (inclusive and ts == float(oldest))
        before = not latest or ts < float(latest) or (inclusive and ts == float(latest))
        return after and before

    try:
        return [m for m in messages if inside(m)]
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None


def _page(call: Call, items: list[Any], default: int) -> tuple[list[Any], str]:
    start, limit = _offset(call), call.number("limit", default)
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    rest = len(items) > start + limit
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if rest else ""
    return items[start : start + limit], cursor


def _offset(call: Call) -> int:
    cursor = call.text("cursor")
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:")) if cursor else 0
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None


def _told(call: Call, messages: list[Message], cursor: str) -> Json:
    with_metadata = call.flag("include_all_metadata")
    shown = [as_api(call.world, m, metadata=with_metadata) for m in messages]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor), **more}


METHODS = {
    "conversations.info": Method(info, tier=3, family="read"),
    "conversations.join": Method(join, tier=3, scope="channels:join"),
    "conversations.open": Method(open_direct, tier=3),
    "conversations.list": Method(listing, tier=2),
    "conversations.history": Method(history, tier=3, family="history"),
    "conversations.replies": Method(replies, tier=3, family="history"),
}

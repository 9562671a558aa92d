"""What the bot may see and where it may post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.calls import Call
    from sandbox.slack.records import Channel, Message


def visible(call: Call, name: str = "channel") -> Channel:
    """The channel of an argument, if the bot can know of it: a private one without the bot does not exist for it."""
    channel = call.world.channels.get(call.need(name, "channel_not_found"))
    if channel is None or (channel.kind != "public" and not channel.bot_is_member):
        raise SlackError("channel_not_found")
    return channel


def readable(call: Call) -> Channel:
    """A channel whose messages the bot may read: it must be in it."""
    channel = visible(call)
    if not channel.bot_is_member:
        raise SlackError("not_in_channel")
    return channel


def writable(call: Call, name: str = "channel") -> Channel:
    """A channel that the bot may post in; a person's id means the direct message with them."""
    who = call.text(name)
    if who in call.world.users and not call.world.users[who].is_bot:
        return call.world.direct(who)
    channel = visible(call, name)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not channel.bot_is_member and "chat:write.public" not in call.parts.grants.granted:
        raise SlackError("not_in_channel")
    if channel.is_read_only:
        raise SlackError("restricted_action")
    return channel


def thread_root(call: Call, channel: Channel) -> str | None:
    """The root that thread_ts names (a reply's ts leads to its root), or None.

    SlackError thread_not_found if it is gone. A root deleted while it had replies is a tombstone and takes more.
    """
    ts = call.text("thread_ts")
    if not ts:
        return None
    known = call.world.thread(channel.id, ts)
    if not known:
        raise SlackError("thread_not_found")
    return next((m.thread_ts for m in known if m.ts == ts and m.thread_ts), None) or ts


def existing(call: Call, channel: Channel, name: str = "ts") -> Message:
    """The message that an argument names. SlackError message_not_found."""
    message = call.world.find(channel.id, call.need(name, "message_not_found"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    return message

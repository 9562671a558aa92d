"""chat.*: posting, editing, deleting, ephemerals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.access import existing, thread_root, writable
from sandbox.slack.block_rules import checked_blocks
from sandbox.slack.calls import Method
from sandbox.slack.errors import SlackError, invalid_arguments
from sandbox.slack.records import BOT_USER, Message
from sandbox.slack.shapes import as_api

if TYPE_CHECKING:
    from sandbox.slack.calls import Call
    from sandbox.slack.records import Channel

Json = dict[str, Any]

TRUNCATED_AT = 40_000  # characters of text: more is cut, as Slack does
UPDATE_LIMIT = 4_000  # characters of text in chat.update: more is msg_too_long


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = writable(call)
    root = thread_root(call, channel)
    text, blocks = _content(call)
    message = Message(channel.id, call.world.next_ts(), BOT_USER, text[:TRUNCATED_AT], blocks, root)
    message.metadata = metadata(call)
    message.broadcast = bool(root) and call.flag("reply_broadcast")
    call.world.post(message)
    return {"channel": channel.id, "ts": message.ts, "message": as_api(call.world, message)}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: only `user` sees it, and only until their page is loaded anew in the real one."""
    channel = writable(call)
    user = call.need("user", "user_not_in_channel")
    if user not in call.world.users or (channel.people and user not in channel.people):
        raise SlackError("user_not_in_channel")
    root = thread_root(call, channel)
    text, blocks = _content(call)
    ts = call.world.next_ts()
    call.world.post(Message(channel.id, ts, BOT_USER, text[:TRUNCATED_AT], blocks, root, only_for=user))
    return {"message_ts": ts}


def update(call: Call) -> Json:
    """chat.update: only what this bot posted; blocks and metadata that are not given stay."""
    channel = _writable_for_change(call)
    message = _own(call, channel, "cant_update_message")
    if len(call.text("text")) > UPDATE_LIMIT:
        raise SlackError("msg_too_long")
    blocks_given = call.parsed("blocks", "invalid_blocks") is not None
    if not call.text("text") and not blocks_given and not call.args.get("metadata"):
        raise SlackError("no_text")
    changes: Json = {"edited": {"user": BOT_USER, "ts": call.world.next_ts()}}
    if blocks_given:
        changes["blocks"] = checked_blocks(call)
    if call.args.get("text") is not None:
        changes["text"] = call.text("text")
    if call.args.get("metadata") is not None:
        changes["metadata"] = metadata(call)
    call.world.edit(message, **changes)
    shown = as_api(call.world, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """chat.delete: only what this bot posted."""
    channel = _writable_for_change(call)
    message = _own(call, channel, "cant_delete_message")
    call.world.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = writable(call)
    message = existing(call, channel, "message_ts")
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    link = f"{call.parts.url}/archives/{channel.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": link}


def metadata(call: Call) -> Json | None:
    """The metadata argument: event_type and event_payload, or nothing."""
    given = call.parsed("metadata", "invalid_metadata_format")
    if not given:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _content(call: Call) -> tuple[str, list[Json]]:
    text, blocks = call.text("text"), checked_blocks(call)
    if call.args.get("attachments"):
        raise invalid_arguments("this sandbox knows no attachments; use blocks")
    if not text and not blocks:
        raise SlackError("no_text")
    return text, blocks


def _writable_for_change(call: Call) -> Channel:
    try:
        return writable(call)
    except SlackError as error:
        # What stands in a read-only channel may still be changed by its author.
        if error.code == "restricted_action":
            return call.world.channels[call.text("channel")]
        if error.code == "not_in_channel":
            raise SlackError("channel_not_found") from error
        raise


def _own(call: Call, channel: Channel, refusal: str) -> Message:
    message = existing(call, channel)
    if message.user != BOT_USER:
        raise SlackError(refusal)
    return message


METHODS = {
    "chat.postMessage": Method(post_message, tier=0, scope="chat:write", posts=True),
    "chat.postEphemeral": Method(post_ephemeral, tier=4, scope="chat:write"),
    "chat.update": Method(update, tier=3, scope="chat:write"),
    "chat.delete": Method(delete, tier=3, scope="chat:write"),
    "chat.getPermalink": Method(get_permalink, tier=0),
}

"""How a message looks in the Web API and in events, and how the page gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.records import APP_ID, BOT_ID, BOT_USER, TEAM_ID, File, Message

if TYPE_CHECKING:
    from sandbox.slack.world import World

Json = dict[str, Any]


def as_api(world: World, message: Message, *, metadata: bool = False) -> Json:
    """As conversations.history, chat.postMessage and events show it; its metadata only when asked for."""
    if message.deleted:
        return _tombstone(world, message)
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts, "team": TEAM_ID}
    if message.user == BOT_USER:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.files:
        shown |= {"files": [file_as_api(f) for f in message.files], "upload": message.user != BOT_USER}
    if message.reactions:
        shown["reactions"] = [r.api() for r in message.reactions]
    if message.edited:
        shown["edited"] = message.edited
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread_fields(world, message)


def as_page(world: World, message: Message) -> Json:
    """M of the page API, with `channel` beside it."""
    shown: Json = {"channel": message.channel, "ts": message.ts, "user": message.user, "text": message.text}
    if message.deleted:
        shown["deleted"] = True
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.files:
        shown["files"] = [f.page() for f in message.files]
    if message.reactions:
        shown["reactions"] = [r.api() for r in message.reactions]
    if message.edited:
        shown["edited"] = message.edited
    if message.only_for:
        shown["ephemeral"] = True
    if message.user == BOT_USER:
        shown["bot_id"] = BOT_ID
    return shown | _thread_fields(world, message)


def file_as_api(file: File, *, shares: bool = True) -> Json:
    """A file object; `shares` fills only when the file's message exists."""
    if file.state == "deleted":
        return {"id": file.id, "mode": "tombstone"}
    shown: Json = {
        "id": file.id,
        "created": int(file.created),
        "timestamp": int(file.created),
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "user": file.user,
        "user_team": TEAM_ID,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": any(share.kind == "public" for share in file.shares),
        "url_private": file.url,
        "url_private_download": file.url,
        "permalink": file.permalink,
        "channels": _places(file, "public"),
        "groups": _places(file, "private"),
        "ims": _places(file, "im"),
    }
    if file.alt_txt:
        shown["alt_txt"] = file.alt_txt
    if file.duration_ms is not None:
        kind = file.mimetype.partition("/")[0]
        shown |= {"duration_ms": file.duration_ms, "media_display_type": kind}
    if shares:
        shown["shares"] = _shares(file)
    return shown


def _places(file: File, kind: str) -> list[str]:
    return sorted({share.channel for share in file.shares if share.kind == kind})


def _shares(file: File) -> Json:
    shares: Json = {}
    for share in file.shares:
        side = shares.setdefault("public" if share.kind == "public" else "private", {})
        told = {"ts": share.ts, "team_id": TEAM_ID} | ({"thread_ts": share.thread_ts} if share.thread_ts else {})
        side.setdefault(share.channel, []).append(told)
    return shares


def _tombstone(world: World, message: Message) -> Json:
    shown: Json = {"type": "message", "subtype": "tombstone", "text": message.text, "user": "USLACKBOT", "hidden": True}
    return shown | {"ts": message.ts} | _thread_fields(world, message)


def _thread_fields(world: World, message: Message) -> Json:
    if not message.is_root:
        parent = world.find(message.channel, message.thread_ts or "")
        owner = {"parent_user_id": parent.user} if parent else {}
        return {"thread_ts": message.thread_ts, **owner}
    replies = world.replies(message)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(r.user for r in replies)),
        "reply_users_count": len({r.user for r in replies}),
        "latest_reply": replies[-1].ts,
    }

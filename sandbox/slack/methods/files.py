"""files.*: the two-step upload, whose message comes later, and looking a file up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.access import thread_root, writable
from sandbox.slack.block_rules import checked_blocks
from sandbox.slack.calls import Method
from sandbox.slack.errors import SlackError, invalid_arguments
from sandbox.slack.records import BOT_USER, Message
from sandbox.slack.shapes import file_as_api

if TYPE_CHECKING:
    from sandbox.slack.calls import Call
    from sandbox.slack.records import File

Json = dict[str, Any]

LARGEST = 1024**3  # bytes


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal. With uploads switched off by the team: file_uploads_disabled."""
    name, length = call.need("filename"), call.number("length", 0)
    if not call.world.uploads_enabled:
        raise SlackError("file_uploads_disabled")
    if length <= 0:
        raise SlackError("missing_argument")
    if length > LARGEST:
        raise SlackError("file_upload_size_restricted")
    if len(call.text("alt_txt")) > 1000:
        raise SlackError("alt_txt_too_large")
    file, ticket = call.parts.files.reserve(BOT_USER, name, length, alt_txt=call.text("alt_txt"))
    return {"upload_url": f"{call.parts.url}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: answers at once, with no ts; the message comes after the share delay."""
    files = _asked(call)
    share = _share(call)
    call.parts.files.complete(files, share)
    return {"files": [file_as_api(f, shares=False) for f in files]}


def info(call: Call) -> Json:
    """files.info: nothing before the upload is completed; `shares` is empty until the file's message exists."""
    file = call.parts.files.known(call.need("file", "file_not_found"))
    if file.state in {"reserved", "uploaded"}:
        raise SlackError("file_not_found")
    return {"file": file_as_api(file), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> Json:
    """files.delete: the bot's own files."""
    file = call.parts.files.known(call.need("file", "file_not_found"))
    if file.user != BOT_USER:
        raise SlackError("cant_delete_file")
    call.parts.files.delete(file)
    return {}


def _asked(call: Call) -> list[File]:
    asked = call.parsed("files")
    if not isinstance(asked, list) or not asked or not all(isinstance(f, dict) and "id" in f for f in asked):
        raise invalid_arguments("must provide an array of files with their ids: files")
    found: list[File] = []
    for item in asked:
        file = call.parts.files.known(str(item["id"]), owner=BOT_USER)
        if file.state == "reserved":
            raise SlackError("file_not_found")
        file.title = str(item.get("title") or file.title or file.name)
        found.append(file)
    return found


def _share(call: Call) -> Message | None:
    where = call.text("channel_id") or call.text("channels")
    if not where:
        return None
    if "," in where:
        raise invalid_arguments("one channel at a time: channels")
    call.args["channel"] = where
    channel = writable(call)
    if not channel.bot_is_member:  # chat:write.public does not reach this far
        raise SlackError("not_in_channel")
    if channel.blocks_files:
        raise SlackError("slack_connect_file_upload_sharing_blocked")
    comment = call.text("initial_comment")
    given = call.parsed("blocks", "invalid_blocks") or []
    if any(isinstance(b, dict) and b.get("type") == "markdown" for b in given):
        raise SlackError("internal_error")
    blocks = [] if comment else checked_blocks(call)
    return Message(channel.id, "", BOT_USER, comment, blocks, thread_root(call, channel), via="file")


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, tier=4, scope="files:write"),
    "files.completeUploadExternal": Method(complete_upload, tier=4, scope="files:write"),
    "files.info": Method(info, tier=4, scope="files:read"),
    "files.delete": Method(delete, tier=3, scope="files:write"),
}

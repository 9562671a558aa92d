"""Audio and video files in messages, as Slack tells of them, and what a message in a thread may wish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.forms import Posted, Said
from bot.domain.reading.level_words import level_wish
from bot.slack.identity import Identity

Json = Mapping[str, Any]

SOUNDS = frozenset({"mp3", "wav", "m4a", "flac", "ogg", "opus", "aac", "aiff", "mp4a"})
VIDEOS = frozenset({"mp4", "mov", "m4v", "webm", "mkv", "avi", "mpg", "wmv"})
LONGEST_NAME = 150
LONGEST_WORDS = 1500
BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that somebody wrote: edits, deletions and other programs' words have others."""


def sound_in(payload: Json) -> Posted | None:
    """The first audio file of the message that a shortcut was used on."""
    return _of_shortcut(payload, _is_sound)


def recording_in(payload: Json) -> Posted | None:
    """The first audio or video file of the message that a shortcut was used on; a video where it has one of each."""
    return _of_shortcut(payload, _is_video) or _of_shortcut(payload, _is_sound)


def in_thread(event: Json, identity: Identity) -> Posted | Said | None:
    """What a message in a thread may ask for: with its first audio or video file, or as a wish in so many words. None
    for all other messages, and for those of the bot itself or another one; looks nothing up."""
    root_ts, user = event.get("thread_ts"), event.get("user")
    if not isinstance(root_ts, str) or event.get("subtype") not in BY_PEOPLE or event.get("ts") == root_ts:
        return None
    if event.get("bot_id") or not isinstance(user, str) or user == identity.bot_user_id:
        return None
    channel = str(event.get("channel", ""))
    found = _file(event, _is_video) or _file(event, _is_sound)
    if found:
        return _posted(found, channel=channel, root_ts=root_ts, words=event.get("text"))
    wish = level_wish(str(event.get("text") or "").replace(f"<@{identity.bot_user_id}>", " "))
    return Said(wish=wish, channel=channel, root_ts=root_ts) if wish else None


def _of_shortcut(payload: Json, fits: Callable[[object], bool]) -> Posted | None:
    message = payload.get("message") or {}
    found = _file(message, fits)
    if found is None:
        return None
    root_ts = message.get("thread_ts") or message.get("ts") or payload.get("message_ts") or ""
    channel = str((payload.get("channel") or {}).get("id", ""))
    return _posted(found, channel=channel, root_ts=str(root_ts), words=message.get("text"))


def _file(message: Json, fits: Callable[[object], bool]) -> Json | None:
    return next((file for file in message.get("files") or () if fits(file)), None)


def _posted(file: Json, *, channel: str, root_ts: str, words: object) -> Posted:
    length = file.get("duration_ms")
    return Posted(
        file_id=str(file.get("id", "")),
        title=str(file.get("title") or file.get("name") or "audio")[:LONGEST_NAME],
        channel=channel,
        root_ts=root_ts,
        seconds=length / 1000 if isinstance(length, int | float) and length > 0 else None,
        is_video=_is_video(file),
        words=words[:LONGEST_WORDS] if isinstance(words, str) else "",
    )


def _is_sound(file: object) -> bool:
    return isinstance(file, Mapping) and not _is_video(file) and _is(file, "audio", SOUNDS)


def _is_video(file: object) -> bool:
    """A voice recorded in Slack itself comes as an MP4, too, and says by its subtype that it is none."""
    if not isinstance(file, Mapping) or file.get("subtype") == "slack_audio":
        return False
    return not str(file.get("mimetype", "")).startswith("audio/") and _is(file, "video", VIDEOS)


def _is(file: Json, kind: str, types: frozenset[str]) -> bool:
    is_slack_s = kind == "audio" and file.get("subtype") == "slack_audio"
    return is_slack_s or str(file.get("mimetype", "")).startswith(f"{kind}/") or file.get("filetype") in types

"""What a message says and offers, read off its blocks as a person reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import av
import numpy as np

Json = dict[str, Any]

RATE = 48_000
_MENTION = re.compile(r"<@(U_[A-Z]+)>")


def audio_files(message: Json) -> list[Json]:
    """The audio that the message shows."""
    return [file for file in message.get("files", ()) if str(file.get("mimetype", "")).startswith("audio")]


def pictures(message: Json) -> list[Json]:
    """The pictures that the message shows."""
    return [file for file in message.get("files", ()) if str(file.get("mimetype", "")).startswith("image")]


def _within(value: Any, kind: str) -> Iterator[Json]:
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        for inner in value.values():
            yield from _within(inner, kind)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _within(inner, kind)


def buttons(message: Json) -> dict[str, Json]:
    """The buttons of a message by their labels."""
    return {button["text"]["text"]: button for button in _within(message.get("blocks", []), "button")}


def has_button(message: Json, value: str) -> bool:
    """Whether one of its buttons is about this take or job."""
    return any(button.get("value") == value for button in _within(message.get("blocks", []), "button"))


def said(message: Json) -> str:
    """All words of a message's blocks, or its text where it has no blocks."""
    blocks = message.get("blocks") or []
    spoken = [text["text"] for kind in ("mrkdwn", "plain_text") for text in _within(blocks, kind)]
    return "\n".join(spoken) or str(message.get("text", ""))


def mentioned(message: Json) -> list[str]:
    """Whom a message mentions, each as often as it does where people see it."""
    return _MENTION.findall(said(message))


def reactions(message: Json) -> dict[str, list[str]]:
    """Who reacted with what."""
    return {reaction["name"]: reaction["users"] for reaction in message.get("reactions", ())}


def decoded(data: bytes) -> np.ndarray:
    """The samples of an audio file, (frames, channels), as a player that knows of encoder padding plays them."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.audio[0]
        assert stream.rate == RATE
        frames = [frame.to_ndarray() for frame in container.decode(stream)]
        planar = stream.codec_context.format.is_planar
        channels = stream.channels
    if planar:
        return np.concatenate(frames, axis=1).T
    return np.concatenate([frame.reshape(-1, channels) for frame in frames])

"""Clips: what sonic makes. Each knows how it is played, so that others can go on from it or take it apart."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.music.cdn import Cdn
from sandbox.music.errors import Refused
from sandbox.music.musicapi.cover import cover
from sandbox.music.sound import Sound
from sandbox.music.tasks import Item, Made

Json = dict[str, Any]
Recipe = Callable[[bool], Awaitable[Path]]
"""The take, a lossless file; with True without the voice, if there is one."""

INSTRUMENTAL = "[Instrumental]"


@dataclass(slots=True, kw_only=True, eq=False)
class Clip:
    """One clip. `start` (seconds) is where in `parent` it begins, for one that holds only a new part.

    `mp3` and `url` are there once it was made and shown; `looks` counts questions about its words and notes.
    """

    title: str
    tags: str
    mv: str
    created_at: float
    recipe: Recipe
    instrumental: bool = False
    """Whether it was asked for without a voice, which does not mean that nobody sings."""
    lyrics: str = ""
    description: str | None = None
    negative: str = ""
    style_weight: float | None = None
    weirdness: float | None = None
    parent: Clip | None = None
    start: float = 0.0
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    item: Item | None = None
    mp3: Path | None = None
    url: str = ""
    stream_url: str = ""
    image_url: str = ""
    looks: dict[str, int] = field(default_factory=dict)

    @property
    def phase(self) -> str:
        """Of its item; a clip whose task has not begun is pending."""
        return self.item.phase if self.item is not None else "pending"

    @property
    def made(self) -> Made | None:
        """What came of it, once it succeeded."""
        return self.item.made if self.item is not None and self.item.phase == "succeeded" else None


class Clips:
    """Every clip of the account, by id."""

    def __init__(self, cdn: Cdn, sound: Sound) -> None:
        self._known: dict[str, Clip] = {}
        self._cdn = cdn
        self._sound = sound

    def add(self, clip: Clip) -> Clip:
        """From now on it can be named."""
        self._known[clip.id] = clip
        return clip

    def finished(self, clip_id: str) -> Clip:
        """A clip that is there. Raises Refused: 404 for one nobody knows, 400 for one that is not finished."""
        clip = self._known.get(clip_id)
        if clip is None:
            raise Refused(404, "not_found", "clip not found")
        if clip.made is None:
            raise Refused(400, "validation_error", "The clip is not finished yet.")
        return clip

    async def make(self, clip: Clip) -> Made:
        """Play it and encode it."""
        path = await clip.recipe(False)
        clip.mp3 = await self._sound.encoded(path, "mp3")
        return Made(path=path, seconds=await self._sound.seconds(path))

    def shown(self, clip: Clip) -> Json:
        """A clip in the vendor's words. While it runs its audio_url is a stream, which is not the file."""
        made = clip.made
        return {
            "clip_id": clip.id,
            "state": {"streaming": "running"}.get(clip.phase, clip.phase),
            "title": clip.title,
            "tags": clip.tags,
            "lyrics": (INSTRUMENTAL if clip.instrumental else clip.lyrics) if made else "",
            "image_url": self._image(clip),
            "audio_url": self._audio(clip),
            "video_url": None,
            "created_at": iso(clip.created_at),
            "mv": clip.mv,
            "gpt_description_prompt": clip.description,
            "duration": decimal(made.seconds) if made else None,
            "negative_tags": clip.negative,
            "style_weight": clip.style_weight,
            "weirdness_constraint": clip.weirdness,
        }

    def _audio(self, clip: Clip) -> str | None:
        if clip.made is not None and clip.mp3 is not None:
            clip.url = clip.url or self._cdn.publish(clip.mp3, f"{clip.id}.mp3")
            return clip.url
        if clip.phase != "streaming":
            return None if clip.phase == "failed" else ""
        clip.stream_url = clip.stream_url or self._cdn.promise(_nothing_yet, "audiopipe.mp3") + f"?item_id={clip.id}"
        return clip.stream_url

    def _image(self, clip: Clip) -> str:
        clip.image_url = clip.image_url or self._cdn.publish(cover(clip.id), f"image_{clip.id}.png")
        return clip.image_url


async def _nothing_yet() -> Path | None:
    return None


def iso(at: float) -> str:
    """Seconds since 1970 as the vendor writes a moment."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def decimal(seconds: float) -> str:
    """A duration as the vendor writes it: a decimal string, such as "61.2"."""
    return format(round(seconds, 2), ".2f").rstrip("0").rstrip(".")

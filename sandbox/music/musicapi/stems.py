"""POST /sonic/stems/basic and /full: a clip taken apart into 2, 4, 12 or 24 tracks, looked at as any other task."""

from __future__ import annotations

import functools
import uuid
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.music.musicapi.clips import Clip, decimal, iso
from sandbox.music.musicapi.fields import body_of
from sandbox.music.musicapi.studio import Studio
from sandbox.music.tasks import Item, Made, Task

Json = dict[str, Any]

BASIC = {2: ("Vocals", "Instrumental"), 4: ("Vocals", "Drums", "Bass", "Other")}
FULL = {
    "Vocals": "vocals", "Backing Vocals": "", "Drums": "drums", "Bass": "bass", "Guitar": "arp", "Keyboard": "chords",
    "Percussion": "percussion", "Strings": "pad", "Synth": "melody", "FX": "other", "Brass": "counter", "Woodwinds": "",
}  # fmt: skip
"""The twelve tracks, and the part of the score that each one holds; what nobody plays is silent."""


class Stems:
    """Each stem is an item of the task: its own state, title and audio_url. Of 24, each title is there twice."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._sound = studio.sound

    def routes(self) -> list[web.RouteDef]:
        """Its paths."""
        return [web.post("/api/v1/sonic/stems/basic", self._basic), web.post("/api/v1/sonic/stems/full", self._full)]

    async def _basic(self, request: web.Request) -> web.Response:
        return await self._apart(request, "stems_basic", self._studio.habits.stems_basic)

    async def _full(self, request: web.Request) -> web.Response:
        return await self._apart(request, "stems_full", self._studio.habits.stems_full)

    async def _apart(self, request: web.Request, operation: str, count: int) -> web.Response:
        fields = await body_of(request)
        clip = self._studio.clips.finished(fields.text("clip_id", required=True))
        hook = (fields.link("webhook_url"), fields.text("webhook_secret"))
        task_id = await self._studio.pay(request, operation)
        titles = BASIC.get(count) or (*FULL, *FULL)[:count]
        ids = [str(uuid.uuid4()) for _ in titles]
        works = [(name, functools.partial(self._stem, clip, t, count)) for name, t in zip(ids, titles, strict=True)]
        links: dict[str, str] = {}
        data = functools.partial(self._shown, clip, titles, links)
        self._studio.start(task_id, operation, works, dice=self._studio.server.dice(), hook=hook, data=data)
        return web.json_response({"message": "success", "task_id": task_id})

    async def _stem(self, clip: Clip, title: str, count: int) -> Made:
        path = await self._sound.encoded(await self._track(clip, title, count), "mp3")
        return Made(path=path, seconds=clip.made.seconds if clip.made is not None else 0.0)

    async def _track(self, clip: Clip, title: str, count: int) -> Path:
        if title == "Instrumental":
            return await clip.recipe(True)
        whole = await clip.recipe(False)
        if count in BASIC:
            return (await self._sound.quartet(whole))[title.lower()]
        parts = await self._sound.stems(whole)
        if FULL[title] in parts:
            return parts[FULL[title]]
        return (await self._sound.quartet(await clip.recipe(True)))["vocals"]

    def _shown(self, clip: Clip, titles: tuple[str, ...], links: dict[str, str], task: Task) -> list[Json]:
        return [
            self._item(clip, title, item, links, task) for title, item in zip(titles, task.items, strict=True)
        ]  # fmt: skip

    def _item(self, clip: Clip, title: str, item: Item, links: dict[str, str], task: Task) -> Json:
        if item.made is not None and item.id not in links:
            links[item.id] = self._studio.server.cdn.publish(item.made.path, f"{item.id}.mp3")
        state = {"streaming": "running"}.get(item.phase, item.phase)
        return {
            "clip_id": item.id, "state": state, "title": title, "tags": clip.tags, "lyrics": "", "image_url": None,
            "audio_url": links.get(item.id, ""), "video_url": None, "created_at": iso(task.created), "mv": clip.mv,
            "gpt_description_prompt": None, "duration": decimal(item.made.seconds) if item.made else None,
        }  # fmt: skip

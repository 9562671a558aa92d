"""Producer: another model with its own words. The state of a task is one word in capitals, above the data."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.music.errors import Refused
from sandbox.music.gate import TASK_ID
from sandbox.music.musicapi.clips import Clip, decimal, iso
from sandbox.music.musicapi.fields import Fields, body_of, invalid
from sandbox.music.musicapi.lyrics import title_of
from sandbox.music.musicapi.studio import Studio
from sandbox.music.musicapi.terms import PRODUCER_MODELS
from sandbox.music.tasks import Task

Json = dict[str, Any]

STATES = {"pending": "PENDING", "succeeded": "SUCCESS", "failed": "FAILED"}


class Producer:
    """POST /producer/create and GET /producer/task. Its audio is M4A and WAV, and its length is not for the asking."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._sound = studio.sound

    def routes(self) -> list[web.RouteDef]:
        """Its paths."""
        return [
            web.post("/api/v1/producer/create", self._create),
            web.get("/api/v1/producer/task/{task_id}", self._look, allow_head=False),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        fields = await body_of(request)
        if (fields.text("task_type") or "create_music") != "create_music":
            raise Refused(410, "endpoint_retired", "This task_type was retired. Please use sonic instead.")
        sound, lyrics = fields.text("sound", 1000), fields.text("lyrics", 5000)
        if not sound and not lyrics:
            raise invalid("One of the fields 'sound' and 'lyrics' is required.")
        model = fields.choice("mv", PRODUCER_MODELS, PRODUCER_MODELS[0])
        seed = _seed(fields)
        hook = (fields.link("webhook_url"), fields.text("webhook_secret"))
        clip = self._clip(fields, sound, lyrics, model, seed)
        self._studio.moderate([sound, lyrics, clip.title])
        task_id = await self._pay(request)
        links: dict[str, str] = {}
        data = functools.partial(self._shown, clip, sound, links)
        works = [(clip.id, functools.partial(self._studio.clips.make, clip))]
        task = self._studio.start(
            task_id, "producer", works, dice=self._studio.server.dice(), hook=hook, data=data, api="producer"
        )
        clip.item = task.items[0]
        return web.json_response({"message": "success", "task_id": task_id})

    async def _look(self, request: web.Request) -> web.Response:
        task = self._studio.task(request, "producer")
        request[TASK_ID] = task.id
        return web.json_response({
            "code": 200, "status": STATES.get(task.phase, "RUNNING"), "message": task.error or "success",
            "data": [] if task.phase == "failed" else task.facts["data"](task),
        })  # fmt: skip

    async def _pay(self, request: web.Request) -> str:
        """Producer has its own word for too few credits: 402."""
        try:
            return await self._studio.pay(request, "producer")
        except Refused as refused:
            if "credits" not in refused.message:
                raise
            raise Refused(402, "insufficient_credits", refused.message) from refused

    def _clip(self, fields: Fields, sound: str, lyrics: str, model: str, seed: int) -> Clip:
        instrumental = fields.flag("make_instrumental") or not lyrics
        seconds = self._studio.length(None, self._studio.server.dice())

        async def recipe(bare: bool) -> Path:
            sings = not instrumental and not bare
            return await self._sound.compose(sound or "pop", seconds=seconds, seed=seed, vocal=sings)

        return Clip(
            title=fields.text("title", 80) or title_of(sound or lyrics), tags=sound, mv=model, recipe=recipe,
            created_at=self._studio.server.clock.now(), instrumental=instrumental, lyrics=lyrics,
        )  # fmt: skip

    def _shown(self, clip: Clip, sound: str, links: dict[str, str], task: Task) -> list[Json]:
        made, cdn = clip.made, self._studio.server.cdn
        if made is not None and not links:
            for suffix in ("m4a", "wav"):
                encode = functools.partial(self._sound.encoded, made.path, suffix)
                links[suffix] = cdn.promise(encode, f"{clip.id}.{suffix}")
        return [{
            "clip_id": clip.id, "title": clip.title, "sound": sound, "lyrics": clip.lyrics,
            "image_url": self._studio.clips.shown(clip)["image_url"], "audio_url": links.get("m4a", ""),
            "wav_url": links.get("wav", ""), "video_url": None, "created_at": iso(task.created), "mv": clip.mv,
            "duration": decimal(made.seconds) if made else None, "state": clip.phase,
        }]  # fmt: skip


def _seed(fields: Fields) -> int:
    text = fields.text("seed")
    if text and not text.isdecimal():
        raise invalid("The 'seed' field must be a numeric string.")
    return int(text or 0) % 2**31

"""Nuro: one piece of exactly the length asked for, flat answers, WAV; gone on the vendor's twin, and here on order."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.music.errors import Refused
from sandbox.music.gate import TASK_ID
from sandbox.music.musicapi.fields import Fields, body_of, invalid
from sandbox.music.musicapi.studio import Studio
from sandbox.music.tasks import Made, Task

Json = dict[str, Any]

LISTS = ("genre", "mood", "instrument", "theme")


class Nuro:
    """POST /nuro/create (bgm v1, bgm v2.0 with segments, vocal) and GET /nuro/task."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._sound = studio.sound

    def routes(self) -> list[web.RouteDef]:
        """Its paths."""
        return [
            web.post("/api/v1/nuro/create", self._create),
            web.get("/api/v1/nuro/task/{task_id}", self._look, allow_head=False),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        self._there()
        fields = await body_of(request)
        asked = _asked(fields)
        hook = (fields.link("webhook_url"), fields.text("webhook_secret"))
        self._studio.moderate([asked["words"]])
        task_id = await self._studio.pay(request, "nuro")
        dice = self._studio.server.dice()
        work = functools.partial(self._make, asked, dice.randrange(2**31))
        links: list[str] = []
        show = functools.partial(self._shown, asked, links)
        self._studio.start(
            task_id, "nuro", [(task_id, work)], dice=dice, hook=hook, data=lambda task: [show(task)], api="nuro"
        )
        return web.json_response({"message": "success", "task_id": task_id})

    async def _look(self, request: web.Request) -> web.Response:
        self._there()
        task = self._studio.task(request, "nuro")
        request[TASK_ID] = task.id
        return web.json_response(task.facts["data"](task)[0])

    def _there(self) -> None:
        if self._studio.habits.nuro_gone:
            raise Refused(
                410, "endpoint_retired", "Nuro was retired. Vocals moved to sonic, background music to producer."
            )

    async def _make(self, asked: Json, seed: int) -> Made:
        path = await self._sound.compose(
            asked["words"], seconds=asked["duration"], seed=seed, vocal=asked["type"] == "vocal"
        )
        wav: Path = await self._sound.encoded(path, "wav")
        return Made(path=wav, seconds=await self._sound.seconds(path))

    def _shown(self, asked: Json, links: list[str], task: Task) -> Json:
        made = task.items[0].made if task.phase == "succeeded" else None
        if made is not None and not links:
            links.append(self._studio.server.cdn.publish(made.path, f"{task.id}.wav"))
        progress = {"pending": 0, "running": 30, "streaming": 60}.get(task.phase, 100)
        return {
            "task_id": task.id, "status": {"streaming": "running"}.get(task.phase, task.phase), "progress": progress,
            "audio_url": links[0] if links else "", "lyrics": asked["lyrics"], "message": task.error or "success",
            "duration": made.seconds if made else None, **asked["shown"],
        }  # fmt: skip


def _asked(fields: Fields) -> Json:
    kind = fields.choice("type", ("bgm", "vocal"))
    match kind:
        case "vocal":
            return _song(fields)
        case "bgm":
            return _segmented(fields) if fields.choice("version", ("v1.0", "v2.0")) == "v2.0" else _listed(fields)
    raise invalid("The 'type' field is required.")


def _listed(fields: Fields) -> Json:
    """bgm v1: lists of at most five words each, 1 to 60 s."""
    lists = {name: fields.texts(name, 5) for name in LISTS}
    words = ", ".join([*(word for named in lists.values() for word in named), fields.text("description", 2000)])
    if not words.strip(", "):
        raise invalid("The 'description' field is required.")
    return _order("bgm", words, fields.whole("duration", 1, 60) or 60, **lists)


def _segmented(fields: Fields) -> Json:
    """bgm v2.0: a description and sections that add up to the whole."""
    words, duration = fields.text("description", 2000, required=True), fields.whole("duration", 1, 240)
    lengths = [segment.whole("duration", 1, 240) or 0 for segment in fields.objects("segments")]
    if duration is None and not lengths:
        raise invalid("The 'duration' field is required.")
    if duration is not None and lengths and sum(lengths) != duration:
        raise invalid("The durations of the 'segments' must add up to the 'duration'.")
    return _order("bgm", words, duration or sum(lengths))


def _song(fields: Fields) -> Json:
    """vocal: lyrics to sing, 30 to 240 s."""
    lyrics = fields.text("lyrics", 2000, required=True)
    shown = {name: fields.text(name) for name in ("genre", "mood", "timbre")}
    shown["gender"] = fields.choice("gender", ("Female", "Male"))
    words = ", ".join(shown[name] for name in ("genre", "mood") if shown[name]) or "pop"
    return {**_order("vocal", words, fields.whole("duration", 30, 240) or 60, **shown), "lyrics": lyrics}


def _order(kind: str, words: str, duration: int, **shown: Any) -> Json:
    return {"type": kind, "words": words, "duration": duration, "lyrics": "", "shown": shown}

"""POST /sonic/upload, /upload-extend and /upload-cover: somebody's own audio, fetched by its link."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.music.musicapi.clips import Clip, Recipe
from sandbox.music.musicapi.fetching import Fetching
from sandbox.music.musicapi.fields import Fields, body_of, invalid
from sandbox.music.musicapi.making import Making
from sandbox.music.musicapi.order import Order, read_order
from sandbox.music.musicapi.studio import Studio
from sandbox.music.musicapi.terms import MODELS
from sandbox.music.tasks import Item, Made, Task

Json = dict[str, Any]


class Uploads:
    """The link is fetched before anything is charged, but for an upload with a callback_url, which is a task."""

    def __init__(self, studio: Studio, making: Making) -> None:
        self._studio = studio
        self._making = making
        self._fetching = Fetching(studio.sound, studio.habits.copyrighted)

    def routes(self) -> list[web.RouteDef]:
        """Its paths."""
        return [
            web.post("/api/v1/sonic/upload", self._upload),
            web.post("/api/v1/sonic/upload-extend", self._extend),
            web.post("/api/v1/sonic/upload-cover", self._cover),
        ]

    async def close(self) -> None:
        """Remove what was fetched."""
        await self._fetching.close()

    async def _upload(self, request: web.Request) -> web.Response:
        fields = await body_of(request)
        url, callback = fields.link("url", required=True), fields.link("callback_url")
        if callback:
            return await self._later(request, url, (callback, fields.text("webhook_secret")))
        clip = await self._fetched(url)
        await self._studio.pay(request, "upload", clip.id)
        self._studio.clips.add(clip)
        return web.json_response({"code": 200, "message": "success", "clip_id": clip.id})

    async def _later(self, request: web.Request, url: str, hook: tuple[str, str]) -> web.Response:
        task_id = await self._studio.pay(request, "upload")
        found: list[Made] = []

        async def recipe(_: bool) -> Path:
            if not found:
                found.append(await self._fetching.fetch(url))
            return found[0].path

        clip = self._clip(recipe)
        self._studio.begin(task_id, "upload", [clip], dice=self._studio.server.dice(), hook=hook)
        return web.json_response({"message": "success", "task_id": task_id})

    async def _extend(self, request: web.Request) -> web.Response:
        fields, order = await self._order(request, "upload_extend")
        join = fields.flag("auto_concat")
        if order.start is None:
            raise invalid("The 'continue_at' field is required.")
        source = await self._fetched(fields.link("url", required=True))
        dice = self._studio.server.dice()
        tails = [self._making.extended(order, source, dice) for _ in range(2)]
        wholes = [self._making.whole(order, tail) for tail in tails] if join else []
        task_id = await self._studio.pay(request, "upload_extend")
        self._studio.begin(
            task_id, "upload_extend", [*tails, *wholes], dice=dice, hook=(order.hook_url, order.hook_secret),
            data=functools.partial(self._pairs, tails, wholes) if join else None,
            shares=(0.6, 0.7, 1.0, 1.0) if join else None,
        )  # fmt: skip
        return web.json_response({"message": "success", "task_id": task_id})

    async def _cover(self, request: web.Request) -> web.Response:
        fields, order = await self._order(request, "upload_cover")
        source = await self._fetched(fields.link("url", required=True))
        dice = self._studio.server.dice()
        clips = [self._making.covered(order, source, dice) for _ in range(2)]
        task_id = await self._studio.pay(request, "upload_cover")
        self._studio.begin(
            task_id, "upload_cover", clips, dice=dice, hook=(order.hook_url, order.hook_secret)
        )  # fmt: skip
        return web.json_response({"message": "success", "task_id": task_id})

    async def _order(self, request: web.Request, kind: str) -> tuple[Fields, Order]:
        fields = await body_of(request)
        order = read_order(fields, self._studio.habits, task_type=kind, may_last=True)
        self._studio.moderate(order.texts)
        return fields, order

    async def _fetched(self, url: str) -> Clip:
        made = await self._fetching.fetch(url)

        async def recipe(_: bool) -> Path:
            return made.path

        clip = self._clip(recipe)
        clip.mp3 = await self._studio.sound.encoded(made.path, "mp3")
        clip.item = Item(id=clip.id, ready_at=clip.created_at, phase="succeeded", made=made)
        return clip

    def _clip(self, recipe: Recipe) -> Clip:
        now = self._studio.server.clock.now()
        return Clip(title="Uploaded audio", tags="", mv=MODELS[0], created_at=now, recipe=recipe)

    def _pairs(self, tails: list[Clip], wholes: list[Clip], _: Task) -> list[Json]:
        """Each new part beside the whole; `full` is null while the two are being joined."""
        shown = self._studio.clips.shown
        return [
            {"extended": shown(tail), "full": shown(whole) if whole.made is not None else None}
            for tail, whole in zip(tails, wholes, strict=True)
        ]

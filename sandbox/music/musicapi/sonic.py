"""POST /sonic/create and GET /sonic/task: ordering music, and looking at how far it is."""

from __future__ import annotations

from aiohttp import web

from sandbox.music.gate import TASK_ID
from sandbox.music.musicapi.fields import body_of
from sandbox.music.musicapi.making import Making
from sandbox.music.musicapi.order import read_order
from sandbox.music.musicapi.studio import Studio, failure


class Sonic:
    """The heart of the API. A create is charged when it is taken; the same body twice is two tasks and two charges."""

    def __init__(self, studio: Studio, making: Making) -> None:
        self._studio = studio
        self._making = making

    def routes(self) -> list[web.RouteDef]:
        """Its paths."""
        return [
            web.post("/api/v1/sonic/create", self._create),
            web.get("/api/v1/sonic/task/{task_id}", self._look, allow_head=False),
            web.get("/api/v1/get-credits", self._credits, allow_head=False),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        order = read_order(await body_of(request), self._studio.habits)
        dice = self._studio.server.dice()
        clips = self._making.clips(order, dice)
        self._studio.moderate(order.texts)
        task_id = await self._studio.pay(request, order.task_type)
        self._studio.begin(task_id, order.task_type, clips, dice=dice, hook=(order.hook_url, order.hook_secret))
        return web.json_response({"message": "success", "task_id": task_id})

    async def _look(self, request: web.Request) -> web.Response:
        task = self._studio.task(request)
        request[TASK_ID] = task.id
        match task.phase:
            case "pending":
                body = {"type": "not_ready", "message": "The task is not ready yet, please try again later."}
                return web.json_response(body, status=self._studio.habits.not_ready_status)
            case "failed":
                return web.json_response(failure(task))
            case _:
                return web.json_response({"code": 200, "message": "success", "data": task.facts["data"](task)})

    async def _credits(self, _: web.Request) -> web.Response:
        account = self._studio.account
        return web.json_response({"credits": account.balance, "extra_credits": account.extra})

"""The house's side of a call at the sandbox's MusicAPI: order, wait, look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.errors import Unanswered
from bot.domain.plan import Order
from bot.domain.ports.provider import Provider, Started, Ways
from bot.domain.results import Finished, Look, as_json
from bot.domain.thread import Task
from bot.providers.http import Api
from sandbox.music.musicapi.server import MusicApiServer
from sandbox.music.pace import AT_ONCE
from sandbox.music.sound import Sound

KEY = "sk-sandbox-music"


@dataclass(slots=True)
class Desk:
    """One provider at one server. `time` is what it takes for now."""

    server: MusicApiServer
    api: Api
    provider: Provider
    time: float = 1000.0
    count: int = 0

    async def order(self, order: Order, ways: Ways | None = None) -> Task:
        """The task as it is stored once the order was taken."""
        self.count += 1
        body = self.provider.request(order).body
        token = f"k{self.count}"
        started = await self.provider.submit(body, token=token, ways=ways or Ways())
        return self._task(order, token, body, started)

    def _task(self, order: Order, token: str, body: Any, started: Started) -> Task:
        return Task(
            id=token,
            job_id="j1",
            provider=self.provider.name,
            operation=order.operation,
            request=body,
            created_at=self.time,
            provider_id=started.provider_id,
            expected=self.provider.expects(order),
            answer=as_json(started.look) if isinstance(started.look, Finished) else {},
        )

    async def look(self, task: Task) -> Look:
        return await self.provider.look(task)

    async def ended(self, task: Task) -> Look:
        """A look after its end at the vendor."""
        if task.provider_id != task.id:
            await self.server.ledger.wait_for(
                lambda e: (
                    e["kind"] == "task" and e["task_id"] == task.provider_id and e["phase"] in ("succeeded", "failed")
                )
            )
        return await self.provider.look(task)

    async def done(self, order: Order, ways: Ways | None = None) -> Finished:
        """All of it, once it is finished."""
        look = await self.ended(await self.order(order, ways))
        assert isinstance(look, Finished), look
        return look

    def charged(self) -> float:
        """All that the vendor took."""
        return sum(charge["amount"] for charge in self.server.ledger.charges())


@asynccontextmanager
async def desk(make: Callable[..., Provider], sound: Sound, **more: Any) -> AsyncIterator[Desk]:
    """A provider at a server that is done at once, with no limit of rate and clips of 3 s, unless told otherwise."""
    settings: dict[str, Any] = {"pace": AT_ONCE, "spacing": 0.0, "usual_seconds": 3.0, "sound": sound, **more}
    async with MusicApiServer(KEY, **settings) as server:
        api = Api(url=server.url, key=KEY, name="MusicAPI")
        here = Desk(server, api, make(api))
        here.provider = make(api, now=lambda: here.time)
        try:
            yield here
        finally:
            await api.close()


def sound_in_a_thread() -> Sound:
    """Sound without a process of its own: quick to start."""
    return Sound(asyncio.to_thread)


@asynccontextmanager
async def hooks_heard() -> AsyncIterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """Where to call, and what came: headers by lower-case names, and the raw body."""
    heard: list[tuple[dict[str, str], bytes]] = []

    async def receive(request: web.Request) -> web.Response:
        heard.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", receive)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/hook")), heard
    finally:
        await server.close()


async def unanswered(look: Any) -> str:
    """The words of a look that got no answer."""
    try:
        await look
    except Unanswered as error:
        return str(error)
    raise AssertionError("it was answered")

"""What the contract suite needs to know of each music API. A new one is one more entry in BENCHES."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aiohttp import web
from providers_orders import order

from bot.audio.fetch import Fetch
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Provider, Started, Ways
from bot.domain.results import Broken, Finished, Look, Pending
from bot.domain.thread import Task
from bot.providers.http import Api
from bot.providers.mureka.mureka import Mureka
from bot.providers.musicapi.nuro import Nuro
from bot.providers.musicapi.producer import Producer
from bot.providers.musicapi.sonic import Sonic
from bot.providers.nur.nur import Nur
from sandbox.music.musicapi.server import MusicApiServer
from sandbox.music.nur import NurServer
from sandbox.music.pace import AT_ONCE
from sandbox.music.server import MusicServer
from sandbox.music.sound import Sound
from sandbox.music.wavespeed.server import WaveSpeedServer

KEY = "sk-canary-contract"
HOOK_SECRET = "canary-hook-secret"
BED = "calm lo-fi with piano, no drums 0:05"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One adapter and the sandbox's server for it."""

    adapter: Callable[[Api], Provider]
    server: Callable[..., MusicServer]
    label: str
    """How the API is called in errors."""
    paid: str
    """Where its paid requests go, as a pattern of the server's faults."""
    looked: str
    """Where a look goes."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    bed: Order = field(default_factory=lambda: order(BED))
    others: tuple[Order, ...] = ()
    """More orders that must be put into words as purely as the bed."""
    moderated: Order | None = None
    """What the API will not make, for its words."""
    moderated_late: bool = False
    """Whether it takes such an order and fails it afterwards."""
    spend: Callable[[Any], None] | None = None
    """Leaves no money in the server's account."""
    bar: Callable[[Any], None] | None = None
    """Shuts the account out."""
    hooks: bool = True
    """Whether it calls back."""


@dataclass(slots=True)
class Stand:
    """An adapter before its server."""

    bench: Bench
    server: Any
    provider: Provider
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    """The webhooks that came: headers by lower-case names, and bodies."""
    hook: str | None = None

    @property
    def fetch(self) -> Fetch:
        """The guarded fetch, as the bot has it where a setting names this machine."""
        return Fetch(exempt=[("127.0.0.1", int(self.server.url.rpartition(":")[2]))])

    @property
    def ways(self) -> Ways:
        return Ways(hook=self.hook, hook_secret=HOOK_SECRET if self.hook else None)

    @property
    def posts(self) -> list[dict[str, Any]]:
        """The paid requests that were heard."""
        return [e for e in self.server.ledger.of("request") if e["method"] == "POST" and e["path"] in self.bench.paid]

    async def ordered(self, wanted: Order | None = None) -> tuple[Task, Started]:
        """The order, submitted, as the task that would be stored."""
        wanted = wanted or self.bench.bed
        body = self.provider.request(wanted).body
        started = await self.provider.submit(body, token="k1", ways=self.ways)
        return task_of(wanted.operation, body, started.provider_id), started

    async def ended(self, task: Task, look: Look | None = None) -> Finished | Broken:
        """The last look at the task, one after each of its steps."""
        while not isinstance(look, Finished | Broken):
            seen = len(self.server.ledger.entries)
            look = await self.provider.look(task)
            if isinstance(look, Pending):
                await self.server.ledger.wait_for(lambda e: e["kind"] == "task", since=seen)
        return look


def task_of(operation: Operation, body: Mapping[str, Any], provider_id: str | None) -> Task:
    return Task(
        id="k1", job_id="j1", provider="x", operation=operation, request=json.loads(json.dumps(body)),
        created_at=time.time(), provider_id=provider_id,
    )  # fmt: skip


@asynccontextmanager
async def stand(bench: Bench, sound: Sound, *, key: str = KEY, hooked: bool = False) -> AsyncIterator[Stand]:
    """The server, the adapter, and where `hooked` a receiver of webhooks."""
    async with bench.server(KEY, pace=AT_ONCE, sound=sound, **bench.settings) as server:
        here = Stand(bench, server, bench.adapter(Api(url=server.url, key=key, name=bench.label)))
        try:
            if hooked:
                async with _receiver(here):
                    yield here
            else:
                yield here
        finally:
            await here.provider.close()


@asynccontextmanager
async def _receiver(here: Stand) -> AsyncIterator[None]:
    async def take(request: web.Request) -> web.Response:
        here.told.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hooks/x/{token}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.hook = f"http://127.0.0.1:{runner.addresses[0][1]}/hooks/x/canary-token"
    try:
        yield
        await here.server.ledger.until(lambda: here.server.hooks.pending == 0)
    finally:
        await runner.cleanup()


def _no_credits(server: Any) -> None:
    server.account.balance = server.account.extra = 0


def _no_dollars(server: Any) -> None:
    server.account.balance = Decimal(0)


def _no_tracks(server: Any) -> None:
    while server.quota.left:
        server.quota.take("used", request="")


def _suspended(server: Any) -> None:
    server.habits.suspended = True


def _may_not(server: Any) -> None:
    server.may_write = False


_MUSICAPI: dict[str, Any] = {
    "server": MusicApiServer, "label": "MusicAPI", "settings": {"spacing": 0.0, "usual_seconds": 3.0},
    "spend": _no_credits, "bar": _suspended,
}  # fmt: skip
_ARTIST = order("like hans zimmer 0:05")

BENCHES = {
    "musicapi": Bench(
        adapter=Sonic, paid="POST /api/v1/sonic/create", looked="GET /api/v1/sonic/task/*", moderated=_ARTIST,
        others=(order("rock 0:30 --vocal", lyrics="la"), order(operation=Operation.STEMS, clip={"clip_id": "c1"})),
        **_MUSICAPI,
    ),
    "producer": Bench(
        adapter=Producer, paid="POST /api/v1/producer/create", looked="GET /api/v1/producer/task/*", moderated=_ARTIST,
        others=(order("rock --vocal", lyrics="la"),), **_MUSICAPI,
    ),
    "nuro": Bench(
        adapter=Nuro, paid="POST /api/v1/nuro/create", looked="GET /api/v1/nuro/task/*", **_MUSICAPI
    ),
    "nur": Bench(
        adapter=Nur, server=NurServer, label="Nur", settings={"at_once": 0.0}, paid="POST /v1/music/generate",
        looked="GET /v1/music/*", moderated=order("forbiddenword 0:05"), spend=_no_tracks, bar=_may_not, hooks=False,
        others=(order(operation=Operation.STEMS, clip={"clip_id": "trk_1"}), order("rock --vocal 1:00")),
    ),
    "mureka": Bench(
        adapter=Mureka, server=WaveSpeedServer, label="WaveSpeed", settings={"usual_seconds": 3.0},
        paid="POST /api/v3/mureka-ai/mureka-v8/generate-bgm", looked="GET /api/v3/predictions/*",
        moderated=order("forbiddenword 0:05"), moderated_late=True, spend=_no_dollars,
        others=(order("rock --vocal x2", lyrics="la"), order("calm x3"), order(operation=Operation.STEMS, clip={})),
    ),
}  # fmt: skip

"""Nur (nuri.inc) as a provider: one track for one prompt, with its stems in the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

from bot.domain.brief import Brief
from bot.domain.errors import Because, HookRefused, OutcomeUnknown, ProviderError, Refused, Unanswered
from bot.domain.money import FREE, Balance, Price
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import News, Request, Started, Ways
from bot.domain.results import Broken, Json, Look, Pending
from bot.domain.thread import Task
from bot.providers.http import Api
from bot.providers.nur import words as nur_words

GENERATE = "/v1/music/generate"
EXPECTED = 40.0
"""Seconds; Nur names none. Learned from the first task on."""
GLANCE = 5.0
"""Seconds that a track which is done at once may take to say where its file is; else a look finds it."""
YOUNG = 120.0
"""Seconds in which a track that is not found may be one that is not known everywhere yet."""


class Nur:
    """Nur. The POST may answer with a completed track or with a pending one: both are taken."""

    name = "nur"
    label = nur_words.LABEL
    account = "nur"
    spacing = 0.6
    """100 requests a minute is the least that a plan allows (nuri.inc/docs/rate-limits)."""
    order_spacing = 6.0
    """10 tracks a minute is the least that a plan allows."""
    rights = "royalty-free, by Nur's documentation"
    terms = ""
    terms_read = ""
    told_in: tuple[str, ...] = ("prompt", "genre")
    repeatable = False
    harmless = frozenset({Operation.STEMS})
    models = tuple[str, ...]()
    pieces = 1
    guides = frozenset[str]()
    calls_back = frozenset[Operation]()
    lists_orders = False
    tells_balance = False

    def __init__(self, api: Api) -> None:
        self._api = api

    def offers(self) -> frozenset[Operation]:
        return frozenset({Operation.CREATE, Operation.STEMS})

    def refusal(self, brief: Brief) -> str | None:
        return nur_words.refusal(brief)

    def price(self, order: Order) -> Price | None:
        """One of the plan's tracks of the month; stems are part of the track."""
        return FREE if order.operation is Operation.STEMS else Price(1, "tracks")

    def request(self, order: Order) -> Request:
        return nur_words.request(order)

    def expects(self, order: Order) -> float:
        return 1.0 if order.operation is Operation.STEMS else EXPECTED

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:  # noqa: ARG002 (it calls nobody back)
        """For stems nothing is ordered: they are looked up, free to repeat."""
        if "track_id" in body:
            return await self._stems(body)
        answer = await self._api.pay(GENERATE, body, because=nur_words.because)
        track_id = nur_words.track_id(answer.body)
        if not track_id:
            raise OutcomeUnknown("Nur took the order, and its answer holds no id.")
        look = nur_words.read(answer.body, Operation.CREATE, body, whole=False)
        if isinstance(look, Pending) and nur_words.is_done(answer.body):
            look = await self._glance(track_id, body)
        return Started(track_id, None if isinstance(look, Pending) else look)

    async def _stems(self, body: Json) -> Started:
        track_id = str(body["track_id"])
        if not track_id:
            raise Refused("This take has no track at Nur, so there are no stems of it.")
        track = await self._track(track_id)
        look = nur_words.read(track, Operation.STEMS, body)
        return Started(track_id, None if isinstance(look, Pending) else look)

    async def _glance(self, track_id: str, body: Json) -> Look:
        """The whole track, if it comes quickly: the answer to the POST holds no address of the file."""
        try:
            async with asyncio.timeout(GLANCE):
                return nur_words.read(await self._track(track_id), Operation.CREATE, body)
        except (ProviderError, TimeoutError):
            return Pending()

    async def look(self, task: Task) -> Look:
        try:
            track = await self._track(task.provider_id or "")
        except Refused as error:
            return self._refused(task, error)
        return nur_words.read(track, task.operation, task.request)

    def _refused(self, task: Task, error: Refused) -> Look:
        """Not found is final once it cannot be news; what is wrong with the key may be mended."""
        if error.because in {Because.ACCOUNT, Because.CREDITS}:
            raise Unanswered(str(error)) from None
        young = self._api.now() - task.created_at < YOUNG
        return Pending() if young else Broken(str(error))

    async def _track(self, track_id: str) -> Json:
        return (await self._api.ask(f"/v1/music/{quote(track_id, safe='')}", because=nur_words.because)).body

    async def find(self, task: Task) -> str | None:  # noqa: ARG002
        """Nur lists no tracks."""
        return None

    async def balance(self) -> Balance | None:
        """Nur tells of no balance."""
        return None

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:  # noqa: ARG002
        """It calls nobody."""
        raise HookRefused("Nur sends no webhooks.")

    def told(self, task: Task, body: bytes) -> Look | None:  # noqa: ARG002
        """It calls nobody."""
        return None

    async def forget(self, task: Task) -> None:
        """A track cannot be stopped."""

    async def close(self) -> None:
        await self._api.close()

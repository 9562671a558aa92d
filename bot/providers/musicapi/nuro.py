"""Nuro, MusicAPI's small and fast model, as a provider: one take of the length asked for. Off unless switched on.

At the vendor's twin it is retired: every call answers 410 Gone. Whether it is here too nobody says, so the person is
told what to do when it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

from bot.domain.brief import Brief
from bot.domain.errors import Because, Limited, Refused
from bot.domain.money import Balance, Price
from bot.domain.naming import clock
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import News, Request, Started, Ways
from bot.domain.results import Finished, Json, Look, Pending, RawTake
from bot.domain.thread import Task
from bot.providers.fields import address, amount, inside, number, text
from bot.providers.http import Api
from bot.providers.musicapi import account as purse
from bot.providers.musicapi import hooks, nuro_words

PRICE = Price(10.0)
"""Credits, whatever it makes; as read 2026-01-24."""
EXPECTED = 30.0
"""Median seconds, as the vendor says."""
_BUSY = ("qps", "queue", "too many", "rate limit")
_DONE, _FAILED = frozenset({"succeeded", "success", "completed"}), frozenset({"failed", "error", "cancelled"})


class Nuro:
    """MusicAPI's Nuro: flat answers, one song each, WAV."""

    name = "nuro"
    label = nuro_words.LABEL
    account = purse.ACCOUNT
    spacing = purse.SPACING
    order_spacing = 0.0
    rights = purse.RIGHTS
    terms = purse.TERMS
    terms_read = purse.TERMS_READ
    told_in: tuple[str, ...] = ("genre", "mood", "timbre")
    repeatable = False
    harmless = frozenset[Operation]()
    models = tuple[str, ...]()
    pieces = 1
    guides = frozenset[str]()
    calls_back = frozenset({Operation.CREATE})
    lists_orders = False
    tells_balance = True

    def __init__(self, api: Api, *, now: Callable[[], float] = time.time) -> None:
        """`now` is Unix time."""
        self._api, self._now = api, now

    def offers(self) -> frozenset[Operation]:
        return frozenset({Operation.CREATE})

    def refusal(self, brief: Brief) -> str | None:
        """More than one take, more than 2 minutes (4 of a song), a song whose lyrics nobody gives, a model."""
        most = nuro_words.longest(brief) - 1
        if brief.model:
            return f"{self.label} has no models to choose from: leave out `--model {brief.model}`."
        if brief.takes > 1:
            return f"{self.label} makes one take at a time. Ask for one, then press Regenerate for more."
        if brief.duration and brief.duration > most:
            return f"{self.label} makes at most {clock(most)} of this. Ask for `{clock(most)}`, or leave out nuro."
        return None

    def price(self, order: Order) -> Price | None:  # noqa: ARG002
        return PRICE

    def request(self, order: Order) -> Request:
        return nuro_words.request(order, str(PRICE))

    def expects(self, order: Order) -> float:  # noqa: ARG002
        return EXPECTED

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:  # noqa: ARG002
        fields = dict(inside(body.get("fields")))
        if fields.get("type") == "vocal" and not fields.get("lyrics"):
            raise Refused(f"{self.label} sings given lyrics only. Give some, or ask `--provider musicapi`.")
        hidden = (ways.hook, ways.hook_secret)
        paid = fields | hooks.wanted(ways)
        try:
            answer = await self._api.pay("/api/v1/nuro/create", paid, because=purse.because, hide=hidden)
        except Refused as error:
            raise _told(error) from error
        return Started(purse.task_id(answer, self.label))

    async def look(self, task: Task) -> Look:
        found = await purse.stands(self._api, f"/api/v1/nuro/task/{quote(task.provider_id or '', safe='')}")
        return read(found, inside(task.request.get("fields"))) if isinstance(found, Mapping) else found

    async def find(self, task: Task) -> str | None:  # noqa: ARG002
        """Nothing lists what was ordered; a webhook may still tell."""
        return None

    async def balance(self) -> Balance | None:
        return await purse.balance(self._api, self._now())

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:
        return hooks.heard(self._api, headers, body, secret=secret, now=now)

    def told(self, task: Task, body: bytes) -> Look | None:
        """The word of a finished task holds what a look does."""
        found = hooks.completed(self._api, body)
        look = read(found, inside(task.request.get("fields"))) if found is not None else None
        return look if isinstance(look, Finished) else None

    async def forget(self, task: Task) -> None:
        """Nothing can be stopped."""

    async def close(self) -> None:
        await self._api.close()


def _told(error: Refused) -> Refused | Limited:
    """410 with what to do; its 403 for a full queue is a limit (vendor's error page), and no refusal of the wish."""
    words = str(error)
    if error.because is Because.RETIRED:
        return Refused(f"{words} MusicAPI has no Nuro any more: set MUSICAPI_NURO=off.", Because.RETIRED)
    if "HTTP 403" in words and any(sign in words.lower() for sign in _BUSY):
        return Limited(words)
    return error


def read(body: Json, fields: Json) -> Look:
    """How the task stands. Its answer is flat; the state decides, and the address must be there. It names no model: it
    is the one asked for."""
    state = text(body.get("status") or body.get("state") or body.get("type")).strip().lower()
    if state in _FAILED:
        return purse.broken(body)
    source = address(body.get("audio_url"))
    if state not in _DONE or not source:
        progress = number(body.get("progress"))
        return Pending(min(max(progress / 100, 0.0), 1.0) if progress else None)
    facts = {
        "clip_id": text(body.get("task_id"), 200),
        "model": "vocal" if fields.get("type") == "vocal" else text(fields.get("version")) or "v1.0",
        "lyrics": text(body.get("lyrics"), 20_000).strip(),
        "seconds": amount(body.get("duration")),
        "terms": purse.TERMS_FACT,
    }
    take = RawTake(index=0, source=source, facts={name: value for name, value in facts.items() if value})
    return Finished(takes=(take,), returned=body)

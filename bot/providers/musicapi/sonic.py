"""Sonic, MusicAPI's main model family, as a provider: songs and beds in pairs, and all that can be done to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from math import ceil
from urllib.parse import quote

from bot.domain.brief import Brief
from bot.domain.errors import OutcomeUnknown, Refused
from bot.domain.money import Balance, Price
from bot.domain.naming import clock
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import News, Request, Started, Ways
from bot.domain.results import Broken, Finished, Json, Look, Pending, from_json
from bot.domain.thread import Task
from bot.providers.fields import inside, text
from bot.providers.http import Answer, Api
from bot.providers.musicapi import account as purse
from bot.providers.musicapi import hooks, sonic_clips, sonic_figures, sonic_words
from bot.providers.musicapi import sonic_models as models

NO_ADDRESS = "MusicAPI fetches files by their address, and this bot has none: set BGM_PUBLIC_URL."


class Sonic:
    """MusicAPI's Sonic. A call that makes music answers a task id, and two clips finish apart; others answer at once.

    `look` is a free GET, but for two calls: midi and aligned-lyrics may not be ready at first, and a look asks them
    again by the same POST. For lyrics only the first answer of a clip costs (vendor's lyric-alignment guide); for midi
    nobody says whether the second costs another credit.
    """

    name = "musicapi"
    label = purse.LABEL
    account = purse.ACCOUNT
    spacing = purse.SPACING
    order_spacing = 0.0
    rights = purse.RIGHTS
    terms = purse.TERMS
    terms_read = purse.TERMS_READ
    told_in: tuple[str, ...] = ("gpt_description_prompt", "tags", "negative_tags")
    repeatable = False
    harmless = frozenset[Operation]()
    models = models.CURRENT
    pieces = 2
    guides = frozenset[str]()
    calls_back = sonic_words.OPERATIONS - sonic_words.AT_ONCE
    lists_orders = False
    tells_balance = True

    def __init__(self, api: Api, *, now: Callable[[], float] = time.time) -> None:
        """`now` is Unix time."""
        self._api, self._now = api, now

    def offers(self) -> frozenset[Operation]:
        """All that there is."""
        return sonic_words.OPERATIONS

    def refusal(self, brief: Brief) -> str | None:
        """More than two takes, more than six minutes at once, a model that it has not."""
        if brief.model and models.model_named(brief.model) is None:
            listed = ", ".join(models.CURRENT)
            return f"MusicAPI has no model “{brief.model}”. It has {listed}: type `--model {models.DEFAULT.id}`."
        if brief.takes > models.TAKES:
            return "MusicAPI makes two takes at a time. Ask for 2 takes, then press Regenerate for more."
        if brief.duration and brief.duration > models.LONGEST:
            most, wanted = clock(models.LONGEST), clock(ceil(brief.duration))
            return f"MusicAPI makes at most {most} at once. Ask for {most}, then press Extend to get to {wanted}."
        return None

    def price(self, order: Order) -> Price | None:
        return models.price(order.operation)

    def request(self, order: Order) -> Request:
        return sonic_words.request(order)

    def expects(self, order: Order) -> float:
        return models.EXPECTED.get(order.operation, models.AT_ONCE)

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:
        """Calls that answer at once have no id of their own: theirs is the token."""
        call, fields = text(body.get("call")), dict(inside(body.get("fields")))
        if call.startswith("upload"):
            if ways.file is None:
                raise Refused(NO_ADDRESS)
            fields["url"] = ways.file
        if call not in sonic_figures.READERS:
            fields |= hooks.wanted(ways)
        hidden = (ways.hook, ways.hook_secret, ways.file)
        try:
            answer = await self._api.pay(_path(call), fields, because=purse.because, hide=hidden)
        except Refused as error:
            if call in sonic_figures.REPEATED and purse.not_yet(error):
                return Started(token)
            raise
        if call in sonic_figures.READERS:
            return self._answered(call, answer, inside(body.get("fields")), token)
        return Started(purse.task_id(answer, self.label))

    def _answered(self, call: str, answer: Answer, fields: Json, token: str) -> Started:
        purse.check(answer, self.label)
        match sonic_figures.read(call, answer.body, fields):
            case None if found := text(answer.body.get("task_id"), 200):
                return Started(found)
            case None:
                raise OutcomeUnknown(f"{self.label} took the order, and its answer holds nothing of it.")
            case Pending():
                return Started(token)
            case look:
                return Started(token, look)

    async def look(self, task: Task) -> Look:
        """Also after it is done: a clip's address is told anew. What was answered at once is answered from store."""
        call, fields = text(task.request.get("call")), inside(task.request.get("fields"))
        if call in sonic_figures.READERS and task.provider_id in {None, task.id}:
            return await self._look_again(task, call, fields)
        found = await purse.stands(self._api, f"/api/v1/sonic/task/{quote(task.provider_id or '', safe='')}")
        if not isinstance(found, Mapping):
            return found
        if call in sonic_figures.READERS:
            return sonic_figures.polled(call, found, fields)
        return sonic_clips.read(found, task.operation, fields, late=self._late(task))

    async def _look_again(self, task: Task, call: str, fields: Json) -> Look:
        if task.answer:
            return from_json(task.answer)
        if call not in sonic_figures.REPEATED:
            return Broken(f"{self.label} answers this at once or never, and nothing of its answer is in store.")
        try:
            answer = await self._api.ask(_path(call), method="POST", body=fields, because=purse.because)
            purse.check(answer, self.label)
        except Refused as error:
            return Pending() if purse.not_yet(error) else Broken(str(error))
        look = sonic_figures.read(call, answer.body, fields) or Pending()
        if isinstance(look, Pending) and self._late(task):
            return Broken(f"{self.label} has not got it after {self._now() - task.created_at:.0f} s.")
        return look

    def _late(self, task: Task) -> bool:
        return self._now() > task.created_at + 2 * task.expected + purse.LATE_SECONDS

    async def find(self, task: Task) -> str | None:  # noqa: ARG002
        """Nothing lists what was ordered; a webhook may still tell."""
        return None

    async def balance(self) -> Balance | None:
        return await purse.balance(self._api, self._now())

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:
        return hooks.heard(self._api, headers, body, secret=secret, now=now)

    def told(self, task: Task, body: bytes) -> Look | None:
        """The word of a finished task holds its clips as a look does."""
        call, found = text(task.request.get("call")), hooks.completed(self._api, body)
        if found is None or call in sonic_figures.READERS:
            return None
        look = sonic_clips.read(found, task.operation, inside(task.request.get("fields")))
        return look if isinstance(look, Finished) else None

    async def forget(self, task: Task) -> None:
        """Nothing can be stopped."""

    async def close(self) -> None:
        await self._api.close()


def _path(call: str) -> str:
    return f"/api/v1/sonic/{call}"

"""Mureka through WaveSpeed as a provider: background music, songs from given words, and stems (wavespeed.ai/docs)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from bot.domain.brief import Brief
from bot.domain.errors import Because, Limited, OutcomeUnknown, ProviderError, Refused, Unanswered
from bot.domain.money import Balance, Price
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import News, Request, Started, Ways
from bot.domain.reading.guides import GUIDES
from bot.domain.results import Broken, Json, Look, Pending
from bot.domain.thread import Task
from bot.providers import refusals
from bot.providers.body import NotWhole
from bot.providers.fields import inside, number, text
from bot.providers.http import Answer, Api
from bot.providers.mureka import models, wavespeed, words

EXPECTED = {Operation.CREATE: 75.0, Operation.STEMS: 60.0}
"""Seconds, before anything was learned; nobody publishes them."""
YOUNG = 120.0
"""Seconds in which a prediction that is not found may be one that is not known everywhere yet."""
NO_AUDIO = (
    "Mureka fetches the audio by its address: WaveSpeed's own is gone after seven days, and this bot has none. "
    "Set BGM_PUBLIC_URL."
)


class Mureka:
    """Mureka. It keeps no length: what comes is cut to the bed. Every piece of a call is paid for.

    WaveSpeed documents two paths for a result and two for the balance: where the first is not found the same question
    asks the second, when it is asked again (`AskAgain`), and that is remembered.
    """

    name = "mureka"
    label = words.LABEL
    account = "wavespeed"
    spacing = 1.0
    """No limit for music is published; a task is looked at every two seconds at most (vendor's guide)."""
    order_spacing = 0.0
    rights = "commercial use allowed for paid API output, by Mureka's terms"
    terms = ""
    terms_read = ""
    told_in: tuple[str, ...] = ("prompt",)
    repeatable = False
    harmless = frozenset[Operation]()
    models = tuple(f"v{version}" for version in models.MODELS)
    pieces = 0
    guides = frozenset(GUIDES)
    calls_back = frozenset({Operation.CREATE, Operation.STEMS})
    lists_orders = True
    tells_balance = True

    def __init__(self, api: Api) -> None:
        self._api = api
        self._results = wavespeed.Paths("/api/v3/predictions/{}/result", "/api/v3/predictions/{}")
        self._balances = wavespeed.Paths("/api/v3/balance", "/api/v3/account/balance")
        self._secret = wavespeed.HookSecret(api)

    def offers(self) -> frozenset[Operation]:
        return frozenset({Operation.CREATE, Operation.STEMS})

    def refusal(self, brief: Brief) -> str | None:
        return words.refusal(brief)

    def price(self, order: Order) -> Price | None:
        amount = words.price(order)
        return None if amount is None else Price(amount, "USD")

    def request(self, order: Order) -> Request:
        return words.request(order)

    def expects(self, order: Order) -> float:
        return EXPECTED.get(order.operation, EXPECTED[Operation.CREATE])

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:  # noqa: ARG002 (it takes no id of ours)
        """A song without words, and stems of what cannot be fetched, are refused here: they would be paid in vain."""
        model, given = text(body.get("model")), dict(inside(body.get("input")))
        if model.endswith("generate-song") and not given.get("lyrics"):
            raise Refused(words.NO_LYRICS)
        if model == models.STEMS:
            given["audio"] = ways.file or given.get("audio")
            if not given["audio"]:
                raise Refused(NO_AUDIO)
        answer = await self._api.pay(
            f"/api/v3/{model}",
            given,
            params={"webhook": ways.hook} if ways.hook else None,
            because=words.because,
            hide=(ways.hook, ways.file),
        )
        return self._started(answer, model, body)

    def _started(self, answer: Answer, model: str, body: Json) -> Started:
        found = words.prediction(answer.body)
        if task_id := text(found.get("id"), 200).strip():
            operation = Operation.STEMS if model == models.STEMS else Operation.CREATE
            look = words.read(found, operation, body, _code(answer.body))
            return Started(task_id, None if isinstance(look, Pending) else look)
        raise _unaccepted(answer.body)

    async def look(self, task: Task) -> Look:
        """For seven days; then the prediction and its files are gone."""
        try:
            answer = await self._results.ask(self._api, quote(task.provider_id or "", safe=""), because=words.because)
        except Refused as error:
            return self._refused(task, error)
        return words.read(words.prediction(answer.body), task.operation, task.request, _code(answer.body))

    def _refused(self, task: Task, error: Refused) -> Look:
        """Not found is final once it cannot be news; what is wrong with the key may be mended."""
        if error.because in {Because.ACCOUNT, Because.CREDITS}:
            raise Unanswered(str(error)) from None
        return Pending() if self._api.now() - task.created_at < YOUNG else Broken(str(error))

    async def find(self, task: Task) -> str | None:
        """The one prediction of the model that was made just then; None where unsure. See `wavespeed.lost`."""
        return await wavespeed.lost(self._api, task.request, task.created_at, because=words.because)

    async def balance(self) -> Balance | None:
        """USD, at either of the documented paths."""
        try:
            answer = await self._balances.ask(self._api, because=words.because)
        except Refused as error:
            if error.because is Because.GONE:
                return None
            raise
        amount = number(inside(answer.body.get("data")).get("balance"))
        if amount is None:
            raise Unanswered("WaveSpeed's answer holds no balance.")
        return Balance(amount, "USD", self._api.now())

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:  # noqa: ARG002
        """Signed with the account's own secret, so ours is not used. What it says is a hint: somebody looks."""
        return wavespeed.heard(self._api, headers, body, await self._secret.known(headers, body), now)

    def told(self, task: Task, body: bytes) -> Look | None:
        """The word of a task is its bare prediction, as a look answers it in `data`."""
        try:
            found = self._api.read(body)
        except NotWhole:
            return None
        if text(found.get("id"), 200).strip() != task.provider_id:
            return None
        look = words.read(found, task.operation, task.request, _code(found))
        return None if isinstance(look, Pending) else look

    async def forget(self, task: Task) -> None:
        """Nothing can be stopped."""

    async def close(self) -> None:
        await self._api.close()


def _unaccepted(body: Json) -> ProviderError:
    """What a whole answer without an id means. A code of its own says no, beside an HTTP status of 200."""
    code, said = _code(body), refusals.words(body)
    if code == 429:
        return Limited("WaveSpeed asks us to slow down.")
    if 400 <= code < 500 or 1000 <= code < 2000:
        return Refused(f"WaveSpeed refused: {said or f'code {code}'}", words.because(min(code, 499), said))
    return OutcomeUnknown("WaveSpeed took the order, and its answer holds no id.")


def _code(body: Json) -> int:
    """The code of an answer, or of the prediction in it; 0 where none."""
    for place in (body, inside(body.get("data"))):
        code = number(place.get("code"))
        if code is not None and code != 200 and abs(code) < 1e6:
            return int(code)
    return 0

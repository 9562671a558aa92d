"""WaveSpeed's ways that have nothing to do with music: paths, lost predictions, signed webhooks (wavespeed.ai/docs)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import AskAgain, Because, HookRefused, ProviderError, Refused, Unanswered
from bot.domain.ports.provider import News
from bot.domain.results import Json, Pending
from bot.providers.body import NotWhole
from bot.providers.fields import inside, instant, items, number, text
from bot.providers.http import Answer, Api
from bot.providers.refusals import Reason

STALE = 300.0
"""Seconds: an older word is not taken."""
BEFORE, AFTER = 5.0, 20.0
"""Seconds around an order's intent in which its prediction was made: clocks differ, and a line takes its time."""
LISTED = "/api/v3/predictions"
SECRET_AGAIN = 600.0
"""Seconds after which the secret is asked anew where a signature does not hold: it may have been changed."""


class Paths:
    """Two documented paths for one question: where the first is not found the second is asked next, and stays first
    where it is found. Each is a request of its own."""

    def __init__(self, first: str, second: str) -> None:
        self._order = (first, second)
        self._missed: set[str] = set()
        """The parts that the first path did not find."""

    async def ask(self, api: Api, part: str = "", *, because: Reason) -> Answer:
        """The answer of the path whose turn it is. Raises what `Api.ask` raises, and AskAgain where the other path may
        know the part: Refused means that neither does."""
        first, second = self._order
        is_second = part in self._missed
        try:
            answer = await api.ask((second if is_second else first).format(part), because=because)
        except Refused as error:
            if is_second or error.because is not Because.GONE:
                self._missed.discard(part)
                raise
            self._missed.add(part)
            raise AskAgain(str(error)) from None
        if is_second:
            self._missed.discard(part)
            self._order = (second, first)
        return answer


async def lost(api: Api, request: Json, created_at: float, *, because: Reason) -> str | None:
    """The id of the one prediction that must be the order made at `created_at` (Unix seconds); None if unsure.

    The history (POST /api/v3/predictions, newest first, seven days) shows no input: what tells is the model, the moment
    and, once it is done, how many pieces there are. An account's orders go out one after the other, so two of ours are
    never open at once. Raises Limited or Unanswered.
    """
    since = datetime.fromtimestamp(created_at - BEFORE, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    wanted = {"page": 1, "page_size": 100, "model": request.get("model"), "created_after": since}
    try:
        answer = await api.ask(LISTED, method="POST", body=wanted, because=because)
    except Refused as error:
        raise Unanswered(str(error)) from None
    return the_one(items(inside(answer.body.get("data")).get("items")), request, created_at)


def the_one(listed: list[Mapping[str, Any]], request: Json, created_at: float) -> str | None:
    """The id of the only prediction that fits the request; None where none or several do. Pure."""
    asked = inside(request.get("input"))
    found = {
        text(item.get("id"), 200)
        for item in listed
        if item.get("model") == request.get("model")
        and _near(instant(item.get("created_at")), created_at)
        and _alike(asked, inside(item.get("input")))
        and _as_many(asked, item.get("outputs"))
    }
    return found.pop() if len(found) == 1 and "" not in found else None


def _alike(asked: Json, shown: Json) -> bool:
    """Whether the input is the same, as far as it is shown; addresses of ours are sent and never stored."""
    return all(shown[name] == value for name, value in asked.items() if name in shown and name != "audio")


def _as_many(asked: Json, outputs: Any) -> bool:
    most = number(asked.get("number_of_songs"))
    return most is None or not isinstance(outputs, list) or len(outputs) <= most


def _near(made: float | None, created_at: float) -> bool:
    return made is not None and created_at - BEFORE <= made <= created_at + AFTER


class HookSecret:
    """The account's secret for webhooks: asked once, when first needed, and kept in memory alone."""

    def __init__(self, api: Api) -> None:
        self._api, self._secret, self._asked_at = api, "", 0.0
        self._asking = asyncio.Lock()

    def __repr__(self) -> str:
        return "HookSecret(…)"

    async def known(self, headers: Mapping[str, str], body: bytes) -> str:
        """The secret; asked anew, now and then, where this word's signature does not hold. HookRefused without one."""
        async with self._asking:
            old = self._api.now() - self._asked_at >= SECRET_AGAIN
            if old and not (self._secret and holds(headers, body, self._secret)):
                await self._ask()
        if not self._secret:
            raise HookRefused("WaveSpeed's secret for webhooks is not known.")
        return self._secret

    async def _ask(self) -> None:
        try:
            data = (await self._api.ask("/api/v3/webhook/secret")).body.get("data")
        except ProviderError as error:
            raise HookRefused(f"WaveSpeed's secret for webhooks could not be asked: {error}") from None
        found = text(data, 500) or next(
            (text(v, 500) for n, v in inside(data).items() if "secret" in n or n == "key"), ""
        )
        self._secret, self._asked_at = found, self._api.now()


def holds(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether `webhook-signature` has the right `v3,<hex>`: HMAC-SHA256 of id, timestamp and raw body, joined by dots.

    The key is the secret without its `whsec_`, as plain text.
    """
    signed = b".".join((_bytes(headers, "webhook-id"), _bytes(headers, "webhook-timestamp"), body))
    expected = hmac.new(secret.removeprefix("whsec_").encode(), signed, hashlib.sha256).hexdigest()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one.encode(errors="replace"), f"v3,{expected}".encode()) for one in given[:5])


def heard(api: Api, headers: Mapping[str, str], body: bytes, secret: str, now: float) -> News:
    """What a webhook says: a bare prediction. Raises HookRefused unless it is signed and at most 300 s old."""
    if not secret or not holds(headers, body, secret):
        raise HookRefused("WaveSpeed's signature does not hold.")
    at = number(headers.get("webhook-timestamp", ""))
    if at is None or abs(now - at) > STALE:
        raise HookRefused(f"WaveSpeed's word is older than {STALE:.0f} s.")
    try:
        found = api.read(body)
    except NotWhole as error:
        raise HookRefused(f"WaveSpeed called with {error}.") from None
    goes_on = text(found.get("status")).lower() in {"created", "processing", "pending", "queued"}
    return News(headers.get("webhook-id", ""), text(found.get("id"), 200) or None, Pending() if goes_on else None)


def _bytes(headers: Mapping[str, str], name: str) -> bytes:
    return headers.get(name, "").encode(errors="replace")

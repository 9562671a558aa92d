"""The only way to a music API: one request, its outcome named. What costs money is sent once and never repeated."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.domain.errors import Because, Limited, NeverSent, OutcomeUnknown, ProviderError, Refused, Unanswered
from bot.domain.results import Json
from bot.providers import refusals
from bot.providers.body import NotWhole, parse, read
from bot.providers.refusals import Reason, by_status
from bot.trust import trusted

CONNECT = 10.0
PAY = 60.0
"""Seconds to wait for the answer to a paid request: waiting is free, guessing is not."""
ASK = 20.0

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with a 2xx status: a JSON object. `headers` by lower-case names."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    content: bytes


class Api:
    """One music API under one key. Nothing is retried, no redirect is followed, no proxy of the environment is used.

    Answers and errors hold what the vendor says, never the key, nor what is passed as `hide` (addresses and secrets of
    one call), not even where the vendor echoes them.
    """

    def __init__(
        self,
        *,
        url: str,
        key: str,
        name: str,
        connect: float = CONNECT,
        pay: float = PAY,
        ask: float = ASK,
        now: Callable[[], float] = time.time,
        trust: Callable[..., Awaitable[ssl.SSLContext]] = trusted,
    ) -> None:
        """`url` is where the API lives, https unless it is this very machine; `name` is how people know it.

        `connect`, `pay` and `ask` are seconds; `now` is Unix time; `trust` reads the certificates. ValueError for
        another kind of address or a key that can be no key.
        """
        self.name, self.url = name, _checked(url)
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise ValueError(f"the key of {name} is empty, or holds characters that no key has")
        self.now, self._key, self._connect, self._pay, self._ask = now, key, connect, pay, ask
        self._trusted = trust
        self._asking: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"Api({self.name!r}, {self.url!r})"

    async def pay(
        self,
        path: str,
        body: Json,
        *,
        params: Mapping[str, str] | None = None,
        because: Reason = by_status,
        hide: Collection[str | None] = (),
    ) -> Answer:
        """The paid POST: sent once, over a connection of its own, so that no stale one loses the answer.

        NeverSent: nothing left this machine. Limited (429) and Refused (any other whole 4xx, and a 429 that `because`
        calls one of money, which no wait helps): nothing was charged.
        OutcomeUnknown: all else, e.g. 5xx, a time-out, a cut answer, a 2xx that is no JSON object.
        """
        trust = await self._trust(NeverSent)
        try:
            async with self._client(trust, self._pay, keep=0) as client, asyncio.timeout(self._connect + self._pay):
                reply = await self._send(client, "POST", path, body, params)
        except _NEVER_SENT as error:
            raise NeverSent(f"{self.name} could not be reached ({type(error).__name__}).") from None
        except (httpx.HTTPError, httpx.StreamError, TimeoutError, NotWhole) as error:
            raise OutcomeUnknown(f"{self.name} gave no whole answer ({_kind(error)}).") from None
        return self._judged(reply, because, hide, OutcomeUnknown)

    async def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: Json | None = None,
        params: Mapping[str, str] | None = None,
        because: Reason = by_status,
        hide: Collection[str | None] = (),
    ) -> Answer:
        """A question that costs nothing. Limited (429), Refused (any other whole 4xx), Unanswered (all else)."""
        trust = await self._trust(Unanswered)
        if self._asking is None:
            self._asking = self._client(trust, self._ask, keep=4)
        try:
            async with asyncio.timeout(self._connect + self._ask):
                reply = await self._send(self._asking, method, path, body, params)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError, NotWhole) as error:
            raise Unanswered(f"{self.name} gave no whole answer ({_kind(error)}).") from None
        return self._judged(reply, because, hide, Unanswered)

    def read(self, body: bytes) -> Json:
        """The JSON object of what it sent by itself, a webhook, as carefully as an answer. Raises NotWhole."""
        return parse(body, [self._key])

    async def close(self) -> None:
        """Closes what is still open; a later question opens it again."""
        client, self._asking = self._asking, None
        if client is not None:
            await client.aclose()

    def _client(self, trust: ssl.SSLContext, seconds: float, keep: int) -> httpx.AsyncClient:
        # No cap on connections: a request that is cancelled while a pool is full takes its slot with it for ever
        # (httpcore issue 1093). Whoever calls keeps the limit of the account.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=keep)
        return httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(verify=trust, limits=limits, trust_env=False, retries=0),
            timeout=httpx.Timeout(seconds, connect=self._connect),
            follow_redirects=False,
            trust_env=False,
        )

    async def _trust(self, lost: type[ProviderError]) -> ssl.SSLContext:
        """Over plain http (loopback) it trusts nobody. Raises `lost` where the certificates cannot be read: nothing was
        sent then."""
        try:
            return await self._trusted(nobody=self.url.startswith("http:"))
        except OSError as error:
            raise lost(f"{self.name} can't be asked: no certificates can be read on this machine ({error}).") from None

    async def _send(
        self, client: httpx.AsyncClient, method: str, path: str, body: Json | None, params: Mapping[str, str] | None
    ) -> _Reply:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json", "Accept-Encoding": "identity"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(dict(body), allow_nan=False, ensure_ascii=False).encode(errors="replace")
        url = f"{self.url}/{path.lstrip('/')}"
        async with client.stream(method, url, params=params, headers=headers, content=content) as response:
            return _Reply(response.status_code, dict(response.headers), await read(response))

    def _judged(
        self,
        reply: _Reply,
        because: Reason,
        hide: Collection[str | None],
        unclear: type[OutcomeUnknown] | type[Unanswered],
    ) -> Answer:
        secrets = [self._key, *filter(None, hide)]
        try:
            body, trouble = parse(reply.content, secrets), ""
        except NotWhole as error:
            body, trouble = {}, str(error)
        said = refusals.words(body)
        if reply.status == 429 and because(429, said) is not Because.CREDITS:
            raise Limited(f"{self.name} asks us to slow down{_quoted(said)}", refusals.wait(reply.headers, self.now()))
        if refusal := self._refusal(reply.status, said, because):
            raise refusal
        if not 200 <= reply.status < 300:
            raise unclear(f"{self.name} answered HTTP {reply.status}{_quoted(said or trouble)}")
        if trouble:
            raise unclear(f"{self.name} answered {trouble}.")
        return Answer(reply.status, body, reply.headers)

    def _refusal(self, status: int, said: str, because: Reason) -> ProviderError | None:
        """What was surely not done. A 408 is none of these: gateways say it of requests that went through."""
        if status in {301, 307, 308}:
            words = f"{self.name} is not at {self.url} any more: it answered with a redirect. Set its address anew."
            return Refused(words, Because.RETIRED)
        if 400 <= status < 500 and status != 408:
            return Refused(f"{self.name} refused (HTTP {status}){_quoted(said)}", because(status, said))
        return None


def _quoted(said: str) -> str:
    return f": {said}" if said else "."


def _kind(error: Exception) -> str:
    return str(error) if isinstance(error, NotWhole) else type(error).__name__


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the address of a music API is like https://api.example.com/")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("the address of a music API begins with https:// (http:// only on this machine)")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether this host is this very machine, by its name alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

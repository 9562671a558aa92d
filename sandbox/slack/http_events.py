"""Delivery to the app's own URL: signed requests, three seconds each."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.acks import Ack, Parcel

if TYPE_CHECKING:
    from sandbox.slack.clock import Clock
    from sandbox.slack.ledger import Ledger
    from sandbox.slack.parts import Pace

Json = dict[str, Any]


class HttpEvents:
    """Posts commands and clicks as forms and events as JSON to one URL, signed with the signing secret (v0)."""

    def __init__(self, url: str, signing_secret: str, *, clock: Clock, ledger: Ledger, pace: Pace) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._clock = clock
        self._ledger = ledger
        self._pace = pace
        self._session: aiohttp.ClientSession | None = None

    async def verify(self, token: str) -> bool:
        """The url_verification handshake: whether the app answers with the challenge."""
        challenge = secrets.token_urlsafe(24)
        body = json.dumps({"type": "url_verification", "token": token, "challenge": challenge}).encode()
        status, text = await self._post(body, "application/json", {})
        right = status == 200 and challenge in text
        self._ledger.write("url_verification", ok=right, status=status)
        return right

    async def send(self, parcel: Parcel) -> Ack:
        """Deliver once; a 2xx within the ack timeout is the ack, and its body the answer."""
        body, content_type = _body(parcel)
        headers = _retry_headers(parcel)
        event_id = parcel.payload.get("event_id")
        number = self._ledger.write(
            "delivery", what=parcel.kind, envelope_id=f"http-{secrets.token_hex(8)}", event_id=event_id,
            attempt=parcel.attempt, socket=None, payload=parcel.payload,
        )  # fmt: skip
        try:
            status, text = await self._post(body, content_type, headers)
        except TimeoutError:
            return Ack(ok=False, reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(ok=False, reason="connection_failed")
        if not 200 <= status < 300:
            return Ack(ok=False, reason="http_error", no_retry=status == -1)
        payload = _answer(text)
        self._ledger.write("ack", envelope_id=number["envelope_id"], payload=payload, late=False, socket=None)
        return Ack(ok=True, payload=payload)

    async def wait_reachable(self) -> None:
        """An URL is always there, up or not."""

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, content_type: str, headers: dict[str, str]) -> tuple[int, str]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        stamp = str(int(self._clock.now()))
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        sent = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", **signed, **headers}
        async with asyncio.timeout(self._pace.ack_timeout):
            async with self._session.post(self.url, data=body, headers=sent, allow_redirects=False) as answer:
                no_retry = answer.status >= 300 and answer.headers.get("X-Slack-No-Retry") == "1"
                return (-1 if no_retry else answer.status), await answer.text()


def _body(parcel: Parcel) -> tuple[bytes, str]:
    match parcel.kind:
        case "events_api":
            return json.dumps(parcel.payload).encode(), "application/json"
        case "slash_commands":
            return urlencode(parcel.payload).encode(), "application/x-www-form-urlencoded"
        case _:
            return urlencode({"payload": json.dumps(parcel.payload)}).encode(), "application/x-www-form-urlencoded"


def _retry_headers(parcel: Parcel) -> dict[str, str]:
    if not parcel.attempt:
        return {}
    return {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.retry_reason}


def _answer(text: str) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    return {"text": text} if text.strip() else {}

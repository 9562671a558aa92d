"""The way in: every request of the API passes here, meets its fault if it has one, and is written down."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.music.errors import Refused
from sandbox.music.faults import Fault
from sandbox.music.spoil import cut, dropped, halved, page

if TYPE_CHECKING:
    from sandbox.music.server import MusicServer

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TASK_ID = web.RequestKey("task_id", str)
"""Where a handler leaves the task that its request is about, for the ledger."""

LOCAL = ("127.0.0.1", "localhost")
OPEN_PATHS = ("/cdn/", "/sandbox/")


class Gate:
    """Faults before, the vendor's own admission, the deed, faults after; all but files goes through it."""

    def __init__(self, server: MusicServer) -> None:
        self._server = server

    @property
    def middleware(self) -> Any:
        """For the application."""

        @web.middleware
        async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
            if urlsplit(f"//{request.host}").hostname not in LOCAL or "Origin" in request.headers:
                raise web.HTTPForbidden(text="This sandbox answers programs of its own machine only.")
            if request.path.startswith("/sandbox/"):
                return await handler(request)
            if self._server.faults.is_down:
                return cut(request)
            if request.path.startswith(OPEN_PATHS):
                return await handler(request)
            return await self._asked(request, handler)

        return gate

    async def order(self, request: web.Request) -> web.StreamResponse:
        """POST /sandbox/faults: order a bad day from another process. See MusicFaults.order.

        {"do": "refuse", "seconds": 5} closes the listening socket at once for so long.
        """
        try:
            wish = await request.json()
            if wish.get("do") == "refuse":
                self._server.outage(float(wish["seconds"]))
            else:
                self._server.faults.order(wish)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"cannot do that: {error}") from None
        return web.json_response({"ok": True})

    async def _asked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        faults, where = self._server.faults, f"{request.method} {request.path}"
        raw = await request.read()
        fault = faults.take("request", where)
        if fault is not None:
            self._note(request, raw, fault=fault)
            return await self._undone(request, fault)
        answer = await self._answered(request, handler)
        fault = faults.take("answer", where) if answer.status < 400 else None
        self._note(request, raw, answer=answer, fault=fault)
        return answer if fault is None else await self._done(request, fault, answer)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._server.admit(request)
            return await handler(request)
        except Refused as refused:
            return self._server.refusal(refused)
        except web.HTTPException as error:
            return self._server.refusal(Refused(error.status, "", error.reason))

    async def _undone(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "hang":
                await self._server.faults.wait_released()
                return cut(request)
            case "outage":
                self._server.outage(fault.seconds)
                return cut(request)
            case "html":
                return page(fault.status)
            case "rate_limit":
                after = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
                return self._server.refusal(Refused(429, "", "Too many requests", headers=after))
            case _:
                return self._server.refusal(Refused(fault.status, "", "Internal server error"))

    async def _done(self, request: web.Request, fault: Fault, answer: web.StreamResponse) -> web.StreamResponse:
        match fault.kind:
            case "drop_body":
                return await dropped(request, answer)
            case "cut_json":
                return halved(answer)
            case "html":
                return page(fault.status)
            case "status":
                return self._server.refusal(Refused(fault.status, "", "Internal server error"))
            case _:
                return cut(request)

    def _note(
        self, request: web.Request, raw: bytes, *, answer: web.StreamResponse | None = None, fault: Fault | None = None
    ) -> None:
        refused = answer is not None and answer.status >= 400
        self._server.ledger.write(
            "request", method=request.method, path=request.path, query=request.query_string,
            status=answer.status if answer is not None else 0,
            outcome="spoilt" if fault else "refused" if refused else "accepted", fault=fault.kind if fault else None,
            task_id=request.get(TASK_ID), request=digest(raw), body=_shown(request, raw),
        )  # fmt: skip


def digest(raw: bytes) -> str:
    """The SHA-256 of a request's body, by which the ledger names it."""
    return hashlib.sha256(raw).hexdigest()


def bearer(request: web.Request) -> str:
    """The token of the Authorization header; "" when there is none or it is of another scheme."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind == "Bearer" else ""


def is_key(given: str, key: str) -> bool:
    """Whether they are the same, in constant time."""
    return hmac.compare_digest(given.encode(), key.encode())


def _shown(request: web.Request, raw: bytes) -> Any:
    """The body for the ledger: JSON without its secrets, else only its size."""
    if not raw:
        return None
    try:
        body = json.loads(raw)
    except ValueError:
        return f"{len(raw)} bytes of {request.content_type}"
    if not isinstance(body, dict):
        return body
    return {name: "(kept out)" if "secret" in name.lower() else value for name, value in body.items()}

"""The paths of the sandbox's own port, and who may ask: this machine only, no other site through a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.slack.web_api import WebApi, cut

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.slack.page_api import PageApi
    from sandbox.slack.parts import Parts

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOCAL = ("127.0.0.1", "localhost")
APP_PATHS = ("/api/", "/link/", "/upload/", "/response/")
LARGEST = 1024**3
"""Bytes of one request: a file, with a little around it."""
INLINE = ("audio/", "video/", "image/png", "image/jpeg", "image/gif")


def build_app(parts: Parts, page: PageApi) -> web.Application:
    """Everything that this port answers."""
    app = web.Application(middlewares=[_guard(parts)], client_max_size=LARGEST)
    hands = _Hands(parts)
    app.add_routes([
        web.route("*", "/api/{method}", WebApi(parts).handle),
        web.get("/link/", parts.sockets.accept),
        web.post("/upload/v1/{ticket}", hands.upload),
        web.post("/response/{secret}", hands.response),
        web.get("/sandbox-files/{file_id}/{name}", hands.file),
        web.get("/files/{user}/{file_id}/{name}", hands.permalink),
        web.post("/sandbox/faults", hands.order),
        *page.routes(),
    ])  # fmt: skip
    return app


def _guard(parts: Parts) -> Any:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_local(request):
            raise web.HTTPForbidden(text="This sandbox answers its own machine only.")
        if parts.faults.is_down and request.path.startswith(APP_PATHS):
            return cut(request)
        return await handler(request)

    return guard


def _is_local(request: web.Request) -> bool:
    """Whether the Host is this machine (no rebinding) and the Origin, if a browser sent one, is this very page."""
    host = urlsplit(f"//{request.host}")
    if host.hostname not in LOCAL:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") in (None, "same-origin", "none")
    asked = urlsplit(origin)
    return asked.scheme == "http" and asked.hostname in LOCAL and asked.port == host.port


class _Hands:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The upload URL: raw bytes or a multipart form with one file."""
        fault = self._parts.faults.take("upload")
        if fault is not None and fault.kind in ("hang", "fail", "rate_limit"):
            if fault.kind == "hang":
                await self._parts.faults.wait_released()
                return cut(request)
            return web.Response(status=429 if fault.kind == "rate_limit" else fault.status or 500)
        ticket = request.match_info["ticket"]
        if self._parts.files.ticket(ticket) is None:
            return web.Response(status=404, text="not found")
        try:
            file = self._parts.files.receive(ticket, await _bytes(request))
        except ValueError as error:
            return web.Response(status=400, text=str(error))
        return cut(request) if fault is not None else web.Response(text=f"OK - {file.size}")

    async def response(self, request: web.Request) -> web.StreamResponse:
        """A response_url."""
        body, fault = await request.read(), self._parts.faults.take("response_url")
        if fault is not None and fault.kind != "lose_answer":
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            return web.Response(status=429 if fault.kind == "rate_limit" else fault.status or 500, headers=headers)
        status, text = self._parts.response_urls.post(request.match_info["secret"], body)
        self._parts.ledger.write("response_url", status=status, body=body.decode(errors="replace"), answer=text)
        return cut(request) if fault is not None else web.Response(status=status, text=text)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, in ranges if asked; only sound, video and pictures open where they stand."""
        file = self._parts.files.files.get(request.match_info["file_id"])
        if file is None or not file.path.exists():
            raise web.HTTPNotFound(text="There is no such file.")
        kind = file.mimetype or "application/octet-stream"
        headers = {"Content-Type": kind, "X-Content-Type-Options": "nosniff"}
        if not kind.startswith(INLINE):
            headers["Content-Disposition"] = "attachment"
        return web.FileResponse(file.path, headers=headers)

    async def permalink(self, request: web.Request) -> web.StreamResponse:
        """A file's permalink leads to its bytes."""
        file = self._parts.files.files.get(request.match_info["file_id"])
        if file is None or file.state == "deleted":
            raise web.HTTPNotFound(text="There is no such file.")
        raise web.HTTPFound(file.url)

    async def order(self, request: web.Request) -> web.StreamResponse:
        """POST /sandbox/faults: order a bad day from another process. See Faults.order and `_order`."""
        wish = await request.json()
        try:
            await _order(self._parts, wish)
        except (KeyError, TypeError, AttributeError) as error:
            raise web.HTTPBadRequest(text=f"cannot do that: {error}") from None
        return web.json_response({"ok": True})


async def _order(parts: Parts, wish: dict[str, Any]) -> None:
    match wish.get("do"):
        case "drop":
            await parts.sockets.drop()
        case "drop_without_close":
            parts.sockets.drop_without_close()
        case "deafen":
            parts.sockets.deafen(pong=bool(wish.get("pong")))
        case "refuse_sockets" | "accept_sockets" as word:
            parts.sockets.refuse = word == "refuse_sockets"
        case "uploads_off" | "uploads_on" as word:
            parts.world.uploads_enabled = word == "uploads_on"
        case "settle":
            parts.files.settle()
        case _:
            parts.faults.order(wish)


async def _bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""

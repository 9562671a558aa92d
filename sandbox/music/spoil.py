"""Answers gone wrong: none at all, half of one, a gateway's page."""

from __future__ import annotations

from aiohttp import web

HTML = (
    "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
)


def cut(request: web.Request) -> web.StreamResponse:
    """End the connection without a byte."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


async def dropped(request: web.Request, answer: web.StreamResponse) -> web.StreamResponse:
    """Promise the whole body of `answer`, send half of it, and end the connection."""
    body = body_of(answer)
    half = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.headers.get("Content-Type", "")})
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half


def halved(answer: web.StreamResponse) -> web.Response:
    """The first half of the body as if it were the whole."""
    body = body_of(answer)
    kind = answer.content_type or "application/json"
    return web.Response(status=answer.status, body=body[: len(body) // 2], content_type=kind)


def page(status: int) -> web.Response:
    """What a gateway says instead."""
    return web.Response(status=status, text=HTML, content_type="text/html")


def body_of(answer: web.StreamResponse) -> bytes:
    """The bytes of a whole answer; none for a stream or a file."""
    body = answer.body if isinstance(answer, web.Response) else None
    return bytes(body) if isinstance(body, (bytes, bytearray)) else b""

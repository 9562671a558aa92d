"""What music APIs may call at BGM_PUBLIC_URL: a task's webhook, and a file that an order names. Nothing else is there,
nothing is listed, and no answer repeats anything of its request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol

from aiohttp import web

from bot.audio.folder import AudioFolder
from bot.domain.errors import StoreError
from bot.domain.ports import Clock
from bot.work.ordering.links import Links

HOOK_SECONDS = 10.0
"""How long a webhook's body may take to come."""
_HEAD = 12
_SOUNDS = (
    (b"ID3", 0, "audio/mpeg"),
    (b"fLaC", 0, "audio/flac"),
    (b"OggS", 0, "audio/ogg"),
    (b"WAVE", 8, "audio/wav"),
    (b"ftyp", 4, "audio/mp4"),
    (b"\x1a\x45\xdf\xa3", 0, "audio/webm"),
    (b"AIFF", 8, "audio/aiff"),
    (b"AIFC", 8, "audio/aiff"),
    (b"\xff\xf1", 0, "audio/aac"),
    (b"\xff\xf9", 0, "audio/aac"),
)


class Receiver(Protocol):
    """Takes webhooks."""

    async def receive(self, provider: str, token: str, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status to answer with."""


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(receiver: Receiver, links: Links, folder: AudioFolder, clock: Clock) -> list[web.RouteDef]:
    """POST /hooks/{provider}/{token} for `receiver`, and GET and HEAD /files/{token} for what `links` has signed.

    The app that serves them caps bodies. Tokens are signed: whoever calls with another is answered as if nothing were
    there.
    """
    return [
        web.post("/hooks/{provider}/{token}", _hooks(receiver, links)),
        web.get("/files/{token}", _files(links, folder, clock)),
    ]


def _hooks(receiver: Receiver, links: Links) -> Handler:
    async def on_hook(request: web.Request) -> web.Response:
        provider, token = request.match_info["provider"], request.match_info["token"]
        if links.task_of(token) is None:
            return _status(404)  # nothing is read from whoever does not know an address of ours
        body = await _whole(request)
        if body is None:
            return _status(413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            return _status(await receiver.receive(provider, token, headers, body))
        except StoreError:
            return _status(503)

    return on_hook


async def _whole(request: web.Request) -> bytes | None:
    """The body; None when it is too large. One that does not come in time ends the connection."""
    try:
        async with asyncio.timeout(HOOK_SECONDS):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        return None
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="") from None


def _files(links: Links, folder: AudioFolder, clock: Clock) -> Handler:
    async def on_file(request: web.Request) -> web.StreamResponse:
        named = links.path_of(request.match_info["token"], clock.now())
        path, kind = await asyncio.to_thread(_sound, folder, named) if named else (None, "")
        if path is None:
            return _status(404)
        return web.FileResponse(path, headers=_headers(kind))

    return on_file


def _sound(folder: AudioFolder, named: str) -> tuple[Path | None, str]:
    """The file and its type, told by its first bytes; None where there is no such file, or no sound in it."""
    try:
        path = folder.absolute(named)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return None, ""
    kind = next((kind for mark, at, kind in _SOUNDS if head[at:].startswith(mark)), _frames(head))
    return (path, kind) if kind else (None, "")


def _frames(head: bytes) -> str:
    """An MP3 without a tag begins with a frame's eleven set bits; nothing else is served."""
    return "audio/mpeg" if head[:1] == b"\xff" and head[1:2] >= b"\xe0" else ""


def _status(status: int) -> web.Response:
    return web.Response(status=status, headers=_headers("text/plain"))


def _headers(kind: str) -> dict[str, str]:
    return {"Content-Type": kind, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}

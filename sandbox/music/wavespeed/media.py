"""Uploads: a ticket to PUT to, and a link to what was put."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.music.cdn import Cdn
from sandbox.music.errors import Refused
from sandbox.music.ledger import MusicLedger
from sandbox.slack.clock import Clock

Json = dict[str, Any]

MOST_BYTES = 200 * 2**20
TICKET_SECONDS = 900.0
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Leave to put one file of this size and type, until a moment of the server's clock."""

    path: Path
    size: int
    content_type: str
    until: float


class Media:
    """POST /api/v3/media/uploads and the PUT that follows. Like any presigned link the PUT needs no key."""

    def __init__(self, cdn: Cdn, folder: Path, *, clock: Clock, ledger: MusicLedger) -> None:
        self._cdn = cdn
        self._folder = folder
        self._clock = clock
        self._ledger = ledger
        self._tickets: dict[str, Ticket] = {}

    def ticket(self, body: Json, *, life: float) -> Json:
        """Where to put a file and where it will be, for `life` seconds. Refused (400) for a bad name, size or type."""
        name, size, kind = body.get("filename"), body.get("size"), body.get("content_type", "application/octet-stream")
        if not isinstance(name, str) or not name.strip():
            raise Refused(400, "", "filename is required")
        if type(size) is not int or not 0 < size <= MOST_BYTES:
            raise Refused(400, "", f"size must be an integer between 1 and {MOST_BYTES}")
        if not isinstance(kind, str):
            raise Refused(400, "", "content_type must be a string")
        token = secrets.token_urlsafe(12)
        path = self._folder / f"put-{token}"
        self._tickets[token] = Ticket(
            path=path, size=size, content_type=kind, until=self._clock.now() + TICKET_SECONDS
        )  # fmt: skip

        async def there() -> Path | None:
            return path if await asyncio.to_thread(path.exists) else None

        upload = {"method": "PUT", "url": f"{self._cdn.base}/cdn/put/{token}", "headers": {"Content-Type": kind}}
        link = self._cdn.promise(there, _ODD.sub("_", Path(name).name)[-80:] or "file", life=life)
        return {"upload": upload, "download_url": link}

    async def put(self, request: web.Request) -> web.Response:
        """Take the file: 403 for a ticket that is unknown, old or for another type, 400 for another size."""
        ticket = self._tickets.get(request.match_info["token"])
        kind = request.headers.get("Content-Type", "")
        if ticket is None or self._clock.now() >= ticket.until or kind != ticket.content_type:
            return web.Response(status=403, text="AccessDenied")
        raw = bytearray()
        async for chunk in request.content.iter_chunked(2**16):
            raw += chunk
            if len(raw) > ticket.size:
                break
        status = 200 if len(raw) == ticket.size else 400
        if status == 200:
            await asyncio.to_thread(ticket.path.write_bytes, bytes(raw))
        self._ledger.write("uploaded", bytes=len(raw), status=status)
        return web.Response(status=status)

"""The vendor's file host: unguessable links to real files, ranges and all, and every way such a link goes bad."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox.music.faults import Fault, MusicFaults
from sandbox.music.ledger import MusicLedger
from sandbox.music.spoil import HTML, dropped
from sandbox.slack.clock import Clock

TYPES = {
    ".mp3": "audio/mpeg", ".wav": "audio/wav", ".flac": "audio/flac", ".ogg": "audio/ogg", ".m4a": "audio/mp4",
    ".mid": "audio/midi", ".json": "application/json", ".zip": "application/zip", ".jpeg": "image/jpeg",
    ".png": "image/png",
}  # fmt: skip


Content = Path | bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A file behind a link. `content` answers with None while there is nothing; `gone_at` is when the link dies."""

    name: str
    content: Callable[[], Awaitable[Content]]
    since: float
    gone_at: float | None


class Cdn:
    """Publishes files and serves them under `/cdn/<token>/<name>`; no key is asked for, no rate is kept."""

    def __init__(self, *, clock: Clock, ledger: MusicLedger, faults: MusicFaults) -> None:
        self.base = ""
        self._clock = clock
        self._ledger = ledger
        self._faults = faults
        self._files: dict[str, Published] = {}

    def publish(self, content: Path | bytes, name: str, *, life: float | None = None) -> str:
        """A link to a file, for `life` seconds of the server's clock (None: for ever)."""

        async def there() -> Content:
            return content

        return self.promise(there, name, life=life)

    def promise(self, content: Callable[[], Awaitable[Content]], name: str, *, life: float | None = None) -> str:
        """A link to what `content` says when it is fetched: None is an empty answer, as of a stream not begun."""
        token, now = secrets.token_urlsafe(12), self._clock.now()
        gone = None if life is None else now + life
        self._files[token] = Published(name=name, content=content, since=now, gone_at=gone)
        return f"{self.base}/cdn/{token}/{name}"

    def routes(self) -> list[web.RouteDef]:
        """Where the files are."""
        return [web.get("/cdn/{token}/{name}", self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        file, now = self._files.get(request.match_info["token"]), self._clock.now()
        if (
            file is None
            or file.name != request.match_info["name"]
            or (file.gone_at is not None and now >= file.gone_at)
        ):
            self._note(request, 404, 0, None)
            return web.Response(status=404, text="not found")
        fault = self._faults.take("file", file.name, age=now - file.since)
        content = await file.content()
        status = fault.status if fault is not None and fault.kind == "dead" else 200
        self._note(request, status, await asyncio.to_thread(_size, content), fault)
        kind = TYPES.get(Path(file.name).suffix, "application/octet-stream")
        if fault is not None:
            return await _spoilt(request, fault, content, kind)
        if isinstance(content, Path):
            return web.FileResponse(content, headers={"Content-Type": kind})
        return web.Response(body=content, content_type=kind)

    def _note(self, request: web.Request, status: int, size: int, fault: Fault | None) -> None:
        self._ledger.write(
            "fetched", method=request.method, name=request.match_info["name"], path=request.path, status=status,
            bytes=size, fault=fault.kind if fault else None,
        )  # fmt: skip


async def _spoilt(request: web.Request, fault: Fault, content: Content, kind: str) -> web.StreamResponse:
    raw = await asyncio.to_thread(_raw, content)
    bodies = {"empty": b"", "html": HTML.encode(), "cut": raw[: len(raw) // 2], "mistype": raw, "swap": fault.body}
    if fault.kind == "drop":
        return await dropped(request, web.Response(body=raw, content_type=kind))
    if fault.kind == "dead":
        return web.Response(status=fault.status, text="AccessDenied" if fault.status == 403 else "not found")
    return web.Response(body=bodies[fault.kind], content_type="text/plain" if fault.kind == "mistype" else kind)


def _size(content: Content) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content or b"")


def _raw(content: Content) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content or b""

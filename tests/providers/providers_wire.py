"""A server of a few bytes on loopback: what it says goes out exactly as written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Deed = Callable[["Heard", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass(slots=True)
class Wire:
    """Answers each request with the next of `answers` (bytes as they are, or a deed); the last one again and again."""

    answers: list[bytes | Deed]
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks.add(asyncio.create_task(self._serve(reader, writer)))

    async def hang_up(self) -> None:
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while head := await _head(reader):
                heard = await _request(head, reader, number)
                self.heard.append(heard)
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                    if b"connection: close" in answer.lower() or not answer:
                        break
                else:
                    await answer(heard, writer)
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


async def _request(head: bytes, reader: asyncio.StreamReader, number: int) -> Heard:
    first, *lines = head.decode().strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return Heard(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))), number)


@asynccontextmanager
async def wire(*answers: bytes | Deed) -> AsyncIterator[Wire]:
    """The server, listening."""
    here = Wire(list(answers))
    server = await asyncio.start_server(here.connected, "127.0.0.1", 0)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        await here.hang_up()


def reply(status: int, body: Any = b"", **headers: str) -> bytes:
    """A whole HTTP answer; a body that is no bytes goes out as JSON. Header names have `_` for `-`."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Content-Length": str(len(raw)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + raw

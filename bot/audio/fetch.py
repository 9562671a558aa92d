"""The guarded fetch: gets a file from an address that somebody else wrote, and goes nowhere but the public internet."""

from __future__ import annotations

import asyncio
import ssl
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from socket import SOCK_STREAM
from typing import BinaryIO

import httpx

from bot.audio.addresses import HostPort, Place, checked, is_loopback, place
from bot.audio.folder import replacing, scratch
from bot.domain.errors import NotFetched
from bot.trust import trusted

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and a port to its IP addresses; OSError where there are none."""

MAX_BYTES = 256_000_000
SECONDS = 300.0
HOPS = 4
_CONNECT, _READ = 10.0, 30.0
_ADDRESSES = 4
"""Of one host, that are tried one after the other where a connection is not made."""
_HEAD = 512
_CHUNK = 1 << 20
_GONE = {403, 404, 410}
_REDIRECTS = {301, 302, 303, 307, 308}


async def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says."""
    loop = asyncio.get_running_loop()
    return [str(found[4][0]) for found in await loop.getaddrinfo(host, port, type=SOCK_STREAM)]


class Fetch:
    """Fetches files by address. A host is resolved once, all it resolves to must be public, and what was checked is
    what is connected to; every redirect is checked anew."""

    def __init__(
        self,
        *,
        exempt: Collection[HostPort] = (),
        max_bytes: int = MAX_BYTES,
        seconds: float = SECONDS,
        resolver: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`exempt`: hosts and ports of this very machine that settings name (the sandbox); `seconds`: for a whole file.

        ValueError for an exemption that is not this machine.
        """
        if any(host != "localhost" and not is_loopback(host) for host, _ in exempt):
            raise ValueError("only an address of this very machine can be exempt from the guard")
        self._exempt = frozenset(exempt)
        self._max_bytes, self._seconds, self._resolve, self._given = max_bytes, seconds, resolver, trust

    async def __call__(self, url: str, into: Path) -> Path:
        """The file, whole on the disk at `into`. NotFetched says why it could not be had; DiskFull: there is no room.

        What is fetched is sound, MIDI or a zip: a web page, JSON or other text in its place is NotFetched.
        """
        with scratch(into.parent) as part:
            try:
                async with asyncio.timeout(self._seconds):
                    await self._get(url, part)
            except TimeoutError:
                raise NotFetched(f"The file did not come within {self._seconds:.0f} seconds.") from None
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise NotFetched(f"The file could not be fetched ({type(error).__name__}).") from None
            await asyncio.to_thread(_keep, part, into)
        return into

    async def _get(self, url: str, part: Path) -> None:
        where = place(url, self._exempt)
        # A public address may not lead to this machine, exempt or not.
        exempt = self._exempt if where.exempt else frozenset[HostPort]()
        for _ in range(HOPS + 1):
            async with self._open(where) as response:
                following = _redirect(response)
                if following is None:
                    return await self._store(response, where, part)
            where = place(_joined(where.url, following), exempt)
        raise NotFetched(f"{where.host} leads from address to address without an end.")

    @asynccontextmanager
    async def _open(self, where: Place) -> AsyncIterator[httpx.Response]:
        found = checked(where, await self._addresses(where))[:_ADDRESSES]
        async with self._client(self._given or await trusted()) as client:
            response = await self._sent(client, where, found)
            try:
                yield response
            finally:
                await response.aclose()

    async def _sent(self, client: httpx.AsyncClient, where: Place, found: Sequence[str]) -> httpx.Response:
        """The answer of the first of the addresses that can be connected to."""
        for address in found[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await client.send(_request(client, where, address), stream=True)
        return await client.send(_request(client, where, found[-1]), stream=True)

    async def _addresses(self, where: Place) -> Sequence[str]:
        try:
            found = await self._resolve(where.host, where.port)
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise NotFetched(f"{where.host} could not be found.")
        return found

    def _client(self, trust: ssl.SSLContext) -> httpx.AsyncClient:
        transport = httpx.AsyncHTTPTransport(verify=trust, trust_env=False, retries=0)
        timeout = httpx.Timeout(_READ, connect=_CONNECT)
        return httpx.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)

    async def _store(self, response: httpx.Response, where: Place, part: Path) -> None:
        if response.status_code != 200:
            gone = response.status_code in _GONE
            raise NotFetched(f"{where.host} answered HTTP {response.status_code} for the file.", gone=gone)
        if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            raise NotFetched(f"{where.host} sent the file packed in a way that was not asked for.")
        promised = _length(response)
        if promised is not None and promised > self._max_bytes:
            raise self._too_large()
        with part.open("wb") as file:
            size = await self._stream(response, file)
        if promised is not None and size != promised:
            raise NotFetched(f"The file came only in part: {size} of {promised} bytes.")

    async def _stream(self, response: httpx.Response, file: BinaryIO) -> int:
        size, head, held = 0, b"", bytearray()
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > self._max_bytes:
                raise self._too_large()
            held += chunk
            if len(head) < _HEAD:
                head += chunk[: _HEAD - len(head)]
                if len(head) == _HEAD:
                    _no_text(head)
            if len(held) >= _CHUNK:
                await asyncio.to_thread(file.write, bytes(held))
                held.clear()
        _no_text(head)
        await asyncio.to_thread(file.write, bytes(held))
        return size

    def _too_large(self) -> NotFetched:
        return NotFetched(
            f"The file is larger than {self._max_bytes / 1e6:.0f} MB, the most that is taken.", unsafe=True
        )


def _request(client: httpx.AsyncClient, where: Place, address: str) -> httpx.Request:
    """To the checked IP address, by the name of the host: in the Host header and in TLS."""
    return client.build_request(
        "GET",
        where.url.copy_with(host=address, port=where.port),
        headers={"Host": where.url.netloc.decode("ascii"), "Accept": "*/*", "Accept-Encoding": "identity"},
        extensions={"sni_hostname": where.host},
    )


def _keep(part: Path, into: Path) -> None:
    with replacing(into) as hidden:
        part.replace(hidden)


def _redirect(response: httpx.Response) -> str | None:
    return response.headers.get("location") if response.status_code in _REDIRECTS else None


def _joined(url: httpx.URL, following: str) -> httpx.URL:
    try:
        return url.join(following)
    except (httpx.InvalidURL, UnicodeError):
        raise NotFetched("The file's address leads to one that cannot be read.", unsafe=True) from None


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdigit() and len(text) < 20 else None


def _no_text(head: bytes) -> None:
    """NotFetched where these first bytes are no sound at all: types in headers are often wrong."""
    start = head.removeprefix(BOM_UTF8).lstrip().lower()
    if not start:
        raise NotFetched("The file is empty: 0 bytes came." if not head else "The file holds nothing but blanks.")
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<!--")):
        raise NotFetched("A web page came in place of the file, not audio.")
    if start.startswith((b"{", b"[")) and _is_text(head):
        raise NotFetched("JSON came in place of the file, not audio.")
    if _is_text(head):
        raise NotFetched("Text came in place of the file, not audio.")


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return all(letter.isprintable() or letter in "\t\r\n\ufeff" for letter in text)

"""Whom we trust over https. What that takes is done once, and in a thread: it would hold the event loop for 30 ms each
(`python -m bench audio loop`)."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache

import anyio
import httpx


async def trusted(*, nobody: bool = False) -> ssl.SSLContext:
    """Those that certifi trusts, and no settings of the environment; or `nobody`, where there is only plain http."""
    read = _nobody if nobody else _everybody
    return read() if read.cache_info().currsize else await asyncio.to_thread(read)


@cache
def _everybody() -> ssl.SSLContext:
    _begin()
    return httpx.create_ssl_context(trust_env=False)


@cache
def _nobody() -> ssl.SSLContext:
    _begin()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _begin() -> None:
    """What httpx runs on is imported at the first use in a process, which would else be a request."""
    anyio.run(anyio.sleep, 0)

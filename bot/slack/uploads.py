"""Sends a file's bytes to the place that Slack named for them, a piece at a time, without holding the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bot.domain.errors import SlackError, SlackSilent
from bot.slack.client import is_loopback

PIECE = 256 * 1024
TIMEOUT = httpx.Timeout(60.0, connect=10.0)


def plain_http(api_url: str) -> httpx.AsyncClient:
    """A client for addresses that Slack names: no redirects, and no proxy to this machine's own Slack."""
    return httpx.AsyncClient(follow_redirects=False, timeout=TIMEOUT, trust_env=not is_loopback(api_url))


def trusted(url: str, api_url: str) -> bool:
    """Whether files may go there: https at slack.com, or the very host and port of a Slack on this machine."""
    parts, api = urlsplit(url), urlsplit(api_url)
    if parts.username or parts.password:
        return False
    host = parts.hostname or ""
    if parts.scheme == "https" and parts.port in {None, 443} and host.endswith(".slack.com"):
        return True
    return is_loopback(api_url) and (parts.scheme, parts.netloc) == (api.scheme, api.netloc)


async def send(http: httpx.AsyncClient, url: str, path: Path) -> None:
    """POSTs the file whole. Raises SlackError for a no, SlackSilent when it may have arrived in part."""
    size = (await asyncio.to_thread(path.stat)).st_size
    headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
    try:
        answer = await http.post(url, content=_pieces(path), headers=headers)
    except httpx.HTTPError as error:
        raise SlackSilent(f"the upload broke off ({type(error).__name__})") from None
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise SlackError("ratelimited")
    if answer.status_code >= 500:
        raise SlackSilent(f"the upload was answered {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        raise SlackError(f"upload_answered_{answer.status_code}")


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece

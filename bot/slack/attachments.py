"""Files that people posted, fetched from Slack with the bot's own token, and only from Slack."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import RequestRefused, SlackError, SlackSilent
from bot.slack import uploads
from bot.slack.client import ask

MOST_BYTES = 500 * 1024 * 1024
"""Of a clip: ten minutes at 6 Mbit/s are 450 MB."""
PIECE = 1024 * 1024
ELSEWHERE = "That file does not lie at Slack itself, so I can't fetch it. Post the file itself and ask again."
TOO_LARGE = f"That file is larger than {MOST_BYTES // 1024**2} MB. Post a smaller or a shorter one, or an MP3 of it."
NO_FILE = "Slack gave me a page in place of that file. Ask an admin to reinstall me with my current manifest.yml."


class SlackFiles:
    """Fetches posted files."""

    def __init__(self, client: AsyncWebClient, http: httpx.AsyncClient) -> None:
        self._client, self._http = client, http

    async def fetch(self, file_id: str, into: Path) -> None:
        """Writes the file's bytes to `into`. Raises SlackError for a no, SlackSilent when it broke off, RequestRefused,
        with words, for a file that is none of Slack's own or larger than 500 MB."""
        file = (await ask(self._client.files_info(file=file_id))).get("file") or {}
        if int(file.get("size") or 0) > MOST_BYTES:
            raise RequestRefused(TOO_LARGE)
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("is_external") or not uploads.trusted(url, self._client.base_url):
            raise RequestRefused(ELSEWHERE)
        try:
            await self._stream(url, into)
        except httpx.HTTPError as error:
            raise SlackSilent(f"the file broke off ({type(error).__name__})") from None

    async def _stream(self, url: str, into: Path) -> None:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        async with self._http.stream("GET", url, headers=headers) as answer:
            _check(answer)
            with await asyncio.to_thread(into.open, "wb") as part:
                had = 0
                async for piece in answer.aiter_bytes(PIECE):
                    had += len(piece)
                    if had > MOST_BYTES:
                        raise RequestRefused(TOO_LARGE)
                    await asyncio.to_thread(part.write, piece)


def _check(answer: httpx.Response) -> None:
    """Raises for what is no file: Slack sends its sign-in page to a token without files:read."""
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise SlackError("ratelimited")
    if answer.status_code >= 500:
        raise SlackSilent(f"the file was answered {answer.status_code}")
    if answer.status_code != httpx.codes.OK or _is_page(answer.headers):
        raise RequestRefused(NO_FILE)


def _is_page(headers: Any) -> bool:
    return str(headers.get("content-type", "")).startswith("text/html")

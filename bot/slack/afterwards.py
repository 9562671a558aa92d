"""What is said to the one who typed a command after the ack, once it is known."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.domain.errors import BgmError
from bot.slack.blocks import Rendered

log = logging.getLogger(__name__)


class Afterwards:
    """Answers to commands' own addresses, each in a task of its own; what breaks off is logged and let go."""

    def __init__(self, http: httpx.AsyncClient, trusted: Callable[[str], bool]) -> None:
        self._http, self._trusted = http, trusted
        self._tasks: set[asyncio.Task[None]] = set()

    def say(self, url: str, known: Callable[[], Awaitable[Rendered]]) -> None:
        """Sends what `known()` answers, for the typist alone, once it is there. Only Slack's own addresses are used."""
        if not self._trusted(url):
            return
        task = asyncio.create_task(self._say(url, known), name="answer afterwards")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _say(self, url: str, known: Callable[[], Awaitable[Rendered]]) -> None:
        try:
            rendered = await known()
            body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": False}
            answer = await self._http.post(url, json={**body, "text": rendered.text, "blocks": list(rendered.blocks)})
        except (BgmError, httpx.HTTPError, OSError) as error:  # the address is a secret: it is in no log
            log.warning("an answer could not be given afterwards (%s)", type(error).__name__)
        else:
            if answer.status_code != httpx.codes.OK:
                log.warning("an answer afterwards was refused (%d)", answer.status_code)

    async def close(self) -> None:
        """Lets go of what is not said yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

"""The vendor fetches a link from its own side: HEAD first, then GET, so much and no more, and it must be audio."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from pathlib import Path

import aiohttp

from bot.domain.errors import AudioError
from sandbox.music.errors import Refused
from sandbox.music.musicapi.fields import invalid
from sandbox.music.sound import Sound
from sandbox.music.tasks import Made

MOST_BYTES = 100 * 2**20
LONGEST = 8 * 60.0  # seconds
PATIENCE = aiohttp.ClientTimeout(total=20)


class Fetching:
    """Fetched files lie in a folder of its own until `close`. Addresses of this machine are fine: it is a sandbox."""

    def __init__(self, sound: Sound, copyrighted: set[str]) -> None:
        self._sound = sound
        self._copyrighted = copyrighted
        self._folder = tempfile.TemporaryDirectory(prefix="bgm-sandbox-uploads-", ignore_cleanup_errors=True)

    async def fetch(self, url: str) -> Made:
        """The sound behind a link. Raises Refused: 400 for what is not there or no audio, 403 for known music."""
        try:
            raw = await self._bytes(url)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise invalid("The audio file could not be downloaded from the 'url'.") from error
        digest = hashlib.sha256(raw).hexdigest()
        if digest in self._copyrighted:
            raise Refused(403, "forbidden", "The uploaded audio matches existing work of art.")
        path = Path(self._folder.name) / digest
        await asyncio.to_thread(path.write_bytes, raw)
        try:
            seconds = await self._sound.seconds(path)
        except AudioError as error:
            raise invalid("The file behind the 'url' is not audio.") from error
        if seconds > LONGEST:
            raise invalid("The audio must not be longer than 8 minutes.")
        return Made(path=path, seconds=seconds)

    async def close(self) -> None:
        """Remove the files."""
        await asyncio.to_thread(self._folder.cleanup)

    async def _bytes(self, url: str) -> bytes:
        async with aiohttp.ClientSession(timeout=PATIENCE, raise_for_status=True) as session:
            async with session.head(url, allow_redirects=True) as head:
                if int(head.headers.get("Content-Length", 0)) > MOST_BYTES:
                    raise ValueError("too large")
            async with session.get(url) as answer:
                raw = await answer.content.read(MOST_BYTES + 1)
                while not answer.content.at_eof() and len(raw) <= MOST_BYTES:
                    raw += await answer.content.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValueError("too large")
        return raw

"""A MusicAPI on loopback, and a plain HTTP client that knows nothing of it but its documents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from sandbox.music.musicapi.server import MusicApiServer
from sandbox.music.pace import AT_ONCE
from sandbox.music.sound import Sound

Json = dict[str, Any]

KEY = "sk-sandbox-music"
BED: Json = {
    "task_type": "create_music", "custom_mode": True, "mv": "sonic-v6", "title": "Harbour bed",
    "prompt": "A calm bed under a voiceover", "tags": "warm corporate, soft piano", "make_instrumental": True,
}  # fmt: skip


class Caller:
    """Talks to one server."""

    def __init__(self, server: MusicApiServer, http: httpx.AsyncClient) -> None:
        self.server = server
        self.http = http

    async def post(self, path: str, **body: Any) -> httpx.Response:
        """A POST under /api/v1 with this JSON."""
        return await self.http.post(f"/api/v1/{path}", json=body)

    async def create(self, **changes: Any) -> httpx.Response:
        """A create of the usual bed, with changes; a None takes the field away."""
        return await self.post("sonic/create", **{k: v for k, v in {**BED, **changes}.items() if v is not None})

    async def get(self, path: str) -> Json:
        """A GET under /api/v1."""
        return dict((await self.http.get(f"/api/v1/{path}")).json())

    async def look(self, task_id: str, api: str = "sonic") -> Json:
        """What a poll says."""
        return await self.get(f"{api}/task/{task_id}")

    async def ended(self, answer: httpx.Response, api: str = "sonic") -> Json:
        """The last look at the task that was answered with, after its end."""
        assert answer.status_code == 200, answer.text
        task_id = answer.json()["task_id"]
        await self.server.ledger.wait_for(
            lambda e: e["kind"] == "task" and e["task_id"] == task_id and e["phase"] in ("succeeded", "failed")
        )
        return await self.look(task_id, api)

    async def clip(self, **changes: Any) -> Json:
        """The first clip of a finished create."""
        clip: Json = (await self.ended(await self.create(**changes)))["data"][0]
        return clip

    async def saved(self, url: str, path: Path) -> Path:
        """The file behind a link, on disk."""
        answer = await self.http.get(url)
        assert answer.status_code == 200
        await asyncio.to_thread(path.write_bytes, answer.content)
        return path

    async def credits(self) -> int:
        """The balance, extra credits included."""
        said = await self.get("get-credits")
        return int(said["credits"] + said["extra_credits"])


def sound_in_a_thread() -> Sound:
    """Sound without a process of its own: quick to start."""
    return Sound(asyncio.to_thread)


@asynccontextmanager
async def musicapi(sound: Sound, *, key: str = KEY, **more: Any) -> AsyncIterator[Caller]:
    """A server that is done at once, with no limit of rate and clips of 3 s, unless told otherwise."""
    settings: Json = {"pace": AT_ONCE, "spacing": 0.0, "usual_seconds": 3.0, "sound": sound, **more}
    async with MusicApiServer(KEY, **settings) as server:
        headers = {"Authorization": f"Bearer {key}"}
        # The certificates of the world take 20 ms to read, and none is needed here.
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30, verify=False) as http:  # noqa: S501
            yield Caller(server, http)

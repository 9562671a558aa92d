"""One Socket Mode connection as Slack's end sees it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.slack.parts import Pace

Json = dict[str, Any]


class Line:
    """Says hello, pings now and then, answers pings; may be left deaf or cut."""

    def __init__(self, request: web.Request, pace: Pace, number: int) -> None:
        self.response = web.WebSocketResponse(autoping=False, max_msg_size=16 * 2**20)
        self.number = number
        self.deaf = False
        self.pongs = True
        self._request = request
        self._pace = pace
        self._pinger: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Finish the handshake and say hello."""
        await self.response.prepare(self._request)
        info = {"app_id": "A_BGM"}
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600}
        await self.say({"type": "hello", "num_connections": self.number, "connection_info": info, "debug_info": debug})
        self._pinger = asyncio.create_task(self._ping())

    async def frames(self) -> AsyncIterator[Json]:
        """The JSON objects that the app sends, until the connection ends. A deaf line swallows them."""
        async for message in self.response:
            if message.type == WSMsgType.PING:
                if self.pongs:
                    with contextlib.suppress(ConnectionError):
                        await self.response.pong(message.data)
            elif message.type == WSMsgType.TEXT and not self.deaf:
                with contextlib.suppress(ValueError):
                    frame = json.loads(message.data)
                    if isinstance(frame, dict):
                        yield frame

    async def say(self, frame: Json) -> None:
        """Send one frame; a line that is deaf or gone takes it in silence."""
        if self.deaf or self.response.closed:
            return
        with contextlib.suppress(ConnectionError):
            await self.response.send_str(json.dumps(frame))

    async def close(self) -> None:
        """Close as Slack does at the end of a connection's life."""
        await self.response.close(code=1000, message=b"refresh")

    def cut(self) -> None:
        """End the TCP connection with no WebSocket close."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def stop(self) -> None:
        """Stop pinging."""
        if self._pinger is not None:
            self._pinger.cancel()

    async def _ping(self) -> None:
        while not self.response.closed:
            await asyncio.sleep(self._pace.ping_every)
            if not self.deaf:
                with contextlib.suppress(ConnectionError):
                    await self.response.ping(b"Ping from sandbox")

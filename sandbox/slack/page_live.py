"""What happens, as it happens, to every open page: one JSON object a frame, each person only what they may see."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from sandbox.slack.shapes import as_page

if TYPE_CHECKING:
    from sandbox.slack.parts import Parts
    from sandbox.slack.world import Change

Json = dict[str, Any]

BACKLOG = 1000  # frames kept for a page that reads slowly; then it is cut and loads anew


class Live:
    """The pages that listen."""

    def __init__(self, parts: Parts) -> None:
        self.bot_connected = False
        self._parts = parts
        self._pages: dict[asyncio.Queue[Json | None], str] = {}
        parts.world.listen(self._happened)
        parts.sockets.listen(self._bot)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """WS /page/live?user=U."""
        user = self._parts.world.user(request.query.get("user", "U_ANN")).id
        socket = web.WebSocketResponse(heartbeat=20)
        queue: asyncio.Queue[Json | None] = asyncio.Queue(BACKLOG)
        self._pages[queue] = user  # before the handshake ends, so that nothing is missed after it
        await socket.prepare(request)
        feeder = asyncio.create_task(self._feed(socket, queue))
        try:
            async for message in socket:
                if message.type == WSMsgType.ERROR:
                    break
        finally:
            self._pages.pop(queue, None)
            feeder.cancel()
        return socket

    async def close(self) -> None:
        """Send every page away."""
        for queue in list(self._pages):
            _put(queue, None)
        await asyncio.sleep(0)

    async def _feed(self, socket: web.WebSocketResponse, queue: asyncio.Queue[Json | None]) -> None:
        while (frame := await queue.get()) is not None:
            await socket.send_json(frame)
        await socket.close()

    def _bot(self, connected: bool) -> None:
        self.bot_connected = connected
        self._send({"type": "bot", "connected": connected})

    def _happened(self, change: Change) -> None:
        world, message = self._parts.world, change.message
        if change.view is not None:
            gone = change.kind == "view_closed"
            frame = {"view_id": change.view.id} if gone else {"view": change.view.body}
            self._send({"type": change.kind, **frame}, user=change.user)
            return
        room = world.channels.get(change.channel)
        if room is None:
            return
        only = room.people[0] if room.people else None
        if change.kind == "channel":
            self._send({"type": "channel", "channel": room.page()}, user=only)
        elif message is not None:
            for frame in self._message_frames(change):
                self._send(frame, user=message.only_for or only)

    def _message_frames(self, change: Change) -> list[Json]:
        world, message = self._parts.world, change.message
        if message is None:
            return []
        place: Json = {"channel": message.channel}
        match change.kind:
            case "message" | "message_changed" | "ephemeral":
                frame = {"type": change.kind, **place, "message": as_page(world, message)}
                return [frame, *self._root_frame(change)]
            case "message_deleted" if message.deleted and world.replies(message):
                return [{"type": "message_changed", **place, "message": as_page(world, message)}]
            case "message_deleted" | "ephemeral_gone":
                return [{"type": change.kind, **place, "ts": message.ts}, *self._root_frame(change)]
            case "reaction_added" | "reaction_removed":
                reactions = [r.api() for r in message.reactions]
                return [{"type": "reactions", **place, "ts": message.ts, "reactions": reactions}]
        return []

    def _root_frame(self, change: Change) -> list[Json]:
        """The root of a thread whose replies changed: its count did."""
        message = change.message
        if message is None or message.is_root or message.only_for or change.kind == "message_changed":
            return []
        found = [m for m in self._parts.world.thread(message.channel, message.thread_ts or "") if m.is_root]
        shown = [as_page(self._parts.world, root) for root in found]
        return [{"type": "message_changed", "channel": message.channel, "message": root} for root in shown]

    def _send(self, frame: Json, *, user: str | None = None) -> None:
        for queue, reader in list(self._pages.items()):
            if user in (None, reader) and not _put(queue, frame):
                self._pages.pop(queue)


def _put(queue: asyncio.Queue[Json | None], frame: Json | None) -> bool:
    try:
        queue.put_nowait(frame)
    except asyncio.QueueFull:
        return False
    return True

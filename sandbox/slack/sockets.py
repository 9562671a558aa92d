"""Socket Mode: the WebSockets of the app, and delivery over one of them."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.acks import Ack, Parcel
from sandbox.slack.socket_line import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.clock import Clock
    from sandbox.slack.ledger import Ledger
    from sandbox.slack.parts import Pace

Json = dict[str, Any]

MOST = 10  # connections an app may have


class Sockets:
    """The open connections; each payload goes to one of them, in turn, the newest first."""

    def __init__(self, clock: Clock, ledger: Ledger, pace: Pace) -> None:
        self.refuse = False
        self._clock = clock
        self._ledger = ledger
        self._pace = pace
        self._tickets: set[str] = set()
        self._lines: list[Line] = []
        self._waiting: dict[str, tuple[Line, asyncio.Future[Ack]]] = {}
        self._opened = asyncio.Event()
        self._listeners: list[Callable[[bool], None]] = []

    @property
    def connected(self) -> bool:
        """Whether at least one socket is open, deaf or not."""
        return bool(self._lines)

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return len(self._lines)

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Call `listener(connected)` when the first socket opens and when the last is gone."""
        self._listeners.append(listener)

    def ticket_url(self, base: str) -> str:
        """A ws:// address for one connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return f"{base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id=A_BGM"

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or self.refuse or len(self._lines) >= MOST:
            self._ledger.write("socket", what="refused")
            raise web.HTTPForbidden(text="invalid ticket")
        self._tickets.discard(ticket)
        line = Line(request, self._pace, len(self._lines) + 1)
        await line.open()
        self._joined(line)
        try:
            async for frame in line.frames():
                self._heard(line, frame)
        finally:
            self._left(line)
        return line.response

    async def send(self, parcel: Parcel) -> Ack:
        """Deliver over one socket in a new envelope; wait for its ack."""
        if not self._lines:
            return Ack(ok=False, reason="no_socket")
        line = self._lines.pop(0)
        self._lines.append(line)
        envelope_id = _uuid()
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (line, answer)
        _note(self._ledger, parcel, envelope_id, line.number)
        late = self._clock.call_at(
            self._clock.now() + self._pace.ack_timeout, lambda: _settle(answer, Ack(ok=False, reason="timeout"))
        )
        try:
            await line.say(_envelope(parcel, envelope_id))
            return await answer
        finally:
            late.cancel()
            self._waiting.pop(envelope_id, None)

    async def wait_reachable(self) -> None:
        """Until a socket is open."""
        while not self._lines:
            await self._opened.wait()

    # Bad days

    async def warn(self, reason: str = "warning") -> None:
        """Say that the connection will be dropped soon ("warning") or must be renewed ("refresh_requested")."""
        for line in list(self._lines):
            await line.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    async def drop(self) -> None:
        """Close every socket properly."""
        for line in list(self._lines):
            await line.close()

    def drop_without_close(self) -> None:
        """Cut every connection without a close frame."""
        for line in list(self._lines):
            line.cut()

    def deafen(self, *, pong: bool = False) -> None:
        """Leave every open socket deaf: connected, yet nothing is said or heard (but pongs, if asked for)."""
        for line in self._lines:
            line.deaf, line.pongs = True, pong
        self._ledger.write("socket", what="deafened", count=len(self._lines))

    def hear_again(self) -> None:
        """End the deafness."""
        for line in self._lines:
            line.deaf, line.pongs = False, True

    def _joined(self, line: Line) -> None:
        self._lines.insert(0, line)
        self._ledger.write("socket", what="open", number=line.number, count=len(self._lines))
        self._opened.set()
        if len(self._lines) == 1:
            self._tell(connected=True)

    def _left(self, line: Line) -> None:
        self._lines.remove(line)
        line.stop()
        self._ledger.write("socket", what="closed", number=line.number, count=len(self._lines))
        for whose, answer in list(self._waiting.values()):
            if whose is line:
                _settle(answer, Ack(ok=False, reason="socket_closed"))
        if not self._lines:
            self._opened = asyncio.Event()
            self._tell(connected=False)

    def _tell(self, *, connected: bool) -> None:
        for listener in self._listeners:
            listener(connected)

    def _heard(self, line: Line, frame: Json) -> None:
        envelope_id = frame.get("envelope_id", "")
        waiting = self._waiting.get(envelope_id)
        payload = frame.get("payload") or {}
        self._ledger.write("ack", envelope_id=envelope_id, payload=payload, late=waiting is None, socket=line.number)
        if waiting is not None:
            _settle(waiting[1], Ack(ok=True, payload=payload if isinstance(payload, dict) else {}))


def _settle(answer: asyncio.Future[Ack], ack: Ack) -> None:
    if not answer.done():
        answer.set_result(ack)


def _note(ledger: Ledger, parcel: Parcel, envelope_id: str, number: int) -> None:
    event_id = parcel.payload.get("event_id")
    told = {"what": parcel.kind, "envelope_id": envelope_id, "event_id": event_id, "attempt": parcel.attempt}
    ledger.write("delivery", **told, socket=number, payload=parcel.payload)


def _envelope(parcel: Parcel, envelope_id: str) -> Json:
    frame: Json = {"envelope_id": envelope_id, "payload": parcel.payload, "type": parcel.kind}
    frame["accepts_response_payload"] = parcel.takes_answer
    if parcel.kind == "events_api":
        frame |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.retry_reason}
    return frame


def _uuid() -> str:
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"

"""One Socket Mode connection, from its one-time address to its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackSilent
from bot.slack.client import ask

sdk_log = logging.getLogger(f"{__name__}.sdk")
sdk_log.setLevel(logging.CRITICAL)  # it writes addresses with their tickets; what matters is said by us


class Line:
    """A connection that is never mended: once it is of no use, another one takes its place."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, *, ping: float) -> None:
        """`client` carries the app-level token; `ping` is the time between two pings of ours, in seconds."""
        self._app, self._client, self._ping = app, client, ping
        self._socket: _Client | None = None
        self._handling: set[asyncio.Task[Any]] = set()

    @property
    def open(self) -> bool:
        """Whether the WebSocket is open, as far as this side knows."""
        session = self._session
        return session is not None and not session.closed

    @property
    def leaving(self) -> bool:
        """Whether Slack has said that it will close this connection soon."""
        return self._socket is not None and self._socket.leaving

    @property
    def silence(self) -> float:
        """Seconds since the last sign of life, 0 before the first connection."""
        return 0.0 if self._session is None else self._session.silence

    @property
    def gap(self) -> float:
        """Seconds between Slack's own pings, which are missed when they stay away; 0 where it does not ping."""
        return 0.0 if self._session is None else self._session.gap

    async def connect(self) -> None:
        """Asks for a one-time address and tries it until cancelled. Raises SlackError or SlackSilent."""
        address = (await ask(self._client.apps_connections_open(app_token=self._client.token or ""))).get("url")
        if not isinstance(address, str):
            raise SlackSilent("Slack named no address for Socket Mode")
        self._socket = _Client(self._client, ping=self._ping)
        await self._socket.listen_with_ears()
        self._socket.wss_uri = address
        self._socket.socket_mode_request_listeners.append(self._handle)
        await self._socket.connect()  # type: ignore[no-untyped-call]

    async def drain(self, seconds: float) -> None:
        """Waits for what is being handled to come to its ack, at most so long."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Ends it and all its tasks; a peer that does not answer gets `seconds`."""
        if self._socket is not None:
            await self._socket.end(seconds)

    async def _handle(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)
        answer = await run_async_bolt_app(self._app, request)
        with contextlib.suppress(ConnectionError, aiohttp.ClientError):  # not acked: Slack sends it again elsewhere
            await send_async_response(socket, request, answer, time.time())

    @property
    def _session(self) -> _Ears | None:
        session = None if self._socket is None else self._socket.current_session
        return session if isinstance(session, _Ears) else None


class _Ears(aiohttp.ClientWebSocketResponse):
    """A WebSocket that knows when it last heard something.

    A peer that pings by itself is expected to go on: pongs alone may come from something in between.
    """

    _heard_at = _pong_at = 0.0
    _pinged_at: float | None = None
    gap = 0.0
    """The longest wait between two pings of the peer so far, in seconds; 0 while it has not pinged twice."""

    @property
    def silence(self) -> float:
        """Seconds since the last sign of life."""
        now = time.monotonic()
        self._heard_at = self._heard_at or now
        return now - (self._heard_at if self.gap else max(self._heard_at, self._pong_at))

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 (aiohttp's own)
        message = await super().receive(timeout)
        now = time.monotonic()
        if message.type is aiohttp.WSMsgType.PONG:
            self._pong_at = now
            return message
        if message.type is aiohttp.WSMsgType.PING:
            self.gap = max(self.gap, now - self._pinged_at) if self._pinged_at is not None else 0.0
            self._pinged_at = now
        self._heard_at = now
        return message


class _Client(SocketModeClient):
    """The SDK's client for one connection. Where it would reconnect, it only notes that this one is over."""

    def __init__(self, client: AsyncWebClient, *, ping: float) -> None:
        super().__init__(
            app_token=client.token or "",
            web_client=client,
            logger=sdk_log,
            proxy=client.proxy,
            auto_reconnect_enabled=False,
            ping_interval=ping,
        )
        self.proxy = client.proxy  # the SDK would take one from the environment even for this machine
        self.leaving = False

    async def listen_with_ears(self) -> None:
        """Puts a session in place whose WebSockets know when they last heard something."""
        await self.aiohttp_client_session.close()
        self.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=_Ears)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 (the SDK's own)
        self.leaving = True

    async def end(self, seconds: float) -> None:
        self.closed = True
        tasks = [task for task in (self.message_processor, self.message_receiver, self.current_session_monitor) if task]
        for task in tasks:
            task.cancel()
        with contextlib.suppress(TimeoutError, ConnectionError, aiohttp.ClientError):
            async with asyncio.timeout(seconds):
                await self.disconnect()  # type: ignore[no-untyped-call]
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.aiohttp_client_session.close()

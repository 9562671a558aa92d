"""Puts the Slack room together: who we are, who speaks, who listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from bot.slack.client import web_client
from bot.slack.identity import Identity, identify
from bot.slack.listeners import Intake, build_app
from bot.slack.response_urls import ResponseUrls
from bot.slack.socket import Patience, SocketConnection
from bot.slack.thread import SlackMessenger
from bot.slack.uploads import plain_http
from bot.slack.web import Health, WebServer, web_app


class Slack:
    """The bot's whole connection to one workspace."""

    def __init__(
        self,
        *,
        identity: Identity,
        messenger: SlackMessenger,
        http: httpx.AsyncClient,
        socket: SocketConnection | None,
        server: WebServer | None,
    ) -> None:
        self.identity, self.messenger = identity, messenger
        self._http, self._socket, self._server = http, socket, server

    async def listen(self) -> None:
        """Takes requests from now on. Raises OSError when the port is taken."""
        if self._server is not None:
            await self._server.start()
        if self._socket is not None:
            await self._socket.start()

    async def stop_listening(self) -> None:
        """Takes no more requests; what is being handled comes to its ack. Within three seconds."""
        if self._socket is not None:
            await self._socket.stop()
        if self._server is not None:
            await self._server.stop()

    async def close(self) -> None:
        """Ends what speaks to Slack."""
        await self._http.aclose()

    @property
    def port(self) -> int | None:
        """The port of the bot's own web server, where it has one."""
        return None if self._server is None else self._server.port

    def health(self) -> Mapping[str, Any]:
        """How the connection fares: mode, whether connected, seconds without a sign of life."""
        if self._socket is None:
            return {"ok": True, "mode": "http"}
        age = self._socket.age_of_last_frame
        return {
            "ok": self._socket.connected,
            "mode": "socket",
            "last_frame_seconds": None if age is None else round(age, 1),
            "problem": self._socket.problem,
        }


async def connect(
    intake: Intake,
    *,
    api_url: str,
    bot_token: str,
    app_token: str | None = None,
    signing_secret: str | None = None,
    port: int | None = None,
    host: str | None = None,
    health: Callable[[], Mapping[str, Any]] | None = None,
    patience: Patience | None = None,
    now: Callable[[], float] = time.time,
) -> Slack:
    """Learns who the bot is, and prepares to speak and to listen: Socket Mode with an app token, else HTTP on `port`.

    With a port there is also /health: `health()` where given, else the connection's own. Raises SettingsError for a
    token that Slack will never take, SlackError or SlackSilent when Slack cannot be asked now.
    """
    client = web_client(bot_token, api_url)
    identity = await identify(client)
    addresses = ResponseUrls(api_url, now)
    http = plain_http(api_url)
    bolt = build_app(intake, identity=identity, client=client, addresses=addresses, signing_secret=signing_secret)
    socket = None
    if app_token is not None:
        socket = SocketConnection(bolt, client=web_client(app_token, api_url), patience=patience)
    own: list[Health] = [health] if health is not None else []
    server = None
    if port is not None:
        site = web_app(None if socket else bolt, lambda: own[0]())
        server = WebServer(site, port, host)
    messenger = SlackMessenger(client, identity=identity, addresses=addresses, http=http)
    slack = Slack(identity=identity, messenger=messenger, http=http, socket=socket, server=server)
    own = own or [slack.health]
    return slack

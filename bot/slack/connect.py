"""Puts the Slack room together: who we are, who speaks, who listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from bot.domain.errors import SettingsError
from bot.slack.afterwards import Afterwards
from bot.slack.attachments import SlackFiles
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
        files: SlackFiles,
        afterwards: Afterwards,
        http: httpx.AsyncClient,
        bolt: AsyncApp,
        socket: SocketConnection | None,
        at: tuple[str | None, int] | None,
        health: Health | None,
        routes: Iterable[web.RouteDef] = (),
    ) -> None:
        """`at`: host and port of the bot's own web server; None for no server. `routes`: what else it serves."""
        self.identity, self.messenger, self.files = identity, messenger, files
        self._afterwards, self._http, self._socket = afterwards, http, socket
        site = web_app(None if socket else bolt, health or self.health, routes)
        self._server = WebServer(site, *at) if at is not None else None

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
        await self._afterwards.close()
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
    health: Health | None = None,
    patience: Patience | None = None,
    now: Callable[[], float] = time.time,
    routes: Iterable[web.RouteDef] = (),
) -> Slack:
    """Learns who the bot is, and prepares to speak and to listen: Socket Mode with an app token, else HTTP on `port`.

    With a port there is also /health (`health()` where given, else the connection's own) and `routes`. Raises
    SettingsError for a token that Slack will never take, SlackError or SlackSilent when Slack cannot be asked now.
    """
    if app_token is None and (not signing_secret or port is None):
        raise SettingsError(("Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and BGM_PORT for HTTP.",))
    client = web_client(bot_token, api_url)
    identity = await identify(client)
    addresses, http = ResponseUrls(api_url, now), plain_http(api_url)
    afterwards = Afterwards(http, addresses.trusted)
    bolt = build_app(
        intake,
        identity=identity,
        client=client,
        addresses=addresses,
        afterwards=afterwards,
        signing_secret=signing_secret,
    )
    return Slack(
        identity=identity,
        files=SlackFiles(client, http),
        afterwards=afterwards,
        messenger=SlackMessenger(client, identity=identity, addresses=addresses, http=http),
        http=http,
        bolt=bolt,
        socket=SocketConnection(bolt, client=web_client(app_token, api_url), patience=patience) if app_token else None,
        at=(host, port) if port is not None else None,
        health=health,
        routes=routes,
    )

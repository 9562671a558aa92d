"""The bot's own small web server: Slack's requests in HTTP mode, how it fares, and what others bring to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

Health = Callable[[], Mapping[str, Any]]
"""How the bot fares, as JSON; `ok` false makes it a 503."""

LARGEST_BODY = 1024 * 1024


def web_app(bolt: AsyncApp | None, health: Health, routes: Iterable[web.RouteDef] = ()) -> web.Application:
    """`/health`, with `bolt` Slack's signed requests at `/slack/events`, and further `routes`."""

    async def on_slack(request: web.Request) -> web.Response:
        assert bolt is not None  # noqa: S101 (the route is there only with it)
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async def on_health(_: web.Request) -> web.Response:
        state = dict(health())
        return web.json_response(state, status=200 if state.get("ok", True) else 503)

    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_get("/health", on_health)
    if bolt is not None:
        app.router.add_post("/slack/events", on_slack)
    app.add_routes(routes)
    return app


class WebServer:
    """Serves a web app on one port."""

    def __init__(self, app: web.Application, host: str | None, port: int) -> None:
        self._runner = web.AppRunner(app, handle_signals=False, access_log=None, shutdown_timeout=1.0)
        self._wanted, self._host = port, host

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._runner.addresses[0][1]) if self._runner.addresses else 0

    async def start(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._wanted).start()

    async def stop(self) -> None:
        """Stops listening; requests under way get a second to end."""
        await self._runner.cleanup()

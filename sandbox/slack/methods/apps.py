"""auth.test and apps.connections.open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.calls import Method
from sandbox.slack.records import BOT_ID, BOT_USER, TEAM_ID

if TYPE_CHECKING:
    from sandbox.slack.calls import Call

Json = dict[str, Any]


def auth_test(call: Call) -> Json:
    """Who this token is."""
    bot = call.world.users[BOT_USER]
    return {
        "url": call.parts.url + "/",
        "team": "Sandbox",
        "user": bot.name,
        "team_id": TEAM_ID,
        "user_id": bot.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """A WebSocket address for Socket Mode; its ticket works once."""
    return {"url": call.parts.sockets.ticket_url(call.parts.url)}


def api_test(call: Call) -> Json:
    """What was said, back."""
    return {"args": call.args}


METHODS = {
    "auth.test": Method(auth_test, tier=0),
    "api.test": Method(api_test, tier=4),
    "apps.connections.open": Method(connections_open, tier=3, app_token=True),
}

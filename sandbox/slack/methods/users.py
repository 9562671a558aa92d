"""users.info and bots.info."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.calls import Method
from sandbox.slack.errors import SlackError
from sandbox.slack.records import APP_ID, BOT_ID, BOT_USER, TEAM_ID

if TYPE_CHECKING:
    from sandbox.slack.calls import Call

Json = dict[str, Any]


def users_info(call: Call) -> Json:
    """users.info."""
    user = call.world.users.get(call.need("user", "user_not_found"))
    if user is None:
        raise SlackError("user_not_found")
    profile = {"real_name": user.real_name, "display_name": user.name, "team": TEAM_ID}
    flags = {"is_bot": user.is_bot, "deleted": False, "is_app_user": False}
    zone = {"tz": "Europe/Berlin", "tz_offset": 3600}
    known: Json = {"id": user.id, "team_id": TEAM_ID, "name": user.name, "real_name": user.real_name}
    return {"user": known | flags | zone | {"profile": profile}}


def bots_info(call: Call) -> Json:
    """bots.info."""
    if call.text("bot", BOT_ID) != BOT_ID:
        raise SlackError("bot_not_found")
    name = call.world.users[BOT_USER].name
    return {"bot": {"id": BOT_ID, "deleted": False, "name": name, "app_id": APP_ID, "user_id": BOT_USER, "icons": {}}}


METHODS = {
    "users.info": Method(users_info, tier=4, scope="users:read"),
    "bots.info": Method(bots_info, tier=3, scope="users:read"),
}

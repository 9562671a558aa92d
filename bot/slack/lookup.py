"""Looks for a message of ours by the key in its metadata: asked only after an unknown outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import ask
from bot.slack.identity import Identity

EVENT_TYPE = "bgm_job"
EARLIER = 120.0
"""Seconds by which Slack's clock and ours may differ."""
PAGE = 200
MOST_PAGES = 20


async def find_in(
    client: AsyncWebClient, identity: Identity, key: str, *, channel: str, root: str | None, since: float
) -> str | None:
    """The ts of our message with this key, in the thread of `root` or else among the channel's roots."""
    cursor: str | None = None
    wanted: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{max(0.0, since - EARLIER):.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
    }
    for _ in range(MOST_PAGES):
        if root is None:
            page = await ask(client.conversations_history(**wanted, cursor=cursor))
        else:
            page = await ask(client.conversations_replies(**wanted, ts=root, cursor=cursor))
        for message in page.get("messages") or ():
            if _is_it(message, identity, key):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
    return None


def _is_it(message: object, identity: Identity, key: str) -> bool:
    """Whether it is ours and carries the key; another app may copy metadata, but not our name."""
    if not isinstance(message, Mapping) or "ts" not in message:
        return False
    metadata = message.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != EVENT_TYPE:
        return False
    ours = message.get("bot_id") == identity.bot_id or message.get("user") == identity.bot_user_id
    payload = metadata.get("event_payload")
    return ours and isinstance(payload, Mapping) and payload.get("key") == key

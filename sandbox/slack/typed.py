"""From what a person types to what Slack stores and sends: names become ids, &<> are escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.slack.world import World

_NAMED = re.compile(r"(?<![\w@#])([@#])([A-Za-z0-9][\w.-]*)")
_LINK = re.compile(r"(?<![<\w])(https?://[^\s<>|]+)")
EVERYONE = ("channel", "here", "everyone")


def escaped(text: str) -> str:
    """The three characters that mrkdwn reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(world: World, text: str) -> str:
    """A message's text: @ann becomes <@U_ANN>, #video <#C_VIDEO|video>, a link <link>, @channel <!channel>."""
    linked = _LINK.sub(r"<\1>", escaped(text))
    return _NAMED.sub(lambda m: _named(world, m, labels=False), linked)


def as_command(world: World, text: str, *, should_escape: bool) -> str:
    """A command's text: as typed but for &<>, and with names as ids (<@U_ANN|ann>) if the manifest asks for it."""
    if not should_escape:
        return escaped(text)
    linked = _LINK.sub(r"<\1>", escaped(text))
    return _NAMED.sub(lambda m: _named(world, m, labels=True), linked)


def _named(world: World, match: re.Match[str], *, labels: bool) -> str:
    sign, name = match.groups()
    if sign == "@" and name in EVERYONE:
        return f"<!{name}>"
    try:
        if sign == "@":
            user = world.user(name)
            return f"<@{user.id}|{user.name}>" if labels else f"<@{user.id}>"
        channel = world.channel(name)
    except KeyError:
        return match.group(0)
    return f"<#{channel.id}|{channel.name}>"

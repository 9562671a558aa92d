"""From what happens in the workspace to the events that the app subscribed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.records import BOT_USER, TEAM_ID
from sandbox.slack.shapes import as_api

if TYPE_CHECKING:
    from sandbox.slack.calls import Grants
    from sandbox.slack.delivery import Delivery
    from sandbox.slack.manifest import Manifest
    from sandbox.slack.world import Change, World

Json = dict[str, Any]

KIND_NAMES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
MESSAGE_EVENTS = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}


class Events:
    """Listens to the world. An event without its subscription or its scope is simply not sent."""

    def __init__(self, world: World, manifest: Manifest, grants: Grants, delivery: Delivery) -> None:
        self._world = world
        self._manifest = manifest
        self._grants = grants
        self._delivery = delivery
        world.listen(self.happened)

    def happened(self, change: Change) -> None:
        """Send what a change means to the app, if anything."""
        channel = self._world.channels.get(change.channel)
        if channel is None or not (channel.bot_is_member or change.kind == "member_left_channel"):
            return
        for name, scope, event in self._meant(change):
            if name in self._manifest.events and (not scope or scope in self._grants.granted):
                if scope:
                    self._grants.used.add(scope)
                self._delivery.event(event, shared=channel.is_shared)

    def _meant(self, change: Change) -> list[tuple[str, str, Json]]:
        match change.kind:
            case "reaction_added" | "reaction_removed":
                return [(change.kind, "reactions:read", self._reaction(change))]
            case "message":
                return self._message(change)
            case "message_changed" | "message_deleted":
                return [self._message_event(change, self._altered(change))]
            case "file_shared":
                return [("file_shared", "files:read", event) for event in self._files(change)]
            case "member_joined_channel" | "member_left_channel":
                return [(change.kind, f"{self._prefix(change)}:read", self._member(change))]
        return []

    def _reaction(self, change: Change) -> Json:
        message = change.message
        if message is None:
            raise ValueError("a reaction is on a message")
        event: Json = {"type": change.kind, "user": change.user, "reaction": change.name}
        event["item"] = {"type": "message", "channel": message.channel, "ts": message.ts}
        if message.via != "response_url":  # such a message has no owner that Slack tells
            event["item_user"] = message.user
        return event | {"event_ts": self._world.next_ts()}

    def _message(self, change: Change) -> list[tuple[str, str, Json]]:
        message = change.message
        if message is None or message.only_for:
            return []
        kind = self._world.channels[change.channel].kind
        shown = as_api(self._world, message) | {"channel": change.channel, "event_ts": message.ts}
        shown["channel_type"] = KIND_NAMES[kind]
        if message.files:
            shown["subtype"] = "file_share"
        events = [self._message_event(change, shown)]
        if f"<@{BOT_USER}>" in message.text and message.user != BOT_USER:
            events.append(("app_mention", "app_mentions:read", shown | {"type": "app_mention"}))
        return events

    def _message_event(self, change: Change, event: Json) -> tuple[str, str, Json]:
        return MESSAGE_EVENTS[self._world.channels[change.channel].kind], f"{self._prefix(change)}:history", event

    def _altered(self, change: Change) -> Json:
        message = change.message
        ts = self._world.next_ts()
        event: Json = {"type": "message", "subtype": change.kind, "channel": change.channel, "ts": ts, "event_ts": ts}
        event |= {"hidden": True, "channel_type": KIND_NAMES[self._world.channels[change.channel].kind]}
        if message is not None and change.kind == "message_changed":
            event["message"] = as_api(self._world, message)
        elif message is not None:
            event["deleted_ts"] = message.ts
        return event

    def _files(self, change: Change) -> list[Json]:
        ts = self._world.next_ts()
        place = {"channel_id": change.channel, "user_id": change.user, "event_ts": ts}
        return [{"type": "file_shared", "file_id": f.id, "file": {"id": f.id}, **place} for f in change.files]

    def _member(self, change: Change) -> Json:
        letter = {"public": "C", "private": "G"}.get(self._world.channels[change.channel].kind, "D")
        event: Json = {"type": change.kind, "user": change.user, "channel": change.channel, "channel_type": letter}
        return event | {"team": TEAM_ID, "event_ts": self._world.next_ts()}

    def _prefix(self, change: Change) -> str:
        return self._world.channels[change.channel].scope_prefix

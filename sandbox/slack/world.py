"""The workspace as it stands: channels and their messages, and everyone who wants to hear of a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack import cast
from sandbox.slack.records import BOT_USER, Channel, File, Message, Reaction, User, View
from sandbox.slack.shapes import as_api, as_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.slack.clock import Clock
    from sandbox.slack.ledger import Ledger

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened: `kind` as in the ledger, and what it happened to."""

    kind: str
    channel: str = ""
    message: Message | None = None
    user: str = ""
    name: str = ""
    view: View | None = None
    files: tuple[File, ...] = ()


class World:
    """Holds the state in memory. Everything that changes it goes through here, into the ledger and to the listeners."""

    def __init__(self, clock: Clock, ledger: Ledger, *, bot_name: str) -> None:
        self.clock = clock
        self.ledger = ledger
        self.users: dict[str, User] = cast.people(bot_name)
        self.channels: dict[str, Channel] = cast.channels()
        self.uploads_enabled = True
        self._messages: dict[str, dict[str, Message]] = {}
        self._last_ts = 0
        self._listeners: list[Callable[[Change], None]] = []

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` at every change; what comes back stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, change: Change, **details: Any) -> None:
        """Write a change down and tell the listeners."""
        place = {"channel": change.channel} if change.channel else {}
        self.ledger.write(change.kind, **place, **details)
        for listener in list(self._listeners):
            listener(change)

    def next_ts(self) -> str:
        """A message ts that no other message has, never smaller than the one before."""
        micros = max(int(self.clock.now() * 1_000_000), self._last_ts + 1)
        self._last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    # Looking

    def user(self, who: str) -> User:
        """A person by id or name. KeyError when there is none."""
        found = self.users.get(who) or next((u for u in self.users.values() if u.name == who.lstrip("@")), None)
        if found is None:
            raise KeyError(who)
        return found

    def channel(self, where: str) -> Channel:
        """A channel by id or name. KeyError when there is none."""
        name = where.lstrip("#")
        rooms = (c for c in self.channels.values() if c.name == name and c.kind != "im")
        found = self.channels.get(where) or next(rooms, None)
        if found is None:
            raise KeyError(where)
        return found

    def direct(self, user: str) -> Channel:
        """The direct message between the bot and a person."""
        return next(c for c in self.channels.values() if c.kind == "im" and c.people == (self.user(user).id,))

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that people can see, or None."""
        message = self._messages.get(channel, {}).get(ts)
        return None if message is None or message.deleted else message

    def roots(self, channel: str, *, user: str | None = None) -> list[Message]:
        """What stands in the channel, oldest first; ephemerals only those for `user`."""
        return [m for m in self._seen(channel, user) if m.is_root or m.broadcast]

    def thread(self, channel: str, ts: str, *, user: str | None = None) -> list[Message]:
        """The root and its replies, oldest first."""
        return [m for m in self._seen(channel, user) if ts in (m.ts, m.thread_ts)]

    def replies(self, root: Message) -> list[Message]:
        """The replies under a root that still exist."""
        around = self._messages.get(root.channel, {}).values()
        return [m for m in around if m.thread_ts == root.ts != m.ts and not m.deleted and m.only_for is None]

    def _seen(self, channel: str, user: str | None) -> Iterable[Message]:
        found = sorted(self._messages.get(channel, {}).values(), key=lambda m: m.ts)
        return (m for m in found if m.only_for in (None, user))

    # Changing

    def post(self, message: Message) -> Message:
        """Put a message (ephemeral when `only_for` is set) where it says."""
        self._messages.setdefault(message.channel, {})[message.ts] = message
        kind = "ephemeral" if message.only_for else "message"
        extra = {"metadata": message.metadata, "via": message.via, "only_for": message.only_for}
        told = Change(kind, message.channel, message, user=message.user)
        self.announce(told, ts=message.ts, message=as_api(self, message), **extra)
        return message

    def edit(self, message: Message, **changes: Any) -> Message:
        """Change fields of a message and say so."""
        for name, value in changes.items():
            setattr(message, name, value)
        kind = "ephemeral" if message.only_for else "message_changed"
        told = Change(kind, message.channel, message, user=message.user)
        self.announce(told, ts=message.ts, message=as_api(self, message), metadata=message.metadata)
        return message

    def delete(self, message: Message, *, by: str = BOT_USER) -> None:
        """Take a message away. A root with replies leaves a tombstone, as in Slack."""
        has_replies = bool(message.is_root and self.replies(message))
        message.deleted = True
        if has_replies:
            message.text, message.blocks, message.files, message.metadata = "This message was deleted.", [], [], None
            message.reactions = []
        else:
            self._messages[message.channel].pop(message.ts, None)
        kind = "ephemeral_gone" if message.only_for else "message_deleted"
        self.announce(Change(kind, message.channel, message, user=by), ts=message.ts, by=by)

    def react(self, message: Message, user: str, name: str) -> bool:
        """Add a reaction; False when this user has it already."""
        found = next((r for r in message.reactions if r.name == name), None)
        if found is None:
            found = Reaction(name, [])
            message.reactions.append(found)
        if user in found.users:
            return False
        found.users.append(user)
        told = Change("reaction_added", message.channel, message, user=user, name=name)
        self.announce(told, ts=message.ts, user=user, name=name)
        return True

    def unreact(self, message: Message, user: str, name: str) -> bool:
        """Take a reaction away; False when this user has none."""
        found = next((r for r in message.reactions if r.name == name and user in r.users), None)
        if found is None:
            return False
        found.users.remove(user)
        message.reactions = [r for r in message.reactions if r.users]
        told = Change("reaction_removed", message.channel, message, user=user, name=name)
        self.announce(told, ts=message.ts, user=user, name=name)
        return True

    def set_channel(self, where: str, **changes: Any) -> Channel:
        """Change a channel (is_archived, is_read_only, bot_is_member ...) and say so."""
        channel = self.channel(where)
        was_member = channel.bot_is_member
        for name, value in changes.items():
            setattr(channel, name, value)
        self.announce(Change("channel", channel.id), changes=changes)
        if channel.bot_is_member != was_member:
            kind = "member_joined_channel" if channel.bot_is_member else "member_left_channel"
            self.announce(Change(kind, channel.id, user=BOT_USER), user=BOT_USER)
        return channel

    # What a test reads

    def messages(self, where: str, *, user: str | None = None) -> list[Json]:
        """The roots of a channel as the page gets them, with `channel` beside each."""
        channel = self.channel(where).id
        return [as_page(self, m) for m in self.roots(channel, user=user)]

    def thread_messages(self, where: str, ts: str, *, user: str | None = None) -> list[Json]:
        """A thread as the page gets it: the root first."""
        channel = self.channel(where).id
        return [as_page(self, m) for m in self.thread(channel, ts, user=user)]

    def ephemerals(self, where: str, user: str) -> list[Json]:
        """What only this user sees in a channel and its threads, oldest first."""
        channel = self.channel(where).id
        return [as_page(self, m) for m in self._seen(channel, self.user(user).id) if m.only_for]

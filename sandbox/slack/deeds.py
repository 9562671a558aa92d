"""What people do, by whichever way they do it (the page or a test): one place that allows or refuses it."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any

from sandbox.slack.emoji import is_emoji
from sandbox.slack.errors import SlackError
from sandbox.slack.interactions import Answer
from sandbox.slack.records import Channel, Message, User
from sandbox.slack.typed import as_message

if TYPE_CHECKING:
    from sandbox.slack.file_store import FileStore
    from sandbox.slack.interactions import Interactions
    from sandbox.slack.modals import Modals
    from sandbox.slack.records import View
    from sandbox.slack.world import World

Json = dict[str, Any]


class Deeds:
    """Everything a person can do. KeyError for what is not there, PermissionError (with words) for what may not be."""

    def __init__(self, world: World, files: FileStore, modals: Modals, interactions: Interactions) -> None:
        self._world = world
        self._files = files
        self._modals = modals
        self._interactions = interactions

    async def command(self, who: str, where: str, name: str, text: str, *, in_thread: bool = False) -> Answer:
        """A slash command. An archived channel has no composer."""
        user, channel = self._place(who, where)
        if channel.is_archived:
            return Answer(failed="This channel is archived.")
        return await self._interactions.command(user, channel, name, text.strip(), in_thread=in_thread)

    def say(self, who: str, where: str, text: str, thread_ts: str | None = None) -> Message:
        """A message."""
        user, channel = self._place(who, where)
        self._may_write(channel)
        if not text.strip():
            raise PermissionError("Write something first.")
        root = self._root(channel, thread_ts)
        typed = as_message(self._world, text)
        message = Message(channel.id, self._world.next_ts(), user.id, typed, thread_ts=root, via="person")
        return self._world.post(message)

    def react(self, who: str, where: str, ts: str, name: str, *, remove: bool = False) -> None:
        """A reaction, or taking it away."""
        user, channel = self._place(who, where)
        message = self._message(channel, ts)
        if message.only_for or channel.is_archived:
            raise PermissionError("You cannot react to this message.")
        if not is_emoji(name):
            raise KeyError(name)
        (self._world.unreact if remove else self._world.react)(message, user.id, name)

    async def click(self, who: str, where: str, ts: str, wish: Json) -> Answer:
        """A button or menu of a message; `wish` is block_id, action_id, selected_option."""
        user, channel = self._place(who, where)
        message = self._message(channel, ts)
        if message.only_for not in (None, user.id):
            raise KeyError(ts)
        action = self._interactions.action(message.blocks, wish)
        if action is None:
            raise KeyError(f"no control {wish.get('action_id')!r} in this message")
        return await self._interactions.click(user, message, action)

    async def shortcut(self, who: str, where: str, ts: str, callback_id: str) -> Answer:
        """A message shortcut."""
        user, channel = self._place(who, where)
        return await self._interactions.shortcut(user, self._message(channel, ts), callback_id)

    async def view_action(self, who: str, view_id: str, wish: Json) -> Answer:
        """A control in a modal."""
        return await self._interactions.view_action(self._world.user(who), self._view(who, view_id), wish)

    async def submit(self, who: str, view_id: str, values: Json) -> Answer:
        """A modal's submit."""
        return await self._interactions.submit(self._world.user(who), self._view(who, view_id), values)

    async def close_view(self, who: str, view_id: str) -> Answer:
        """A modal's close."""
        return await self._interactions.close_view(self._world.user(who), self._view(who, view_id))

    def upload(
        self, who: str, where: str, name: str, data: bytes | IO[bytes], *, thread_ts: str | None = None, text: str = ""
    ) -> Message:
        """A file that a person shares, with words beside it; its message is there at once."""
        user, channel = self._place(who, where)
        self._may_write(channel)
        if not self._world.uploads_enabled:
            raise PermissionError("File uploads are switched off for this workspace.")
        root = self._root(channel, thread_ts)
        file, ticket = self._files.reserve(user.id, name, 0)
        self._files.receive_from(ticket, io.BytesIO(data) if isinstance(data, bytes) else data)
        file.state, file.title = "completed", name
        typed = as_message(self._world, text)
        message = Message(channel.id, self._world.next_ts(), user.id, typed, thread_ts=root, via="person")
        self._files.share_now([file], message)
        return message

    def delete(self, who: str, where: str, ts: str) -> None:
        """Delete a message (one's own ephemerals are dismissed so too)."""
        user, channel = self._place(who, where)
        self._world.delete(self._message(channel, ts), by=user.id)

    def _place(self, who: str, where: str) -> tuple[User, Channel]:
        user, channel = self._world.user(who), self._world.channel(where)
        if channel.people and user.id not in channel.people:
            raise KeyError(where)
        return user, channel

    def _message(self, channel: Channel, ts: str) -> Message:
        message = self._world.find(channel.id, ts)
        if message is None:
            raise KeyError(ts)
        return message

    def _root(self, channel: Channel, thread_ts: str | None) -> str | None:
        if thread_ts is None:
            return None
        known = self._world.thread(channel.id, thread_ts)
        if not known:
            raise KeyError(thread_ts)
        return next((m.thread_ts for m in known if m.ts == thread_ts and m.thread_ts), None) or thread_ts

    def _may_write(self, channel: Channel) -> None:
        if channel.is_archived:
            raise PermissionError("This channel is archived.")
        if channel.is_read_only:
            raise PermissionError("Only a few people can post in this channel.")

    def _view(self, who: str, view_id: str) -> View:
        try:
            view = self._modals.known(view_id)
        except SlackError:
            raise KeyError(view_id) from None
        if view.user != self._world.user(who).id:
            raise KeyError(view_id)
        return view

"""A member of the team, as a test or a command types and clicks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.deeds import Deeds
from sandbox.slack.shapes import as_page

if TYPE_CHECKING:
    from sandbox.slack.interactions import Answer
    from sandbox.slack.records import Message
    from sandbox.slack.server import SandboxSlack

Json = dict[str, Any]


class Person:
    """Acts as one user of a SandboxSlack. Channels may be named or given by id; messages as they were read."""

    def __init__(self, slack: SandboxSlack, user: str) -> None:
        self.user = slack.world.user(user)
        self._slack = slack
        self._deeds: Deeds = slack.deeds

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    async def slash(
        self, channel: str, text: str = "", *, command: str = "/bgm", thread_ts: str | None = None
    ) -> Answer:
        """Type a slash command; what is seen at once."""
        return await self._deeds.command(self.id, channel, command, text, in_thread=thread_ts is not None)

    async def say(self, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Write a message; it, as it then stands. PermissionError where nobody may write."""
        return self._shown(self._deeds.say(self.id, channel, text, thread_ts))

    async def react(self, channel: str, ts: str, name: str) -> None:
        """React with an emoji's name; again is nothing. KeyError when the message is gone."""
        self._deeds.react(self.id, channel, ts, name)

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take the reaction away."""
        self._deeds.react(self.id, channel, ts, name, remove=True)

    async def click(
        self, message: Json, action_id: str, *, block_id: str | None = None, selected_option: str | Json | None = None
    ) -> Answer:
        """Use a button or menu of a message (also of an ephemeral). KeyError when there is no such control."""
        wish = {"action_id": action_id, "block_id": block_id, "selected_option": selected_option}
        return await self._deeds.click(self.id, message["channel"], message["ts"], wish)

    def modal(self) -> Json | None:
        """The modal that is open for this person, or None."""
        view = self._slack.modals.top(self.id)
        return view.body if view else None

    async def view_click(self, view: Json, action_id: str, *, selected_option: str | Json | None = None) -> Answer:
        """Use a button or menu in a modal."""
        wish = {"action_id": action_id, "selected_option": selected_option}
        return await self._deeds.view_action(self.id, view["id"], wish)

    async def submit(self, view: Json, values: Json) -> Answer:
        """Submit a modal; `values` as Slack's state, or simply {action_id: text or option value}."""
        return await self._deeds.submit(self.id, view["id"], _state(view, values))

    async def close(self, view: Json) -> Answer:
        """Close a modal."""
        return await self._deeds.close_view(self.id, view["id"])

    async def shortcut(self, channel: str, ts: str, callback_id: str) -> Answer:
        """Choose a message shortcut."""
        return await self._deeds.shortcut(self.id, channel, ts, callback_id)

    async def upload(
        self, channel: str, name: str, data: bytes, *, thread_ts: str | None = None, text: str = ""
    ) -> Json:
        """Share a file, with words beside it."""
        return self._shown(self._deeds.upload(self.id, channel, name, data, thread_ts=thread_ts, text=text))

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message, as someone who may delete any."""
        self._deeds.delete(self.id, channel, ts)

    def messages(self, channel: str) -> list[Json]:
        """What this person sees in a channel, oldest first."""
        return self._slack.world.messages(channel, user=self.id)

    def thread(self, channel: str, ts: str) -> list[Json]:
        """What this person sees in a thread, the root first."""
        return self._slack.world.thread_messages(channel, ts, user=self.id)

    def ephemerals(self, channel: str) -> list[Json]:
        """What only this person sees there, in the channel or in its threads."""
        return self._slack.world.ephemerals(channel, self.id)

    def _shown(self, message: Message) -> Json:
        return as_page(self._slack.world, message)


def _state(view: Json, values: Json) -> Json:
    if all(isinstance(v, dict) for v in values.values()):
        return values
    state: Json = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element.get("action_id") in values:
            state[block["block_id"]] = {element["action_id"]: _held(element, values[element["action_id"]])}
    return state


def _held(element: Json, value: Any) -> Json:
    options = element.get("options")
    if options is None:
        return {"value": value}
    if isinstance(value, list):
        return {"selected_options": [o for o in options if o["value"] in value]}
    return {"selected_option": next(o for o in options if o["value"] == value)}

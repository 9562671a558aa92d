"""What a person can do to the app, and what the person then sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.slack import payloads
from sandbox.slack.block_rules import block_errors, with_ids
from sandbox.slack.errors import SlackError
from sandbox.slack.response_urls import Issued
from sandbox.slack.typed import as_command
from sandbox.slack.view_state import actions_of, fill_state, input_errors

if TYPE_CHECKING:
    from sandbox.slack.acks import Ack
    from sandbox.slack.delivery import Delivery
    from sandbox.slack.parts import Parts
    from sandbox.slack.records import Channel, Message, User, View

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
NO_INTERACTIVITY = "This app is not configured to handle interactive responses."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person sees at once: `text` and `blocks` (ephemeral unless `in_channel`), or `failed` words.

    `view` and `errors` are a modal's answer; `payload` is what the app really sent.
    """

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    failed: str = ""
    in_channel: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    payload: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the app answered in time."""
        return not self.failed


class Interactions:
    """Commands, clicks, shortcuts and modals: each is sent once, and a silent app shows as failed."""

    def __init__(self, parts: Parts, delivery: Delivery) -> None:
        self._parts = parts
        self._delivery = delivery

    async def command(self, user: User, channel: Channel, name: str, text: str, *, in_thread: bool = False) -> Answer:
        """A slash command. In a thread Slack refuses it itself."""
        declared = self._parts.manifest.command(name)
        if in_thread:
            return Answer(failed=f"{name} is not supported in threads. Sorry!")
        if declared is None or "commands" not in self._parts.grants.granted:
            return Answer(failed=f"{name} is not a valid command. In Slack, all messages that start with the "
                          "“/” character are interpreted as commands.")  # fmt: skip
        sent = as_command(self._parts.world, text, should_escape=declared.should_escape)
        payload = payloads.command(user, channel, name, sent)
        payload["response_url"] = self._parts.response_urls.issue(user.id, channel.id)
        payload["trigger_id"] = self._parts.triggers.issue(user.id, channel=channel.id)
        ack = await self._delivery.once("slash_commands", payload, takes_answer=True)
        if not ack.ok:
            words = "operation_timeout" if ack.reason == "http_timeout" else "dispatch_failed"
            return Answer(failed=f'{name} failed with the error "{words}"')
        self._parts.grants.used.add("commands")
        if not self._well_formed(ack.payload):
            return Answer(failed=f'{name} failed with the error "invalid_command_response"', payload=ack.payload)
        return self._said(ack, Issued(user.id, channel.id, 0.0))

    async def click(self, user: User, message: Message, action: Json) -> Answer:
        """A button or menu of a message."""
        if not self._parts.manifest.interactivity:
            return Answer(failed=NO_INTERACTIVITY)
        payload = payloads.message_action(self._parts.world, user, message, action)
        payload["response_url"] = self._parts.response_urls.issue(
            user.id, message.channel, ts=message.ts, thread_ts=message.thread_ts
        )
        payload["trigger_id"] = self._parts.triggers.issue(user.id, channel=message.channel)
        return self._acked(await self._delivery.once("interactive", payload, takes_answer=False))

    async def shortcut(self, user: User, message: Message, callback_id: str) -> Answer:
        """A message shortcut from the message's menu; there is none on an ephemeral."""
        granted = "commands" in self._parts.grants.granted and self._parts.manifest.interactivity
        if message.only_for or not granted or self._parts.manifest.shortcut(callback_id) is None:
            return Answer(failed="There is no such shortcut here.")
        payload = payloads.shortcut(self._parts.world, user, callback_id, message)
        payload["response_url"] = self._parts.response_urls.issue(user.id, message.channel, thread_ts=message.thread_ts)
        payload["trigger_id"] = self._parts.triggers.issue(user.id, channel=message.channel)
        self._parts.grants.used.add("commands")
        return self._acked(await self._delivery.once("interactive", payload, takes_answer=False))

    async def view_action(self, user: User, view: View, wish: Json) -> Answer:
        """A button or menu inside a modal; `wish` names block_id and action_id."""
        action = self.action(view.body["blocks"], wish)
        if action is None:
            return Answer(failed="That control is not there any more.")
        payload = payloads.view_action(user, view, action)
        payload["trigger_id"] = self._parts.triggers.issue(user.id, channel=view.channel, view_id=view.id)
        return self._acked(await self._delivery.once("interactive", payload, takes_answer=False))

    async def submit(self, user: User, view: View, values: Json) -> Answer:
        """A modal's submit: required inputs are checked first, as Slack's own window does."""
        errors = input_errors(view.body["blocks"], values)
        if errors:
            return Answer(errors=errors)
        view.body["state"] = {"values": fill_state(view.body["blocks"], values)}
        payload = payloads.submission(user, view)
        payload["trigger_id"] = self._parts.triggers.issue(user.id, channel=view.channel, view_id=view.id)
        ack = await self._delivery.once("interactive", payload, takes_answer=True)
        if not ack.ok:
            return Answer(failed=TROUBLE)
        try:
            return self._after_submit(view, ack.payload)
        except SlackError as error:  # the app answered with a view that Slack cannot show
            return Answer(failed=TROUBLE, payload=error.answer())

    async def close_view(self, user: User, view: View, *, whole_stack: bool = False) -> Answer:
        """A modal's close; the app hears of it only if it asked (notify_on_close)."""
        self._parts.modals.close(view, whole_stack=whole_stack)
        if not view.body["notify_on_close"]:
            return Answer()
        payload = payloads.closed(user, view, is_cleared=whole_stack)
        return self._acked(await self._delivery.once("interactive", payload, takes_answer=False))

    def action(self, blocks: list[Json], wish: Json) -> Json | None:
        """The `actions` entry that operating this control sends, or None when there is no such control."""
        found = next(
            (a for a in actions_of(blocks) if a["action_id"] == wish.get("action_id")
             and wish.get("block_id") in (None, "", a["block_id"])), None
        )  # fmt: skip
        if found is None:
            return None
        action = {**found, "action_ts": self._parts.world.next_ts()}
        chosen = wish.get("selected_option")
        if chosen is not None and "options" in action:
            action["selected_option"] = _option(action["options"], chosen)
        for key in ("value", "selected_options", "selected_date"):
            if key in wish:
                action[key] = wish[key]
        action.pop("options", None)
        return action

    def _after_submit(self, view: View, told: Json) -> Answer:
        match told.get("response_action"):
            case "errors":
                return Answer(errors=dict(told.get("errors") or {}), payload=told)
            case "update":
                new = self._parts.modals.update(view.id, told.get("view"))
                return Answer(view=new.body, payload=told)
            case "push":
                return Answer(view=self._parts.modals.push(view.user, told.get("view")).body, payload=told)
            case "clear":
                self._parts.modals.close(view, whole_stack=True)
            case _:
                self._parts.modals.close(view)
        return Answer(payload=told)

    def _well_formed(self, told: Json) -> bool:
        blocks = told.get("blocks") or []
        text = told.get("text") or ""
        return isinstance(text, str) and not block_errors(blocks, self._parts.files, in_view=False)

    def _acked(self, ack: Ack) -> Answer:
        if ack.ok:
            return Answer(payload=ack.payload)
        return Answer(failed="Something went wrong. The app did not answer (dispatch failed).")

    def _said(self, ack: Ack, issued: Issued) -> Answer:
        text, blocks = str(ack.payload.get("text") or ""), ack.payload.get("blocks") or []
        public = ack.payload.get("response_type") == "in_channel"
        if text or blocks:
            self._parts.response_urls.say(issued, text, with_ids(blocks), public=public, asked={})
        return Answer(text, blocks, in_channel=public, payload=ack.payload)


def _option(options: list[Json], chosen: Any) -> Json:
    value = chosen.get("value") if isinstance(chosen, dict) else chosen
    found = next((o for o in options if o.get("value") == value), None)
    if found is None:
        raise KeyError(f"no option with the value {value!r}")
    return found

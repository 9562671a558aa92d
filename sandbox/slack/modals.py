"""Modals: who has which open, one upon another, and what their inputs hold."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.slack.block_elements import text_errors
from sandbox.slack.block_rules import block_errors, refused, with_ids
from sandbox.slack.errors import SlackError, invalid_arguments
from sandbox.slack.records import APP_ID, BOT_ID, TEAM_ID, View
from sandbox.slack.world import Change

if TYPE_CHECKING:
    from sandbox.slack.file_store import FileStore
    from sandbox.slack.world import World

Json = dict[str, Any]

DEEPEST = 3
TEXTS = ("title", "submit", "close", "callback_id", "private_metadata", "external_id")


class Modals:
    """The open views of everyone."""

    def __init__(self, world: World, files: FileStore) -> None:
        self._world = world
        self._files = files
        self._views: dict[str, View] = {}
        self._stacks: dict[str, list[str]] = {}

    def open(self, user: str, asked: Any, *, channel: str | None = None) -> View:
        """Open a modal in place of whatever this person has open."""
        body = self._checked(asked)
        for old in self._stacks.pop(user, []):
            self._gone(self._views[old])
        return self._put(user, body, channel=channel)

    def push(self, user: str, asked: Any) -> View:
        """Open a modal upon the one that is open. SlackError push_limit_reached."""
        body = self._checked(asked)
        if len(self._stacks.get(user, [])) >= DEEPEST:
            raise SlackError("push_limit_reached")
        return self._put(user, body)

    def update(self, view_id: str, asked: Any, *, hash_: str = "") -> View:
        """Put another content into an open modal. SlackError not_found, hash_conflict."""
        view = self.known(view_id)
        if hash_ and hash_ != view.body["hash"]:
            raise SlackError("hash_conflict")
        kept = {key: view.body[key] for key in ("id", "root_view_id", "previous_view_id")}
        view.body = self._checked(asked) | kept
        self._tell(view)
        return view

    def known(self, view_id: str) -> View:
        """An open view by its id or external_id. SlackError not_found."""
        named = (v for v in self._views.values() if v.body.get("external_id") == view_id and view_id)
        view = self._views.get(view_id) or next(named, None)
        if view is None or not view.open:
            raise SlackError("not_found")
        return view

    def top(self, user: str) -> View | None:
        """What this person sees now."""
        stack = self._stacks.get(user)
        return self._views[stack[-1]] if stack else None

    def close(self, view: View, *, whole_stack: bool = False) -> None:
        """Close one view, or all that lie under it too; what lay beneath is shown again."""
        stack = self._stacks.get(view.user, [])
        for view_id in [*reversed(stack)] if whole_stack else [view.id]:
            if view_id in stack:
                stack.remove(view_id)
            self._gone(self._views[view_id])
        if stack:
            self._tell(self._views[stack[-1]])

    def _put(self, user: str, body: Json, *, channel: str | None = None) -> View:
        stack = self._stacks.setdefault(user, [])
        under = self._views[stack[-1]] if stack else None
        place = {"root_view_id": stack[0] if stack else body["id"], "previous_view_id": under.id if under else None}
        view = View(user, body | place, channel or (under.channel if under else None))
        self._views[view.id] = view
        stack.append(view.id)
        self._tell(view)
        return view

    def _tell(self, view: View) -> None:
        self._world.announce(Change("view", user=view.user, view=view), user=view.user, view=view.body)

    def _gone(self, view: View) -> None:
        view.open = False
        told = Change("view_closed", user=view.user, view=view)
        self._world.announce(told, user=view.user, view_id=view.id)

    def _checked(self, asked: Any) -> Json:
        if not isinstance(asked, dict) or asked.get("type") != "modal":
            raise invalid_arguments("must be a modal view object [json-pointer:/view]")
        errors = text_errors(asked.get("title"), 24, "/view/title", plain=True)
        for name in ("submit", "close"):
            errors += text_errors(asked[name], 24, f"/view/{name}", plain=True) if name in asked else []
        for name, most in (("callback_id", 255), ("external_id", 255), ("private_metadata", 3000)):
            if len(str(asked.get(name) or "")) > most:
                errors.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
        errors += block_errors(asked.get("blocks"), self._files, in_view=True)
        if not errors and "submit" not in asked and any(b["type"] == "input" for b in asked["blocks"]):
            errors.append("missing required field: submit, since there are inputs [json-pointer:/view]")
        if errors:
            raise refused("invalid_arguments", errors)
        return _body(asked)


def _body(asked: Json) -> Json:
    wanted = [*TEXTS, "type", "clear_on_close", "notify_on_close"]
    defaults: Json = {"submit": None, "close": None, "callback_id": "", "private_metadata": "", "external_id": ""}
    given = {key: asked[key] for key in wanted if asked.get(key) is not None}
    ids = {"id": f"V{secrets.token_hex(5).upper()}", "team_id": TEAM_ID, "app_id": APP_ID, "bot_id": BOT_ID}
    fresh = {"hash": f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}", "state": {"values": {}}}
    flags = {"clear_on_close": False, "notify_on_close": False, "app_installed_team_id": TEAM_ID}
    return {**defaults, **flags, **given, **ids, **fresh, "blocks": with_ids(asked["blocks"])}

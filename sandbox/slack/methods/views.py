"""views.*: modals are opened with a fresh trigger_id, changed by their id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.calls import Method
from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.calls import Call

Json = dict[str, Any]


def open_view(call: Call) -> Json:
    """views.open."""
    trigger = call.parts.triggers.exchange(call.need("trigger_id", "invalid_trigger_id"))
    return {"view": call.parts.modals.open(trigger.user, call.parsed("view"), channel=trigger.channel).body}


def push_view(call: Call) -> Json:
    """views.push: only from within a modal."""
    trigger = call.parts.triggers.exchange(call.need("trigger_id", "invalid_trigger_id"))
    if trigger.view_id is None:
        raise SlackError("not_found")
    return {"view": call.parts.modals.push(trigger.user, call.parsed("view")).body}


def update_view(call: Call) -> Json:
    """views.update, by view_id or external_id."""
    view_id = call.text("view_id") or call.need("external_id", "not_found")
    return {"view": call.parts.modals.update(view_id, call.parsed("view"), hash_=call.text("hash")).body}


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.push": Method(push_view, tier=4),
    "views.update": Method(update_view, tier=4),
}

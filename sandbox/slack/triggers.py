"""trigger_ids: each opens one modal, once, within three seconds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from sandbox.slack.clock import Clock

LIFETIME = 3.0  # seconds


@dataclass(slots=True)
class Trigger:
    """Whose click it was and when; where it happened, and in which modal if in one."""

    user: str
    born: float
    channel: str | None = None
    view_id: str | None = None
    used: bool = False


class Triggers:
    """Hands out trigger_ids and takes them back. The codes are those of views.open."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, *, channel: str | None = None, view_id: str | None = None) -> str:
        """A new trigger_id for this person."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, self._clock.now(), channel, view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use it up. SlackError invalid_trigger_id, exchanged_trigger_id or expired_trigger_id."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.born > LIFETIME:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

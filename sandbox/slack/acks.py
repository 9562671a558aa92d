"""What came back for something that Slack delivered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ack:
    """An app's answer, or why there is none: `reason` is no_socket, timeout, socket_closed, http_error ..."""

    ok: bool
    payload: Json = field(default_factory=dict)
    reason: str = ""
    no_retry: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One payload on its way; `kind` is slash_commands, interactive or events_api."""

    kind: str
    payload: Json
    takes_answer: bool = False
    attempt: int = 0
    retry_reason: str = ""


class Transport(Protocol):
    """A way to the app: its socket, or its URL."""

    async def send(self, parcel: Parcel) -> Ack:
        """Deliver once and wait for the ack, no longer than the pace allows."""

    async def wait_reachable(self) -> None:
        """Until there is a way to the app at all."""

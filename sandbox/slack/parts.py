"""What a Slack is made of, handed to whoever needs more than one part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.slack.calls import Grants
    from sandbox.slack.clock import Clock
    from sandbox.slack.faults import Faults
    from sandbox.slack.file_store import FileStore
    from sandbox.slack.ledger import Ledger
    from sandbox.slack.limits import Limits
    from sandbox.slack.manifest import Manifest
    from sandbox.slack.modals import Modals
    from sandbox.slack.response_urls import ResponseUrls
    from sandbox.slack.sockets import Sockets
    from sandbox.slack.triggers import Triggers
    from sandbox.slack.world import World


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast this Slack is, in seconds.

    `share_delay`: between files.completeUploadExternal and the file's message; `ack_timeout`: how long it waits for an
    ack; `redeliver`: the wait before each further delivery of an unacked event; `ping_every`: between socket pings.
    """

    share_delay: float = 0.8
    ack_timeout: float = 3.0
    redeliver: tuple[float, ...] = (0.0, 60.0, 300.0)
    ping_every: float = 10.0

    def scaled(self, factor: float) -> Pace:
        """The same with shares and redeliveries `factor` times as slow; an app's 3 s stay 3 s."""
        waits = tuple(wait * factor for wait in self.redeliver)
        return Pace(self.share_delay * factor, self.ack_timeout, waits, self.ping_every)


@dataclass(slots=True)
class Tokens:
    """The secrets of this Slack, random in each; `revoked` makes every call answer invalid_auth."""

    bot: str
    app: str
    signing_secret: str
    verification: str
    revoked: bool = field(default=False)


@dataclass(slots=True)
class Parts:
    """The one of each."""

    clock: Clock
    ledger: Ledger
    manifest: Manifest
    tokens: Tokens
    pace: Pace
    grants: Grants
    world: World
    triggers: Triggers
    sockets: Sockets
    files: FileStore
    modals: Modals
    response_urls: ResponseUrls
    faults: Faults
    limits: Limits
    url: str = ""

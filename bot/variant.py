"""What a test or a sandbox may put around or in place of a part of the bot."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.ports import Clock, Messenger, Provider
from bot.slack.socket import Patience
from bot.work.asking.intake import Intake
from bot.work.points import PassBy, points_from
from bot.work.telling.deliver import USUAL, Spacings


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()


def as_it_is(messenger: Messenger) -> Messenger:
    """The messenger itself."""
    return messenger


def as_they_are(providers: dict[str, Provider]) -> dict[str, Provider]:
    """The providers themselves."""
    return providers


@dataclass(frozen=True, slots=True)
class Variant:
    """What a test may put around or in place of a part, e.g. to plant a fault."""

    messenger: Callable[[Messenger], Messenger] = as_it_is
    providers: Callable[[dict[str, Provider]], dict[str, Provider]] = as_they_are
    intake: type[Intake] = Intake
    clock: Clock = field(default_factory=SystemClock)
    patience: Patience = field(default_factory=Patience)
    at: PassBy = field(default_factory=lambda: points_from(os.environ))
    spacings: Spacings = USUAL
    host: str | None = None
    """Where the bot's own web server listens; None is every address of this machine."""

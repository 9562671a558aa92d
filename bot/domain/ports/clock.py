"""The time, as a port."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """The time."""

    def now(self) -> float:
        """Unix seconds."""

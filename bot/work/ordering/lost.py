"""A call whose answer was lost: nobody knows what became of it."""

from __future__ import annotations

UNSETTLED = "Nobody can tell whether the music API took the order: its answer was lost."

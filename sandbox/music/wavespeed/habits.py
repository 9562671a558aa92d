"""What this vendor does where its documents say two things or nothing. Tests change a habit while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DAY = 86_400.0


@dataclass(slots=True, kw_only=True)
class Habits:
    """The defaults are what the documents lean to."""

    usual_seconds: float | None = None
    """The length of a track; None draws 100 to 200 s. No model takes a length."""
    bad_input: Literal["failed", "refused"] = "failed"
    """A missing or wrong parameter is a prediction that failed (HTTP 200, code 1400 or 1401), or an HTTP 400."""
    outputs_as: Literal["array", "string"] = "array"
    """The result page's table says string and describes an array; a lone output may come as a bare URL."""
    stems_as: Literal["zip", "list"] = "zip"
    """Whether stem-song gives one ZIP, as Mureka itself does, or a URL for each stem."""
    moderated: tuple[str, ...] = ("forbiddenword",)
    """Words in a prompt or lyrics that end a prediction with code 1200."""
    refunds: bool = True
    """Whether a prediction that fails after it was accepted is paid back ..."""
    refund_after: float = 0.0
    """... and how long after (seconds); the guide says within three hours. Only the balance tells."""
    no_money_status: int = 402
    """The HTTP status when the balance is too low; no page names it."""
    sync_seconds: float = 90.0
    """How long a POST with enable_sync_mode is held open."""
    kept: float = 7 * DAY
    """Seconds that predictions and their outputs are kept."""

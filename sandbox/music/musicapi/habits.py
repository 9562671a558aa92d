"""What this vendor does where its documents say two things or nothing. Tests change a habit while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Habits:
    """The defaults are what was last seen in the field."""

    usual_seconds: float | None = None
    """The length of what is asked for without a `duration`; None draws 68 to 193 s."""
    stems_basic: int = 4
    stems_full: int = 24
    """How many items the stems have: 2, 4, 12 or 24."""
    not_ready_status: int = 200
    """The HTTP status of the first looks, which find `{"type": "not_ready"}`."""
    unknown_task_status: int = 404
    """404, or 400 as some have seen."""
    asks_for_words: int = 1
    """How often aligned-lyrics and midi of a clip say that they are not ready."""
    use_suno_cdn_required: bool = False
    suspended: bool = False
    """The account may do nothing that costs: 403."""
    nuro_gone: bool = False
    """As on the vendor's twin: create and poll answer 410."""
    artists: tuple[str, ...] = ("hans zimmer", "ludovico einaudi", "taylor swift")
    """Names that a description may not have: 403."""
    copyrighted: set[str] = field(default_factory=set)
    """SHA-256 of uploads that match somebody's music: 403."""

"""What can be wrong with a take, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """One thing that is looked at in every take before anyone hears it."""

    SHORT = "short"
    """Shorter than was asked by more than a fit can make up for without repeating much."""
    SILENT_HEAD = "silent head"
    SILENT_TAIL = "silent tail"
    DROPOUT = "dropout"
    """The sound is gone for a moment in the middle."""
    CLIPPED = "clipped"
    QUIET = "quiet"
    """Hardly anything is to be heard."""
    MONO = "mono"
    """Both sides are the same: a fact, not a fault."""
    DEAD_SIDE = "dead side"
    DC = "dc"
    """The wave does not stand in the middle."""
    VOICE = "voice"
    """A voice is suspected where none was asked for."""
    SAME = "same"
    """The same audio as an earlier take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in a take, before it was fitted and levelled."""

    check: Check
    amount: float = 0.0
    """Seconds of silence, lacking or gone; for clipped the count of places; for quiet LUFS; for dc the share of full
    scale; for voice how sure, 0 to 1."""
    at: float | None = None
    """Where it begins, in seconds of the take."""
    mended: bool = False
    """It is no longer so in the bed."""
    of: str = ""
    """For same: the label of the earlier take."""


def serious(finding: Finding) -> bool:
    """Whether another take is worth asking for: what could not be mended and is a fault."""
    return not finding.mended and finding.check not in {Check.MONO, Check.SILENT_HEAD}

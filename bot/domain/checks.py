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
    scale; for voice how sure, 0 to 1; for a dead side 0 is the left one and 1 the right."""
    at: float | None = None
    """Where it begins, in seconds of the take."""
    mended: bool = False
    """It is no longer so in the bed."""
    of: str = ""
    """For same: the label of the earlier take."""


def serious(finding: Finding) -> bool:
    """Whether another take is worth asking for: what could not be mended and is a fault."""
    return not finding.mended and finding.check not in {Check.MONO, Check.SILENT_HEAD}


_SIDES = ("left", "right")


def in_words(finding: Finding) -> str:
    """What is said of it on a card or a receipt: what was wrong, and what was done about it."""
    return _was(finding) + (_mending(finding) if finding.mended else _PITY.get(finding.check, ""))


def _was(finding: Finding) -> str:
    amount = finding.amount
    said = {
        Check.SHORT: f"the take is {_seconds(amount)} shorter than was asked",
        Check.SILENT_HEAD: f"{_seconds(amount)} of silence at the beginning",
        Check.SILENT_TAIL: f"{_seconds(amount)} of silence at the end",
        Check.DROPOUT: f"the sound was gone for {_seconds(amount)} at {_clock(finding.at or 0.0)}",
        Check.CLIPPED: f"clipped in {'one place' if amount == 1 else f'{amount:.0f} places'}",
        Check.QUIET: f"hardly anything is to be heard: about {amount:.0f} LUFS",
        Check.MONO: "mono: both sides are the same",
        Check.DEAD_SIDE: f"the {_side(amount)} side was silent",
        Check.DC: f"the wave stood {amount * 100:.1f} % off the middle",
        Check.VOICE: "a voice is suspected, though none was asked for",
        Check.SAME: f"the same audio as {finding.of or 'an earlier take'}",
    }
    return said[finding.check]


def _mending(finding: Finding) -> str:
    match finding.check:
        case Check.SILENT_HEAD | Check.SILENT_TAIL:
            return " taken off"
        case Check.DROPOUT:
            return ": the hole was bridged"
        case Check.CLIPPED:
            return ": the tops were drawn anew"
        case Check.DEAD_SIDE:
            return f": it was filled from the {_side(1 - finding.amount)}"
        case Check.DC:
            return ": it was set right"
    return ""


_PITY = dict.fromkeys((Check.DROPOUT, Check.CLIPPED), ": that could not be mended")


def _side(amount: float) -> str:
    return "left" if amount < 0.5 else "right"


def _seconds(amount: float) -> str:
    return f"{amount:.1f} s" if amount >= 0.95 else f"{amount * 1000:.0f} ms"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:04.1f}"

"""Times in lists, as fits are asked for: 0:12, 12 s, 1m30s, 45,30,15 · a bare number is seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.errors import BriefRefused

_MIN, _SEC = r"(?:minutes|minute|mins|min|m)", r"(?:seconds|second|secs|sec|s)"
_SOMETHING_ELSE = r"(?! ?-?(?:bpm|beats?|takes?|versions?|variations?|bars?|lufs|db|long|x|%|×)(?!\w))"
_TIME = re.compile(
    r"(?>(?:(?P<ch>\d{1,2}):)?(?P<cm>\d{1,3}):(?P<cs>\d{2})(?P<cf>\.\d+)?)(?![\d:])"
    rf"|(?P<m>\d+(?:\.\d+)?)[ -]?{_MIN}(?: ?(?P<ms>\d{{1,2}}) ?{_SEC})?(?![\w'’])"
    rf"|(?P<s>\d+(?:\.\d+)?|\.\d+)[ -]?{_SEC}(?![\w'’])"
    rf"|(?>(?P<bare>\d+(?:\.\d+)?|\.\d+))(?![\w:'’]|[.-]\d|[–—−]\d){_SOMETHING_ELSE}"
)
_BETWEEN = re.compile(r"\s*[,;/&+]\s*(?:and\s+)?|\s+(?:and)\s+")
_SPACE = re.compile(r"\s+(?=[\d.]+\s*(?:$|[\d,]|-))")
"""Between numbers alone, as in: 45 30 15."""
_AND = re.compile(r"\s*,?\s*(?:&|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Times:
    """What stands in a list, in seconds."""

    seconds: tuple[float, ...]
    end: int
    """Where the list ends in its text."""
    bare: bool
    """Whether a number in it stands without a unit or a colon."""
    clock: bool
    """Whether the first is written with a colon."""


def time_at(lower: str, at: int) -> Times | None:
    """The one time that begins there; None where none does. Raises BriefRefused for 0:75."""
    match = _TIME.match(lower, at)
    return Times((_seconds(match),), match.end(), match["bare"] is not None, match["cs"] is not None) if match else None


def times_at(lower: str, at: int, *, alike: bool = False, only_and: bool = False) -> Times | None:
    """All times of the list that begins there, joined by commas, `and`, & or /; None where none begins.

    `alike`, for words: it ends where times with a colon meet others, and spaces alone join nothing. `only_and`: a comma
    ends it.
    """
    found = time_at(lower, at)
    while found:
        between = _AND if only_and else _BETWEEN
        gap = between.match(lower, found.end) or (None if alike else _SPACE.match(lower, found.end))
        more = time_at(lower, gap.end()) if gap else None
        if more is None or (alike and more.clock != found.clock):
            break
        found = Times(found.seconds + more.seconds, more.end, found.bare or more.bare, found.clock)
    return found


def all_times(text: str) -> tuple[float, ...] | None:
    """The times of a text that holds nothing else; None for any other."""
    lower = text.strip().lower()
    found = times_at(lower, 0)
    return found.seconds if found and found.end == len(lower) else None


def _seconds(match: re.Match[str]) -> float:
    if match["cs"]:
        if int(match["cs"]) > 59 or (match["ch"] and int(match["cm"]) > 59):
            raise BriefRefused(f"{match[0]} is not a time: after the colon come 00 to 59.", "calm lo-fi 1:15")
        whole = int(match["ch"] or 0) * 3600 + int(match["cm"]) * 60 + int(match["cs"])
        return whole + float(match["cf"] or 0.0)
    if match["m"]:
        return float(match["m"]) * 60 + float(match["ms"] or 0.0)
    return float(match["s"] or match["bare"])

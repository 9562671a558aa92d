"""How loud a bed is to be: --loudness -16, --loudness podcast, or "-16 LUFS" in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.errors import BriefRefused
from bot.domain.reading.draft import Span
from bot.domain.reading.flags import EXAMPLES
from bot.domain.reading.titles import DASH

LEVELS: Mapping[str, float] = MappingProxyType({"bed": -20.0, "full": -14.0, "podcast": -16.0, "broadcast": -23.0})
"""LUFS by the name of a use. In words they are uses alone: "podcast intro" asks for no level."""
QUIETEST, LOUDEST = -36.0, -8.0

_NUMBER = rf"[{DASH}]? ?\d+(?:[.,]\d+)?"
_ALONE = re.compile(rf"({_NUMBER}) ?(?:lufs|lkfs)?")
_IN_WORDS = re.compile(rf"(?:(?:at|to|of) )?(?<![\w.,])({_NUMBER}) ?(?:lufs|lkfs)(?!\w)")
_RANGE = re.compile(
    rf"(?:(?<!\S)[{DASH}]\d+(?:[.,]\d+)? ?(?:lufs )?(?:to|or|and|[{DASH}])|(?<![\w.,:])\d+(?:[.,]\d+)? ?(?:to|or)) ?"
    rf"{_NUMBER} ?(?:lufs|lkfs)(?!\w)"
)
_MARKS = re.compile(f"[{DASH}]")


def checked_level(text: str) -> float:
    """The level in LUFS, -36 to -8, by its number or its name. Raises BriefRefused."""
    word = text.strip().lower()
    if word in LEVELS:
        return LEVELS[word]
    match = _ALONE.fullmatch(word)
    level = _number(match[1]) if match else 0.0
    if not QUIETEST <= level <= LOUDEST:
        names = ", ".join(f"{name} ({value:g})" for name, value in LEVELS.items())
        raise BriefRefused(f"A level is {QUIETEST:g} to {LOUDEST:g} LUFS, or one of {names}.", EXAMPLES["loudness"])
    return level


def find_level(lower: str) -> tuple[float | None, list[Span]]:
    """The level that words ask for in LUFS, and where. Raises BriefRefused for ranges and what cannot be."""
    if given := _RANGE.search(lower):
        raise BriefRefused(f"“{given[0].strip()}” is a range, and a bed has one level.", EXAMPLES["loudness"])
    matches = list(_IN_WORDS.finditer(lower))
    levels = [checked_level(match[1]) for match in matches]
    if len(set(levels)) > 1:
        raise BriefRefused(f"{levels[0]:g} or {levels[1]:g} LUFS? Say --loudness {levels[0]:g}.", EXAMPLES["loudness"])
    return (levels[0] if levels else None), [match.span() for match in matches]


def _number(text: str) -> float:
    return float(_MARKS.sub("-", text).replace(" ", "").replace(",", "."))

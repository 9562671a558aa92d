"""Voice: instrumental unless a singer is asked for. A voice-over is no singer, nor is a voice to lie under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.reading.draft import Span

_SUNG = re.compile(
    r"(?<![\w-])(?:vocals?|singing|singers?|sung|lyrics?|with (?:an? |my |the |some )?(?:\w+ )?voices?)(?!\w)"
)
_NOT_SUNG = re.compile(
    r"[ -]?(?:over\b|overs\b|training|coach|lesson|practice|warm|range|booth|exercise|class|recording|bowl|chops?\b)"
)
_UNDER = re.compile(
    r"\b(?:under|underneath|below|beneath|behind|around|over|for|against)"
    r"(?: an?| the| my| our| his| her| their| some)?(?: \w+)? $"
)
_INSTRUMENTAL = re.compile(r"(?<![\w-])instrumentals?(?!\w)")


def is_instrumental(lower: str, nothing_asked: Sequence[Span]) -> bool:
    """Whether no singer is asked for outside the spans in which nothing is."""
    if _INSTRUMENTAL.search(lower):
        return True
    return not any(_asks(lower, match, nothing_asked) for match in _SUNG.finditer(lower))


def _asks(lower: str, match: re.Match[str], nothing_asked: Sequence[Span]) -> bool:
    inside = any(start <= match.start() < end for start, end in nothing_asked)
    before = _UNDER.search(lower, max(0, match.start() - 40), match.start())
    return not inside and not before and not _NOT_SUNG.match(lower, match.end())

"""Voice: instrumental unless a singer is asked for. A voice-over is no singer, nor is a voice to lie under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.domain.errors import BriefRefused
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
_SINGER = re.compile(
    r"(?<![\w-])(?:(?P<who>female|male|wom[ae]n|m[ae]n)(?:['’]s)?[ -](?:lead )?"
    r"(?:vocals?|vocalists?|voices?|singers?|singing)|sung by (?:an? )?(?P<by>female|male|woman|man))(?!\w)"
)
_PEOPLE = re.compile(r"(?<![\w-])(female|male|wom[ae]n|m[ae]n)(?!\w)")
_GENDERS = {"f": "f", "female": "f", "woman": "f", "women": "f", "m": "m", "male": "m", "man": "m", "men": "m"}
_INSTRUMENTAL = re.compile(r"(?<![\w-])instrumentals?(?!\w)")


def is_instrumental(lower: str, nothing_asked: Sequence[Span]) -> bool:
    """Whether no singer is asked for outside the spans in which nothing is."""
    if _INSTRUMENTAL.search(lower):
        return True
    singers = (*_SUNG.finditer(lower), *_SINGER.finditer(lower))
    return not any(_asks(lower, match, nothing_asked) for match in singers)


def gender_asked(lower: str, nothing_asked: Sequence[Span]) -> str | None:
    """f or m, where the words ask for such a singer; None where they ask for none, or for both."""
    genders = set(_genders(lower, nothing_asked))
    both = {_GENDERS[match[1]] for match in _PEOPLE.finditer(lower)} if genders else set()
    return genders.pop() if len(genders | both) == 1 else None


def _genders(lower: str, nothing_asked: Sequence[Span]) -> Iterator[str]:
    for match in _SINGER.finditer(lower):
        if _asks(lower, match, nothing_asked):
            yield _GENDERS[match["who"] or match["by"]]


def checked_gender(text: str) -> str:
    """f or m."""
    gender = _GENDERS.get(text.strip().lower())
    if gender is None:
        raise BriefRefused("A singer is --gender female or --gender male.", "soul ballad 2 min --vocal --gender female")
    return gender


def _asks(lower: str, match: re.Match[str], nothing_asked: Sequence[Span]) -> bool:
    inside = any(start <= match.start() < end for start, end in nothing_asked)
    before = _UNDER.search(lower, max(0, match.start() - 40), match.start())
    return not inside and not before and not _NOT_SUNG.match(lower, match.end())

"""Cut-downs, shorter beds of one take: --set 45,30,15,6, "cut-downs of 30, 15 and 6 s", "plus a 15s cutdown"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.errors import BriefRefused
from bot.domain.reading.draft import Span
from bot.domain.reading.flags import EXAMPLES
from bot.domain.reading.lengths import LONGEST, SHORTEST
from bot.domain.reading.times import Times, all_times, time_at, times_at

MOST = 8

_NOUN = r"(?:cutdowns?|cut-downs?|cut downs)"
_BEFORE_LIST = re.compile(rf"(?<![\w-])(?P<noun>{_NOUN})(?: (?:of|at|to|in|for|with))?[ :]+(?=[\d.])")
_AFTER_LIST = re.compile(rf"[ -](?:long )?{_NOUN}(?!\w)")
_DIGIT = re.compile(r"(?<![\w.,:/#'’])\d")
_LEAD = re.compile(r"(?:(?:and|plus|with|also|,) ?)*(?:(?:an?|the|its|as) )?$")


def checked_set(text: str) -> tuple[float, ...]:
    """The lengths of a set, as a flag names them, longest first. Raises BriefRefused."""
    found = all_times(text)
    if found is None:
        raise BriefRefused(f"--set takes lengths with commas between them, not {text[:40]}.", EXAMPLES["set"])
    return _checked(found)


def find_set(lower: str) -> tuple[tuple[float, ...], list[Span]]:
    """The lengths that words ask for as cut-downs, longest first, and where."""
    lengths: list[float] = []
    spans: list[Span] = []
    for match in _BEFORE_LIST.finditer(lower):
        if found := _listed(lower, match):
            lengths += found.seconds
            spans.append((_begin(lower, match.start()), found.end))
    at = 0
    while digit := _DIGIT.search(lower, at):
        found = _list_before(lower, digit.start())
        at = found.end if found else digit.end()
        noun = _AFTER_LIST.match(lower, at) if found else None
        if found and noun and not any(start <= digit.start() < end for start, end in spans):
            lengths += found.seconds
            spans.append((_begin(lower, digit.start()), noun.end()))
    return _checked(tuple(lengths)), spans


def settled(lengths: Sequence[float], duration: float | None) -> tuple[float | None, tuple[float, ...]]:
    """The length of the bed, and its cut-downs, longest first: without a length, the longest of the set is the bed's.

    Raises BriefRefused where a cut-down is longer than the bed, or there are too many.
    """
    if not lengths:
        return duration, ()
    whole = duration or lengths[0]
    if lengths[0] > whole:
        raise BriefRefused(
            f"A cut-down of {lengths[0]:g} s is longer than the bed, {whole:g} s. Say --length {lengths[0]:g}.",
            EXAMPLES["set"],
        )
    shorter = tuple(length for length in lengths if length < whole)
    if len(shorter) > MOST:
        raise BriefRefused(f"You can have {MOST} cut-downs of a bed at a time.", EXAMPLES["set"])
    return whole, shorter


def _listed(lower: str, match: re.Match[str]) -> Times | None:
    """Several lengths behind "cut-downs", one behind "cut-down"."""
    return times_at(lower, match.end()) if match["noun"].endswith("s") else time_at(lower, match.end())


def _list_before(lower: str, at: int) -> Times | None:
    """A list in which every number has its unit: bare numbers before it are no part of it."""
    first = time_at(lower, at)
    found = times_at(lower, at, alike=True) if first and not first.bare else None
    return found if found and not found.bare else None


def _begin(lower: str, at: int) -> int:
    lead = _LEAD.search(lower, max(0, at - 24), at)
    return lead.start() if lead else at


def _checked(lengths: tuple[float, ...]) -> tuple[float, ...]:
    bad = next((length for length in lengths if not SHORTEST <= length <= LONGEST), None)
    if bad is not None:
        raise BriefRefused(
            f"A cut-down is {SHORTEST:g} seconds to {LONGEST / 60:g} minutes long, not {bad:g} s.", EXAMPLES["set"]
        )
    return tuple(sorted(set(lengths), reverse=True))

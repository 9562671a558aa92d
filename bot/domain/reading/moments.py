"""Moments that the music is to meet: --hit 0:12, --climax 0:30, "a hit at 0:12 and 0:20", "the drop at 0:30"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.domain.errors import BriefRefused
from bot.domain.reading.draft import Span
from bot.domain.reading.flags import EXAMPLES
from bot.domain.reading.lengths import LONGEST
from bot.domain.reading.times import Times, all_times, time_at, times_at

MOST = 8

_LEAD = r"(?<![\w-])(?:(?:with|and|plus) )?(?:(?:an?|the|one|two|three|four) )?"
_PLACED = r"(?: (?:is|are|comes|falls|lands|should be|must be|to be))?(?: exactly)? (?:at|on|@) ?(?=[\d.])"
_HIT = re.compile(rf"{_LEAD}(?:(?:big|hard|strong|final) )?(?:hit point|hit)(?P<many>s)?{_PLACED}")
_CLIMAX = re.compile(rf"{_LEAD}(?:(?:big|main|beat|bass) )?(?:climax|drop|peak){_PLACED}")


def checked_hits(texts: Sequence[str]) -> tuple[float, ...]:
    """The seconds that flags name, in the order of asking, without doubles. Raises BriefRefused."""
    return _few([time for text in texts for time in _times(text, "hit")])


def find_hits(lower: str) -> tuple[tuple[float, ...], list[Span]]:
    """The seconds that words name, and where: after "hits" a list, after "hit" one, or two with `and`."""
    found = [(match, times) for match in _HIT.finditer(lower) if (times := _listed(lower, match))]
    return _few([time for _, times in found for time in times.seconds]), _spans(found)


def checked_climax(text: str) -> float:
    """The second that a flag names. Raises BriefRefused."""
    times = _times(text, "climax")
    if len(times) > 1:
        raise BriefRefused("A bed has one climax.", EXAMPLES["climax"])
    return times[0]


def find_climax(lower: str) -> tuple[float | None, list[Span]]:
    """The second that words name, and where. Raises BriefRefused for two different ones."""
    found = [(match, times) for match in _CLIMAX.finditer(lower) if (times := _timed(time_at(lower, match.end())))]
    seconds = list(dict.fromkeys(times.seconds[0] for _, times in found))
    if len(seconds) > 1:
        raise BriefRefused(
            f"The climax at {seconds[0]:g} or {seconds[1]:g} s? Say --climax {seconds[0]:g}.", EXAMPLES["climax"]
        )
    return (seconds[0] if seconds else None), _spans(found)


def check_within(hits: Sequence[float], climax: float | None, duration: float | None) -> None:
    """Raises BriefRefused where one of them lies behind the end of the bed."""
    end = duration if duration is not None else LONGEST
    for name, moment in _named(hits, climax):
        if moment >= end:
            raise BriefRefused(f"The {name} at {moment:g} s lies behind the end, {end:g} s.", EXAMPLES[name])


def _named(hits: Sequence[float], climax: float | None) -> Iterator[tuple[str, float]]:
    yield from (("hit", hit) for hit in hits)
    if climax is not None:
        yield "climax", climax


def _listed(lower: str, match: re.Match[str]) -> Times | None:
    return _timed(times_at(lower, match.end(), alike=True, only_and=match["many"] is None))


def _timed(times: Times | None) -> Times | None:
    """Without a unit or a colon it may be a bar: it is left alone."""
    return times if times and not times.bare else None


def _spans(found: Sequence[tuple[re.Match[str], Times]]) -> list[Span]:
    return [(match.start(), times.end) for match, times in found]


def _times(text: str, flag: str) -> tuple[float, ...]:
    times = all_times(text)
    if times is None:
        raise BriefRefused(f"--{flag} {text[:40]} is not a time I know.", EXAMPLES[flag])
    return times


def _few(seconds: Sequence[float]) -> tuple[float, ...]:
    hits = tuple(dict.fromkeys(seconds))
    if len(hits) > MOST:
        raise BriefRefused(f"A bed can meet {MOST} hits, not {len(hits)}.", EXAMPLES["hit"])
    return hits

"""How a bed is to be fitted: its level, its ending, its cut-downs, and the moments it is to meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import BriefRefused
from bot.domain.reading import cutdowns, levels, moments
from bot.domain.reading.draft import Draft, Span
from bot.domain.reading.flags import Flag

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What is asked of the fit, before the length is known. Times are seconds."""

    loudness: float | None
    lengths: tuple[float, ...]
    """Of the set, longest first; the bed's own may be one of them."""
    hits: tuple[float, ...]
    climax: float | None

    def bed(self, duration: float | None) -> tuple[float | None, tuple[float, ...]]:
        """The bed's length and its cut-downs, where `duration` is what else was said of the length.

        Raises BriefRefused where they, or the moments, do not fit together.
        """
        whole, shorter = cutdowns.settled(self.lengths, duration)
        moments.check_within(self.hits, self.climax, whole)
        return whole, shorter


def find_fit(draft: Draft, flags: Sequence[Flag], given: Mapping[str, Flag]) -> tuple[Fit, Draft]:
    """What flags say, else what the words say; the words are cut from the draft. Raises BriefRefused."""
    level, draft = _words(draft, given.get("loudness"), levels.find_level)
    hits, draft = _words(draft, given.get("hit"), moments.find_hits)
    climax, draft = _words(draft, given.get("climax"), moments.find_climax)
    lengths, draft = _words(draft, given.get("set"), cutdowns.find_set)
    if "loudness" in given:
        level = levels.checked_level(given["loudness"].value)
    if "set" in given:
        lengths = cutdowns.checked_set(given["set"].value)
    if "hit" in given:
        hits = moments.checked_hits([flag.value for flag in flags if flag.name == "hit"])
    if "climax" in given:
        climax = moments.checked_climax(given["climax"].value)
    return Fit(loudness=level, lengths=lengths or (), hits=hits or (), climax=climax), draft


def _words(
    draft: Draft, flag: Flag | None, find: Callable[[str], tuple[T | None, list[Span]]]
) -> tuple[T | None, Draft]:
    """What the words say, cut from the draft; where a flag is given, what is wrong with them is of no matter."""
    try:
        found, spans = find(draft.lower)
    except BriefRefused:
        if flag is None:
            raise
        return None, draft
    return found, draft.cut(*spans)

"""Decades: '90s, 1980s, the 70s; and 70s, 80s, 90s when a genre follows. They are no lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.domain.reading.lexicon import Entry, Kind

_ALWAYS = re.compile(
    r"(?P<a>['’‘´`])(?P<da>\d0s)\b|\b(?P<b>(?:19|20)\d0s)\b|\bthe ['’]?(?P<c>[5-9]0s)\b"
    r"|\b(?:early|late|mid)[ -](?:the )?['’]?(?P<d>\d0s)\b"
)
_PERHAPS = re.compile(r"(?<![\w.,:/#])(?P<e>[789]0s)(?!\w)")
_BETWEEN = re.compile(r"[\s,\-‐‑–—]*(?:and )?")


def find_decades(lower: str, entries: Sequence[Entry]) -> frozenset[int]:
    """Where each decade's digits begin."""
    return frozenset((*_always(lower), *_before_a_genre(lower, entries)))


def _always(lower: str) -> Iterator[int]:
    for match in _ALWAYS.finditer(lower):
        group = "da" if match["a"] else (match.lastgroup or "b")
        yield match.start(group)


def _before_a_genre(lower: str, entries: Sequence[Entry]) -> Iterator[int]:
    ahead = list(entries)
    for match in _PERHAPS.finditer(lower):
        while ahead and ahead[0].span[0] < match.end():
            ahead.pop(0)
        if _leads_to_genre(lower, match.end(), ahead):
            yield match.start()


def _leads_to_genre(lower: str, at: int, ahead: Sequence[Entry]) -> bool:
    for entry in ahead:
        if not _BETWEEN.fullmatch(lower, at, entry.span[0]):
            return False
        if entry.kind is not Kind.MOOD:
            return entry.kind is Kind.GENRE
        at = entry.span[1]
    return False

"""Loops: a bed that runs into its own beginning. A drum loop is an instrument's, and asks for none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.reading.draft import Span
from bot.domain.reading.lexicon import Entry, Kind

_PLAIN = re.compile(
    r"(?<![\w-])(?:loop-?able|seamless(?:ly)?[ -](?:loop(?:s|ing|ed|able)?)|loops? seamlessly"
    r"|seamless,? (?:\w+ )?loops?|(?:perfect|endless|infinite) loop|(?:as|in|into|on) an? (?:\w+ )?loop"
    r"|(?:can|must|should|to|will|that) loops?)(?!\w)"
)
_WORD = re.compile(r"(?<![\w-])loop(?![\w-])")
_NEGATED = re.compile(
    r"\b(?:no|not|never|non|without|don['’]t|shouldn['’]t|isn['’]t)[ -](?:an? |any |to |be )?(?:\w+ )?$"
)
_OF_SOMETHING = re.compile(r"\b(?:drums?|beats?|breaks?|percussion|guitar|bass|piano|synth|sample|feedback|time) $")
_CLAUSE = re.compile(r"[,;.:()]")
_FILLER = re.compile(r"\b(?:an?|the|my|some|short|long|little|nice|instrumental|background|music|game|menu|bed|and)\b")


def asks_for_loop(lower: str, entries: Sequence[Entry], left_out: Sequence[Span]) -> bool:
    """Whether a loop is asked for: in so many words, or as what the music is, e.g. `chiptune loop`."""
    plain = (match.start() for match in _PLAIN.finditer(lower) if not _of_something(lower, match))
    named = (match.start() for match in _WORD.finditer(lower) if _is_the_music(lower, match.start(), entries))
    return any(not _refused(lower, at, left_out) for at in (*plain, *named))


def _of_something(lower: str, match: re.Match[str]) -> bool:
    """As in: over a drum loop, as a drum loop."""
    loop = match.start() + match[0].rfind("loop")
    return _OF_SOMETHING.search(lower, 0, loop) is not None


def _is_the_music(lower: str, at: int, entries: Sequence[Entry]) -> bool:
    """Whether its clause up to here is nothing but genres and moods, so that it is they that loop."""
    begins = max((mark.end() for mark in _CLAUSE.finditer(lower, 0, at)), default=0)
    told = [entry.span for entry in entries if begins <= entry.span[0] < at and entry.kind is not Kind.INSTRUMENT]
    rest = list(lower)
    for start, end in told:
        rest[start:end] = " " * (end - start)
    return bool(told) and not _FILLER.sub(" ", "".join(rest[begins:at])).strip(" -–—|/")


def _refused(lower: str, at: int, left_out: Sequence[Span]) -> bool:
    return _NEGATED.search(lower, 0, at) is not None or any(start <= at < end for start, end in left_out)

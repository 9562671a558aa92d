"""A fade at the end: --fade, --fade 3, "fades out", "with a 3 s fade". A fade-in is none, nor is one of the drums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.domain.errors import BriefRefused
from bot.domain.reading.draft import Span
from bot.domain.reading.flags import EXAMPLES, Flag
from bot.domain.reading.lengths import LONGEST_FADE
from bot.domain.reading.lexicon import Entry, Kind
from bot.domain.reading.times import all_times, time_at

USUAL = 2.0
"""Seconds of a fade of which nobody said how long; half of what is shorter than twice that."""
SHORTEST, LONGEST = 0.1, LONGEST_FADE

_TIMED = re.compile(
    r"(?<![\w-])fad(?:es|e|ing)(?:[ -]?(?:in and out|out|away)(?: in)?)?"
    r"(?P<over>(?: (?:of|over|for|about|the last|lasting))*)[ :]+(?=[\d.])"
)
_NAMED = re.compile(
    r"(?<![\w.,:/#'’])(?P<seconds>\d+(?:[.,]\d+)?)[ -]?(?:seconds|second|secs|sec|s)[ -](?:long )?fades?"
    r"(?:[ -]?outs?)?(?![ -]?(?:in|into|from|to)(?!\w))(?!\w)"
)
_PLAIN = re.compile(
    r"(?<![\w-])(?:fad(?:es|e|ing)(?: in and|[ -]in/)?[ -]?(?:out|away at the end)|fades? at the end"
    r"|(?:with|in|on) an? (?:(?:short|long|slow|gentle|soft|smooth|quick|nice) )?fade"
    r"(?![ -]?(?:in|into|from|to)(?!\w)))(?!\w)"
)
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|avoid|don['’]t|doesn['’]t|shouldn['’]t|isn['’]t)[ -](?:an? |any |to |be )?(?:\w+ )?$"
)


def checked_fade(text: str) -> float | None:
    """What a flag says: seconds, 0 for the usual fade; None where it says that there is none."""
    if text in {"true", "false"}:
        return 0.0 if text == "true" else None
    found = all_times(text)
    if found is None or len(found) > 1:
        raise BriefRefused(f"--fade {text[:40]} is no number of seconds.", EXAMPLES["fade"])
    return _in_range(found[0]) if found[0] else None


def asked(flag: Flag | None, lower: str, entries: Sequence[Entry], left_out: Sequence[Span]) -> float | None:
    """What the flag says, else what the words say (`checked_fade`, `find_fade`)."""
    return checked_fade(flag.value) if flag else find_fade(lower, entries, left_out)


def find_fade(lower: str, entries: Sequence[Entry], left_out: Sequence[Span]) -> float | None:
    """The seconds that words ask for, 0 for the usual fade; None where they ask for none. Raises BriefRefused."""
    said = [seconds for at, seconds in _said(lower) if not _refused(lower, at, entries, left_out)]
    timed = list(dict.fromkeys(filter(None, said)))
    if len(timed) > 1:
        raise BriefRefused(f"A fade of {timed[0]:g} or {timed[1]:g} s? Say --fade {timed[0]:g}.", EXAMPLES["fade"])
    return _in_range(timed[0]) if timed else (0.0 if said else None)


def settled(fade: float | None, duration: float | None, *, loop: bool) -> float | None:
    """The fade in seconds, at most half the length. Raises BriefRefused for a longer one, and for one of a loop."""
    if loop and fade is not None:
        raise BriefRefused("A loop has no end that could fade away. Leave out the loop or the fade.", EXAMPLES["loop"])
    if fade is None or duration is None:
        return USUAL if fade == 0.0 else fade
    if fade > duration / 2:
        raise BriefRefused(
            f"A fade of {fade:g} s is more than half of {duration:g} s. Say --fade {duration / 2:g} or less.",
            EXAMPLES["fade"],
        )
    return fade or min(USUAL, duration / 2)


def _said(lower: str) -> Iterator[tuple[int, float]]:
    """Where a fade is spoken of, and its seconds, 0 where none are said."""
    for match in _TIMED.finditer(lower):
        found = time_at(lower, match.end())
        if found and not found.bare and (match["over"] or found.seconds[0] <= LONGEST):
            yield match.start(), found.seconds[0]
    for match in _NAMED.finditer(lower):
        if (length := float(match["seconds"].replace(",", "."))) <= LONGEST:
            yield match.start(), length
    for match in _PLAIN.finditer(lower):
        yield match.start(), 0.0


def _refused(lower: str, at: int, entries: Sequence[Entry], left_out: Sequence[Span]) -> bool:
    """Whether it is denied, left out, or said of an instrument: "the drums fade out"."""
    before = lower[:at].rstrip()
    of_one = any(entry.kind is Kind.INSTRUMENT and entry.span[1] == len(before) for entry in entries)
    inside = any(start <= at < end for start, end in left_out)
    return of_one or inside or _NEGATED.search(lower, 0, at) is not None


def _in_range(seconds: float) -> float:
    if not SHORTEST <= seconds <= LONGEST:
        raise BriefRefused(
            f"A fade lasts {SHORTEST:g} to {LONGEST:g} s, not {seconds:g} s. The length of the bed stands before it.",
            EXAMPLES["fade"],
        )
    return seconds

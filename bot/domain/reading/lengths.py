"""Lengths: 0:45, 1:02:03, 45s, 90-second, 1m30s, 2'30", two minutes, half a minute; and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors import BriefRefused
from bot.domain.reading import numbers
from bot.domain.reading.draft import Span

SHORTEST, LONGEST = 3.0, 600.0
"""Seconds, both inclusive."""

_START = r"(?<![\w.,:/#'’])"
_END = r"(?![\w:]|['’]\w)"
_H, _M, _S = r"(?:hours|hour|hrs|hr|h)", r"(?:minutes|minute|mins|min|m)", r"(?:seconds|second|secs|sec|s)"
_N = numbers.DIGITS
_GAP = r"[ -]?"
_AND = r"(?:,? and |, | )?"
_DOT = r"(?:(?<=[nc])\.(?=\s|$))?"

CLOCK = r"(?:(?P<ch>\d{1,6}):)?(?P<cm>\d{1,6}):(?P<cs>\d{2})(?P<cf>\.\d+)?(?![\d:])"
PRIMES = r"(?P<pm>\d{1,3})['’′](?P<ps>\d{1,2})(?:[\"”“]|''|’’|′′)?"
HALVES = (
    rf"(?P<half>half)[ -](?:an? )?(?P<halfu>{_M}|{_H})|(?P<ha>an?|{_N}|{numbers.WORDS}) and a half (?P<hau>{_M}|{_H})"
)
UNITS = (
    rf"(?P<mh>(?P<m>{_N}|{numbers.WORDS}|(?<![\w-])an?(?= )){_GAP}(?:{_M}){_DOT}(?P<mhalf> and a half)?)"
    rf"(?:{_AND}(?P<ms>{_N}|{numbers.WORDS}){_GAP}{_S}{_DOT}|(?P<glued>\d{{1,2}}| \d{{2}}(?=\s*(?:[,.;]|$))))?"
    rf"|(?P<s>{_N}|{numbers.WORDS}){_GAP}{_S}{_DOT}"
    rf"|(?P<h>{_N}|{numbers.WORDS}|(?<![\w-])an){_GAP}{_H}(?:{_AND}(?P<hm>{_N}|{numbers.WORDS}){_GAP}{_M})?"
    rf"(?:{_AND}(?P<hs>{_N}|{numbers.WORDS}){_GAP}{_S})?"
)
LENGTH = re.compile(rf"(?:{CLOCK}|{PRIMES}|{HALVES}|{UNITS}){_END}")
_ANYWHERE = re.compile(rf"{_START}(?:{LENGTH.pattern})")

FRAMES = re.compile(r"(?<![\d:])\d{1,2}:\d{2}:\d{2}[:;]\d{2}(?![\d:])")
_TO = r"\s*(?:[-‐‑‒–—−]|\bto\b)\s*"
RANGE = re.compile(
    rf"{_START}(?:(?:{_N})(?:{_TO}| or )|(?:{numbers.WORDS}) (?:to|or) )"
    rf"(?:{_N}|{numbers.WORDS}){_GAP}(?:{_M}|{_S}){_END}"
    rf"|{_START}(?:{_N}|{numbers.WORDS}){_GAP}(?:{_M}|{_S}){_TO}(?:{_N}|{numbers.WORDS}){_GAP}(?:{_M}|{_S}){_END}"
    rf"|{_START}\d+:\d\d{_TO}\d+:\d\d(?![\d:])"
)
_LABEL = re.compile(r"\b(?:scene|take|episode|ep|part|chapter|season|number|no|day|week|level|step|version|act|page) $")
_BEFORE = re.compile(r"(?:\bin|\bfad(?:e|es|ing|ed)(?:[ -](?:in|out))? (?:of|over|for|in)(?: about)?) $")
_FADE = re.compile(r"\bfad(?:e|es|ing|ed)(?:[ -]?(?:in|out))?(?: about)? $")
LONGEST_FADE = 30.0
_AFTER = re.compile(r" ?-?(?:long )?fad(?:e|es|ing|ed)\b")
_ABOUT = re.compile(r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|exactly)|~) ?$")


@dataclass(frozen=True, slots=True)
class Length:
    """A length in seconds, as it was written, and where."""

    seconds: float
    text: str
    span: Span


def find_lengths(lower: str, decades: frozenset[int]) -> list[Length]:
    """Every length in order; fades, "in 5 min" and decades (given by where they begin) are none."""
    found = []
    for match in _ANYWHERE.finditer(lower):
        start = match.start()
        if start in decades or _is_no_length(lower, match):
            continue
        about = _ABOUT.search(lower, max(0, start - 32), start)
        found.append(Length(seconds(match), match[0].strip(), (about.start() if about else start, match.end())))
    return found


def _is_no_length(lower: str, match: re.Match[str]) -> bool:
    """Whether it says when something is ready, or how long a fade is: "fade out 0:45" is a fade and a length."""
    start = match.start()
    behind = max(0, start - 32)
    if _BEFORE.search(lower, behind, start):
        return True
    may_be_a_fade = seconds(match) <= LONGEST_FADE
    named = match["cm"] is None and _AFTER.match(lower, match.end())
    return may_be_a_fade and bool(named or _FADE.search(lower, behind, start))


def find_range(lower: str) -> str | None:
    """A range such as 30–45 s, as it was written; "scene 12 - 45s" is none."""
    ranges = (
        match for match in RANGE.finditer(lower) if not _LABEL.search(lower, max(0, match.start() - 16), match.start())
    )
    return next((match[0].strip() for match in ranges), None)


def seconds(match: re.Match[str]) -> float:
    """What a match of LENGTH says, in seconds. Raises BriefRefused for 0:75."""
    given = {name: text for name, text in match.groupdict().items() if text is not None}
    if "cm" in given:
        return _clock(given, match[0])
    if "pm" in given:
        return float(given["pm"]) * 60 + float(given["ps"])
    if "half" in given or "ha" in given:
        unit = 3600.0 if given.get("halfu", given.get("hau", "")).startswith("h") else 60.0
        return (_number(given["ha"]) + 0.5 if "ha" in given else 0.5) * unit
    hours, minutes = _number(given.get("h")), _number(given.get("m")) + _number(given.get("hm"))
    rest = _number(given.get("s")) + _number(given.get("ms")) + _number(given.get("glued")) + _number(given.get("hs"))
    return hours * 3600 + (minutes + 0.5 * ("mhalf" in given)) * 60 + rest


def _clock(given: dict[str, str], text: str) -> float:
    if int(given["cs"]) > 59 or ("ch" in given and int(given["cm"]) > 59):
        raise BriefRefused(f"{text} is not a time: after the colon come 00 to 59.", "calm lo-fi 1:15")
    whole = int(given.get("ch", 0)) * 3600 + int(given["cm"]) * 60 + int(given["cs"])
    return whole + float(given.get("cf", 0.0))


def _number(text: str | None) -> float:
    if text is None:
        return 0.0
    return 1.0 if text in {"a", "an"} else numbers.value(text.strip())


def settle(lengths: Sequence[Length], lower: str) -> float | None:
    """The one length that the words ask for. Raises BriefRefused for frames, ranges and two different ones."""
    if FRAMES.search(lower):
        raise BriefRefused(
            "Frames (00:00:45:12) depend on a frame rate that I don't know. Give the length in seconds, e.g. 45.48s.",
            "calm lo-fi 45.48s",
        )
    if given := find_range(lower):
        raise BriefRefused(f"“{given}” is a range, and a bed has one length.", "calm lo-fi 0:45")
    different = {length.seconds: length.text for length in reversed(lengths)}
    if len(different) > 1:
        first, second = list(reversed(different.values()))[:2]
        raise BriefRefused(f"{first} or {second}? Say --length {first}.", f"calm lo-fi --length {_plain(first)}")
    return checked(lengths[0].seconds) if lengths else None


def checked(length: float) -> float:
    """The length, where a bed can be that long. Raises BriefRefused with the range."""
    if not SHORTEST <= length <= LONGEST:
        raise BriefRefused(f"A bed is {SHORTEST:g} seconds to {LONGEST / 60:g} minutes long.", "calm lo-fi 0:45")
    return length


def _plain(text: str) -> str:
    return text if re.fullmatch(r"[\d:.]+|[\d.]+s", text) else "0:45"

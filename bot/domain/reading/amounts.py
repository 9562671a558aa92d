"""Tempo, takes and format: 90 bpm, x3, wav."""

from __future__ import annotations

import re

from bot.domain.errors import BriefRefused
from bot.domain.reading import numbers
from bot.domain.reading.draft import Span

FORMATS = ("mp3", "wav", "flac", "ogg")
SLOWEST, FASTEST = 40, 220
MOST_TAKES = 4

_N = r"\d+(?:[.,]\d+)?"
_TO = r"\s*(?:[-‐‑‒–—−]|\bto\b|\bor\b)\s*"
_BPM = r"(?:bpm|beats per minute)(?!\w)"
_TEMPO = re.compile(
    rf"(?:\bat |@ ?)?(?<![\w.,:/])(?P<before>{_N})[ -]?{_BPM}"
    rf"|(?<!\w)(?:bpm|tempo)\s*[:=]?\s*(?P<after>{_N})(?![\w:.,]\d|[\w:])"
)
_TEMPO_RANGE = re.compile(rf"(?<![\w.,]){_N}{_TO}{_N}[ -]?{_BPM}|(?<!\w)(?:bpm|tempo)\s*[:=]?\s*{_N}{_TO}{_N}(?!\w)")
_TAKES = re.compile(
    rf"(?<![\w.])[x×](?P<x>\d+)(?!\w)|(?<![\w.,:/#-])(?P<n>\d+)[x×](?!\w)"
    rf"|(?<![\w.,:/#-])(?P<words>\d+|{numbers.WORDS}) (?:different |alternative )?"
    r"(?:takes|take|versions|version|variations|variation)(?!\w)(?! (?:place|on|too|it|a|the|me|you|us)\b)"
)
_FORMAT = re.compile(
    rf"(?:\b(?:as|in)(?: an?)? )?(?<!\w)\.?(?P<format>{'|'.join(FORMATS)})(?!\w)(?: (?:file|format)\b)?"
)


def find_tempo(lower: str) -> tuple[int | None, list[Span]]:
    """Beats per minute, and where they stand. Raises BriefRefused for ranges and what cannot be played."""
    if given := _TEMPO_RANGE.search(lower):
        raise BriefRefused(f"“{given[0].strip()}” is a range, and a bed has one tempo.", "calm lo-fi 0:45 90 bpm")
    matches = list(_TEMPO.finditer(lower))
    tempos = [checked_tempo(match["before"] or match["after"]) for match in matches]
    if len(set(tempos)) > 1:
        raise BriefRefused(
            f"{tempos[0]} or {tempos[1]} bpm? Say --tempo {tempos[0]}.", f"calm lo-fi --tempo {tempos[0]}"
        )
    return (tempos[0] if tempos else None), [match.span() for match in matches]


def checked_tempo(text: str) -> int:
    """The tempo, where it is a whole number that can be played."""
    digits = text.lower().removesuffix("bpm").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 6 or not SLOWEST <= int(digits) <= FASTEST:
        raise BriefRefused(f"A tempo is a whole number from {SLOWEST} to {FASTEST} bpm.", "calm lo-fi 0:45 90 bpm")
    return int(digits)


def find_takes(lower: str) -> tuple[int | None, list[Span]]:
    """How many takes, and where that stands."""
    matches = list(_TAKES.finditer(lower))
    counts = [checked_takes(match["x"] or match["n"] or match["words"]) for match in matches]
    if len(set(counts)) > 1:
        raise BriefRefused(
            f"{counts[0]} or {counts[1]} takes? Say --takes {counts[0]}.", f"calm lo-fi --takes {counts[0]}"
        )
    return (counts[0] if counts else None), [match.span() for match in matches]


def checked_takes(text: str) -> int:
    """The number of takes, 1 to 4."""
    word = text.lower().strip("x× ")
    if word.isascii() and word.isdigit():
        count = int(word) if len(word) <= 6 else MOST_TAKES + 1
    else:
        count = int(numbers.value(word)) if re.fullmatch(numbers.WORDS, word) else 0
    if not 1 <= count <= MOST_TAKES:
        raise BriefRefused(f"You can have 1 to {MOST_TAKES} takes at a time.", "calm lo-fi 0:45 x3")
    return count


def find_format(lower: str) -> tuple[str | None, list[Span]]:
    """The file format, the last one named, and where formats stand."""
    matches = list(_FORMAT.finditer(lower))
    return (matches[-1]["format"] if matches else None), [match.span() for match in matches]


def checked_format(text: str) -> str:
    """One of the formats there are."""
    word = text.lower().lstrip(".")
    if word not in FORMATS:
        raise BriefRefused(
            f"There is {', '.join(FORMATS[:-1])} and {FORMATS[-1]}, but no {text[:20]}.", "calm lo-fi 0:45 wav"
        )
    return word

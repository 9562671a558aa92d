"""Words and when they are sung, as lines of lyrics: LRC for players, SRT for video."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

LONGEST_LINE = 60
"""Characters, which a subtitle can show in two rows; a word that is longer has a line of its own."""
PAUSE = 1.5
"""Seconds of silence after which a new line begins."""
LEAST_SECONDS = 0.3
"""A subtitle that is shorter cannot be read; it stays until the next one at most."""
LATEST = 24 * 3600.0
_SECTION = re.compile(r"\[[^\]\n]*\]")
"""[Verse], [Chorus 2]: marks of a song's form, which nobody sings."""
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of lyrics and when it is sung, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: float
    end: float
    ends_line: bool = False


def lines(words: Iterable[Any]) -> tuple[Line, ...]:
    """The lines of a song, in order of time, from its words: mappings with `word`, `start` and `end` (seconds).

    A line ends where a word holds a line break, before a pause of more than `PAUSE`, and before it would be longer than
    `LONGEST_LINE`. Marks such as [Verse] are left out, and so is every word without a time.
    """
    found: list[Line] = []
    open_line = False
    for word in sorted((part for word in words for part in _parts(word)), key=lambda word: (word.start, word.end)):
        if word.text and open_line and _goes_on(found[-1], word):
            last = found[-1]
            found[-1] = Line(f"{last.text} {word.text}", last.start, max(last.end, word.end))
        elif word.text:
            found.append(Line(word.text, word.start, word.end))
        open_line = bool(found) and (open_line or bool(word.text)) and not word.ends_line
    return tuple(_apart([line for line in map(_sung, found) if line.text]))


def _sung(line: Line) -> Line:
    """Without marks that were several words, [Verse 2]."""
    return replace(line, text=" ".join(_SECTION.sub(" ", line.text).split()))


def _goes_on(line: Line, word: _Word) -> bool:
    return word.start - line.end <= PAUSE and len(line.text) + 1 + len(word.text) <= LONGEST_LINE


def _parts(word: Any) -> Iterator[_Word]:
    """A word in the pieces that lie on lines of their own; nothing where it is no word with a time."""
    if not isinstance(word, Mapping) or not isinstance(text := word.get("word"), str):
        return
    start, end = _seconds(word.get("start")), _seconds(word.get("end"))
    if start is None:
        return
    pieces = _SECTION.sub(" ", _plain(text)).split("\n")
    for index, piece in enumerate(pieces):
        yield _Word(_SPACES.sub(" ", piece).strip(), start, max(start, end or start), index < len(pieces) - 1)


def _plain(text: str) -> str:
    """With one kind of line break, and spaces for what cannot be printed."""
    return "".join(letter if letter.isprintable() else "\n" if letter in _BREAKS else " " for letter in text)


def _seconds(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= LATEST else None


def _apart(found: list[Line]) -> Iterator[Line]:
    """Each long enough to be read where there is room, and over when the next one begins."""
    for line, following in pairwise([*found, Line("", math.inf, math.inf)]):
        yield replace(line, end=min(max(line.end, line.start + LEAST_SECONDS), max(following.start, line.start)))


def lrc(song: Iterable[Line], *, title: str = "") -> str:
    """The lines as an LRC file: `[mm:ss.xx]` before each, in hundredths of a second."""
    head = [f"[ti:{_one_line(title).replace(']', ')')}]"] if title.strip() else []
    timed = [f"[{_lrc_time(line.start)}]{_one_line(line.text).replace('[', '(').replace(']', ')')}" for line in song]
    return "\n".join([*head, *timed, ""])


def srt(song: Iterable[Line]) -> str:
    """The lines as a SubRip file: numbered from 1, `hh:mm:ss,mmm --> hh:mm:ss,mmm`, a blank line between two."""
    return "\n".join(
        f"{number}\n{_srt_time(line.start)} --> {_srt_time(line.end)}\n{_one_line(line.text).replace('-->', '→')}\n"
        for number, line in enumerate(song, start=1)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lrc_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 100), 6000)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _srt_time(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},{thousandths:03d}"

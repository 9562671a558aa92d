"""Finds the vocabulary's entries in a text: the longest wins, and spelling with or without hyphens is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.domain import vocabulary
from bot.domain.reading.draft import Span

_WORD = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*|&")
_JOIN = re.compile(r"[ \-‐‑–—'’]{1,3}")
Key = tuple[str, ...]


class Kind(StrEnum):
    """Which list an entry is in."""

    GENRE = "genre"
    MOOD = "mood"
    INSTRUMENT = "instrument"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the vocabulary in a text."""

    kind: Kind
    name: str
    span: Span


def key(phrase: str) -> Key:
    """The words of a phrase, by which it is found."""
    return tuple(word.replace("’", "'") for word in _WORD.findall(phrase.lower()))


def _lines() -> Iterator[tuple[Kind, str, list[str]]]:
    for kind, text in ((Kind.GENRE, vocabulary.GENRES), (Kind.INSTRUMENT, vocabulary.INSTRUMENTS)):
        for line in text.strip().splitlines():
            name, _, synonyms = line.partition(":")
            yield kind, name.strip(), [word.strip() for word in synonyms.split(",") if word.strip()]
    for mood in vocabulary.MOODS.replace("\n", " ").split(","):
        yield Kind.MOOD, mood.strip(), []


def _entries() -> Mapping[Key, tuple[Kind, str]]:
    found: dict[Key, tuple[Kind, str]] = {}
    for kind, name, synonyms in _lines():
        plurals = (
            [f"{word}s" for word in (name, *synonyms) if not word.endswith("s")] if kind is Kind.INSTRUMENT else []
        )
        for phrase in (name, *synonyms, *plurals):
            found.setdefault(key(phrase), (kind, name))
    return MappingProxyType(found)


ENTRIES = _entries()
REACH: dict[str, int] = {}
"""By its first word, how many words the longest entry has."""
for _key in ENTRIES:
    REACH[_key[0]] = max(len(_key), REACH.get(_key[0], 0))


def find_entries(lower: str) -> list[Entry]:
    """Every entry in order; none overlaps another."""
    words = [(found[0].replace("’", "'"), found.span()) for found in _WORD.finditer(lower)]
    found, at = [], 0
    while at < len(words):
        size, entry = _longest(lower, words, at)
        if entry:
            found.append(entry)
        at += size
    return found


def _longest(lower: str, words: Sequence[tuple[str, Span]], at: int) -> tuple[int, Entry | None]:
    most = REACH.get(words[at][0])
    if most is None:
        return 1, None
    reach = at + 1
    while reach < min(len(words), at + most) and _joined(lower, words[reach - 1][1], words[reach][1]):
        reach += 1
    for end in range(reach, at, -1):
        known = ENTRIES.get(tuple(word for word, _ in words[at:end]))
        if known:
            return end - at, Entry(*known, (words[at][1][0], words[end - 1][1][1]))
    return 1, None


def _joined(lower: str, one: Span, other: Span) -> bool:
    return _JOIN.fullmatch(lower, one[1], other[0]) is not None


def page() -> str:
    """The whole vocabulary as a Markdown page, for the docs."""
    lines = [
        "# The vocabulary",
        "",
        "What a brief is read by. Anything else goes into the music's description as it is.",
        "",
    ]
    spoken: dict[tuple[Kind, str], list[str]] = {}
    for kind, name, synonyms in _lines():
        spoken[(kind, name)] = synonyms
    for kind in (Kind.GENRE, Kind.MOOD, Kind.INSTRUMENT):
        names = [name if not also else f"{name} ({', '.join(also)})" for (k, name), also in spoken.items() if k is kind]
        lines += [f"## {kind.value.capitalize()}s: {len(names)}", "", " · ".join(names), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page())  # noqa: T201 (it is what this command is for)

"""Flags: --length 90, —tempo=120, --instrumental=false. One or two dashes; the last one wins, and every hit counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.errors import BriefRefused
from bot.domain.reading.draft import Draft, Span
from bot.domain.reading.lengths import LENGTH
from bot.domain.reading.times import time_at, times_at
from bot.domain.reading.titles import DASH, quoted

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "instrumental": "instrumental",
        "no-instrumental": "no-instrumental",
        "vocal": "vocal",
        "vocals": "vocal",
        "no-vocal": "instrumental",
        "no-vocals": "instrumental",
        "length": "length",
        "duration": "length",
        "l": "length",
        "tempo": "tempo",
        "bpm": "tempo",
        "takes": "takes",
        "versions": "takes",
        "format": "format",
        "title": "title",
        "provider": "provider",
        "model": "model",
        "seed": "seed",
        "gender": "gender",
        "singer": "gender",
        "voice": "voice",
        "better-tags": "better-tags",
        "write-lyrics": "write-lyrics",
        "loop": "loop",
        "loudness": "loudness",
        "lufs": "loudness",
        "fade": "fade",
        "fade-out": "fade",
        "no-fade": "fade",
        "set": "set",
        "cutdowns": "set",
        "cut-downs": "set",
        "hit": "hit",
        "hits": "hit",
        "climax": "climax",
        "instrumental-id": "instrumental-id",
        "reference-id": "reference-id",
        "vocal-id": "vocal-id",
        "melody-id": "melody-id",
    }
)
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "instrumental": "nobody sings: that is usual",
        "no-instrumental": "somebody may sing",
        "vocal": "somebody sings, where the music API can",
        "length": "0:45, 45 s, 1m30s; a bare number is seconds; 3 s to 10 min",
        "tempo": "beats per minute, 40 to 220",
        "takes": "how many, 1 to 4",
        "format": "mp3, wav, flac or ogg",
        "title": "one word, or several in quotes",
        "provider": "who makes it, and nobody else",
        "model": "a model of that music API: `/bgm providers` names them",
        "seed": "the same words with the same seed are the same bed, where the provider keeps to seeds",
        "gender": "of the singer: female or male",
        "voice": "a kept voice, by its name",
        "better-tags": "the music API makes the style words better first",
        "write-lyrics": "the music API writes the lyrics first",
        "loop": "the end runs into the beginning, without a seam",
        "loudness": "LUFS, -36 to -8, or bed (-20, as usual), podcast (-16), full (-14), broadcast (-23)",
        "fade": "the end fades away over 2 s, or over as many as you say: 0.1 to 30, at most half the length",
        "set": "cut-downs of the same take, 8 at most; the longest is the bed where no length is said",
        "hit": "a downbeat falls there; several with commas, 8 at most",
        "climax": "the fullest part begins there",
        "instrumental-id": "an id of that provider: the music that the bed is to follow",
        "reference-id": "likewise, for songs: a song that it is to be like",
        "vocal-id": "likewise: the voice",
        "melody-id": "likewise: the melody",
    }
)
SWITCHES = frozenset({"instrumental", "no-instrumental", "vocal", "better-tags", "write-lyrics", "loop"})
EXAMPLES = {
    "length": "calm lo-fi --length 0:45",
    "tempo": "calm lo-fi 0:45 --tempo 90",
    "takes": "calm lo-fi 0:45 --takes 2",
    "format": "calm lo-fi 0:45 --format wav",
    "title": 'calm lo-fi 0:45 --title "Onboarding"',
    "provider": "calm lo-fi 0:45 --provider builtin",
    "model": "calm lo-fi 0:45",
    "seed": "calm lo-fi 0:45 --seed 4711",
    "gender": "soul ballad 2 min --vocal --gender female",
    "voice": "soul ballad 2 min --voice Ann",
    "better-tags": "soul ballad 2 min --better-tags",
    "write-lyrics": "soul ballad about rain 2 min --write-lyrics",
    "loop": "chiptune 0:30 wav --loop",
    "loudness": "calm lo-fi 0:45 --loudness -16",
    "fade": "calm lo-fi 0:45 --fade 3",
    "set": "calm lo-fi --set 45,30,15,6",
    "hit": "calm lo-fi 0:45 --hit 0:12",
    "climax": "epic trailer 0:45 --climax 0:30",
    "instrumental-id": "calm lo-fi 0:45 --provider mureka --instrumental-id 4711",
    "reference-id": "song soul 2 min --provider mureka --reference-id 4711",
    "vocal-id": "song soul 2 min --provider mureka --vocal-id 4711",
    "melody-id": "song soul 2 min --provider mureka --melody-id 4711",
}

_FLAG = re.compile(rf"(?<!\S)(?P<dashes>[{DASH}]{{1,2}})(?P<name>[^\W\d_](?:[^\W_]|[{DASH}](?=[^\W_]))*)")
_INNER = re.compile(f"[{DASH}]")
_VALUE = re.compile(r"\S+")
_TRUTH = re.compile(
    r"\s*[=:]\s*(true|false|yes|no|on|off)(?!\w)|\s+(true|false|yes|off)(?!\w)"
    rf"|\s+(no|on)(?=\s*(?:$|[,;.)]|[{DASH}]\w))"  # but not in: --loop no drums
)
_SET = re.compile(r"\s*[=:]\s*|\s+")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?![\w:.'’])")
_LEVEL = re.compile(rf"[{DASH}]?\d+(?:[.,]\d+)?(?: ?(?:lufs|lkfs))?(?!\w)")
_ENDING = ",;.!?"
_MOST_USED = (
    *("length", "tempo", "takes", "format", "title", "seed", "instrumental"),
    *("loop", "fade", "loudness", "set", "hit", "climax"),
)
_ALSO_WORDS = frozenset({"set", "hit", "hits", "fade", "lufs"})
"""So short, or so plain, that they are flags only as they are; what is near them is no slip."""
_TIMED = frozenset({"set", "hit", "climax"})
"""With a dash that people also write between words, these are flags only before a time: "warm – set in Paris"."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag as it was given; the value of a switch is "true" or "false"."""

    name: str
    value: str
    span: Span


def find_flags(draft: Draft) -> list[Flag]:
    """Every flag in order. Raises BriefRefused for an unknown one and for one without its value."""
    found: list[Flag] = []
    lower, at = draft.lower, 0
    prose: set[str] = set()
    while match := _FLAG.search(lower, at):
        if match[0] in prose:
            at = match.end()
            continue
        flag = _read(draft.text, lower, match)
        if flag is None:
            prose.add(match[0])
        at = flag.span[1] if flag else match.end()
        if flag:
            found.append(flag)
    return found


def _read(text: str, lower: str, match: re.Match[str]) -> Flag | None:
    name = _INNER.sub("-", match["name"])
    known = NAMES.get(name)
    if known is None:
        _refuse_unknown(name, match["dashes"])
        return None
    if known in SWITCHES:
        return _switch(lower, match, known)
    if known == "fade":
        return _fade(lower, match, is_off=name.startswith("no-"))
    if known in _TIMED and match["dashes"] != "--" and _timed(lower, match.end()) is None:
        return None
    return _valued(text, lower, match, known)


def _refuse_unknown(name: str, dashes: str) -> None:
    slips = (flag for flag in NAMES if len(flag) > 1 and (dashes == "--" or flag not in _ALSO_WORDS))
    meant = next((flag for flag in slips if _near(name, flag)), None)
    if meant:
        raise BriefRefused(
            f"There is no --{name}. Did you mean --{meant}?", EXAMPLES.get(NAMES[meant], "calm lo-fi 0:45")
        )
    if dashes == "--":
        known = ", ".join(f"--{flag}" for flag in _MOST_USED)
        raise BriefRefused(f"There is no --{name[:40]}. There are {known}.", "calm lo-fi --length 0:45")


def _switch(lower: str, match: re.Match[str], known: str) -> Flag:
    truth = _TRUTH.match(lower, match.end())
    value = "false" if truth and truth[truth.lastindex or 0] in {"false", "no", "off"} else "true"
    return Flag(known, value, (match.start(), truth.end() if truth else match.end()))


def _fade(lower: str, match: re.Match[str], *, is_off: bool) -> Flag:
    """A switch that may have seconds behind it."""
    gap = _SET.match(lower, match.end())
    found = time_at(lower, gap.end()) if gap else None
    if found and gap and not is_off:
        return Flag("fade", lower[gap.end() : found.end], (match.start(), found.end))
    if gap and lower.startswith("none", gap.end()):
        return Flag("fade", "false", (match.start(), gap.end() + len("none")))
    flag = _switch(lower, match, "fade")
    return Flag("fade", "false", flag.span) if is_off else flag


def _timed(lower: str, at: int) -> tuple[int, int] | None:
    """Where the times behind a flag begin and end."""
    gap = _SET.match(lower, at)
    found = times_at(lower, gap.end()) if gap else None
    return (gap.end(), found.end) if gap and found else None


def _valued(text: str, lower: str, match: re.Match[str], known: str) -> Flag:
    gap = _SET.match(lower, match.end())
    start = gap.end() if gap else match.end()
    found = _value(text, lower, start, known) if gap else None
    if found is None or not found[0]:
        raise BriefRefused(f"--{match['name']} needs a value.", EXAMPLES[known])
    value, end = found
    return Flag(known, value, (match.start(), end))


def _value(text: str, lower: str, start: int, known: str) -> tuple[str, int] | None:
    """The value that begins at `start`, and where it ends."""
    if found := quoted(text, start):
        return found
    if known == "length" and (length := LENGTH.match(lower, start) or _NUMBER.match(lower, start)):
        return length[0], length.end()
    if known in _TIMED and (times := times_at(lower, start)):
        return text[start : times.end], times.end
    if known == "loudness" and (level := _LEVEL.match(lower, start)):
        return level[0], level.end()
    word = _VALUE.match(lower, start)
    if word is None:
        return None
    value = text[start : word.end()].rstrip(_ENDING)
    return value, start + len(value)


def _near(word: str, flag: str) -> bool:
    """Whether the word is the flag with two letters wrong at most (one in a short flag)."""
    most = 1 if len(flag) <= 4 else 2
    if abs(len(word) - len(flag)) > most or len(set(word) ^ set(flag)) > 2 * most:
        return False
    return _distance(word, flag) <= most


def _distance(one: str, other: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour (Damerau, restricted)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, previous, row = row, before, [at]
        before = above
        for to, wanted in enumerate(other, 1):
            cost = min(row[-1] + 1, above[to] + 1, above[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, previous[to - 2] + 1)
            row.append(cost)
    return row[-1]


def page() -> str:
    """Every flag as a Markdown table, for the docs."""
    lines = ["| flag | also | what it says | for example |", "|---|---|---|---|"]
    for flag, meaning in MEANINGS.items():
        also = " ".join(f"`--{name}`" for name, meant in NAMES.items() if meant == flag and name != flag)
        shown = f"--{flag}" in EXAMPLES.get(flag, "")
        example = f"`{EXAMPLES[flag]}`" if shown else ""
        lines.append(f"| `--{flag}` | {also} | {meaning} | {example} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(page())  # noqa: T201 (it is what this command is for)

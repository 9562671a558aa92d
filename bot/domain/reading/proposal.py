"""A brief proposed for a clip, of its title and of what people wrote beside it; whoever reads it may change it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from bot.domain.reading.cleaning import clean
from bot.domain.reading.leaving_out import find_left_out
from bot.domain.reading.lexicon import Kind, find_entries
from bot.domain.reading.titles import DOUBLE

USUAL = "calm lo-fi"
"""Where neither the title nor the words say anything of music."""
_MOST = {Kind.MOOD: 3, Kind.GENRE: 2, Kind.INSTRUMENT: 3}
_LONGEST_TITLE = 60
_LONGEST_READ = 2000
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_BREAKS = re.compile(r"[_\-+.]+")
_QUOTES = re.compile(f"[{DOUBLE}«»‹›「」『』`]")
_OF_FILE_NAMES = """
a am and at audio clip copy cut dji draft dsc edit export file final for gopr img in master memo mov movie mp mvi my new
of on our pm pxl record recording render rev screen screenshot slack take the to untitled v version vid video voice
whatsapp x zoom
"""
_NAMELESS = frozenset(_OF_FILE_NAMES.split())
"""Words of file names that say nothing of what is in the file."""


def proposed(title: str, message_text: str) -> str:
    """Words for a brief: what the file's title and the message say of music, else calm lo-fi; instrumental; its title.

    As in: dark ambient with piano, no drums, instrumental for "Launch film". It reads back as just that.
    """
    name = named(title)
    lower = f"{name} . {clean(message_text[:_LONGEST_READ])}".lower()
    entries = find_entries(lower)
    out = find_left_out(lower, entries)
    kept = [entry for entry in entries if not any(begin <= entry.span[0] < end for begin, end in out.spans)]
    found = {
        kind: [one for one in dict.fromkeys(entry.name for entry in kept if entry.kind is kind) if one not in out.names]
        for kind in Kind
    }
    said = {kind: names[: _MOST[kind]] for kind, names in found.items()}
    parts = (
        " ".join((*said[Kind.MOOD], *said[Kind.GENRE])) or ("" if said[Kind.INSTRUMENT] else USUAL),
        f"with {_listed(said[Kind.INSTRUMENT])}" if said[Kind.INSTRUMENT] else "",
    )
    what = " ".join(part for part in parts if part)
    without = "".join(f", no {one}" for one in out.names[:3])
    return f"{what}{without}{',' if without else ''} instrumental" + (f' for "{name}"' if name else "")


def named(title: str) -> str:
    """What a file's title calls it: Launch film for launch_film.mp4; empty for names such as IMG_2034.MOV."""
    stem = _ENDING.sub("", PurePath(clean(title).replace("/", " ").replace("\\", " ")).name)
    words = _QUOTES.sub(" ", _BREAKS.sub(" ", stem)).split()
    if all(_says_nothing(word) for word in words):
        return ""
    return _within(" ".join(words))


def _says_nothing(word: str) -> bool:
    letters = "".join(letter for letter in word.lower() if letter.isalpha())
    return not letters or letters in _NAMELESS


def _within(text: str) -> str:
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[:_LONGEST_TITLE].rpartition(" ")[0] or text[:_LONGEST_TITLE]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)

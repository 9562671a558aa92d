"""A brief in Nuro's words. Pure. Source: docs.musicapi.ai (Nuro instruction, create instrument and vocal music).

Background music up to a minute is v1, which takes lists of its own words; longer is v2.0, which takes sections. A song
is `vocal`: its lyrics must be there, for Nuro writes none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import ceil
from typing import Any

from bot.domain.brief import Brief
from bot.domain.plan import Order
from bot.domain.ports.provider import Request
from bot.providers.fields import text
from bot.providers.musicapi.nuro_vocabulary import GENRES, INSTRUMENTS, MOODS, NEAREST, SUNG_GENRES, SUNG_MOODS
from bot.providers.musicapi.words import Cutting, listed, shunned, size, tempo

LABEL = "MusicAPI Nuro"
SHORT = (1, 60)
LONG = (30, 120)
SONG = (30, 240)
"""Seconds of v1, v2.0 and vocal."""
FEWEST_LYRICS, MOST_LYRICS = 300, 2000
DESCRIPTION = 200
"""Characters: v2.0 wants less than that; v1 names no limit."""
MOST_WORDS = 5
_RING_OUT = 1
"""Seconds more than the bed needs."""


def longest(brief: Brief) -> int:
    """The most seconds that it makes of such a brief."""
    return LONG[1] if brief.instrumental else SONG[1]


def request(order: Order, price: str) -> Request:
    """The order as one create, and what had to be cut or left out."""
    cutting = Cutting(LABEL)
    seconds = ceil(order.lengths[-1]) + _RING_OUT
    if not order.brief.instrumental:
        fields = _song(order, seconds, cutting)
    elif seconds <= SHORT[1]:
        fields = _short(order.brief, seconds, cutting)
    else:
        fields = _long(order.brief, seconds, cutting)
    return Request({"call": "create", "fields": fields, "price": price}, tuple(cutting.notes))


def _short(brief: Brief, seconds: int, cutting: Cutting) -> dict[str, Any]:
    """v1: its words in lists, everything else in the description."""
    lists = {
        "genre": _known((*brief.genres, *brief.moods), GENRES),
        "mood": _known(brief.moods, MOODS),
        "instrument": _known(brief.instruments, INSTRUMENTS),
    }
    return {
        "type": "bgm",
        "description": _described(brief, cutting, 2000),
        **{name: words for name, words in lists.items() if words},
        "duration": seconds,
    }


def _long(brief: Brief, seconds: int, cutting: Cutting) -> dict[str, Any]:
    """v2.0: sections that add up to the length: a short way in, two halves (the second fuller), a short way out."""
    whole = min(max(seconds, LONG[0]), LONG[1])
    ends = max(5, round(whole / 8))
    verse = (whole - 2 * ends) // 2
    lengths = {"intro": ends, "verse": verse, "chorus": whole - 2 * ends - verse, "outro": ends}
    return {
        "type": "bgm",
        "version": "v2.0",
        "description": _described(brief, cutting, DESCRIPTION - 1),
        "duration": whole,
        "segments": [{"name": name, "duration": length} for name, length in lengths.items()],
    }


def _song(order: Order, seconds: int, cutting: Cutting) -> dict[str, Any]:
    """vocal: one genre and one mood of its own lists, where the brief has any; else it chooses them by the lyrics."""
    brief = order.brief
    lyrics = text(order.details.get("lyrics"), 100_000).strip()
    gender = (text(order.details.get("gender")) or brief.gender or "").lower()
    found = {
        "gender": {"f": "Female", "m": "Male"}.get(gender),
        "genre": next((SUNG_GENRES[word] for word in brief.genres if word in SUNG_GENRES), None),
        "mood": next((SUNG_MOODS[word] for word in brief.moods if word in SUNG_MOODS), None),
    }
    if lyrics and size(lyrics) < FEWEST_LYRICS:
        cutting.notes.append(f"{LABEL} wants {FEWEST_LYRICS} characters of lyrics or more: yours have {size(lyrics)}.")
    return {
        "type": "vocal",
        "lyrics": cutting(lyrics, MOST_LYRICS, "lyrics"),
        **{name: value for name, value in found.items() if value},
        "duration": min(max(seconds, SONG[0]), SONG[1]),
    }


def _known(words: Iterable[str], listed_words: Collection[str]) -> list[str]:
    """At most five, each once, as Nuro writes them."""
    found = (word if word in listed_words else NEAREST.get(word, "") for word in words)
    return list(dict.fromkeys(word for word in found if word in listed_words))[:MOST_WORDS]


def _described(brief: Brief, cutting: Cutting, limit: int) -> str:
    """The words themselves; tempo and what to leave out first, where they would be cut, for they have no field."""
    apart = [word for word in shunned(brief) if word not in brief.description.lower()]
    more = listed((*tempo(brief), *apart))
    words = brief.description or "Calm background music"
    return cutting(f"{more}, {words}" if more else words, limit, "a description")

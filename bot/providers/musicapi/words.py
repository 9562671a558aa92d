"""A brief's words for an API: the style in a line, what the vocabulary does not know, texts cut to a limit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.brief import Brief
from bot.domain.reading.cleaning import clean
from bot.domain.reading.draft import Draft
from bot.domain.reading.leaving_out import find_left_out
from bot.domain.reading.lexicon import find_entries

_WORD = re.compile(r"[^\W_]+")
_FILLER = frozenset(
    _WORD.findall(
        """a about an and any as at background be bed bit by feel feeling for from i in instrumental into is it
        just kind like little make me mood more music my no not of on or our piece please really some something
        song sort sound style that the this to track under us very vibe vocal vocals want we with without you
        your"""
    )
)
"""Words that say nothing about how music should sound."""
_EDGE = r"(?:and|with|or|plus|bed|music|piece|some|something|song|track|instrumental|background)"
_EDGES = re.compile(rf"^(?:{_EDGE}\b\s*)+|(?:\s*\b{_EDGE})+$", re.IGNORECASE)
_SHOWN = 30


@dataclass(slots=True)
class Cutting:
    """Cuts texts to the limits of an API, at a word, and says so in `notes`."""

    api: str
    """As people read it."""
    notes: list[str] = field(default_factory=list)

    def __call__(self, text: str, limit: int, what: str) -> str:
        """At most `limit` characters of `text`; `what` it is, as people call it, e.g. "the lyrics"."""
        if size(text) <= limit:
            return text
        kept = cut(text, limit)
        end = kept[-_SHOWN:].split(maxsplit=1)[-1] if len(kept) > _SHOWN else kept
        self.notes.append(
            f"{self.api} takes {limit:,} characters for {what}: you gave {size(text):,}, and I cut after “{end}”."
        )
        return kept


def size(text: str) -> int:
    """The length of a text in UTF-16 units: the longest count that an API may go by."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text up to the last word that is within `limit`; a single word that is longer is cut in itself."""
    if size(text) <= limit:
        return text
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
    if not text[len(head)].isspace():
        head = re.sub(r"\S*\Z", "", head).rstrip() or head
    return head.rstrip(" ,;\n\t")


def listed(words: Iterable[str]) -> str:
    """The words in a line, each once, however it is written."""
    unique: dict[str, str] = {}
    for word in filter(None, (word.strip() for word in words)):
        unique.setdefault(word.lower(), word)
    return ", ".join(unique.values())


def style(brief: Brief) -> tuple[str, ...]:
    """Genres, moods and instruments that the vocabulary knows."""
    return (*brief.genres, *brief.moods, *brief.instruments)


def tempo(brief: Brief) -> Sequence[str]:
    """The tempo as a tag, for APIs that have no field for it."""
    return (f"{brief.tempo} bpm",) if brief.tempo else ()


def shunned(brief: Brief) -> Sequence[str]:
    """What is to be left out, for APIs that have no field for it."""
    return tuple(f"no {name}" for name in brief.exclude)


def beyond(brief: Brief) -> str:
    """What the description says beyond the vocabulary and beyond what is to be left out, e.g. `for a product tour`; ""
    where that is nothing."""
    draft = Draft.of(clean(brief.description))
    entries = find_entries(draft.lower)
    left = draft.cut(*(entry.span for entry in entries), *find_left_out(draft.lower, entries).spans).description
    parts = (_EDGES.sub("", part.strip()) for part in left.split(","))
    return listed(part for part in parts if any(word.lower() not in _FILLER for word in _WORD.findall(part)))

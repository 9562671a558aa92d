"""What a sound is made of: stretches of composed beds or of files, as plain values that travel to a worker."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from bot.composer.ask import Ask
from bot.domain.brief import LONGEST, SHORTEST, Brief, read
from bot.domain.errors import BriefRefused

RATE = 48_000

_NO_FLAG = re.compile(r"[^\w ,.'&#-]|(?<!\w)-+|\d+")
_FALLBACK = "calm warm piano"


@dataclass(frozen=True, slots=True)
class Span:
    """Frames `start` to `end` of a bed that is composed from an ask, or of a file that somebody brought."""

    source: Ask | Path
    start: int
    end: int
    vocal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sound on disk and what it is made of; `tempo` is in beats per minute, `key` like "A minor"."""

    path: Path
    spans: tuple[Span, ...]
    tempo: float
    key: str
    style: str

    @property
    def frames(self) -> int:
        """Its length at 48 kHz."""
        return sum(span.end - span.start for span in self.spans)


def first(spans: tuple[Span, ...], frames: int) -> tuple[Span, ...]:
    """The spans of the first `frames` frames."""
    kept: list[Span] = []
    for span in spans:
        size = min(span.end - span.start, frames - sum(s.end - s.start for s in kept))
        if size > 0:
            kept.append(replace(span, end=span.start + size))
    return tuple(kept)


def put_together(before: tuple[Span, ...], after: tuple[Span, ...]) -> tuple[Span, ...]:
    """Both in a row; where the second goes on from the very frame at which the first stops, they are one span."""
    if not before or not after:
        return before or after
    last, following = before[-1], after[0]
    if _goes_on(last, following):
        return (*before[:-1], replace(following, start=last.start), *after[1:])
    return (*before, *after)


def _goes_on(last: Span, following: Span) -> bool:
    """Whether the following bed is the last one, or an extension of it, from the same frame on."""
    if not isinstance(last.source, Ask) or not isinstance(following.source, Ask) or last.end != following.start:
        return False
    grown = following.source
    lengths = grown.lengths[: len(last.source.lengths)]
    return last.vocal == following.vocal and replace(grown, lengths=lengths) == last.source


def asked(words: str, *, seconds: float, seed: int, tempo: int | None = None) -> Ask:
    """What the composer is asked for. Any words do: what cannot be read as a brief is taken as loose words."""
    brief = lenient(words)
    if tempo is not None:
        brief = replace(brief, tempo=min(max(tempo, 40), 220))
    return Ask(brief, seed, (min(max(seconds, SHORTEST), LONGEST),))


def lenient(words: str) -> Brief:
    """The brief in these words: the whole of them, else without flags, numbers and signs, else something calm."""
    for text in (words, _NO_FLAG.sub(" ", words[:1000])):
        try:
            return read(text)
        except BriefRefused:
            continue
    return read(_FALLBACK)

"""The text of a brief while it is read: what a stage has understood is blanked for the stages after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]

_EDGES = " ,;:.-–—|/·•+&"
_GAPS = re.compile(r"\s+")
_LOOSE = re.compile(r"\s+(?=[,;.!?])|(?:,\s*)+(?=,)|\(\s*\)|\[\s*\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is left to read of a text: as it was typed, and lower-case. Blanks stand for what was cut, so that positions
    stay the same throughout."""

    text: str
    lower: str

    @classmethod
    def of(cls, text: str) -> Draft:
        """The whole of a cleaned text."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
        return cls(text, lower)

    def cut(self, *spans: Span) -> Draft:
        """Without these spans."""
        return Draft(_blanked(self.text, spans), _blanked(self.lower, spans)) if spans else self

    @property
    def description(self) -> str:
        """What remains as words for a provider."""
        tidy = _LOOSE.sub("", _GAPS.sub(" ", self.text))
        return _GAPS.sub(" ", tidy).strip(_EDGES)


def _blanked(text: str, spans: Iterable[Span]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)

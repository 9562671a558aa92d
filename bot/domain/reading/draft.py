"""The text of a brief while it is read: what a stage has understood is blanked for the stages after it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

Span = tuple[int, int]

_EDGES = " ,;:.-–—|/·•+&"
_GAPS = re.compile(r"\s+")
_LOOSE = re.compile(r"\s+(?=[,;.!?])|(?:,\s*)+(?=,)|\(\s*\)|\[\s*\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A cleaned text and the spans that were cut from it. Positions stay the same throughout."""

    text: str
    cuts: tuple[Span, ...] = ()

    @property
    def lower(self) -> str:
        """What is left to read, lower-case, with every cut as blanks; as long as the text."""
        letters = list(_lower(self.text))
        for start, end in self.cuts:
            letters[start:end] = " " * (end - start)
        return "".join(letters)

    def cut(self, *spans: Span) -> Draft:
        """Without these spans."""
        return replace(self, cuts=(*self.cuts, *spans))

    @property
    def description(self) -> str:
        """What remains as words for a provider."""
        letters = list(self.text)
        for start, end in self.cuts:
            letters[start:end] = " " * (end - start)
        tidy = _LOOSE.sub("", _GAPS.sub(" ", "".join(letters)))
        return _GAPS.sub(" ", tidy).strip(_EDGES)


def _lower(text: str) -> str:
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)

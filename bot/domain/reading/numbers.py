"""Numbers as people write them: 45, 1.5, 1,5, two, forty-five, half a."""

from __future__ import annotations

import re

_ONES = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

DIGITS = r"\d+(?:[.,]\d+)?|[.]\d+"
WORDS = (
    rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(list(_ONES)[:9])}))?"
    rf"|(?:{'|'.join(sorted(_ONES, key=len, reverse=True))})"
)
_SPLIT = re.compile(r"[ -]")


def value(text: str) -> float:
    """The number that DIGITS or WORDS has matched."""
    if text[0].isdigit() or text[0] in ".,":
        return float(text.replace(",", "."))
    return float(sum(_TENS.get(word, 0) or _ONES.get(word, 0) for word in _SPLIT.split(text)))

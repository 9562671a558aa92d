"""Numbers as people write them: 45, 1.5, 1,5, two, forty-five, half a."""

from __future__ import annotations

import re

_SMALL = (
    "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, "
    "seventeen, eighteen, nineteen"
)
_ROUND = "twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety"
_ONES = {word.strip(): number for number, word in enumerate(_SMALL.split(","), 1)}
_TENS = {word.strip(): 10 * number for number, word in enumerate(_ROUND.split(","), 2)}

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

"""Titles: any kind of quotes after `for`, `title:` or `--title`. Nothing inside a title is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.reading.draft import Draft, Span

DASH = "-‐‑‒–—―−"
DOUBLE, SINGLE = '"“”„‟〝〞', "'‘’‚‛`´"
_PAIRS = {"«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』"}
_LEAD = re.compile(
    rf"(?<!\w)(?:(?P<word>for|title:)|(?P<flag>[{DASH}]{{1,2}}title))\s*=?\s*(?=[{DOUBLE}{SINGLE}«»‹›「『])"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title, where it stands with what leads to it, and whether a flag said so."""

    text: str
    span: Span
    by_flag: bool


def find_titles(draft: Draft) -> list[Title]:
    """Every quoted title, in order; a quote that never closes is a character."""
    found, lower, at = [], draft.lower, 0
    while lead := _LEAD.search(lower, at):
        opening = lead.end()
        closing = _closing(lower, opening)
        if closing is None:
            at = opening + 1
            continue
        text = " ".join(draft.text[opening + 1 : closing].split())
        found.append(Title(text, (lead.start(), closing + 1), bool(lead["flag"])))
        at = closing + 1
    return found


def quoted(text: str, opening: int) -> tuple[str, int] | None:
    """What stands in the quotes that open at `opening`, and where it ends; None when none open or close there."""
    if opening >= len(text) or text[opening] not in DOUBLE + SINGLE + "".join(_PAIRS):
        return None
    closing = _closing(text, opening)
    return None if closing is None else (" ".join(text[opening + 1 : closing].split()), closing + 1)


def _closing(text: str, opening: int) -> int | None:
    quote = text[opening]
    if quote in _PAIRS:
        at = text.find(_PAIRS[quote], opening + 1)
        return None if at < 0 else at
    family = DOUBLE if quote in DOUBLE else SINGLE
    places = (at for at in range(opening + 1, len(text)) if text[at] in family)
    return next((at for at in places if family is DOUBLE or _ends_word(text, at)), None)


def _ends_word(text: str, at: int) -> bool:
    """An apostrophe inside a word closes nothing."""
    return at + 1 >= len(text) or not text[at + 1].isalnum()

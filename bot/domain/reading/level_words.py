"""What a line in a thread wishes of a preview: lower it, duck more, use this level. Any other line is ordinary talk."""

from __future__ import annotations

import re

from bot.domain.reading.cleaning import clean
from bot.domain.wish import Wish

_IT = r"(?:it|that|this|(?:(?:the|this|that) )?(?:bed|music|track|background(?: music)?|volume|level))"
_BIT = (
    r"(?:(?:just |still |even |only )*(?:a (?:little bit|bit|little|touch|tad|notch|hair|lot)|slightly|some|much|"
    r"somewhat|still|even|just|way|far))"
)
_TOO = rf"(?:(?:{_IT} is |{_IT}'s |{_IT}s )?(?:{_BIT} )?too)"
_MOVE = r"(?:make|turn|bring|take|pull|push|get|put|set)"
_DUCK = r"(?:duck|dip)"
_DUCKING = r"(?:ducking|dipping|dip)"
_LEVEL = r"(?:this|that|the(?: current)?|its current) level"


def _changed(verb: str, more: str, particle: str, other: str) -> str:
    """Lower it a bit, make the bed quieter, turn it down, a little lower, it's too loud."""
    return (
        rf"{verb}(?: {_IT})?(?: {_BIT})?|(?:{_MOVE} {_IT} )?(?:{_BIT} )?{more}(?: {_BIT})?"
        rf"|{_MOVE} (?:{_IT} {particle}|{particle} {_IT}|{_IT} {_BIT} {particle})(?: {_BIT})?|{particle} {_BIT}"
        rf"|{_TOO} {other}"
    )


def _ducked(more: str) -> str:
    """Duck more, duck it a bit more, more ducking."""
    return (
        rf"{_DUCK}(?: {_IT})?(?: {_BIT})? {more}|(?:{_BIT} )?{more}(?: of the)? {_DUCKING}"
        rf"|{_MOVE} {_IT} {_DUCK}(?: {_BIT})? {more}"
    )


_WISHES = {
    Wish.LOWER: _changed("lower", "(?:lower|quieter|softer|less loud)", "down", "loud"),
    Wish.RAISE: _changed("raise", "(?:louder|higher|less quiet|less soft)", "up", "(?:quiet|soft|low)"),
    Wish.DUCK_MORE: _ducked("(?:more|deeper|further|harder)"),
    Wish.DUCK_LESS: _ducked("(?:less|not so much|shallower)"),
    Wish.KEEP_LEVEL: rf"(?:use|keep|take|deliver(?: {_IT})?(?: at| with)?|{_IT} at|keep {_IT} at) {_LEVEL}",
}
_PATTERNS = {wish: re.compile(pattern) for wish, pattern in _WISHES.items()}
_POLITE = re.compile(
    r"^(?:(?:please|pls|ok|okay|and|now|hey|hi|so|then|can you|could you|let's)[ ,]+|@?bgm[ ,:]+)+"
    r"|(?:[ ,]+(?:please|pls|thanks|thank you|thx|now|then|again))+$"
)
_LONGEST = 80


def level_wish(text: str) -> Wish | None:
    """The wish that is all of the text, but for please and thanks; None for every other text."""
    if len(text) > 4 * _LONGEST:
        return None
    plain = clean(text).lower().replace("’", "'").strip(" .!?:,;)(")
    if not plain or len(plain) > _LONGEST:
        return None
    bare = _POLITE.sub("", _POLITE.sub("", plain)).strip(" .!?:,;")
    return next((wish for wish, pattern in _PATTERNS.items() if pattern.fullmatch(bare)), None)

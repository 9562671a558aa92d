"""Before reading: Slack's entities undone, links as their label, no mentions, one kind of space, digits 0–9."""

from __future__ import annotations

import re
import unicodedata

_ENTITY = re.compile(r"&(?:amp;)*(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_LINK = re.compile(r"<([a-z][a-z0-9+.-]{1,20}:[^<>|]*)(?:\|([^<>]*))?>", re.IGNORECASE)
_MENTION = re.compile(r"<[@#!][^<>]*>")


def clean(text: str) -> str:
    """The text as it is read; nothing in it can mention or link, whatever was typed."""
    plain = _undo(unicodedata.normalize("NFKC", _undo(text)))
    letters = {ord(letter): _letter(letter) for letter in set(plain)}
    return " ".join(plain.translate(letters).split())


def _undo(text: str) -> str:
    """Slack's own marks first; what was typed as text is undone next and could be a mark as well."""
    bare = _without_marks(text)
    return _without_marks(_ENTITY.sub(lambda found: _ENTITIES[found[1]], _without_invisible(bare)))


def _without_marks(text: str) -> str:
    return _MENTION.sub(" ", _LINK.sub(lambda found: f" {found[2] or ''} ", text))


def _without_invisible(text: str) -> str:
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Cf", "Cs"})


def _letter(letter: str) -> str:
    if letter in "<>":
        return " "
    match unicodedata.category(letter):
        case "Nd":
            return str(unicodedata.decimal(letter))
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf" | "Cs" | "Co" | "Cn":
            return ""
        case _:
            return letter

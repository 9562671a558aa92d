"""Words to sing, written from a description; plain, but never twice the same."""

from __future__ import annotations

import random
import re

_LINES = (
    "Morning on the {word}, light comes in",
    "We carry the {word} a little further",
    "Nothing but {word} and the open road",
    "Slowly the {word} begins to sing",
    "I left the {word} where the river bends",
    "Hold on to the {word}, hold on to me",
    "Every {word} has a window somewhere",
    "The {word} will be there when we come home",
)
_SMALL = frozenset({"about", "and", "for", "from", "into", "music", "over", "song", "the", "under", "with"})


def title_of(description: str) -> str:
    """A title from a description: its first words that mean something."""
    words = _words(description)[:3]
    return " ".join(word.capitalize() for word in words) or "Untitled"


def written(description: str, dice: random.Random) -> str:
    """Two verses and a chorus."""
    words = _words(description) or ["morning"]
    parts = []
    for head in ("[Verse 1]", "[Chorus]", "[Verse 2]"):
        lines = [line.format(word=dice.choice(words)) for line in dice.sample(_LINES, 4)]
        parts.append("\n".join([head, *lines]))
    return "\n\n".join(parts)


def sung_words(lyrics: str) -> list[str]:
    """The words that are sung, in order, without the marks of the structure."""
    return re.sub(r"\[[^\]]*\]", " ", lyrics).split()


def _words(description: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_]{3,}", description) if word.lower() not in _SMALL]

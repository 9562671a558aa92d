"""What an operator reads in a terminal: JSON on one line, without signed addresses, and no letters that steer it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

LONGEST = 400
_SIGNED = re.compile(r"/(hooks/[\w-]+|files)/[^\s\"'\\?#]+")


def harmless(text: str) -> str:
    """Lines without control characters: a vendor's or a person's words must not steer the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "·" for letter in text)


def shown(value: Mapping[str, Any], longest: int | None = LONGEST) -> str:
    """The value as compact JSON of at most `longest` letters; all of it for None."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)
    text = _SIGNED.sub(r"/\1/…", text)
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"

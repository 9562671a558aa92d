"""Fields of a vendor's answer, which may be there or not and of any type: what cannot be read is nothing. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

_LONGEST_ADDRESS = 4096
_NO_ADDRESS = re.compile(r"[\s\x00-\x20\x7f-\x9f\\]")


def text(value: Any, longest: int = 10_000) -> str:
    """A text, or a number as text; "" for all else."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value) if not isinstance(value, int) or abs(value) < 10**30 else ""
    return value[:longest] if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A finite number, also one in a text ("61.2"); None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)[:50]) == 50:
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def amount(value: Any) -> float | None:
    """A number that is more than nothing: a length, a tempo."""
    found = number(value)
    return found if found is not None and found > 0 else None


def inside(value: Any) -> Mapping[str, Any]:
    """An object; an empty one for all else."""
    return value if isinstance(value, Mapping) else {}


def items(value: Any, most: int = 100) -> list[Mapping[str, Any]]:
    """The objects of a list; none for all else."""
    return [item for item in value[:most] if isinstance(item, Mapping)] if isinstance(value, list) else []


def address(value: Any) -> str:
    """An http or https address; "" for all else, e.g. the "None.mp3" that some APIs have been seen to give.

    This is only its form: whether it may be fetched, the guarded fetch decides.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_ADDRESS or _NO_ADDRESS.search(value.strip()):
        return ""
    try:
        parts = urlsplit(value.strip())
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    # The scheme in small letters, as all that comes after reads it: what is no address is taken for a path here.
    return parts.scheme + value.strip()[len(parts.scheme) :] if known else ""


def addresses(value: Any, most: int = 100) -> list[str]:
    """The addresses in a list of texts or in a single text."""
    found = value if isinstance(value, list) else [value]
    return [link for link in map(address, found[:most]) if link]


def instant(value: Any) -> float | None:
    """Unix seconds of an ISO 8601 time (UTC where it names no zone); None for all else."""
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() if when else None
    except (ValueError, OverflowError):
        return None

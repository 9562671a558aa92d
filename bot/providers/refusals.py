"""What an answer that says no says: the vendor's own words, why, and how long to wait. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from bot.domain.errors import Because

Reason = Callable[[int, str], Because]
"""From an answer's HTTP status and the vendor's words (or none) to why it refused; an adapter may bring its own."""

LONGEST = 300
LONGEST_WAIT = 3600.0
"""Seconds. Whoever names a longer wait is asked again after an hour."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_CODE = re.compile(r"(?=.*[a-z_])[a-z0-9_.-]{3,40}")
_WORDS = ("message", "error", "detail", "msg", "error_message", "reason")
_CREDITS = re.compile(
    r"credit|balance|insufficient|not enough|quota exceeded|top.?up|recharge|payment|funds|billing", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"api.?key|unauthori[sz]ed|authenticat|subscri|permission|\bplan\b|account|suspend|disabled|token|scope|region",
    re.IGNORECASE,
)
_STATUS = {
    401: Because.ACCOUNT,
    402: Because.CREDITS,
    404: Because.GONE,
    410: Because.RETIRED,
    451: Because.MODERATION,
}


def words(body: Mapping[str, Any]) -> str:
    """The vendor's own words in an error of any common shape: one line of at most 300 characters, and its code."""
    said = shown(_found(body, 4))
    return f"{said} (code {code})" if said and (code := _code(body)) and code not in said else said


def _code(body: Mapping[str, Any]) -> str:
    """The vendor's own code, e.g. 1200 or content_policy; "" for what repeats the HTTP status."""
    error = body.get("error")
    code = body.get("code", error.get("code") if isinstance(error, Mapping) else None)
    if isinstance(code, int) and not isinstance(code, bool):
        return str(code) if 1000 <= code < 1_000_000 else ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def shown(text: str) -> str:
    """A vendor's text as it may be shown: one line, at most 300 characters."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _found(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth:
        return "; ".join(filter(None, (_found(item, depth - 1) for item in value[:5])))
    if isinstance(value, Mapping) and depth:
        return next(filter(None, (_found(value[name], depth - 1) for name in _WORDS if name in value)), "")
    return ""


def by_status(status: int, said: str) -> Because:
    """Why, by the HTTP status; a 403 by its words: money, the account, else moderation."""
    if status == 403:
        return _forbidden(said)
    return _STATUS.get(status, Because.WORDS)


def _forbidden(said: str) -> Because:
    if _CREDITS.search(said):
        return Because.CREDITS
    return Because.ACCOUNT if not said or _ACCOUNT.search(said) else Because.MODERATION


def wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait: Retry-After as seconds or as a date, else X-RateLimit-Reset (Unix time), from 0 to an hour.

    None where nothing sensible is named. A date is counted from the answer's own Date, so that clocks may differ.
    """
    named = _seconds(headers.get("retry-after", ""))
    until = _date(headers.get("retry-after", ""))
    if named is None and until is not None:
        named = until - (_date(headers.get("date", "")) or now)
    if named is None and (reset := _seconds(headers.get("x-ratelimit-reset", ""))) is not None:
        named = reset - now
    return None if named is None else min(max(named, 0.0), LONGEST_WAIT)


def _seconds(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None

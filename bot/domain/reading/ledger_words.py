"""What `/bgm ledger` and `bgm ledger` are asked for: a month, a person, a channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from bot.domain.errors import BriefRefused
from bot.domain.reading.cleaning import clean
from bot.domain.reading.titles import DASH

EXAMPLE = "ledger 2026-11"
_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS: Mapping[str, int] = MappingProxyType(
    {name: number for number, month in enumerate(_NAMES, 1) for name in (month, month[:3])} | {"sept": 9}
)
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#([CGD][A-Z0-9]+)(?:\|[^<>]*)?>")
_COMMAND = re.compile(r"\s*ledger(?!\S)(.*)", re.IGNORECASE | re.DOTALL)
_NUMBERS = re.compile(rf"(?P<year>\d{{4}})[{DASH}/.](?P<month>\d{{1,2}})|(?P<m>\d{{1,2}})[/.](?P<y>\d{{4}})")
_NAMED = re.compile(rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?(?: (?P<year>\d{{4}}))?")
_FILLER = re.compile(r"(?:^|(?<=\s))(?:of|in|for|by|from|the|and|beds?|please)(?=\s|$)")
_EVER = frozenset({"all", "ever", "all time", "all months", "everything"})


@dataclass(frozen=True, slots=True)
class Month:
    """One month, as UTC counts it."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{_NAMES[self.month - 1].capitalize()} {self.year}"

    @property
    def since(self) -> float:
        """Its first moment, Unix seconds."""
        return datetime(self.year, self.month, 1, tzinfo=UTC).timestamp()

    @property
    def until(self) -> float:
        """The first moment after it."""
        return self.next.since if self.next else datetime.max.replace(tzinfo=UTC).timestamp()

    @property
    def next(self) -> Month | None:
        """The month after it; None at the end of the calendar."""
        if self.month < 12:
            return Month(self.year, self.month + 1)
        return Month(self.year + 1, 1) if self.year < date.max.year else None

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAsked:
    """Which beds are asked for."""

    month: Month | None
    """None for all of them."""
    person: str | None
    """Slack's user id of whoever asked for the beds; None for everybody's."""
    channel: str | None
    """Slack's id; None for all channels."""

    @property
    def since(self) -> float | None:
        """Unix seconds, for `Transaction.beds`."""
        return self.month.since if self.month else None

    @property
    def until(self) -> float | None:
        """The first moment that is not asked for any more."""
        return self.month.until if self.month else None


def ledger_words(text: str) -> str | None:
    """What follows the word `ledger`, as it was typed, where the text begins with it; None for all else."""
    match = _COMMAND.fullmatch(text)
    return match[1].strip() if match else None


def read_ledger(text: str, *, today: date, channel: str, asker: str) -> LedgerAsked:
    """What the words behind `ledger` ask for: of this channel and this month, where they do not say.

    Names come as Slack escapes them (<@U123>, <#C123|video>); `me` is `asker`. Raises BriefRefused.
    """
    people = dict.fromkeys(_PERSON.findall(text))
    channels = dict.fromkeys(_CHANNEL.findall(text))
    rest = _PERSON.sub(" ", _CHANNEL.sub(" ", text))
    words = clean(rest).lower().replace(",", " ").split()
    mine = [word for word in words if word in {"me", "mine", "my"}]
    if mine:
        people[asker] = None
    if len(people) > 1 or len(channels) > 1:
        raise BriefRefused("One person and one channel at a time.", EXAMPLE)
    when = _FILLER.sub(" ", " ".join(word for word in words if word not in {"me", "mine", "my", "here"}))
    when = " ".join(when.split())
    return LedgerAsked(
        month=month_of(when, today=today) if when else Month(today.year, today.month),
        person=next(iter(people), None),
        channel=next(iter(channels), channel),
    )


def month_of(text: str, *, today: date) -> Month | None:
    """The month that the words name: november (the last one there was), nov 2026, 2026-11, this month, last month.

    None for `all`. Raises BriefRefused for anything else.
    """
    words = " ".join(text.lower().split())
    this = Month(today.year, today.month)
    match words:
        case "this month" | "this":
            return this
        case "last month" | "last":
            return this.before
    if words in _EVER:
        return None
    if match := _NUMBERS.fullmatch(words):
        return _checked(int(match["year"] or match["y"]), int(match["month"] or match["m"]))
    if match := _NAMED.fullmatch(words):
        month = MONTHS[match["name"]]
        return _checked(int(match["year"] or (today.year if month <= today.month else today.year - 1)), month)
    raise BriefRefused(_not_known(text), EXAMPLE)


def _checked(year: int, month: int) -> Month:
    if not 1 <= month <= 12 or not 2000 <= year <= 9998:
        raise BriefRefused(f"{year}-{month:02d} is not a month. Say a month such as 2026-11.", EXAMPLE)
    return Month(year, month)


def _not_known(text: str) -> str:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    if "@" in text or "#" in text:
        return f"I cannot tell who or what {shown} is. Choose the name from the list that Slack shows while you type."
    return f"“{shown}” is not a month. Say november, 2026-11, last month or all, and @person for the beds of one."

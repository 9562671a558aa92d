"""What the ledger is asked for: month, person, channel."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BriefRefused
from bot.domain.reading.ledger_words import LedgerAsked, Month, ledger_words, month_of, read_ledger

TODAY = date(2026, 11, 21)


def asked(text: str, today: date = TODAY) -> LedgerAsked:
    return read_ledger(text, today=today, channel="C1", asker="U1")


def of(month: Month | None, person: str | None = None, channel: str | None = "C1") -> LedgerAsked:
    return LedgerAsked(month=month, person=person, channel=channel)


NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", of(NOVEMBER)),
        ("this month", of(NOVEMBER)),
        ("last month", of(Month(2026, 10))),
        ("november", of(NOVEMBER)),
        ("Nov", of(NOVEMBER)),
        ("december", of(Month(2025, 12))),
        ("november 2024", of(Month(2024, 11))),
        ("sept. 2026", of(Month(2026, 9))),
        ("2026-03", of(Month(2026, 3))),
        ("2026–3", of(Month(2026, 3))),
        ("3/2026", of(Month(2026, 3))),
        ("all", of(None)),
        ("<@U2>", of(NOVEMBER, "U2")),
        ("<@W2|ann> last month", of(Month(2026, 10), "W2")),
        ("me", of(NOVEMBER, "U1")),
        ("mine in october", of(Month(2026, 10), "U1")),
        ("<#C9|video>", of(NOVEMBER, None, "C9")),
        ("of <@U2> in <#G9|x>, october", of(Month(2026, 10), "U2", "G9")),
        ("here", of(NOVEMBER)),
        ("the beds of <@U2> for november please", of(NOVEMBER, "U2")),
    ],
)
def test_a_month_a_person_and_a_channel_are_read_in_any_order(text: str, meant: LedgerAsked) -> None:
    assert asked(text) == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("novembre", "not a month"),
        ("2026-13", "not a month"),
        ("0000-01", "not a month"),
        ("13/2026", "not a month"),
        ("@ann", "Choose the name"),
        ("#video", "Choose the name"),
        ("<@U1> <@U2>", "One person"),
        ("<#C1> <#C2>", "One person and one channel"),
        ("x" * 4000, "…"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example_that_works(text: str, words: str) -> None:
    with pytest.raises(BriefRefused) as refused:
        asked(text)
    assert words in refused.value.message
    assert len(refused.value.message) < 200
    assert asked(ledger_words(refused.value.example) or "") == of(NOVEMBER)


def test_january_looks_back_over_the_year() -> None:
    assert asked("last month", date(2026, 1, 5)).month == Month(2025, 12)
    assert asked("december", date(2026, 1, 5)).month == Month(2025, 12)
    assert str(Month(2026, 1)) == "January 2026"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ledger", ""),
        ("Ledger 2026-11", "2026-11"),
        (" ledger  <@U2> november", "<@U2> november"),
        ("ledgers", None),
        ("a ledger", None),
        ("calm lo-fi", None),
        ("", None),
    ],
)
def test_the_ledger_is_asked_for_by_its_first_word(text: str, words: str | None) -> None:
    assert ledger_words(text) == words


@given(st.dates(date(2000, 1, 1), date(9998, 12, 31)))
def test_every_day_is_in_its_month_and_in_no_other(day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    month = month_of(f"{day.year}-{day.month:02d}", today=TODAY)
    assert month is not None
    assert month.since <= moment < month.until
    assert month.before.until == month.since


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["<@U1>", "<#C1|x>", "nov", "2026", "-11", "me", "all"])).map(" ".join)
)
def test_any_words_are_read_or_refused_with_words(text: str) -> None:
    try:
        found = asked(text)
    except BriefRefused as error:
        message = error.message
    else:
        message = str(found)
    assert message

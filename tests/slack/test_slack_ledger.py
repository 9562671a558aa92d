"""`/bgm ledger` in Slack: a compact list, sums, and how to get all of it; safe whatever vendors and people wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_letters import PERMALINK, brief, hostile, receipt
from slack_limits import complaints
from test_slack_views import SLOW, assert_safe, shown

from bot.domain.job import Kind
from bot.domain.ledger import BedRecord, totals
from bot.domain.money import Price
from bot.domain.reading.ledger_words import LedgerAsked, Month
from bot.domain.thread import TakeState
from bot.slack.blocks import Rendered
from bot.slack.views import answer
from bot.work.asking.answers import Ledger

HERE = "C0VIDEO"
NOVEMBER = LedgerAsked(month=Month(2026, 11), person=None, channel=HERE)


def bed(number: int = 1, **changes: Any) -> BedRecord:
    """A bed of 45 s that Ann asked for on 21 November 2026."""
    facts: dict[str, Any] = {
        "take_id": f"k{number}",
        "label": f"v{number}",
        "state": TakeState.DELIVERED,
        "origin": "made",
        "parent": None,
        "provider": "builtin",
        "seed": 4711,
        "receipt": receipt(),
        "permalink": PERMALINK,
        "created_at": 1_795_262_400.0,
        "job_id": f"j{number}",
        "kind": Kind.MAKE,
        "asker": "U0ANN",
        "brief": brief(),
        "delivered_at": None,
        "thread_id": "t1",
        "channel": HERE,
        "root_ts": "1.0",
        "title": "Onboarding",
        "charged": None,
    }
    return BedRecord(**{**facts, **changes})


def ledger(*beds: BedRecord, asked: LedgerAsked = NOVEMBER, **more: Any) -> Rendered:
    rendered = answer(Ledger(rows=beds, totals=totals(beds), asked=asked, **more))
    assert rendered is not None
    return rendered


def test_slack_ledger_has_a_line_per_bed_and_the_sums() -> None:
    paid = bed(2, charged=Price(10.0), receipt=receipt(engine="MusicAPI", cost="10 credits"))
    said = shown(ledger(bed(), paid))
    assert "Beds asked for in this channel, in November 2026:" in said
    assert f"21 Nov · Onboarding v1 ({PERMALINK}) · 0:45 · built-in engine · free · @ann" in said
    assert f"21 Nov · Onboarding v2 ({PERMALINK}) · 0:45 · MusicAPI · 10 credits · @ann" in said
    assert "built-in engine: 1 bed, 0:45 together, free" in said
    assert "MusicAPI: 1 bed, 0:45 together, 10 credits" in said
    assert "bgm ledger --csv" in said


def test_slack_ledger_says_whose() -> None:
    asked = LedgerAsked(month=None, person="U0ANN", channel=HERE)
    said = shown(ledger(bed(state=TakeState.WITHDRAWN), bed(2, state=TakeState.EXPIRED), asked=asked))
    assert "Beds asked for by @ann in this channel, at any time:" in said
    assert "@ann · withdrawn" in said
    assert "@ann · files no longer kept" in said


def test_slack_ledger_of_nothing_says_so_and_what_else_to_ask() -> None:
    said = shown(ledger())
    assert "There are none." in said
    assert "/bgm ledger all" in said


@pytest.mark.parametrize(("cut", "words"), [(False, "and 105 more"), (True, "and 105 more, and older ones")])
def test_slack_ledger_counts_what_it_leaves_out(cut: bool, words: str) -> None:
    said = shown(ledger(*(bed(n) for n in range(20)), more=100, cut=cut))
    assert words in said
    assert said.count("Onboarding v") == 15


@SLOW
@given(hostile, hostile, st.sampled_from([None, PERMALINK]) | hostile, st.sampled_from(["U0ANN"]) | hostile)
def test_slack_ledger_is_safe_whatever_was_written(title: str, engine: str, link: str | None, who: str) -> None:
    hard = bed(brief=brief(title=title), receipt=receipt(engine=engine, cost=title), permalink=link, asker=who)
    for beds in ((), (hard,), tuple(replace(hard, take_id=f"k{n}") for n in range(30))):
        rendered = ledger(*beds, asked=replace(NOVEMBER, person=who.strip() or None))
        assert complaints(rendered) == []
        assert_safe(rendered)

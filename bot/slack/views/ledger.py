"""`/bgm ledger`: the beds that were made, who asked for them, what they cost, and where they are."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.ledger import BedRecord, Total
from bot.domain.naming import clock
from bot.domain.receipt import NOT_ON_FILE
from bot.domain.thread import TakeState
from bot.slack.blocks import Rendered, context, section
from bot.slack.text import Mrkdwn, code, escape, join, link, mention, ours
from bot.work.asking.answers import Ledger

MOST_ROWS = 15
_TOGETHER = 3
"""Rows of one block: as many as surely fit."""
_MOST_TOTALS = 6
_GONE = {TakeState.WITHDRAWN: "withdrawn", TakeState.EXPIRED: "files no longer kept"}


def ledger(given: Ledger) -> Rendered:
    """The newest beds that are asked for, and all of them in sums. Only whoever typed it sees it: the names in it call
    nobody."""
    head = _head(given)
    if not given.rows:
        none = ours("There are none.")
        return Rendered(ours("{} {}", head, none), (section(join("\n", (head, none))), context(_how())))
    rows = [_row(bed) for bed in given.rows[:MOST_ROWS]]
    blocks = [section(join("\n", rows[at : at + _TOGETHER])) for at in range(0, len(rows), _TOGETHER)]
    left = len(given.rows) - len(rows) + given.more
    more = escape(f"and {left} more{', and older ones that are in no sum' if given.cut else ''}" if left else "")
    sums = join("\n", (_sum(total) for total in given.totals[:_MOST_TOTALS]))
    parts = (section(head), *blocks, *((section(more),) if left else ()), section(sums), context(_how()))
    return Rendered(ours("{} {}", head, join("; ", (_sum(total) for total in given.totals[:_MOST_TOTALS]))), parts)


def _head(given: Ledger) -> Mrkdwn:
    asked = given.asked
    when = f"in {asked.month}" if asked.month else "at any time"
    who = ours("by {}", mention(asked.person)) if asked.person else escape("")
    return ours("{}, {}:", join(" ", (ours("*Beds asked for*"), who, escape("in this channel"))), escape(when))


def _row(bed: BedRecord) -> Mrkdwn:
    """21 Nov · Onboarding v1 · 0:45 · built-in engine · free · @ann."""
    parts = (
        escape(f"{datetime.fromtimestamp(bed.created_at, UTC):%-d %b}"),
        link(bed.permalink, bed.name, 80),
        escape(clock(bed.receipt.seconds)),
        escape(bed.receipt.engine, 60),
        escape(str(bed.charged) if bed.charged else bed.receipt.cost, 60),
        mention(bed.asker),
        escape(_GONE.get(bed.state, "")),
    )
    return join(" · ", parts)


def _sum(total: Total) -> Mrkdwn:
    """Built-in engine: 3 beds, 2:15 together, free."""
    beds = "1 bed" if total.beds == 1 else f"{total.beds} beds"
    spent = str(total.spent) if total.spent else f"cost {NOT_ON_FILE}"
    unknown = f", {total.unknown} without a known price" if total.unknown and total.spent else ""
    return escape(f"{total.engine}: {beds}, {clock(total.seconds)} together, {spent}{unknown}")


def _how() -> Mrkdwn:
    return ours(
        "Also {}, {}, and a @person behind it. All channels and columns, as CSV: {} where I run. "
        "More on one bed: “Receipt and certificate” behind its More button.",
        code("/bgm ledger last month"),
        code("/bgm ledger all"),
        code("bgm ledger --csv"),
    )

"""bgm ledger [--csv]: every bed that was made, with who asked, what it cost and what one may do with it."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.jobs import when
from bot.commands.shown import harmless
from bot.domain.ledger import BedRecord, Total, totals
from bot.domain.ledger_rows import as_csv
from bot.domain.naming import clock
from bot.domain.reading.ledger_words import LedgerAsked, month_of
from bot.settings import load
from storage import open_readonly

MOST = 1_000_000
NONE = "No beds were made there and then."


def run(arguments: Sequence[str]) -> int:
    """Prints them, newest first, and what they cost together; as CSV a line each and nothing else."""
    parser = argparse.ArgumentParser(prog="bgm ledger", description="Every bed that was made, newest first.")
    parser.add_argument("--csv", action="store_true", help="as CSV: docs/receipts.md names the columns")
    parser.add_argument("--channel", help="only of this channel, by Slack's id, e.g. C012AB3CD")
    parser.add_argument("--person", help="only asked for by this person, by Slack's id, e.g. U012AB3CD")
    parser.add_argument("--month", help="only of this month, UTC: 2026-11, november, last month")
    options = parser.parse_args(arguments)
    month = month_of(options.month, today=datetime.now(UTC).date()) if options.month else None
    asked = LedgerAsked(month=month, person=options.person, channel=options.channel)
    beds = asyncio.run(_beds(load(os.environ, Path.cwd()).database, asked))
    if options.csv:
        sys.stdout.reconfigure(newline="", encoding="utf-8")  # type: ignore[union-attr]  # RFC 4180 ends lines with CR LF
        sys.stdout.write(as_csv(beds))
    else:
        print(harmless("\n".join(lines(beds))))
    return 0


async def _beds(database: str, asked: LedgerAsked) -> list[BedRecord]:
    store = open_readonly(database)
    try:
        return await store.read(
            lambda tx: tx.beds(
                channel=asked.channel, asker=asked.person, since=asked.since, until=asked.until, limit=MOST
            )
        )
    finally:
        await store.close()


def lines(beds: Sequence[BedRecord]) -> Iterator[str]:
    """A line per bed, and one per provider and unit for all of them."""
    if not beds:
        yield NONE
        return
    yield from map(line, beds)
    yield ""
    yield from map(summed, totals(beds))


def line(bed: BedRecord) -> str:
    """One bed in one line."""
    gone = f" · {bed.state}" if bed.state not in {"delivered", "finished"} else ""
    length, receipt = clock(bed.receipt.seconds), bed.receipt
    what = f"{bed.name} · {receipt.engine} · {receipt.cost} · {bed.asker} in {bed.channel}"
    return f"{bed.take_id}  {when(bed.created_at)}  {length:>6}  {what}{gone}"


def summed(total: Total) -> str:
    """What one provider's beds cost together."""
    beds = "1 bed" if total.beds == 1 else f"{total.beds} beds"
    spent = str(total.spent) if total.spent else "cost not on file"
    unknown = f", {total.unknown} without a known price" if total.unknown and total.spent else ""
    return f"{total.engine}: {beds}, {clock(total.seconds)} together, {spent}{unknown}"

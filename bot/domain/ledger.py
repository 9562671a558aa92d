"""The ledger: every bed that was made, with what is known of it, and what they cost together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.brief import Brief
from bot.domain.job import Kind
from bot.domain.money import FREE, Price
from bot.domain.naming import subject
from bot.domain.receipt import Receipt
from bot.domain.thread import TakeState


@dataclass(frozen=True, slots=True, kw_only=True)
class BedRecord:
    """One bed: its take, the job that made it and the thread that it is in. Times are Unix seconds."""

    take_id: str
    label: str
    """v1, v2 ... in its thread."""
    state: TakeState
    """A withdrawn one is listed as well: it was made, and paid for."""
    origin: str
    """How it came from its parent: made, extended, fitted ..."""
    parent: str | None
    """The take that it came from, by its id."""
    provider: str
    """By its name in settings; `receipt.engine` is how people read it."""
    seed: int | None
    receipt: Receipt
    permalink: str | None
    """Of its file in Slack."""
    created_at: float
    """When its take came back."""
    job_id: str
    kind: Kind
    asker: str
    """Slack's user id of whoever asked for this bed."""
    asker_name: str | None = None
    """Where somebody asked Slack for it."""
    brief: Brief
    delivered_at: float | None
    """When all of its job stood in the thread; None before."""
    thread_id: str
    channel: str
    root_ts: str | None
    """Slack's ts of the card that opened the thread."""
    title: str | None
    """Of the thread."""
    charged: Price | None
    """What all calls of its job were reckoned at, together; None where there were none, or none with a price."""

    @property
    def name(self) -> str:
        """What it is called: Onboarding v1."""
        return f"{self.brief.title or self.title or subject(self.brief)} {self.label}"

    @property
    def withdrawn(self) -> bool:
        """Whether its files were removed because whoever asked withdrew it."""
        return self.state is TakeState.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What the beds of one provider cost, in one unit."""

    engine: str
    """The provider as people read it."""
    beds: int
    seconds: float
    """Of all its beds."""
    spent: Price | None
    """None where nothing is known of what they cost."""
    unknown: int = 0
    """Beds of which nobody said what they cost."""


def totals(records: Iterable[BedRecord]) -> tuple[Total, ...]:
    """What was made and spent by provider and unit, most beds first. A job that gave several beds is paid for once."""
    groups: dict[tuple[str, str | None], list[BedRecord]] = {}
    for record in records:
        unit = record.charged.unit if record.charged else None
        groups.setdefault((record.receipt.engine, unit), []).append(record)
    _join_free(groups)
    found = [_total(engine, unit, beds) for (engine, unit), beds in groups.items()]
    return tuple(sorted(found, key=lambda total: (-total.beds, total.engine, str(total.spent))))


def _join_free(groups: dict[tuple[str, str | None], list[BedRecord]]) -> None:
    """What cost nothing is counted with what its provider took money for."""
    for engine, unit in [key for key in groups if key[1] is None]:
        priced = next((key for key in groups if key[0] == engine and key[1] is not None), None)
        if priced:
            groups[priced] += groups.pop((engine, unit))


def _total(engine: str, unit: str | None, beds: list[BedRecord]) -> Total:
    jobs = {record.job_id: record.charged for record in beds if record.charged}
    unknown = sum(record.charged is None and record.receipt.cost != str(FREE) for record in beds)
    amount = sum(charged.amount for charged in jobs.values())
    known = bool(jobs) or unknown < len(beds)
    return Total(
        engine=engine,
        beds=len(beds),
        seconds=sum(record.receipt.seconds for record in beds),
        spent=Price(amount, unit or "credits") if known else None,
        unknown=unknown,
    )

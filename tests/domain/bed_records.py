"""Beds as the ledger tells of them: one of which all is known, and one of which hardly anything is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.brief import Brief
from bot.domain.checks import Check, Finding
from bot.domain.fitting import Fitted, Hit, Join
from bot.domain.job import Kind
from bot.domain.ledger import BedRecord
from bot.domain.money import UNKNOWN, Price
from bot.domain.receipt import Receipt
from bot.domain.thread import TakeState

BARE = Receipt(
    seconds=45.0, frames=2_160_000, format="mp3", lufs=-20.0, true_peak=-1.3, engine="MusicAPI", cost=UNKNOWN
)
FULL = replace(
    BARE,
    lra=3.2,
    tempo=76.0,
    key="A minor",
    style="lo-fi",
    model="sonic-v4",
    model_asked="sonic-v4-5",
    seed=4711,
    cost="12 credits",
    rights="commercial use allowed",
    terms="https://musicapi.example/terms",
    terms_read="2026-11-20",
    prompt="calm lo-fi, warm rhodes, vinyl",
    sha256="ab" * 32,
    size=1_300_000,
    fitted=Fitted(
        before=61.5,
        after=45.0,
        stretch=0.995,
        joins=(Join(at=21.3, left=21.3, entered=60.0, bars=(9, 24), crossfade=0.05, cost=0.1, usual=0.4),),
        hits=(Hit(asked=12.0, met=12.01), Hit(asked=30.0, met=None, climax=True)),
    ),
    findings=(Finding(check=Check.SILENT_TAIL, amount=2.1, at=43.0, mended=True),),
    checked=True,
    notes=("bars 9-24 left out, joined at 0:21.3",),
)


def a_record(**given: Any) -> BedRecord:
    """The first bed of a thread in C1, asked by U1, delivered on 21 November 2026."""
    fields: dict[str, Any] = {
        "take_id": "v1",
        "label": "v1",
        "state": TakeState.DELIVERED,
        "origin": "made",
        "parent": None,
        "provider": "musicapi",
        "seed": 4711,
        "receipt": FULL,
        "permalink": "https://team.slack.com/files/U1/F1/onboarding.mp3",
        "created_at": 1_795_266_000.0,
        "job_id": "j1",
        "kind": Kind.MAKE,
        "asker": "U1",
        "asker_name": "ann",
        "brief": Brief(description="calm lo-fi", title="Onboarding"),
        "delivered_at": 1_795_266_060.0,
        "thread_id": "t1",
        "channel": "C1",
        "root_ts": "1795266000.000100",
        "title": "Onboarding",
        "charged": Price(12.0, "credits"),
    }
    return BedRecord(**fields | given)


def a_bare_record(**given: Any) -> BedRecord:
    """One of before: a receipt of a few lines, not posted yet."""
    unknown = {"asker_name": None, "permalink": None, "delivered_at": None, "root_ts": None, "title": None}
    fields = {**unknown, "receipt": BARE, "seed": None, "charged": None, "brief": Brief(description="")}
    return a_record(**fields | given)

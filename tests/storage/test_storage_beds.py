"""The ledger of beds, and receipts with all that is in them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_values import a_job, a_take, a_task, a_thread

from bot.domain.brief import Brief
from bot.domain.checks import Check, Finding
from bot.domain.fitting import Fitted, Hit, Join
from bot.domain.job import Event, State
from bot.domain.money import Charge, Price
from bot.domain.ports import Transaction
from bot.domain.receipt import Receipt
from bot.domain.thread import TakeState
from storage import SqliteStore, open_store
from storage.rows import JOBS, TAKES

OLD = Receipt(seconds=45.0, frames=2_160_000, format="mp3", lufs=-20.0, true_peak=-1.2, engine="built-in engine")
FULL = replace(
    OLD,
    target=-16.0,
    model_asked="v4",
    prompt="calm “lo-fi”",
    terms="https://example.com/terms",
    terms_read="2026-11-20",
    fitted=Fitted(
        before=61.5,
        after=45.0,
        stretch=0.99,
        joins=(
            Join(at=21.3, left=21.3, entered=60.0, bars=(9, 24), crossfade=0.05, cost=0.1, usual=0.4),
            Join(at=30.0, left=70.0, entered=64.0),
        ),
        hits=(Hit(asked=12.0, met=12.01), Hit(asked=30.0, met=None, climax=True)),
    ),
    findings=(Finding(check=Check.CLIPPED, amount=14.0, mended=True), Finding(check=Check.SAME, of="v1")),
    checked=True,
    notes=("bars 9–24 left out",),
)


def test_a_receipt_comes_back_with_all_that_is_in_it() -> None:
    """Joins, hits and findings are values again, and tuples are tuples."""
    take = a_take(receipt=FULL)
    assert TAKES.value(TAKES.row(take)) == take


def test_a_receipt_of_before_is_still_read() -> None:
    """What was not kept then has its default; what is no longer kept is passed over, also deep inside."""
    row = TAKES.row(a_take(receipt=FULL))
    kept = json.loads(row["receipt"])
    for name in ("target", "model_asked", "prompt", "terms", "terms_read", "fitted", "findings", "checked"):
        del kept[name]
    old = TAKES.value({**row, "receipt": json.dumps({**kept, "smell": "of roses"})}).receipt
    assert old == replace(OLD, notes=FULL.notes)
    later = json.loads(row["receipt"])
    later["fitted"]["joins"][0]["taste"] = later["findings"][0]["taste"] = "sweet"
    assert TAKES.value({**row, "receipt": json.dumps(later)}).receipt == FULL


def test_a_brief_of_before_and_one_of_now_are_read() -> None:
    now = a_job(brief=Brief(description="calm", cutdowns=(30.0, 15.0), hits=(12.0,), fade=2.0, loudness=-16.0))
    assert JOBS.value(JOBS.row(now)) == now
    row = {**JOBS.row(now), "brief": '{"description": "calm", "moods": ["calm"], "duration": 45.0}'}
    assert JOBS.value(row).brief == Brief(description="calm", moods=("calm",), duration=45.0)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JOINS = st.builds(
    Join, at=NUMBERS, left=NUMBERS, entered=NUMBERS, bars=st.none() | st.tuples(*[st.integers(1, 99)] * 2)
)
FINDINGS = st.builds(Finding, check=st.sampled_from(Check), amount=NUMBERS, at=st.none() | NUMBERS, of=st.text())
FITTED = st.builds(
    Fitted,
    before=NUMBERS,
    after=NUMBERS,
    joins=st.lists(JOINS, max_size=3).map(tuple),
    hits=st.lists(st.builds(Hit, asked=NUMBERS, met=st.none() | NUMBERS), max_size=2).map(tuple),
)


@settings(max_examples=30)
@given(st.none() | FITTED, st.lists(FINDINGS, max_size=3).map(tuple), st.none() | st.text())
def test_any_receipt_survives_the_store(fitted: Fitted | None, found: tuple[Finding, ...], prompt: str | None) -> None:
    take = a_take(receipt=replace(OLD, fitted=fitted, findings=found, prompt=prompt))
    assert TAKES.value(TAKES.row(take)) == take


def fill(tx: Transaction) -> None:
    """Two threads in two channels with a bed each, one of them withdrawn, and a take that is no bed yet."""
    for number, channel in ((1, "C1"), (2, "C2")):
        at = 1000.0 * number
        tx.add_thread(a_thread(f"t{number}", channel=channel, root_ts=f"{number}.0", title="Tea"))
        job = a_job(f"j{number}", thread_id=f"t{number}", asker=f"U{number}", created_at=at, updated_at=at)
        tx.add_job(job)
        tx.add_take(a_take(f"v{number}", thread_id=f"t{number}", job_id=f"j{number}", receipt=OLD, created_at=at))
    tx.save_take(replace(tx.take("v2") or a_take(), state=TakeState.WITHDRAWN))
    tx.add_take(a_take("v3", number=2, created_at=1500.0))


def deliver(tx: Transaction) -> None:
    """j1 goes all its way."""
    for event in (Event.IN_STORE, Event.PRODUCE, Event.PRODUCED, Event.POSTED):
        job = tx.job("j1")
        assert job
        assert tx.move(job, event, 1100.0)


async def ids(store: SqliteStore, **asked: Any) -> list[str]:
    return [record.take_id for record in await store.read(lambda tx: tx.beds(**asked))]


async def test_beds_are_listed_newest_first_with_withdrawn_ones_and_without_raw_takes(store: SqliteStore) -> None:
    await store.write(fill)
    assert await ids(store) == ["v2", "v1"]
    newest = (await store.read(lambda tx: tx.beds(limit=1)))[0]
    assert (newest.take_id, newest.withdrawn) == ("v2", True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"channel": "C1"}, ["v1"]),
        ({"asker": "U2"}, ["v2"]),
        ({"channel": "C1", "asker": "U2"}, []),
        ({"since": 1000.0, "until": 2000.0}, ["v1"]),
        ({"since": 2000.0}, ["v2"]),
        ({"until": 1000.0}, []),
        ({"take_id": "v1"}, ["v1"]),
        ({"take_id": "v3"}, []),
    ],
)
async def test_beds_are_found_by_channel_person_and_time(
    store: SqliteStore, asked: dict[str, Any], found: list[str]
) -> None:
    await store.write(fill)
    assert await ids(store, **asked) == found


async def test_a_bed_is_told_with_its_job_its_thread_and_its_charges(store: SqliteStore) -> None:
    """Delivered when its job was; charged what all calls of the job were reckoned at."""
    await store.write(fill)
    before = (await store.read(lambda tx: tx.beds(take_id="v1")))[0]
    assert (before.delivered_at, before.charged) == (None, None)

    def pay(tx: Transaction) -> None:
        for number in (1, 2):
            tx.add_task(a_task(f"k{number}"))
            tx.charge(Charge(task_id=f"k{number}", account="a", amount=1.5 * number, unit="credits", at=1000.0))
        deliver(tx)

    await store.write(pay)
    bed = (await store.read(lambda tx: tx.beds(take_id="v1")))[0]
    assert (bed.delivered_at, bed.charged) == (1100.0, Price(4.5, "credits"))
    assert (bed.channel, bed.root_ts, bed.thread_id, bed.job_id, bed.asker) == ("C1", "1.0", "t1", "j1", "U1")
    assert (bed.name, bed.brief, bed.receipt) == ("Tea v1", Brief(description="calm"), OLD)


LIVE = """
DROP INDEX takes_by_age;
DELETE FROM _sqlite_migrations WHERE name = 'm003_ledger';
INSERT INTO threads VALUES ('t1', 'C1', 'U1', NULL, 100.0, '1.0');
INSERT INTO jobs (id, thread_id, kind, state, asker, brief, lengths, seed, provider, attempts, due_at, shown_as,
    created_at, updated_at) VALUES ('j1', 't1', 'make', 'waiting', 'U1', '{"description": "calm"}', '[45.0]', 7,
    'builtin', 0, 0.0, 'j1:open', 100.0, 100.0);
"""


async def test_a_live_job_of_the_release_before_goes_on_and_is_in_the_ledger_once_it_is_made(url: str) -> None:
    """The step of this release takes nothing away."""
    await open_store(url).close()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.executescript(LIVE)
    connection.close()
    store = open_store(url)
    job = await store.read(lambda tx: tx.job("j1"))
    assert job is not None
    assert (job.state, job.brief) == (State.WAITING, Brief(description="calm"))
    await store.write(lambda tx: tx.add_take(a_take(receipt=FULL)))
    (bed,) = await store.read(lambda tx: tx.beds())
    await store.close()
    assert bed.receipt == FULL

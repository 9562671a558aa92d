"""`bgm ledger` and `bgm receipt` on a database with beds in it, as a person at a terminal meets them."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from commands_run import bgm
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.receipt import as_json
from bot.domain.brief import Brief
from bot.domain.job import Job, Kind
from bot.domain.ports import Transaction
from bot.domain.thread import Take, TakeState, Thread
from storage import open_store
from tests.domain.bed_records import BARE, FULL

NOVEMBER, OCTOBER = 1_795_266_000.0, 1_792_000_000.0


def fill(tx: Transaction) -> None:
    """A bed of November in C1, and one of October in C2 that was withdrawn."""
    for number, (channel, at, receipt) in enumerate((("C1", NOVEMBER, FULL), ("C2", OCTOBER, BARE)), 1):
        tx.add_thread(
            Thread(id=f"t{number}", channel=channel, asker=f"U{number}", title=None, created_at=at, root_ts="1.0")
        )
        tx.add_job(
            Job(
                id=f"j{number}",
                thread_id=f"t{number}",
                kind=Kind.MAKE,
                brief=Brief(description="=1+1 calm", title=f"Tea {number} \x1b[31m"),
                asker=f"U{number}",
                created_at=at,
                updated_at=at,
                seed=7,
                lengths=(45.0,),
                provider="musicapi",
            )
        )
        tx.add_take(
            Take(
                id=f"v{number}",
                thread_id=f"t{number}",
                job_id=f"j{number}",
                number=1,
                seed=7,
                lengths=(45.0,),
                provider="musicapi",
                source="x.wav",
                created_at=at,
                receipt=receipt,
                state=TakeState.DELIVERED if number == 1 else TakeState.WITHDRAWN,
            )
        )


@pytest.fixture
async def here(tmp_path: Path) -> dict[str, str]:
    """The settings of a bot with two beds."""
    database = f"sqlite:///{tmp_path}/bgm.db"
    store = open_store(database)
    await store.write(fill)
    await store.close()
    return {"BGM_DATABASE": database}


def test_the_ledger_lists_beds_newest_first_with_what_they_cost(tmp_path: Path, here: dict[str, str]) -> None:
    listed = bgm("ledger", folder=tmp_path, **here)
    assert listed.returncode == 0, listed.stderr
    first, second, *_, last = listed.stdout.splitlines()
    assert first.startswith("v1  2026-11-21")
    assert "Tea 1" in first
    assert "U1 in C1" in first
    assert second.endswith("withdrawn")
    assert last.startswith("MusicAPI: 2 beds, 1:30 together")
    assert "\x1b" not in listed.stdout


def test_the_ledger_as_csv_is_filtered_and_harmless(tmp_path: Path, here: dict[str, str]) -> None:
    one = bgm("ledger", "--csv", "--month", "2026-10", folder=tmp_path, **here)
    (row,) = csv.DictReader(io.StringIO(one.stdout, newline=""))
    assert (row["take"], row["state"], row["words"]) == ("v2", "withdrawn", "'=1+1 calm")
    assert "\x1b" not in one.stdout
    for flags in (("--channel", "C2"), ("--person", "U2")):
        listed = bgm("ledger", *flags, folder=tmp_path, **here).stdout.splitlines()
        assert [line.split()[0] for line in listed if line[:1] == "v"] == ["v2"]
        assert listed[-1] == "MusicAPI: 1 bed, 0:45 together, cost not on file"
    assert "No beds" in bgm("ledger", "--month", "january 2020", folder=tmp_path, **here).stdout


def test_a_month_that_is_none_exits_2(tmp_path: Path, here: dict[str, str]) -> None:
    tried = bgm("ledger", "--month", "soon", folder=tmp_path, **here)
    assert (tried.returncode, tried.stdout) == (2, "")
    assert "not a month" in tried.stderr


def test_a_receipt_is_told_in_lines_and_as_json(tmp_path: Path, here: dict[str, str]) -> None:
    told = json.loads(bgm("receipt", "v1", "--json", folder=tmp_path, **here).stdout)
    assert told["file"]["sha256"] == FULL.sha256
    lines = bgm("receipt", "v1", folder=tmp_path, **here).stdout
    assert "bars 9-24 left out, joined at 0:21.3" in lines
    assert "\x1b" not in lines
    assert "not on file" in bgm("receipt", "v2", folder=tmp_path, **here).stdout
    missing = bgm("receipt", "v9", folder=tmp_path, **here)
    assert missing.returncode == 1
    assert "bgm ledger" in missing.stderr


@given(st.text(max_size=20) | st.sampled_from(["\x9b31m", "\x7f", "\u202eevil", "\U000e0041", "\u2066"]))
def test_a_receipt_s_json_steers_no_terminal_and_reads_back_the_same(words: str) -> None:
    """Words of vendors and people are in it."""
    told = {"made_by": {"prompt": words}}
    text = as_json(told)
    assert not any(unicodedata.category(letter)[0] == "C" and letter != "\n" for letter in text)
    assert json.loads(text) == told

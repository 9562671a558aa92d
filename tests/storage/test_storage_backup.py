"""What `bgm backup` and `bgm doctor` get from the store."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from functools import partial
from pathlib import Path

import pytest
from storage_values import a_thread, furnish

from bot.domain.errors import StoreError
from bot.domain.ports import Transaction
from storage import Finding, SqliteStore, check, open_readonly, open_store


def findings(url: str) -> dict[str, Finding]:
    """The doctor's lines by name."""
    return {finding.name: finding for finding in check(url)}


async def test_a_backup_is_a_database_of_that_moment(store: SqliteStore, tmp_path: Path) -> None:
    """A copy is one file, for its owner alone, and opens as a store with everything in it."""
    await store.write(furnish)
    copy = tmp_path / "copy.db"
    await store.backup(copy)
    await store.write(lambda tx: tx.add_thread(a_thread("later")))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [name for name in os.listdir(tmp_path) if "copy" in name] == ["copy.db"]  # noqa: PTH208 (no await here)
    opened = open_store(f"sqlite:///{copy}")
    assert [job.id for job in await opened.read(lambda tx: tx.jobs())] == ["j1"]
    with pytest.raises(StoreError):
        await opened.read(lambda tx: tx.thread("later"))
    await opened.close()


async def test_a_backup_of_a_busy_database_is_consistent(store: SqliteStore, tmp_path: Path) -> None:
    """While two rows are always written together, no copy has one without the other."""

    def pair(tx: Transaction, number: int) -> None:
        tx.add_thread(a_thread(f"a{number}"))
        tx.add_thread(a_thread(f"b{number}"))

    async def keep_writing(until: asyncio.Event) -> int:
        number = 0
        while not until.is_set():
            number += 1
            await store.write(partial(pair, number=number))
        return number

    done = asyncio.Event()
    writing = asyncio.create_task(keep_writing(done))
    reader = open_readonly(f"sqlite:///{store.path}")
    for round_ in range(5):
        await reader.backup(tmp_path / f"copy{round_}.db")
    done.set()
    assert await writing > 0
    await reader.close()
    for round_ in range(5):
        connection = sqlite3.connect(tmp_path / f"copy{round_}.db")
        sql = "SELECT sum(id GLOB 'a*') IS sum(id GLOB 'b*') FROM threads"
        assert connection.execute(sql).fetchone() == (1,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


async def test_a_backup_replaces_nothing(store: SqliteStore, tmp_path: Path) -> None:
    """A file that is there, the database itself above all, is left alone."""
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StoreError, match="there already"):
        await store.backup(tmp_path / "copy.db")
    with pytest.raises(StoreError, match="there already"):
        await store.backup(store.path)
    assert (tmp_path / "copy.db").read_text() == "mine"
    await store.write(furnish)


async def test_a_backup_that_cannot_be_written_is_said(store: SqliteStore, tmp_path: Path) -> None:
    """A folder that is not there is named, and nothing is left behind."""
    with pytest.raises(StoreError, match="missing"):
        await store.backup(tmp_path / "missing" / "copy.db")
    assert not (tmp_path / "missing").exists()


async def test_the_doctor_finds_a_running_database_well(store: SqliteStore) -> None:
    """In use: all is well, and the process that has it is named."""
    found = findings(f"sqlite:///{store.path}")
    assert all(finding.ok for finding in found.values())
    assert list(found) == ["sqlite", "database", "journal", "schema", "integrity"]
    assert "in use by bgm (process" in found["database"].words
    assert sqlite3.sqlite_version in found["sqlite"].words
    assert "m003" in found["schema"].words


async def test_the_doctor_looks_at_a_resting_database(store: SqliteStore) -> None:
    """Not in use: said so, although the lock file is still there."""
    await store.close()
    found = findings(f"sqlite:///{store.path}")
    assert all(finding.ok for finding in found.values())
    assert "not in use" in found["database"].words


def test_the_doctor_creates_nothing(tmp_path: Path, url: str) -> None:
    """With no database yet that is said, and stays so."""
    assert "not there yet" in findings(url)["database"].words
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_names_a_wrong_address() -> None:
    """An address that is none is a finding, not a crash."""
    assert check("postgresql://localhost/bgm") == [
        Finding(
            "database",
            ok=False,
            words="PostgreSQL is not there yet. Use a file, e.g. BGM_DATABASE=sqlite:///var/bgm.db",
        )
    ]


async def test_the_doctor_sees_damage(store: SqliteStore) -> None:
    """A page overwritten with rubbish is found."""
    await store.write(lambda tx: [tx.add_thread(a_thread(f"t{n}", title="x" * 2000)) for n in range(200)])
    await store.close()
    with store.path.open("r+b") as file:
        file.seek(4096 * 40)
        file.write(b"\xff" * 4096 * 4)
    assert not findings(f"sqlite:///{store.path}")["integrity"].ok


def test_the_doctor_sees_another_file(tmp_path: Path) -> None:
    """A file that is no database is said to be none."""
    (tmp_path / "notes.txt").write_text("dear diary " * 500)
    bad = [finding for finding in check(f"sqlite:///{tmp_path}/notes.txt") if not finding.ok]
    assert bad
    assert all("no SQLite database" in finding.words for finding in bad)

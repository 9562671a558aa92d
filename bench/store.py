"""What a durable write costs, against a bare SQLite commit of the same row in the same run. Prints one JSON.

Usage: python bench/store.py [writes]
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.domain.ports import Transaction
from bot.domain.thread import Thread
from storage import SqliteStore, open_store

AT_ONCE = 50


def thread(name: str) -> Thread:
    """A row of ordinary size."""
    return Thread(id=name, channel="C0123456789", asker="U0123456789", title="Onboarding", created_at=1.0)


def adding(name: str) -> Callable[[Transaction], None]:
    """Work that stores one row."""
    return lambda tx: tx.add_thread(thread(name))


def bare(folder: Path) -> sqlite3.Connection:
    """A connection as durable as the store's, with nothing around it."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE threads (id TEXT PRIMARY KEY, channel TEXT, asker TEXT, title TEXT, at REAL)")
    return connection


def bare_write(connection: sqlite3.Connection, name: str) -> None:
    """One row, one commit."""
    row = (name, "C0123456789", "U0123456789", "Onboarding", 1.0)
    connection.execute("INSERT INTO threads VALUES (?, ?, ?, ?, ?)", row)


async def one_by_one(store: SqliteStore, connection: sqlite3.Connection, writes: int) -> dict[str, Any]:
    """Bare commits and the store's writes by turns, so that both meet the same weather."""
    plain: list[float] = []
    ours: list[float] = []
    for number in range(writes):
        begun = time.perf_counter()
        bare_write(connection, f"s{number}")
        between = time.perf_counter()
        await store.write(adding(f"s{number}"))
        ours.append(time.perf_counter() - between)
        plain.append(between - begun)
    return {
        "bare_ms": summary(plain),
        "store_ms": summary(ours),
        "p50_ratio": round(share(ours, 0.5) / share(plain, 0.5), 2),
        "p99_ratio": round(share(ours, 0.99) / share(plain, 0.99), 2),
    }


async def at_once(store: SqliteStore, rounds: int) -> dict[str, Any]:
    """Fifty writes at the same instant, each timed from that instant."""
    waits: list[float] = []
    before = store.commits

    async def timed(name: str, begun: float) -> None:
        await store.write(adding(name))
        waits.append(time.perf_counter() - begun)

    for round_ in range(rounds):
        begun = time.perf_counter()
        await asyncio.gather(*(timed(f"b{round_}-{number}", begun) for number in range(AT_ONCE)))
    commits = store.commits - before
    return {"ms": summary(waits), "writes_per_commit": round(rounds * AT_ONCE / commits, 1)}


def share(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    return {"p50": round(share(seconds, 0.5) * 1e3, 3), "p99": round(share(seconds, 0.99) * 1e3, 3)}


async def main(writes: int) -> None:
    """Measures in a new folder, and removes it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        connection, store = bare(folder), open_store(f"sqlite:///{folder}/bgm.db")
        try:
            figures = {
                "sqlite": sqlite3.sqlite_version,
                "one_by_one": await one_by_one(store, connection, writes),
                f"{AT_ONCE}_at_once": await at_once(store, max(1, writes // AT_ONCE)),
            }
        finally:
            await store.close()
            connection.close()
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))

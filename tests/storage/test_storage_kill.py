"""kill -9 in the middle of writing: what was acknowledged is there, whole, and nothing is damaged."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

WRITE = """
import asyncio, sys
from storage import open_store
from bot.domain.brief import Brief
from bot.domain.job import Event, Job, Kind
from bot.domain.thread import Post, PostKind, Thread

def work(tx, name):
    tx.first_time(name, 1.0)
    tx.add_thread(Thread(id=name, channel="C1", asker="U1", title=None, created_at=1.0))
    job = Job(id=name, thread_id=name, kind=Kind.MAKE, brief=Brief(description="x" * 200), asker="U1", created_at=1.0,
              updated_at=1.0, seed=1, lengths=(45.0,), provider="builtin")
    tx.add_job(job)
    tx.put_post(Post(key=name, kind=PostKind.OPEN, thread_id=name, job_id=name))
    tx.move(job, Event.SUBMIT, 2.0)

async def keep_writing(store, prefix):
    number = 0
    while True:
        number += 1
        name = f"{prefix}-{number}"
        await store.write(lambda tx: work(tx, name))
        print(name, flush=True)

async def main(url, prefix):
    store = open_store(url)
    await asyncio.gather(*(keep_writing(store, f"{prefix}-{lane}") for lane in range(8)))

asyncio.run(main(*sys.argv[1:]))
"""


def write_until_killed(url: str, prefix: str, lines: int) -> list[str]:
    """Has a process write until it has acknowledged so many writes, kills it, and answers all it acknowledged."""
    process = subprocess.Popen([sys.executable, "-c", WRITE, url, prefix], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        told = [process.stdout.readline() for _ in range(lines)]
    finally:
        os.kill(process.pid, 9)
    told += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -9
    return [line.strip() for line in told if line.endswith("\n")]


def judge(path: Path, acknowledged: set[str]) -> None:
    """Every acknowledged write is there, every write is whole, and the file is sound."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        columns = {"threads": "id", "jobs": "id", "posts": "key", "inbox": "key", "moves": "job_id"}
        found = [
            {name for (name,) in connection.execute(f"SELECT {column} FROM {table}")}  # noqa: S608
            for table, column in columns.items()
        ]
    finally:
        connection.close()
    assert all(names == found[0] for names in found)
    assert acknowledged <= found[0]


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.long)])
def test_an_acknowledged_write_survives_any_kill(tmp_path: Path, url: str, kills: int) -> None:
    """Eight writers in one process, killed again and again at random points on the same file: nothing is lost."""
    chance = random.Random(4711)
    acknowledged: set[str] = set()
    for kill in range(kills):
        acknowledged.update(write_until_killed(url, f"p{kill}", chance.randint(1, 400)))
        judge(tmp_path / "bgm.db", acknowledged)
    assert len(acknowledged) >= kills

"""What the store on SQLite promises beyond the contract: durable group commits, one owner, a file one can look into."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from storage_values import a_post, a_thread, furnish

from bot.domain.errors import StoreError, StoreFull, StoreLocked
from bot.domain.ports import Transaction
from bot.domain.thread import PostKind
from storage import SqliteStore, open_readonly, open_store


def look(store: SqliteStore, sql: str) -> list[tuple[Any, ...]]:
    """What another program sees in the file at this moment."""
    connection = sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def together(store: SqliteStore, *works: Callable[[Transaction], Any]) -> list[Any]:
    """Has all the work waiting while another commit is under way; answers results and errors."""
    gate = threading.Event()
    entered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(_: Transaction) -> None:
        loop.call_soon_threadsafe(entered.set)
        assert gate.wait(30)

    first = asyncio.create_task(store.write(hold))
    await entered.wait()
    tasks = [asyncio.create_task(store.write(work)) for work in works]
    queued = asyncio.create_task(_queued())
    await queued
    gate.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def _queued() -> None:
    """Created after the writes, so it runs after each of them has queued its work."""


def adding(name: str) -> Callable[[Transaction], str]:
    """Work that adds a thread and answers its id."""

    def work(tx: Transaction) -> str:
        tx.add_thread(a_thread(name))
        return name

    return work


async def test_writes_at_the_same_time_share_a_commit(store: SqliteStore) -> None:
    """Fifty writes that come during a commit take one more commit, and each gets its own result."""
    before = store.commits
    names = [f"t{number}" for number in range(50)]
    assert await together(store, *map(adding, names)) == names
    assert store.commits - before == 2
    assert look(store, "SELECT count(*) FROM threads") == [(50,)]


async def test_one_that_raises_undoes_itself_alone(store: SqliteStore) -> None:
    """In a shared commit the work before and after one that raises is stored, and only it is not."""

    def fail(tx: Transaction) -> None:
        tx.add_thread(a_thread("bad"))
        raise LookupError("mine")

    def collide(tx: Transaction) -> None:
        tx.add_thread(a_thread("bad2"))
        tx.add_thread(a_thread("a"))

    before = store.commits
    results = await together(store, adding("a"), fail, collide, adding("b"))
    assert store.commits - before == 2
    assert (results[0], results[3]) == ("a", "b")
    assert isinstance(results[1], LookupError)
    assert isinstance(results[2], StoreError)
    assert look(store, "SELECT id FROM threads ORDER BY id") == [("a",), ("b",)]


async def test_nothing_is_seen_before_the_commit(store: SqliteStore) -> None:
    """While work runs no one else sees it, nor the work before it in the same commit; afterwards everyone does."""
    seen: list[list[tuple[Any, ...]]] = []

    def work(tx: Transaction) -> None:
        tx.add_thread(a_thread("b"))
        seen.append(look(store, "SELECT count(*) FROM threads"))

    await together(store, adding("a"), work)
    assert seen == [[(0,)]]
    assert look(store, "SELECT count(*) FROM threads") == [(2,)]


async def test_no_result_comes_before_the_commit(store: SqliteStore) -> None:
    """The first result of a shared commit is handed over only when the last work of it is stored as well."""
    counts: list[int] = []

    async def first() -> None:
        await store.write(adding("a"))
        counts.append(look(store, "SELECT count(*) FROM threads")[0][0])

    gate = threading.Event()
    entered = asyncio.Event()
    loop = asyncio.get_running_loop()
    holding = asyncio.create_task(store.write(lambda _: (loop.call_soon_threadsafe(entered.set), gate.wait(30))))
    await entered.wait()
    tasks = [asyncio.create_task(first()), *(asyncio.create_task(store.write(adding(f"b{n}"))) for n in range(20))]
    await asyncio.create_task(_queued())
    gate.set()
    await asyncio.gather(holding, *tasks)
    assert counts == [21]


async def test_work_goes_on_when_its_caller_does_not(store: SqliteStore) -> None:
    """A caller that is cancelled while it waits harms nobody; its work is stored."""
    gate = threading.Event()
    entered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(tx: Transaction) -> None:
        tx.add_thread(a_thread("a"))
        loop.call_soon_threadsafe(entered.set)
        assert gate.wait(30)

    task = asyncio.create_task(store.write(work))
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    await store.write(adding("b"))
    assert look(store, "SELECT id FROM threads ORDER BY id") == [("a",), ("b",)]


async def test_close_stores_what_is_queued(store: SqliteStore) -> None:
    """What was asked for before `close` is stored by it."""
    tasks = [asyncio.create_task(store.write(adding(f"t{number}"))) for number in range(20)]
    await asyncio.create_task(_queued())
    await store.close()
    assert await asyncio.gather(*tasks) == [f"t{number}" for number in range(20)]
    assert look(store, "SELECT count(*) FROM threads") == [(20,)]


def limit(pages: int) -> Callable[[Transaction], None]:
    """Work that makes the disk full at so many pages, or lets it grow again."""
    return lambda tx: tx._database.execute(f"PRAGMA max_page_count = {pages}").fetchone()  # type: ignore[attr-defined]


async def test_a_full_disk_is_said_and_passes(store: SqliteStore) -> None:
    """Full: StoreFull, with nothing half done and reads going on; with space again it goes on by itself."""

    async def fill() -> None:
        for number in range(1000):
            await store.write(lambda tx, number=number: tx.add_thread(a_thread(f"t{number}", title="x" * 3000)))

    def two(tx: Transaction) -> None:
        tx.first_time("e1", 0.0)
        tx.add_thread(a_thread("big", title="x" * 100_000))

    await store.write(adding("t"))
    await store.write(limit(1))
    with pytest.raises(StoreFull):
        await fill()
    [(done,)] = look(store, "SELECT count(*) FROM threads")
    with pytest.raises(StoreFull):
        await store.write(two)
    assert (await store.read(lambda tx: tx.thread("t"))).id == "t"
    assert look(store, "SELECT count(*) FROM threads") == [(done,)]
    assert look(store, "SELECT count(*) FROM inbox") == [(0,)]
    await store.write(limit(1_000_000))
    await store.write(two)
    assert look(store, "PRAGMA integrity_check") == [("ok",)]
    assert look(store, "SELECT count(*) FROM threads") == [(done + 1,)]


async def test_a_full_disk_fails_who_needs_it_alone(store: SqliteStore) -> None:
    """In a shared commit one that needs more room than there is fails; those that fit are stored, or fail whole."""
    await store.write(furnish)
    await store.write(limit(1))
    results = await together(
        store,
        lambda tx: tx.save_thread(a_thread(root_ts="1.0")),
        lambda tx: tx.add_thread(a_thread("big", title="x" * 100_000)),
        lambda tx: tx.first_time("e1", 0.0),
    )
    assert isinstance(results[1], StoreFull)
    opened, seen = look(store, "SELECT (SELECT root_ts FROM threads), (SELECT count(*) FROM inbox)")[0]
    assert (opened == "1.0") is not isinstance(results[0], StoreFull)
    assert (seen == 1) is not isinstance(results[2], StoreFull)
    assert results[2] is True
    await store.write(limit(1_000_000))
    await store.write(adding("big"))


COMMIT_FAILS = """
import asyncio, os, resource, sys
from storage import open_store
from bot.domain.errors import StoreError
from bot.domain.thread import Thread

def a_thread(name):
    return Thread(id=name, channel="C1", asker="U1", title="x" * 2000, created_at=1.0)

async def main(path):
    store = open_store("sqlite:///" + path)
    await store.write(lambda tx: tx.add_thread(a_thread("before")))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path + "-wal"), hard))
    tasks = [asyncio.create_task(store.write(lambda tx, n=n: tx.add_thread(a_thread(f"t{n}")))) for n in range(10)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, StoreError) for result in results), results
    await store.read(lambda tx: tx.thread("before"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await store.write(lambda tx: tx.add_thread(a_thread("after")))
    await store.close()

asyncio.run(main(sys.argv[1]))
"""


def test_a_commit_that_fails_stores_nothing_of_it(tmp_path: Path) -> None:
    """The log cannot grow, so the commit itself fails: everyone in it is told, and it goes on when the log can."""
    path = tmp_path / "bgm.db"
    subprocess.run([sys.executable, "-c", COMMIT_FAILS, str(path)], check=True, timeout=60)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT id FROM threads ORDER BY rowid").fetchall() == [("before",), ("after",)]
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


async def test_another_programs_lock_is_said(store: SqliteStore) -> None:
    """Somebody who holds the database in a shell gets a StoreError with words, and the next write works."""
    other = sqlite3.connect(store.path, isolation_level=None)
    await store.write(lambda tx: tx._database.execute("PRAGMA busy_timeout = 20").fetchone())  # type: ignore[attr-defined]
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program"):
        await store.write(adding("a"))
    other.execute("ROLLBACK")
    other.close()
    await store.write(adding("a"))


async def test_the_file_is_durable_strict_and_plain(store: SqliteStore) -> None:
    """WAL, synchronous FULL, foreign keys, STRICT tables, and a file that its owner alone can read."""

    def pragmas(tx: Transaction) -> list[Any]:
        ask = ("journal_mode", "synchronous", "foreign_keys")
        return [tx._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ask]  # type: ignore[attr-defined]

    assert await store.write(pragmas) == ["wal", 2, 1]
    tables = look(store, "SELECT name, strict FROM pragma_table_list WHERE name NOT GLOB '*sqlite_*'")
    first = ["inbox", "threads", "jobs", "moves", "tasks", "takes", "posts", "messages", "reactions"]
    assert dict(tables) == dict.fromkeys([*first, "extras", "voices", "charges", "memos"], 1)
    assert store.path.stat().st_mode & 0o777 == 0o600


async def test_rows_are_plain_to_read(store: SqliteStore) -> None:
    """In a shell a job reads as words, numbers and JSON."""
    await store.write(furnish)
    sql = "SELECT state, lengths, json_extract(brief, '$.description'), created_at FROM jobs"
    assert look(store, sql) == [("accepted", "[45.0]", "calm", 100.0)]


async def test_a_second_bot_is_refused(store: SqliteStore) -> None:
    """Opening it again says who has it; the first one is not disturbed, and once closed another may have it."""
    url = f"sqlite:///{store.path}"
    with pytest.raises(StoreLocked, match=f"process {os.getpid()}, since 20"):
        open_store(url)
    await store.write(furnish)
    await store.close()
    await open_store(url).close()


HOLD = """
import os, sys, time
from storage import open_store
store = open_store(sys.argv[1])
if sys.argv[2] == "alone" or os.fork() == 0:
    print("held", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("how", ["alone", "fork"])
def test_a_killed_bot_leaves_no_lock(url: str, how: str) -> None:
    """The lock of another process holds, and ends with its kill -9, even if a child that it forked lives on."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, url, how], stdout=subprocess.PIPE, start_new_session=True)
    assert holder.stdout
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreLocked, match=f"process {holder.pid}"):
            open_store(url)
        os.kill(holder.pid, 9)
        holder.wait()
        asyncio.run(open_store(url).close())
    finally:
        os.killpg(holder.pid, 9) if how == "fork" else holder.kill()
        holder.stdout.close()
        holder.wait()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://localhost/bgm", "not there yet"),
        ("mysql://localhost/bgm", "sqlite:///var/bgm.db"),
        ("sqlite:///", "sqlite:///var/bgm.db"),
        ("sqlite:///:memory:", "sqlite:///var/bgm.db"),
        ("sqlite://bgm.db", "sqlite:///var/bgm.db"),
        ("", "sqlite:///var/bgm.db"),
        ("bgm.db", "sqlite:///var/bgm.db"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, words: str) -> None:
    """What is no address of a database is refused with one that works."""
    with pytest.raises(StoreError, match=words):
        open_store(address)
    with pytest.raises(StoreError, match=words):
        open_readonly(address)


async def test_folders_are_made_and_odd_names_work(tmp_path: Path) -> None:
    """The folder of a new database is made; spaces, signs and umlauts in its name are just letters."""
    path = tmp_path / "a b" / "50% größe?#.db"
    store = open_store(f"sqlite:///{path}")
    await store.write(furnish)
    await store.close()
    assert path.is_file()


def test_a_relative_address_starts_here(tmp_path: Path) -> None:
    """sqlite:///var/bgm.db is below the folder that one is in."""
    code = "import asyncio; from storage import open_store; asyncio.run(open_store('sqlite:///var/bgm.db').close())"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment, timeout=60)
    assert (tmp_path / "var" / "bgm.db").is_file()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Another file is left as it is, and the lock is given back."""
    path = tmp_path / "notes.txt"
    path.write_text("dear diary " * 500)
    for _ in range(2):
        with pytest.raises(StoreError, match="no SQLite database"):
            open_store(f"sqlite:///{path}")
    assert path.read_text() == "dear diary " * 500


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Where no file can be, words say so."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/bgm.db")


async def test_reading_commands_see_a_running_bot(store: SqliteStore) -> None:
    """A reader beside the bot sees what was stored before each look, and cannot write."""
    reader = open_readonly(f"sqlite:///{store.path}")
    try:
        assert await reader.read(lambda tx: tx.jobs()) == []
        await store.write(furnish)
        assert [job.id for job in await reader.read(lambda tx: tx.jobs())] == ["j1"]
        with pytest.raises(StoreError):
            await reader.read(lambda tx: tx.save_thread(a_thread(title="x")))
        await reader.ping()
    finally:
        await reader.close()


async def test_a_read_is_one_snapshot(store: SqliteStore) -> None:
    """What is committed while a read runs is not seen by it, but by the next."""
    await store.write(furnish)
    reader = open_readonly(f"sqlite:///{store.path}")
    begun, written = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def twice(tx: Transaction) -> list[int]:
        counts = [len(tx.posts())]
        loop.call_soon_threadsafe(begun.set)
        assert written.wait(30)
        return [*counts, len(tx.posts())]

    try:
        reading = asyncio.create_task(reader.read(twice))
        await begun.wait()
        await store.write(lambda tx: tx.put_post(a_post("a", PostKind.TELL)))
        written.set()
        assert await reading == [0, 0]
        assert len(await reader.read(lambda tx: tx.posts())) == 1
    finally:
        await reader.close()


def test_reading_creates_nothing(tmp_path: Path, url: str) -> None:
    """Where there is no database a reader says so and makes none."""
    with pytest.raises(StoreError, match="bgm run"):
        open_readonly(url)
    assert list(tmp_path.iterdir()) == []


async def run(*works: Coroutine[Any, Any, Any]) -> list[Any]:
    """Runs coroutines side by side."""
    return list(await asyncio.gather(*works))


async def test_many_readers_and_writers_at_once(store: SqliteStore) -> None:
    """Two hundred reads and writes at once all come back, and every write is there."""
    writes = [store.write(adding(f"t{number}")) for number in range(100)]
    reads = [store.read(lambda tx: len(tx.jobs())) for _ in range(100)]
    await run(*writes, *reads)
    assert look(store, "SELECT count(*) FROM threads") == [(100,)]

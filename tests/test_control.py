"""The control socket: one line each way, for one user, beside the database of the bot that owns it."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.control import LONGEST, Control, ask, socket_path


async def echo(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """Says what it was asked; fails when it is asked to."""
    if question.get("do") == "fail":
        raise RuntimeError("a secret reason")
    return {"ok": True, "asked": question}


@asynccontextmanager
async def listening(database: Path) -> AsyncIterator[Control]:
    control = Control(database, echo)
    await control.start()
    try:
        yield control
    finally:
        await control.stop()


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def sent(database: Path, data: bytes) -> bytes:
    """What comes back for these bytes, to the end of the connection."""
    reader, writer = await asyncio.open_unix_connection(socket_path(database))
    writer.write(data)
    writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def test_a_question_is_answered_and_the_socket_is_gone_afterwards(tmp_path: Path) -> None:
    database = tmp_path / "bgm.db"
    async with listening(database):
        assert await ask(database, {"do": "ä\n"}) == {"ok": True, "asked": {"do": "ä\n"}}
    assert left_in(tmp_path) == []


async def test_only_the_bots_own_user_can_open_it(tmp_path: Path) -> None:
    async with listening(tmp_path / "bgm.db"):
        path = tmp_path / "bgm.db.sock"
        assert stat.S_ISSOCK(path.stat().st_mode)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_with_no_bot_there_is_no_answer(tmp_path: Path) -> None:
    """Neither where there never was one, nor where a killed one left its socket."""
    database = tmp_path / "bgm.db"
    assert await ask(database, {"do": "ping"}) is None
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(socket_path(database)))
        left.listen()
    assert socket_path(database).exists()
    assert await ask(database, {"do": "ping"}) is None
    async with listening(database):
        assert await ask(database, {"do": "ping"}) is not None


async def test_a_path_too_long_for_the_kernel_works_as_well(tmp_path: Path) -> None:
    database = tmp_path / ("long" * 30) / "bgm.db"
    database.parent.mkdir()
    async with listening(database):
        assert await ask(database, {"do": "ping"}) is not None
    assert left_in(database.parent) == []


async def test_what_cannot_be_done_is_said_without_its_inside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with listening(tmp_path / "bgm.db"):
        answer = await ask(tmp_path / "bgm.db", {"do": "fail"})
    assert answer is not None
    assert not answer["ok"]
    assert "secret" not in str(answer)
    assert "secret reason" in caplog.text


async def test_a_line_longer_than_the_cap_is_refused(tmp_path: Path) -> None:
    async with listening(tmp_path / "bgm.db"):
        answer = await sent(tmp_path / "bgm.db", b'{"do": "' + b"x" * (2 * LONGEST) + b'"}\n')
    assert not json.loads(answer)["ok"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.just(b"[" * 5000 + b"\n") | st.just(b'["a"]\n') | st.just(b"NaN\n"))
def test_whatever_is_sent_gets_one_line_or_none(tmp_path: Path, data: bytes) -> None:
    async def exchange() -> None:
        async with listening(tmp_path / "bgm.db"):
            assert "ok" in json.loads(await sent(tmp_path / "bgm.db", data))
            assert await ask(tmp_path / "bgm.db", {}) == {"ok": True, "asked": {}}

    asyncio.run(exchange())


async def test_one_who_says_nothing_does_not_hold_up_the_others_or_the_end(tmp_path: Path) -> None:
    database = tmp_path / "bgm.db"
    async with listening(database):
        reader, writer = await asyncio.open_unix_connection(socket_path(database))
        assert await ask(database, {}) is not None
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()


async def test_a_folder_that_takes_no_socket_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The bot runs without; the log says so."""
    async with listening(tmp_path / "nowhere" / "bgm.db"):
        pass
    assert "no control socket" in caplog.text

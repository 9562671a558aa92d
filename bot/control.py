"""A Unix socket beside the database, by which `bgm` commands ask the running bot: one line of JSON each way."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
Answer = Callable[[Json], Awaitable[Json]]

LONGEST = 64 * 1024
"""Bytes of one line; more is no question of ours."""
SECONDS = 10.0
"""For a question to come whole, and for its answer to be read."""
ANSWER_SECONDS = 60.0
_SHORT = 100
"""Bytes of a path that every kernel takes for a socket (Linux: 107, macOS: 103)."""


def socket_path(database: Path) -> Path:
    """The socket of the bot that owns this database, e.g. bgm.db.sock."""
    return database.absolute().with_name(f"{database.name}.sock")


class Control:
    """Answers questions on the socket; only the user that the bot runs as can open it (mode 0600).

    It belongs to whoever holds the database's lock: what a killed bot left in its place is removed.
    """

    def __init__(self, database: Path, answer: Answer) -> None:
        self._path, self._answer = socket_path(database), answer
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listens. Where no socket can be made (a file system without them) it says so in the log, and the bot does
        without."""
        try:
            listening = self._bound()
            self._server = await asyncio.start_unix_server(self._talk, sock=listening, limit=LONGEST)
        except OSError as error:
            log.warning("no control socket at %s (%s): `bgm settle` will need the bot stopped", self._path, error)

    async def stop(self) -> None:
        """Listens no more, and removes the socket."""
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._path.unlink(missing_ok=True)
        self._server = None

    def _bound(self) -> socket.socket:
        self._path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with _short(self._path) as name:
                listening.bind(name)
            self._path.chmod(0o600)  # before anybody can connect: it does not listen yet
        except OSError:
            listening.close()
            raise
        return listening

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None  # noqa: S101 (it runs in one)
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        try:
            with suppress(OSError, TimeoutError):
                await self._exchange(reader, writer)
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(SECONDS):
            question = await _line(reader)
        if question is None:
            answer: Json = {"ok": False, "words": "One line of JSON was expected."}
        else:
            answer = await self._answered(question)
        writer.write(_written(answer))
        async with asyncio.timeout(SECONDS):
            await writer.drain()

    async def _answered(self, question: Json) -> Json:
        try:
            return await self._answer(question)
        except Exception:
            log.exception("a command could not be carried out")
            return {"ok": False, "words": "It could not be done; the bot's log says why."}


async def ask(database: Path, question: Json) -> Json | None:
    """What the bot that owns this database answers; None when none runs. TimeoutError when it does not answer."""
    try:
        with _short(socket_path(database)) as name:
            reader, writer = await asyncio.open_unix_connection(name, limit=LONGEST)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            writer.write(_written(question))
            await writer.drain()
            return await _line(reader) or {"ok": False, "words": "The bot gave no answer that can be read."}
    finally:
        writer.close()


async def _line(reader: asyncio.StreamReader) -> Json | None:
    """One JSON object on a line of its own; None for anything else."""
    try:
        found = json.loads(await reader.readuntil(b"\n"))
    except (ValueError, RecursionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    return found if isinstance(found, dict) else None


def _written(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of the socket that is short enough for the kernel: where the path is too long, by its folder's handle."""
    if len(os.fsencode(path)) <= _SHORT:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)

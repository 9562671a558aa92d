"""What really happened: an append-only list of lines, on disk when a path is given, that tests can wait on."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sandbox.slack.clock import Clock

Json = dict[str, Any]


class Ledger:
    """Append-only; each line is flushed and fsynced before `write` returns, so it outlives a killed writer."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self.entries: list[Json] = []
        self._clock = clock
        self._file = path.open("a", encoding="utf-8") if path else None
        self._news = asyncio.Event()

    def __iter__(self) -> Iterator[Json]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def write(self, kind: str, **fields: Any) -> Json:
        """Add one line `{"n", "at" (seconds), "kind", ...fields}` and wake whoever waits."""
        entry: Json = {"n": len(self.entries), "at": self._clock.now(), "kind": kind, **fields}
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self.wake()
        return entry

    def wake(self) -> None:
        """Let everyone who waits look again."""
        self._news.set()
        self._news = asyncio.Event()

    def of(self, kind: str, **fields: Any) -> list[Json]:
        """The lines of one kind whose named fields have these values."""
        return [e for e in self.entries if e["kind"] == kind and all(e.get(k) == v for k, v in fields.items())]

    def calls(self, method: str) -> list[Json]:
        """The calls of one Web API method, in order."""
        return self.of("call", method=method)

    async def until(self, condition: Callable[[], Any], *, timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        """Wait until `condition()` is true, looking after every line; its value. TimeoutError after `timeout`."""
        async with asyncio.timeout(timeout):
            while True:
                news = self._news
                if found := condition():
                    return found
                await news.wait()

    async def wait_for(self, predicate: Callable[[Json], Any], *, since: int = 0, timeout: float = 30.0) -> Json:  # noqa: ASYNC109
        """The first line from number `since` on that fulfils `predicate`, waiting for it if need be."""
        found: Json = await self.until(
            lambda: next((e for e in self.entries[since:] if predicate(e)), None), timeout=timeout
        )
        return found

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

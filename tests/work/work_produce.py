"""What the tests of producing share: a bench that finishes at once, and a CDN whose addresses live and die by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, cast

from work_parts import HandClock, TinyProvider, no_point, run

from bot.audio.bed import Bed, FinishOrder, make_bed
from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.errors import NotFetched
from bot.domain.ports import Store
from bot.work.finishing.produce import Produce


class Bench:
    """Finishes beds at once, or raises what it is told to; all other work it does."""

    def __init__(self) -> None:
        self.trouble: list[Exception] = []
        self.spoils: dict[str, Exception] = {}
        """By a part of the take's path: what finishing it raises, each time."""
        self.orders: list[FinishOrder] = []
        self.seconds: list[float] = []
        """How long the next beds are; then as asked, or 3 s."""
        self.awake = False

    def wake(self) -> None:
        self.awake = True

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        return self._bed(*args) if work is make_bed else work(*args)

    def _bed(self, order: FinishOrder) -> Bed:
        self.orders.append(order)
        for part, error in self.spoils.items():
            if part in str(order.take):
                raise error
        if self.trouble:
            raise self.trouble.pop(0)
        seconds = self.seconds.pop(0) if self.seconds else (order.frames or 144_000) / 48_000
        path = order.out / f"{order.name}.{order.format}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"bed")
        return Bed(
            path=path,
            picture=order.out / f"{order.name}.png" if order.picture else None,
            frames=round(seconds * 48_000),
            seconds=seconds,
            lufs=-20.0,
            lra=3.0,
            true_peak=-3.0,
            sha256="0" * 64,
            size=1,
            format=order.format,
            gain=0.0,
        )


class Cdn:
    """A fetch: the bytes of each address, or what it raises. Unknown addresses are dead."""

    def __init__(self) -> None:
        self.holds: dict[str, bytes | Exception] = {}
        self.asked: list[str] = []
        self.together: asyncio.Barrier | None = None
        """So many fetches go on only once all of them have begun."""

    async def __call__(self, url: str, into: Path) -> Path:
        self.asked.append(url)
        if self.together:
            await self.together.wait()
        held = self.holds.get(url, NotFetched("cdn.example answered HTTP 404 for the file.", gone=True))
        if isinstance(held, Exception):
            raise held
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_bytes(held)  # noqa: ASYNC240 (a few bytes)
        return into


class Studio:
    """The loop with its bench, its CDN and its folder."""

    def __init__(self, store: Store, clock: HandClock, files: Path, *providers: TinyProvider) -> None:
        self.store, self.clock = store, clock
        self.folder, self.bench, self.cdn = AudioFolder(files), Bench(), Cdn()
        self._numbers = count(1)
        self.loop = Produce(
            store=store,
            providers={provider.name: provider for provider in providers},
            folder=self.folder,
            workers=cast("Workers", self.bench),
            clock=clock,
            ids=self.ids,
            at=no_point,
            fetch=self.cdn,
        )

    def ids(self, prefix: str) -> str:
        """Ids that say in what order they were given."""
        return f"{prefix}-next-{next(self._numbers)}"

    def put(self, path: str, content: bytes = b"take") -> str:
        """A file below the files folder."""
        whole = self.folder.root / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(content)
        return path

    async def turn(self, seconds: float = 0.0) -> None:
        """Until nothing is due for so many seconds."""
        loop = self.loop
        await run(loop, self.clock, until=self.clock.now() + seconds, busy=lambda: loop._lanes.under_way)

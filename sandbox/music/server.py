"""One vendor of music on loopback: what every vendor's server has in common, from the key to the file host."""

from __future__ import annotations

import asyncio
import random
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from aiohttp import web

from sandbox.music.cdn import Cdn
from sandbox.music.errors import Refused
from sandbox.music.faults import MusicFaults
from sandbox.music.gate import Gate
from sandbox.music.hooks import Hooks
from sandbox.music.ledger import MusicLedger
from sandbox.music.pace import Pace
from sandbox.music.sound import Sound
from sandbox.music.tasks import Tasks
from sandbox.slack.clock import Clock, SystemClock, sleep_until

HOST = "127.0.0.1"


class MusicServer(ABC):
    """A vendor with one account, whose bearer token is `key`. Use `async with`, or start and close.

    A vendor gives its routes, the words of its refusals and what it asks of every request (`admit`). `sound` is shared
    when it is given, and then not closed here. `seed` decides times and variations, never ids. `ledger` is a file to
    append to. Public parts: `faults`, `ledger`, `tasks`, `hooks`, `cdn`, `clock`, `pace`, `sound`.
    """

    def __init__(
        self,
        key: str,
        *,
        pace: Pace | None = None,
        faults: MusicFaults | None = None,
        ledger: Path | None = None,
        sound: Sound | None = None,
        seed: int = 0,
        port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self.key = key
        self.seed = seed
        self.clock = clock or SystemClock()
        self.pace = pace or Pace()
        self.faults = faults or MusicFaults(seed)
        self.ledger = MusicLedger(ledger, self.clock)
        self.sound = sound or Sound()
        self.hooks = Hooks(clock=self.clock, ledger=self.ledger, faults=self.faults, pace=self.pace)
        self.tasks = Tasks(clock=self.clock, ledger=self.ledger, faults=self.faults, pace=self.pace)
        self.cdn = Cdn(clock=self.clock, ledger=self.ledger, faults=self.faults)
        self._owns_sound = sound is None
        self._port = port
        self._dealt = 0
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._outages: set[asyncio.Task[None]] = set()

    # What a vendor gives

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """The paths of the API, without the file host."""

    @abstractmethod
    def refusal(self, refused: Refused) -> web.Response:
        """The vendor's own words for an error; the `kind` is the vendor's or "" for one by status."""

    @abstractmethod
    def admit(self, request: web.Request) -> None:
        """Look at the key and the rate before anything is done. Raises Refused."""

    # What it has

    @property
    def url(self) -> str:
        """Where it is: http://127.0.0.1:PORT, without a slash at the end."""
        return f"http://{HOST}:{self._port}"

    def dice(self) -> random.Random:
        """Dice of its own for the next task: the n-th task of a seed always gets the same ones."""
        self._dealt += 1
        return random.Random(f"{self.seed} {self._dealt}")  # noqa: S311 - a die, not a secret

    # Its life

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        gate = Gate(self)
        app = web.Application(middlewares=[gate.middleware], client_max_size=32 * 2**20)
        app.add_routes([*self.routes(), *self.cdn.routes(), web.post("/sandbox/faults", gate.order)])
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        await self._listen(self._runner)
        self._port = self._runner.addresses[0][1]
        self.cdn.base = self.url

    async def close(self) -> None:
        """Stop listening, give up on what is under way, remove the sound."""
        for outage in list(self._outages):
            outage.cancel()
        await asyncio.gather(*self._outages, return_exceptions=True)
        self.faults.release()
        await self.tasks.close()
        await self.hooks.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._owns_sound:
            await self.sound.close()
        self.ledger.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    # Its outages

    async def refuse(self) -> None:
        """Close the listening socket: new connections are refused, and open ones are dropped when they ask."""
        self.faults.down()
        if self._site is not None:
            site, self._site = self._site, None
            await site.stop()

    async def accept(self) -> None:
        """Listen again, on the same port."""
        if self._site is None and self._runner is not None:
            await self._listen(self._runner)
        self.faults.up()

    def outage(self, seconds: float) -> None:
        """Refuse connections from now on for so many seconds of the clock."""
        task = asyncio.get_running_loop().create_task(self._out(seconds))
        self._outages.add(task)
        task.add_done_callback(self._outages.discard)

    async def _listen(self, runner: web.AppRunner) -> None:
        self._site = web.TCPSite(runner, HOST, self._port, reuse_address=True)
        await self._site.start()

    async def _out(self, seconds: float) -> None:
        await self.refuse()
        self.ledger.write("outage", seconds=seconds)
        await sleep_until(self.clock, self.clock.now() + seconds)
        await self.accept()
        self.ledger.write("outage_over")

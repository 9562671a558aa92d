"""The gate of one account at a music API: how often it may be asked, and whether it answers at all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from bot.domain.breaker import MOST_SECONDS, Breaker
from bot.domain.errors import AskAgain, Limited, Refused
from bot.domain.limits import Spacing
from bot.domain.ports import Clock

T = TypeVar("T")

LIMITED_SECONDS = 10.0
"""A wait where an API that says too many names none."""
PROBE_SECONDS = 90.0
"""After so long without a word a probe counts as lost, and another one may go."""
LONGEST_HOLD = 3600.0
"""The longest wait that an API is obeyed in (`providers.refusals.LONGEST_WAIT`)."""


class Line(StrEnum):
    """Who waits at a gate. Where both do, they take turns: neither orders nor looks are starved."""

    ORDER = "order"
    LOOK = "look"


def wait_of(limited: Limited) -> float:
    """How long an API that says too many is left alone, in seconds."""
    return LIMITED_SECONDS if limited.retry_after is None else limited.retry_after


Later = Callable[[float, Callable[[], None]], Any]
"""Calls a function in so many seconds."""


def later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
    """By the event loop's clock."""
    return asyncio.get_running_loop().call_later(seconds, call)


class Gate:
    """Lets one request through at a time, never sooner than its limit allows.

    After a start it is as if a request had just gone out: one of before the start may have. The limit is counted from
    the moment a request goes out, not from its turn: what a slow disk takes to store an order would else be missing
    from the distance to the next one. And as a request may reach the API at any moment until its answer comes, the next
    one keeps its distance from a prompt answer, too: an order that took 0.1 s to connect and a look that did not would
    else be 2.9 s apart where the API counts.
    """

    def __init__(
        self,
        account: str,
        *,
        spacing: float,
        clock: Clock,
        orders: float = 0.0,
        wait: Later = later,
        changed: Callable[[Gate], None] = lambda _: None,
    ) -> None:
        """`spacing` between any two requests and `orders` between two orders, in seconds; `changed` is told when the
        gate was closed or opened for a while."""
        self.account, self._clock, self._later, self._changed = account, clock, wait, changed
        self._spacing = Spacing(spacing, free_at=clock.now() + spacing)
        self._orders = Spacing(orders, free_at=clock.now() + orders)
        self.breaker = Breaker()
        self._probing_until = 0.0
        self._sent_at = 0.0
        self._turn: asyncio.Future[None] | None = None
        self._waiting: dict[Line, deque[asyncio.Future[None]]] = {line: deque() for line in Line}
        self._last = Line.LOOK
        self._armed: float | None = None

    def opens_at(self) -> float:
        """The earliest time (Unix seconds) of the next request; not later than now when it may go at once."""
        return self._opens_at(self._clock.now())

    def is_shut(self, now: float) -> bool:
        """Whether it counts as down, and it is not yet time for a probe."""
        return self.breaker.is_open and self._probe_at > now

    @asynccontextmanager
    async def turn(self, line: Line) -> AsyncIterator[None]:
        """Entered when one request may go out (`request`), at once; nobody else's turn comes before it does.

        Left without a request it tells nothing of the API, and costs nothing of its limit.
        """
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[line].append(turn)
        self._open()
        try:
            await turn
            yield
        finally:
            if self._turn is turn:
                self._turn = None
                self._open()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around the one request of a turn: the gate learns from its end how the API is.

        Limited closes the gate for a while; a whole answer, be it a refusal or one that leads elsewhere (AskAgain), is
        a sign of life; anything else that is raised is none. All of it is raised on.
        """
        self._sent()
        try:
            yield
        except Limited as error:
            self.hold(wait_of(error))
            raise
        except (Refused, AskAgain):
            self.worked()
            raise
        except Exception:
            self.failed()
            raise
        self.worked()

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer to a question that costs nothing, asked when it is its turn; in a second turn of its own where the
        first answer leads elsewhere. Raises what the question raises."""
        async with self.turn(Line.LOOK):
            return await self.asked(question)

    async def asked(self, question: Callable[[], Awaitable[T]]) -> T:
        """The same, where it is the question's turn already."""
        try:
            with self.request():
                return await question()
        except AskAgain:
            async with self.turn(Line.LOOK):
                with self.request():
                    return await question()

    def hold(self, seconds: float) -> None:
        """The API asked to be left alone for so long: a whole answer, so it is not down."""
        self._spacing = self._spacing.held(self._clock.now() + seconds)
        self._answered()
        self.breaker, self._probing_until = self.breaker.worked(), 0.0
        self._changed(self)
        self._open()

    def worked(self) -> None:
        """A whole answer came, whatever it said."""
        self._answered()
        self._probed(self.breaker.worked())

    def failed(self) -> None:
        """No whole answer came."""
        self._answered()
        self._probed(self.breaker.failed(self._clock.now()))

    @property
    def held_until(self) -> float:
        """Until when nothing goes out (Unix seconds)."""
        return self._spacing.free_at

    def restore(self, held_until: float, breaker: Breaker) -> None:
        """As it was before a restart. A wait that no API can have named comes of a clock that was wrong."""
        now = self._clock.now()
        self._spacing = self._spacing.held(min(held_until, now + LONGEST_HOLD))
        self.breaker = replace(breaker, retry_at=min(breaker.retry_at, now + MOST_SECONDS))

    @property
    def _probe_at(self) -> float:
        """When an API that counts as down may be asked again."""
        return max(self.breaker.retry_at, self._probing_until)

    def _opens_at(self, now: float) -> float:
        """By one reading of the clock: by two it would lie in the future for ever, if only by a microsecond."""
        limit = now + self._spacing.wait(now)
        return max(limit, self._probe_at) if self.breaker.is_open else limit

    def _answered(self) -> None:
        """After a longer silence than the limit's, the next one may have gone already, and nothing is made up for."""
        now = self._clock.now()
        if now < self._sent_at + self._spacing.seconds:
            self._spacing = self._spacing.held(now + self._spacing.seconds)

    def _probed(self, breaker: Breaker) -> None:
        changed = breaker.is_open or self.breaker.is_open
        self.breaker, self._probing_until = breaker, 0.0
        if changed:
            self._changed(self)
        self._open()

    def _sent(self) -> None:
        now = self._clock.now()
        self._turn, self._sent_at, self._spacing = None, now, self._spacing.used(now)
        if self._last is Line.ORDER:
            self._orders = self._orders.used(now)
        if self.breaker.is_open:
            self._probing_until = now + PROBE_SECONDS
        self._open()

    def _open(self) -> None:
        while self._turn is None and (wanted := self._wanted()):
            now = self._clock.now()
            wait, _, line = min((self._wait(line, now), line is self._last, line) for line in wanted)
            if wait > 0:
                self._arm(wait)
                return
            self._last, self._turn = line, self._waiting[line].popleft()
            self._turn.set_result(None)

    def _wanted(self) -> list[Line]:
        """The lines in which somebody waits."""
        for turns in self._waiting.values():
            while turns and turns[0].done():
                turns.popleft()
        return [line for line in Line if self._waiting[line]]

    def _wait(self, line: Line, now: float) -> float:
        wait = self._opens_at(now) - now
        return max(wait, self._orders.wait(now)) if line is Line.ORDER else wait

    def _arm(self, seconds: float) -> None:
        """A timer that is set for later does not do: what it waits for may end sooner, as when a probe works."""
        due = self._clock.now() + seconds
        if self._armed is None or due < self._armed:
            self._armed = due
            self._later(seconds, partial(self._rung, due))

    def _rung(self, due: float) -> None:
        if self._armed == due:
            self._armed = None
        self._open()

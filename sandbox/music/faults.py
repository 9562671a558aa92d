"""Bad days on order, or by the dice: a test says what should go wrong and where, and the next requests meet it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

Json = dict[str, Any]
Point = Literal["request", "answer", "file", "hook", "task", "item", "voice"]

PAID = "POST *"
"""The default place for answers that are lost: whatever is posted."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong at a `point`, for so many `times` (None: until cleared), each time with these `odds`.

    `where` is a shell pattern: "POST /api/v1/sonic/create" for requests and answers, a file's name for files, the event
    for hooks, the operation for tasks and their items.
    """

    point: Point
    kind: str
    where: str = "*"
    times: int | None = 1
    odds: float = 1.0
    status: int = 0
    retry_after: str | None = None
    seconds: float = 0.0
    message: str = ""
    body: bytes = b""


class MusicFaults:
    """What a music server does wrong. Every switch takes `times` (None: until `clear`), `odds` (0..1) and `where`.

    The dice are seeded: the same requests in the same order meet the same faults.
    """

    def __init__(self, seed: int = 0) -> None:
        self.is_down = False
        self._dice = random.Random(f"faults {seed}")  # noqa: S311 - a die, not a secret
        self._rules: list[Fault] = []
        self._released = asyncio.Event()

    @classmethod
    def seeded(cls, seed: int, odds: float = 0.05, *, without: Collection[str] = ()) -> MusicFaults:
        """A server on which everything but `without` goes wrong now and then, each thing with these odds."""
        faults = cls(seed)
        for name in RANDOM:
            if name not in without:
                getattr(faults, name)(times=None, odds=odds)
        return faults

    # Before anything is done

    def storm(
        self, status: int = 503, *, times: int | None = 1, odds: float = 1.0, where: str = "*", done: bool = False
    ) -> None:
        """Answer with 500, 503 ... in the vendor's own shape. With `done` the thing was done all the same."""
        self._add("answer" if done else "request", "status", where, times, odds, status=status)

    def rate_limit(
        self, retry_after: float | str | None = None, *, times: int | None = 1, odds: float = 1.0, where: str = "*"
    ) -> None:
        """Answer 429; `retry_after` is seconds, or an HTTP date as text, or None for no header."""
        after = None if retry_after is None else str(retry_after)
        self._add("request", "rate_limit", where, times, odds, retry_after=after)

    def hang(self, *, times: int | None = 1, odds: float = 1.0, where: str = "*") -> None:
        """Do nothing and never answer, until `release` or until the caller hangs up."""
        self._add("request", "hang", where, times, odds)

    def outage(self, seconds: float = 1.0, *, times: int | None = 1, odds: float = 1.0, where: str = "*") -> None:
        """On the next request drop it, and refuse every connection for so many seconds of the server's clock."""
        self._add("request", "outage", where, times, odds, seconds=seconds)

    # After it was done

    def lose_answers(self, times: int | None = 1, *, odds: float = 1.0, where: str = PAID) -> None:
        """Do the thing and charge for it, then drop the connection without a byte."""
        self._add("answer", "lose", where, times, odds)

    def drop_bodies(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Do the thing, then drop the connection in the middle of the body."""
        self._add("answer", "drop_body", where, times, odds)

    def cut_json(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Do the thing, then answer with a body that is whole for HTTP and half for JSON."""
        self._add("answer", "cut_json", where, times, odds)

    def html(
        self, status: int = 502, *, times: int | None = 1, odds: float = 1.0, where: str = "*", done: bool = True
    ) -> None:
        """Answer with a gateway's HTML page and this status (200, 502 ...); the thing was `done`, or not."""
        self._add("answer" if done else "request", "html", where, times, odds, status=status)

    # Files

    def empty_files(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Serve 0 bytes, with 200 and the right type."""
        self._add("file", "empty", where, times, odds)

    def html_files(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Serve an HTML page with 200, called audio."""
        self._add("file", "html", where, times, odds)

    def cut_files(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Serve the first half of the file as if that were all."""
        self._add("file", "cut", where, times, odds)

    def drop_files(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Promise the whole file, then drop the connection in the middle."""
        self._add("file", "drop", where, times, odds)

    def swap_files(self, body: bytes, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Serve these bytes in place of the file: whatever a music API may return."""
        self._add("file", "swap", where, times, odds, body=body)

    def mistype_files(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Serve the right bytes, called text/plain."""
        self._add("file", "mistype", where, times, odds)

    def dead_links(
        self, status: int = 403, *, after: float = 0.0, times: int | None = 1, odds: float = 1.0, where: str = "*"
    ) -> None:
        """Answer 403 or 404 for files that are at least `after` seconds old; with `times` they come back after."""
        self._add("file", "dead", where, times, odds, status=status, seconds=after)

    # Webhooks

    def bad_hooks(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Send a webhook whose signature is not of its body."""
        self._add("hook", "bad_signature", where, times, odds)

    def stale_hooks(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*", age: float = 3600.0) -> None:
        """Send a webhook that was signed `age` seconds ago."""
        self._add("hook", "stale", where, times, odds, seconds=age)

    def twice_hooks(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Send a webhook twice, under one id."""
        self._add("hook", "twice", where, times, odds)

    def late_hooks(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Keep a webhook back until the task's next one was sent."""
        self._add("hook", "late", where, times, odds)

    def no_hooks(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Never send the webhook."""
        self._add("hook", "none", where, times, odds)

    # Music

    def fail_tasks(
        self, times: int | None = 1, *, odds: float = 1.0, where: str = "*", message: str = "generation failed"
    ) -> None:
        """A task ends failed; what it cost goes back to the balance."""
        self._add("task", "fail", where, times, odds, message=message)

    def fail_items(
        self, times: int | None = 1, *, odds: float = 1.0, where: str = "*", message: str = "generation failed"
    ) -> None:
        """One item of a task fails while the others succeed; nothing is refunded."""
        self._add("item", "fail", where, times, odds, message=message)

    def leak_vocals(self, times: int | None = 1, *, odds: float = 1.0, where: str = "*") -> None:
        """Somebody sings on what was asked for as an instrumental."""
        self._add("voice", "leak", where, times, odds)

    # The rest

    def down(self) -> None:
        """Drop every connection at once, without a word. See also MusicServer.refuse."""
        self.is_down = True

    def up(self) -> None:
        """Answer again."""
        self.is_down = False

    def release(self) -> None:
        """Let the requests that hang go (their connections are dropped)."""
        self._released.set()
        self._released = asyncio.Event()

    def clear(self) -> None:
        """Forget everything that was ordered; up again."""
        self._rules.clear()
        self.is_down = False
        self.release()

    def take(self, point: Point, where: str, *, age: float = 0.0) -> Fault | None:
        """The fault met here, counted down. `age` (seconds) is that of the file asked for."""
        for rule in self._rules:
            if rule.point != point or age < rule.seconds * (rule.kind == "dead") or not fnmatchcase(where, rule.where):
                continue
            if rule.odds < 1.0 and self._dice.random() >= rule.odds:
                continue
            self._count(rule)
            return rule
        return None

    async def wait_released(self) -> None:
        """Until `release`."""
        await self._released.wait()

    def order(self, wish: Json) -> None:
        """By name, for POST /sandbox/faults: {"do": "lose_answers", "times": 2}. KeyError or TypeError if unknown."""
        wish = dict(wish)
        orders: dict[str, Any] = {name: getattr(self, name) for name in ORDERS}
        orders[wish.pop("do")](**wish)

    def _add(self, point: Point, kind: str, where: str, times: int | None, odds: float, **more: Any) -> None:
        self._rules.append(Fault(point=point, kind=kind, where=where, times=times, odds=odds, **more))

    def _count(self, rule: Fault) -> None:
        if rule.times is None:
            return
        rule.times -= 1
        if rule.times <= 0:
            self._rules.remove(rule)


RANDOM = (
    "storm", "rate_limit", "outage", "lose_answers", "drop_bodies", "cut_json", "html", "empty_files", "html_files",
    "cut_files", "drop_files", "mistype_files", "dead_links", "bad_hooks", "stale_hooks", "twice_hooks", "late_hooks",
    "no_hooks", "fail_tasks", "fail_items", "leak_vocals",
)  # fmt: skip
ORDERS = (*RANDOM, "hang", "down", "up", "release", "clear")

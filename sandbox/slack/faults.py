"""Bad days on order: a test says what should go wrong, and the next calls do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls of `method` ("*" is every method; None times is until cleared)."""

    method: str
    kind: str
    times: int | None = 1
    code: str = ""
    status: int = 0
    retry_after: str = ""


class Faults:
    """Web API faults. Besides method names there are "upload" (the upload URL) and "response_url"."""

    def __init__(self) -> None:
        self.is_down = False
        self._rules: list[Fault] = []
        self._released = asyncio.Event()

    def fail(self, method: str, code: str = "", *, status: int = 0, times: int | None = 1) -> None:
        """Refuse with Slack's error `code`, or with a bare HTTP `status` (500, 503 ...). Nothing is done."""
        self._rules.append(Fault(method, "fail", times, code or "internal_error", status))

    def rate_limit(self, method: str, retry_after: float | str = 30, *, times: int | None = 1) -> None:
        """Answer 429 with this Retry-After ("" leaves the header out)."""
        self._rules.append(Fault(method, "rate_limit", times, retry_after=str(retry_after)))

    def lose_answer(self, method: str, *, times: int | None = 1) -> None:
        """Do the thing, then drop the connection before the answer."""
        self._rules.append(Fault(method, "lose_answer", times))

    def hang(self, method: str, *, times: int | None = 1) -> None:
        """Never answer (nothing is done) until `release` or until the caller hangs up."""
        self._rules.append(Fault(method, "hang", times))

    def never_share(self, times: int | None = 1) -> None:
        """files.completeUploadExternal says ok, and the file's message never comes."""
        self._rules.append(Fault("share", "never_share", times))

    def down(self) -> None:
        """Close every connection at once, without a word."""
        self.is_down = True

    def up(self) -> None:
        """Answer again."""
        self.is_down = False

    def release(self) -> None:
        """Let the calls that hang go (their connections are dropped)."""
        self._released.set()
        self._released = asyncio.Event()

    def clear(self) -> None:
        """Forget every fault that was ordered; up again."""
        self._rules.clear()
        self.is_down = False
        self.release()

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, counted down."""
        wild = () if method == "share" else ("*",)
        rule = next((r for r in self._rules if r.method in (method, *wild)), None)
        if rule is not None and rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                self._rules.remove(rule)
        return rule

    async def wait_released(self) -> None:
        """Until `release`."""
        await self._released.wait()

    def order(self, wish: Json) -> None:
        """By name, for POST /sandbox/faults: {"do": "fail", "method": ..., "times": ...}. KeyError if unknown."""
        wish = dict(wish)
        orders: dict[str, Any] = {name: getattr(self, name) for name in ORDERS}
        orders[wish.pop("do")](**wish)


ORDERS = ("fail", "rate_limit", "lose_answer", "hang", "never_share", "down", "up", "release", "clear")

"""Webhooks: signed as the vendor documents it, sent again under the same id until a 2xx, or spoilt on order."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.music.faults import Fault, MusicFaults
from sandbox.music.ledger import MusicLedger
from sandbox.music.pace import Pace
from sandbox.slack.clock import Clock, sleep_until

Json = dict[str, Any]
Sign = Callable[[str, int, bytes], Mapping[str, str]]
"""(webhook id, unix seconds, raw body) -> every header the vendor sends with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One thing to tell: what happened to which task, to whom, and how it is signed."""

    url: str
    event: str
    task_id: str
    body: Json
    sign: Sign


class Hooks:
    """Sends in the background; a task's hooks arrive in the order given unless a fault says otherwise."""

    def __init__(self, *, clock: Clock, ledger: MusicLedger, faults: MusicFaults, pace: Pace) -> None:
        self._clock = clock
        self._ledger = ledger
        self._faults = faults
        self._pace = pace
        self._session: aiohttp.ClientSession | None = None
        self._late: dict[str, list[Hook]] = {}
        self._last: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pending(self) -> int:
        """How many are neither taken nor given up; one that is held back does not count."""
        return len(self._tasks)

    def send(self, hook: Hook) -> None:
        """Start telling, after whatever was to be told of this task before."""
        fault = self._faults.take("hook", hook.event)
        match fault:
            case Fault(kind="none"):
                self._ledger.write("hook", event=hook.event, task_id=hook.task_id, fault="none")
            case Fault(kind="late"):
                self._late.setdefault(hook.task_id, []).append(hook)
            case _:
                self._start(hook, fault)
                for held in self._late.pop(hook.task_id, []):
                    self._start(held, Fault(point="hook", kind="late"))

    async def close(self) -> None:
        """Give up on what is on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, hook: Hook, fault: Fault | None) -> None:
        before = self._last.get(hook.task_id)
        task = asyncio.get_running_loop().create_task(self._tell(hook, fault, before))
        self._last[hook.task_id] = task
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._last = {task_id: last for task_id, last in self._last.items() if last is not task}
        self._ledger.wake()

    async def _tell(self, hook: Hook, fault: Fault | None, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        hook_id = str(uuid.uuid4())
        taken = await self._until_taken(hook, hook_id, fault)
        if taken and fault is not None and fault.kind == "twice":
            await self._until_taken(hook, hook_id, fault)

    async def _until_taken(self, hook: Hook, hook_id: str, fault: Fault | None) -> bool:
        for attempt, wait in enumerate((0.0, *self._pace.hook_retries)):
            if wait:
                await sleep_until(self._clock, self._clock.now() + wait)
            status = await self._post(hook, hook_id, fault)
            self._ledger.write(
                "hook", event=hook.event, task_id=hook.task_id, hook_id=hook_id, attempt=attempt, status=status,
                fault=fault.kind if fault else None,
            )  # fmt: skip
            if 200 <= status < 300:
                return True
        self._ledger.write("hook_given_up", event=hook.event, task_id=hook.task_id, hook_id=hook_id)
        return False

    async def _post(self, hook: Hook, hook_id: str, fault: Fault | None) -> int:
        """The receiver's status; 0 when there was no answer."""
        raw = json.dumps(hook.body, ensure_ascii=False).encode()
        headers = {**self._headers(hook, hook_id, raw, fault), "Content-Type": "application/json"}
        patience = aiohttp.ClientTimeout(total=self._pace.hook_patience)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                hook.url, data=raw, headers=headers, timeout=patience, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return 0

    def _headers(self, hook: Hook, hook_id: str, raw: bytes, fault: Fault | None) -> Mapping[str, str]:
        age = fault.seconds if fault is not None and fault.kind == "stale" else 0.0
        signed = raw + b" " if fault is not None and fault.kind == "bad_signature" else raw
        return hook.sign(hook_id, int(self._clock.now() - age), signed)

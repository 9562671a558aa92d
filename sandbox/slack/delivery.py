"""Getting things to the app: once for what a person waits for, again and again for events that nobody acked."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from sandbox.slack.acks import Ack, Parcel, Transport
from sandbox.slack.clock import sleep_until
from sandbox.slack.records import APP_ID, BOT_USER, TEAM_ID

if TYPE_CHECKING:
    from sandbox.slack.clock import Clock
    from sandbox.slack.ledger import Ledger
    from sandbox.slack.parts import Pace

Json = dict[str, Any]


class Delivery:
    """Commands and clicks go once. Events go up to four times: at once, and after each wait of the pace.

    The same event_id travels in a new envelope each time. A delivery that falls due while no socket is open waits for
    the next one to open.
    """

    def __init__(self, transport: Transport, *, clock: Clock, ledger: Ledger, pace: Pace, token: str) -> None:
        self.transport = transport
        self._clock = clock
        self._ledger = ledger
        self._pace = pace
        self._token = token
        self._tasks: set[asyncio.Task[None]] = set()

    async def once(self, kind: str, payload: Json, *, takes_answer: bool) -> Ack:
        """Deliver something that a person waits for; it is never sent again."""
        return await self.transport.send(Parcel(kind, {"token": self._token, **payload}, takes_answer))

    def event(self, event: Json, *, shared: bool = False) -> str:
        """Start delivering an event; its event_id."""
        event_id = f"Ev{secrets.token_hex(5).upper()}"
        self.again(self._wrapped(event, event_id, shared=shared))
        return event_id

    def again(self, payload: Json) -> None:
        """Deliver an event's payload as it stands (a test's way to send one twice)."""
        task = asyncio.get_running_loop().create_task(self._until_acked(payload))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    @property
    def pending(self) -> int:
        """How many events have not been acked yet."""
        return len(self._tasks)

    async def close(self) -> None:
        """Give up on what is still on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._ledger.wake()

    async def _until_acked(self, payload: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((None, *self._pace.redeliver)):
            if wait is not None:
                self._ledger.write("event_retry", event_id=payload["event_id"], attempt=attempt, after=wait)
                await sleep_until(self._clock, self._clock.now() + wait)
                await self.transport.wait_reachable()
            ack = await self.transport.send(Parcel("events_api", payload, attempt=attempt, retry_reason=reason))
            if ack.ok or ack.no_retry:
                return
            reason = ack.reason if ack.reason.startswith(("http", "connection")) else "timeout"
        self._ledger.write("event_given_up", event_id=payload["event_id"])

    def _wrapped(self, event: Json, event_id: str, *, shared: bool) -> Json:
        who = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER, "is_bot": True}
        return {
            "token": self._token,
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._clock.now()),
            "authorizations": [{**who, "is_enterprise_install": False}],
            "is_ext_shared_channel": shared,
            "event_context": f"4-{secrets.token_hex(12)}",
        }

"""Waiting on the server's clock."""

from __future__ import annotations

import asyncio

from sandbox.slack.clock import Clock


async def within(event: asyncio.Event, clock: Clock, seconds: float) -> bool:
    """Wait for the event, so many seconds of the clock at most; whether it came."""
    late = asyncio.Event()
    timer = clock.call_at(clock.now() + seconds, late.set)
    waits = [asyncio.ensure_future(each.wait()) for each in (event, late)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()
        for wait in waits:
            wait.cancel()
    return event.is_set()

"""Orders and tasks that the tests of providers start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.brief import Brief, read
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.thread import Task


def order(
    words: str | Brief = "calm lo-fi with piano, no drums, 84 bpm 0:45",
    operation: Operation = Operation.CREATE,
    *,
    seconds: float = 45.0,
    takes: int | None = None,
    clip: Mapping[str, Any] | None = None,
    **details: Any,
) -> Order:
    """What somebody typed, as an order."""
    brief = words if isinstance(words, Brief) else read(words)
    return Order(
        operation=operation,
        brief=brief,
        seed=7,
        lengths=(brief.duration or seconds,),
        takes=brief.takes if takes is None else takes,
        clip=clip or {},
        details=details,
    )


def task(request: Mapping[str, Any], provider_id: str | None = "t1", **more: Any) -> Task:
    """A task that was begun at 1000 s."""
    fields = {"operation": Operation.CREATE, "created_at": 1000.0, **more}
    return Task(id="k1", job_id="j1", provider="x", request=request, provider_id=provider_id, **fields)

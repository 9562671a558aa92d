"""Orders for MusicAPI's adapters, and tasks as they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.brief import Brief, read
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.thread import Task

CLIP: Mapping[str, Any] = {"clip_id": "c1", "model": "sonic-v6", "seconds": 61.2, "title": "Harbour bed"}


def order(
    words: str | Brief = "calm lo-fi with piano, no drums, 84 bpm 0:45",
    operation: Operation = Operation.CREATE,
    *,
    lengths: tuple[float, ...] = (45.0,),
    clip: Mapping[str, Any] | None = None,
    **details: Any,
) -> Order:
    """What somebody typed, as an order."""
    brief = words if isinstance(words, Brief) else read(words)
    return Order(operation=operation, brief=brief, seed=7, lengths=lengths, clip=clip or {}, details=details)


def song(words: str = "sad country song about rain --vocal", **changes: Any) -> Brief:
    """A brief that is sung."""
    return replace(read(words), instrumental=False, **changes)


def task(
    operation: Operation = Operation.CREATE,
    body: Mapping[str, Any] | None = None,
    *,
    provider_id: str | None = "t1",
    created_at: float = 1000.0,
    expected: float = 100.0,
    **more: Any,
) -> Task:
    """A task that was begun at 1000 s."""
    return Task(
        id="k1",
        job_id="j1",
        provider="musicapi",
        operation=operation,
        request=body or {"call": "create", "fields": {"mv": "sonic-v5"}},
        created_at=created_at,
        provider_id=provider_id,
        expected=expected,
        **more,
    )

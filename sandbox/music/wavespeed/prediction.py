"""A prediction and how it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox.music.tasks import Task
from sandbox.music.wavespeed.wish import Problem

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class Prediction:
    """One paid piece of work, or one that failed before anything was paid. Times are seconds of the server's clock.

    It has no `task` while it waits for others to end.
    """

    id: str
    model: str
    input: Mapping[str, Any]
    created: float
    webhook: str | None = None
    price: Decimal = Decimal(0)
    task: Task | None = None
    problem: Problem | None = None
    outputs: tuple[str, ...] = ()
    ended_at: float | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def status(self) -> str:
        """created, processing, completed or failed."""
        if self.ended_at is not None:
            return "failed" if self.problem else "completed"
        return "created" if self.task is None or self.task.phase == "pending" else "processing"

    def end(self, at: float, *, outputs: tuple[str, ...] = (), problem: Problem | None = None) -> None:
        """Nothing happens to it after this."""
        self.ended_at, self.outputs, self.problem = at, outputs, problem
        self.ended.set()


def told(prediction: Prediction, base: str, *, bare: bool = False, since: Problem | None = None) -> Json:
    """The object `data` of an answer. A lone output is a `bare` URL when asked; `since` is a problem of this answer
    alone, such as a POST that waited too long."""
    problem = since or (prediction.problem if prediction.ended_at is not None else None)
    outputs: list[str] | str = list(prediction.outputs)
    if bare and len(prediction.outputs) == 1:
        outputs = prediction.outputs[0]
    done = prediction.ended_at
    return {
        "id": prediction.id,
        "model": prediction.model,
        "outputs": outputs,
        "urls": {"get": f"{base}/api/v3/predictions/{prediction.id}/result"},
        "has_nsfw_contents": [False] * len(prediction.outputs),
        "status": "processing" if since else prediction.status,
        "created_at": moment(prediction.created),
        "code": problem.code if problem else 0,
        "error": problem.message if problem else "",
        "timings": {"inference": 0 if done is None else round(1000 * (done - prediction.created))},
    }


def hooked(prediction: Prediction, base: str) -> Json:
    """The body of a webhook: the prediction itself, with what was asked, in no wrapping."""
    body = told(prediction, base)
    kept = ("id", "model", "outputs", "urls", "has_nsfw_contents", "status", "created_at", "error")
    return {**{name: body[name] for name in kept}, "input": dict(prediction.input)}


def moment(seconds: float) -> str:
    """2026-11-20T10:00:00.000Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

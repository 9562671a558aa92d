"""What all of MusicAPI's endpoints share: the account, the clips, the moderator, and tasks that tell of themselves."""

from __future__ import annotations

import functools
import hashlib
import hmac
import random
import secrets
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from sandbox.music.account import Account
from sandbox.music.errors import Refused
from sandbox.music.gate import TASK_ID, digest
from sandbox.music.hooks import Hook
from sandbox.music.musicapi.clips import Clip, Clips
from sandbox.music.musicapi.habits import Habits
from sandbox.music.musicapi.terms import CREDITS
from sandbox.music.server import MusicServer
from sandbox.music.tasks import Task, Work

Json = dict[str, Any]
Data = Callable[[Task], list[Json]]
"""What a look at a task shows of it."""


class Studio:
    """The inside of a MusicApiServer. `managed_secret` signs the webhooks of those who give no secret."""

    def __init__(self, server: MusicServer, *, balance: int, extra: int, habits: Habits) -> None:
        self.server = server
        self.sound = server.sound
        self.habits = habits
        self.account = Account(server.key, balance, server.ledger, unit="credits", extra=extra)
        self.clips = Clips(server.cdn, server.sound)
        self.personas: dict[str, str] = {}
        self.managed_secret = secrets.token_hex(16)

    def moderate(self, texts: Sequence[str]) -> None:
        """Raises Refused (403, in the `message` form) when a text names an artist."""
        said = " ".join(texts).lower()
        for artist in self.habits.artists:
            if artist.lower() in said:
                raise Refused(
                    403, "", f"Your description needs moderation: it contains artist name '{artist}', not allowed."
                )

    async def pay(self, request: web.Request, operation: str, task_id: str = "") -> str:
        """Charge for one call, now; the id it is charged under. Raises Refused (403) for account or money."""
        task_id = task_id or str(uuid.uuid4())
        if self.habits.suspended:
            raise Refused(403, "forbidden", "Your account has no active subscription. Please contact support.")
        if not self.account.pay(task_id, operation, CREDITS[operation], request=digest(await request.read())):
            raise Refused(403, "forbidden", "Insufficient credits. Please top up your account.")
        request[TASK_ID] = task_id
        return task_id

    def length(self, duration: float | None, dice: random.Random) -> float:
        """How long a clip will be (seconds): near what was asked for, a few seconds off, or as it usually is."""
        if duration is not None:
            return max(3.0, duration + dice.uniform(-0.04, 0.04) * min(duration, 100.0))
        return self.habits.usual_seconds or dice.uniform(68.0, 193.0)

    def begin(
        self, task_id: str, operation: str, clips: Sequence[Clip], *, dice: random.Random, hook: tuple[str, str],
        data: Data | None = None, shares: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        """Start a task that makes clips. `hook` is where to tell of it, and the secret."""
        works = [(clip.id, functools.partial(self.clips.make, clip)) for clip in clips]
        show: Data = data or (lambda _: [self.clips.shown(clip) for clip in clips])
        task = self.start(task_id, operation, works, dice=dice, hook=hook, data=show, shares=shares)
        for clip, item in zip(clips, task.items, strict=True):
            self.clips.add(clip).item = item

    def start(
        self, task_id: str, operation: str, works: Sequence[tuple[str, Work]], *, dice: random.Random,
        hook: tuple[str, str], data: Data, shares: Sequence[float] | None = None, api: str = "sonic",
    ) -> Task:  # fmt: skip
        """Start a task of any kind, which GET /{api}/task/{id} will show by `data`."""
        facts = {"api": api, "data": data, "hook": hook}
        return self.server.tasks.start(
            task_id, operation, works, dice=dice, told=self._told, facts=facts, shares=shares
        )

    def task(self, request: web.Request, api: str = "sonic") -> Task:
        """The task of a path. Raises Refused: 404, or 400 where that is the habit."""
        task = self.server.tasks.known.get(request.match_info["task_id"])
        if task is None or task.facts["api"] != api:
            status = self.habits.unknown_task_status
            raise Refused(status, "not_found" if status == 404 else "validation_error", "task not found")
        return task

    def _told(self, task: Task) -> None:
        match task.phase:
            case "streaming":
                self._tell(task, "song.streaming", _told(task, "streaming"))
            case "succeeded":
                self._tell(task, "song.completed", _told(task, "success"))
            case "failed":
                self.account.refund(task.id, CREDITS[task.operation], task.error)
                self._tell(task, "song.failed", failure(task))

    def _tell(self, task: Task, event: str, more: Json) -> None:
        url, secret = task.facts["hook"]
        if not url:
            return
        platform = {"sonic": "suno"}.get(task.facts["api"], task.facts["api"])
        body = {"event": event, "platform": platform, "task_id": task.id, **more}
        sign = functools.partial(signed, secret or self.managed_secret, event)
        self.server.hooks.send(Hook(url=url, event=event, task_id=task.id, body=body, sign=sign))


def failure(task: Task) -> Json:
    """How a failed task is told, by looks and by webhooks."""
    return {"type": "failed", "message": task.error, "refund_processed": True}


def signed(secret: str, event: str, hook_id: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of a webhook: `sha256=` and the HMAC of timestamp, a dot and the raw body (webhook guide)."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "X-Webhook-Id": hook_id,
        "X-Webhook-Event": event,
        "X-Webhook-Timestamp": str(at),
        "X-Webhook-Signature": f"sha256={mac}",
    }


def _told(task: Task, message: str) -> Json:
    """What a webhook says of the music: nuro flat, the others as a look does."""
    data: Data = task.facts["data"]
    return data(task)[0] if task.facts["api"] == "nuro" else {"code": 200, "message": message, "data": data(task)}

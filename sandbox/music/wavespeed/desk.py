"""Where predictions are accepted, paid, queued, made and told; one that fails may be paid back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sandbox.music.account import Account
from sandbox.music.errors import Refused
from sandbox.music.hooks import Hook
from sandbox.music.server import MusicServer
from sandbox.music.tasks import Task
from sandbox.music.wavespeed.habits import Habits
from sandbox.music.wavespeed.making import Making
from sandbox.music.wavespeed.models import Model
from sandbox.music.wavespeed.prediction import Prediction, hooked
from sandbox.music.wavespeed.wish import FAILED, MODERATED, Problem, Wish, read_wish

PREFIX = "whsec_"


class Desk:
    """All predictions of the account, newest last."""

    def __init__(
        self, server: MusicServer, folder: Path, *, balance: Decimal, concurrency: int, habits: Habits
    ) -> None:
        self.account = Account(server.key, balance, server.ledger, unit="USD")
        self.habits = habits
        self.secret = f"{PREFIX}{secrets.token_hex(16)}"
        self._server = server
        self._making = Making(server.sound, habits, folder)
        self._concurrency = concurrency
        self._known: dict[str, Prediction] = {}
        self._waiting: deque[partial[Task]] = deque()
        self._running: set[str] = set()
        self._owed: list[tuple[float, Prediction]] = []

    def accept(self, model: Model, body: Mapping[str, Any], webhook: str | None, *, request: str) -> Prediction:
        """A new prediction; what cannot be made has failed already and costs nothing. Refused for money."""
        clock = self._server.clock
        prediction = Prediction(
            id=uuid.uuid4().hex, model=model.slug, input=body, created=clock.now(), webhook=webhook
        )  # fmt: skip
        wish = self._wish(model, body)
        if isinstance(wish, Wish):
            self._pay(prediction, wish, request)
            dice = self._server.dice()
            works = self._making.works(prediction, wish, dice)
            told = partial(self._told, prediction)
            start = self._server.tasks.start
            self._waiting.append(partial(start, prediction.id, model.slug, works, dice=dice, told=told))
        self._known[prediction.id] = prediction
        if isinstance(wish, Problem):
            self._end(prediction, problem=wish)
        self._start_next()
        return prediction

    def find(self, prediction_id: str) -> Prediction:
        """The prediction of this id. Refused (404) when there is none, or none any more."""
        found = self._known.get(prediction_id)
        if found is None or self._gone(found):
            raise Refused(404, "", "prediction not found")
        return found

    def newest_first(self) -> Iterator[Prediction]:
        """All that are still kept."""
        return (each for each in reversed(self._known.values()) if not self._gone(each))

    def balance(self) -> Decimal:
        """US dollars, with what was due to be paid back."""
        now = self._server.clock.now()
        for due, prediction in [owed for owed in self._owed if owed[0] <= now]:
            self._owed.remove((due, prediction))
            self.account.refund(prediction.id, prediction.price, "failed")
        return Decimal(self.account.total)

    def _wish(self, model: Model, body: Mapping[str, Any]) -> Wish | Problem:
        wish = read_wish(model, body)
        if isinstance(wish, Problem):
            if self.habits.bad_input == "refused":
                raise Refused(400, "", wish.message, details={"code": wish.code})
            return wish
        if any(word in wish.words.lower() for word in self.habits.moderated):
            return Problem(MODERATED, "The content contains sensitive information.")
        return wish

    def _pay(self, prediction: Prediction, wish: Wish, request: str) -> None:
        prediction.price = wish.model.price * wish.count
        self.balance()
        if not self.account.pay(prediction.id, wish.model.slug, prediction.price, request=request):
            raise Refused(self.habits.no_money_status, "", "Insufficient credits. Please top up your account.")

    def _gone(self, prediction: Prediction) -> bool:
        return self._server.clock.now() >= prediction.created + self.habits.kept

    # Its life

    def _start_next(self) -> None:
        """Begin what waits, as far as there is room."""
        while self._waiting and len(self._running) < self._concurrency:
            task = self._waiting.popleft()()
            self._running.add(task.id)
            self._known[task.id].task = task

    def _told(self, prediction: Prediction, task: Task) -> None:
        if not task.ended:
            return
        self._running.discard(task.id)
        if task.phase == "succeeded":
            self._end(prediction, outputs=tuple(self._published(task)))
        else:
            self._end(prediction, problem=prediction.problem or Problem(FAILED, task.error))
            self._owe(prediction)
        self._start_next()

    def _published(self, task: Task) -> Iterator[str]:
        for item in task.items:
            for name, path in item.made.more["files"] if item.made is not None else ():
                yield self._server.cdn.publish(path, name, life=self.habits.kept)

    def _owe(self, prediction: Prediction) -> None:
        if self.habits.refunds:
            self._owed.append((self._server.clock.now() + self.habits.refund_after, prediction))
            self.balance()

    def _end(self, prediction: Prediction, *, outputs: tuple[str, ...] = (), problem: Problem | None = None) -> None:
        prediction.end(self._server.clock.now(), outputs=outputs, problem=problem)
        if prediction.webhook is not None:
            self._server.hooks.send(
                Hook(
                    url=prediction.webhook,
                    event=f"prediction.{prediction.status}",
                    task_id=prediction.id,
                    body=hooked(prediction, self._server.url),
                    sign=self._signed,
                )
            )

    def _signed(self, hook_id: str, at: int, raw: bytes) -> dict[str, str]:
        """wavespeed.ai/docs/verify-webhooks: the key is the secret without its prefix, as text."""
        event = hook_id.replace("-", "")
        key = self.secret.removeprefix(PREFIX).encode()
        seal = hmac.new(key, f"{event}.{at}.".encode() + raw, hashlib.sha256).hexdigest()
        return {"webhook-id": event, "webhook-timestamp": str(at), "webhook-signature": f"v3,{seal}"}

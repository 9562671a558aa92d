"""The server: the predictions API, its balance, webhook secret and uploads."""

from __future__ import annotations

import asyncio
import json
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.music.errors import Refused
from sandbox.music.faults import MusicFaults
from sandbox.music.gate import TASK_ID, bearer, digest, is_key
from sandbox.music.limiter import Limiter
from sandbox.music.pace import Pace
from sandbox.music.server import MusicServer
from sandbox.music.sound import Sound
from sandbox.music.waiting import within
from sandbox.music.wavespeed.desk import Desk
from sandbox.music.wavespeed.habits import Habits
from sandbox.music.wavespeed.media import Media
from sandbox.music.wavespeed.models import LEVELS, MODELS
from sandbox.music.wavespeed.prediction import Json, Prediction, told
from sandbox.music.wavespeed.wish import TIMEOUT, Problem, is_link
from sandbox.slack.clock import Clock

MINUTE = 60.0
MOST_LISTED = 100


class WaveSpeedServer(MusicServer):
    """See MusicServer. `balance` is in US dollars; `level` (bronze, silver, gold, ultra) sets how many predictions a
    minute takes and how many run at once, `concurrency` the latter by itself. `habits` is what the documents leave
    open, `usual_seconds` one of them. More public parts: `account`, `habits`, `webhook_secret`."""

    def __init__(
        self,
        key: str,
        *,
        pace: Pace | None = None,
        faults: MusicFaults | None = None,
        ledger: Path | None = None,
        sound: Sound | None = None,
        seed: int = 0,
        port: int = 0,
        clock: Clock | None = None,
        balance: Decimal | float = 100,
        level: str = "silver",
        concurrency: int | None = None,
        usual_seconds: float | None = None,
        habits: Habits | None = None,
    ) -> None:
        super().__init__(
            key, pace=pace, faults=faults, ledger=ledger, sound=sound, seed=seed, port=port, clock=clock
        )  # fmt: skip
        self.habits = habits or Habits()
        if usual_seconds is not None:
            self.habits.usual_seconds = usual_seconds
        self._folder = tempfile.TemporaryDirectory(prefix="bgm-sandbox-wavespeed-", ignore_cleanup_errors=True)
        folder, limits = Path(self._folder.name), LEVELS[level]
        self._desk = Desk(
            self, folder, balance=Decimal(str(balance)), concurrency=concurrency or limits.concurrency,
            habits=self.habits,
        )  # fmt: skip
        self._media = Media(self.cdn, folder, clock=self.clock, ledger=self.ledger)
        self._limiter = Limiter(self.clock, requests=limits.per_minute, seconds=MINUTE)
        self.account, self.webhook_secret = self._desk.account, self._desk.secret

    def routes(self) -> list[web.RouteDef]:
        """Every path of the API. The list is documented as a POST; some clients GET it."""
        api = "/api/v3"
        return [
            web.get(f"{api}/balance", self._balance),
            web.get(f"{api}/account/balance", self._balance),
            web.get(f"{api}/webhook/secret", self._secret),
            web.post(f"{api}/media/uploads", self._upload),
            web.put("/cdn/put/{token}", self._media.put),
            web.post(f"{api}/predictions", self._list),
            web.get(f"{api}/predictions", self._list),
            web.get(f"{api}/predictions/{{id}}", self._result),
            web.get(f"{api}/predictions/{{id}}/result", self._result),
            web.post(f"{api}/{{model:.+}}", self._submit),
        ]

    def admit(self, request: web.Request) -> None:
        """401 without the key. Only submissions have a rate."""
        if not is_key(bearer(request), self.key):
            raise Refused(401, "", "Unauthorized: invalid API key")

    def refusal(self, refused: Refused) -> web.Response:
        """{"code": the HTTP status, "message"}, with `data` where there is more to say."""
        body: Json = {"code": refused.status, "message": refused.message}
        if refused.details:
            body["data"] = refused.details
        return web.json_response(body, status=refused.status, headers=refused.headers)

    async def close(self) -> None:
        """Stop, and forget what was uploaded."""
        await super().close()
        await asyncio.to_thread(self._folder.cleanup)

    # Predictions

    async def _submit(self, request: web.Request) -> web.Response:
        model = MODELS.get(request.match_info["model"])
        if model is None:
            raise Refused(404, "", "product not found")
        if not self._limiter.ask(self.key).allowed:
            raise Refused(429, "", "Too Many Requests")
        raw = await request.read()
        body = _object(raw)
        webhook = request.query.get("webhook")
        if webhook is not None and not is_link(webhook):
            raise Refused(400, "", "webhook must be a URL")
        prediction = self._desk.accept(model, body, webhook, request=digest(raw))
        request[TASK_ID] = prediction.id
        if body.get("enable_sync_mode") is True and not await self._in_time(prediction):
            late = f"Sync mode timed out after {self.habits.sync_seconds:g} seconds. Query the result by urls.get."
            return self._told(prediction, since=Problem(TIMEOUT, late))
        return self._told(prediction)

    async def _in_time(self, prediction: Prediction) -> bool:
        return await within(prediction.ended, self.clock, self.habits.sync_seconds)

    async def _result(self, request: web.Request) -> web.Response:
        return self._told(self._desk.find(request.match_info["id"]))

    async def _list(self, request: web.Request) -> web.Response:
        """A page of the predictions of the last seven days, the newest first."""
        wanted = _object(await request.read()) if request.method == "POST" else dict(request.query)
        page, size = _number(wanted, "page", 1, 10**6), _number(wanted, "page_size", MOST_LISTED, MOST_LISTED)
        after, before = _moment(wanted, "created_after"), _moment(wanted, "created_before")
        found = [
            told(each, self.url)
            for each in self._desk.newest_first()
            if wanted.get("model") in (None, each.model)
            and wanted.get("status") in (None, each.status)
            and (after is None or each.created >= after)
            and (before is None or each.created <= before)
        ]
        items = found[(page - 1) * size : page * size]
        return _answer({"page": page, "total": len(found), "items": items})

    def _told(self, prediction: Prediction, *, since: Problem | None = None) -> web.Response:
        return _answer(told(prediction, self.url, bare=self.habits.outputs_as == "string", since=since))

    # The rest

    async def _balance(self, request: web.Request) -> web.Response:
        """The newer path names the currency."""
        balance = float(self._desk.balance())
        return _answer({"balance": balance, "currency": "USD"} if "account" in request.path else {"balance": balance})

    async def _secret(self, _: web.Request) -> web.Response:
        return _answer({"secret": self.webhook_secret})

    async def _upload(self, request: web.Request) -> web.Response:
        return _answer(self._media.ticket(_object(await request.read()), life=self.habits.kept))


def _answer(data: Any) -> web.Response:
    return web.json_response({"code": 200, "message": "success", "data": data})


def _object(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(400, "", "Invalid JSON in the request body") from None
    if not isinstance(body, dict):
        raise Refused(400, "", "The request body must be a JSON object")
    return body


def _number(wanted: Json, name: str, usual: int, most: int) -> int:
    value = wanted.get(name, usual)
    if isinstance(value, str) and value.isdecimal() and len(value) < 8:
        value = int(value)
    if type(value) is not int or not 1 <= value <= most:
        raise Refused(400, "", f"{name} must be an integer between 1 and {most}")
    return value


def _moment(wanted: Json, name: str) -> float | None:
    """Seconds since 1970 of an ISO 8601 date with its zone."""
    if wanted.get(name) is None:
        return None
    try:
        moment = datetime.fromisoformat(str(wanted[name]))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused(400, "", f"{name} must be an ISO 8601 date and time")
    return moment.timestamp()

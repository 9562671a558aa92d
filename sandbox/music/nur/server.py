"""The server. Where the pages are silent it chose: the form of ids, 400 for a bad parameter, 422 for refused words,
silence about unknown fields, and that a failed track is given back to the month's quota.
"""

from __future__ import annotations

import asyncio
import math
import random
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from aiohttp import web

from sandbox.music.errors import Refused
from sandbox.music.faults import MusicFaults
from sandbox.music.gate import TASK_ID, bearer, digest, is_key
from sandbox.music.limiter import Limiter
from sandbox.music.nur.files import Compose, Files
from sandbox.music.nur.plans import PLANS, Quota
from sandbox.music.nur.track import full, short
from sandbox.music.nur.wish import Wish, read_wish
from sandbox.music.pace import Pace
from sandbox.music.server import MusicServer
from sandbox.music.sound import Sound
from sandbox.music.sound_piece import lenient
from sandbox.music.tasks import Made, Task
from sandbox.music.waiting import within
from sandbox.slack.clock import Clock

Json = dict[str, Any]

MINUTE = 60.0
KINDS = {
    400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    409: "conflict", 413: "payload_too_large", 422: "unprocessable", 429: "rate_limit_exceeded",
    500: "internal_error", 503: "service_unavailable",
}  # fmt: skip
_NO_VOICE = ("instrumental", "no vocal", "no singing", "without vocal", "without singing", "no voice")
_RATE = web.RequestKey("rate", dict)
"""The headers about the rate that the answer to a request carries."""
Handler = Callable[[web.Request], Awaitable[web.Response]]


class NurServer(MusicServer):
    """Nur with one account on a `plan` (free, pro, business).

    `at_once` is the share of POSTs that are answered when the track is completed, at most `patience` seconds later; the
    others are answered pending. `sings` is the share of prompts, of those that do not rule a voice out, that come back
    sung. A key without `may_write` lacks the scope music:write. `refused_words` in a prompt are a 422. `out_of_tracks`
    is the status when the month's tracks are used up.
    """

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
        plan: str = "pro",
        at_once: float = 0.5,
        patience: float = 60.0,
        sings: float = 0.0,
        may_write: bool = True,
        refused_words: tuple[str, ...] = ("forbiddenword",),
        out_of_tracks: Literal[403, 429] = 403,
    ) -> None:
        super().__init__(
            key, pace=pace, faults=faults, ledger=ledger, sound=sound, seed=seed, port=port, clock=clock
        )  # fmt: skip
        limits = PLANS[plan]
        self.quota = Quota(key, limits.tracks, clock=self.clock, ledger=self.ledger)
        self.at_once = at_once
        self.patience = patience
        self.sings = sings
        self.may_write = may_write
        self.refused_words = refused_words
        self.out_of_tracks = out_of_tracks
        self._requests = Limiter(self.clock, requests=limits.requests, seconds=MINUTE)
        self._music = Limiter(self.clock, requests=limits.music, seconds=MINUTE)
        self._files = Files(self.sound, self.cdn)
        self._ended: dict[str, asyncio.Event] = {}

    def routes(self) -> list[web.RouteDef]:
        """The two that are documented."""
        return [
            web.post("/v1/music/generate", self._rated(self._generate)),
            web.get("/v1/music/{track_id}", self._rated(self._track)),
        ]

    def refusal(self, refused: Refused) -> web.Response:
        """{"error": {"code", "message", "details"}}."""
        error: Json = {"code": refused.kind or KINDS.get(refused.status, "error"), "message": refused.message}
        if refused.details:
            error["details"] = refused.details
        return web.json_response({"error": error}, status=refused.status, headers=refused.headers)

    def admit(self, request: web.Request) -> None:
        """401 without the key; 429 beyond the plan's requests; else the headers that every answer carries."""
        given = bearer(request)
        if not given:
            raise Refused(401, "unauthorized", "Send your API key as 'Authorization: Bearer nur_...'.")
        if not is_key(given, self.key):
            raise Refused(401, "invalid_api_key", "The API key is not valid.")
        self._counted(request, self._requests)

    # The two

    async def _generate(self, request: web.Request) -> web.Response:
        task = await self._accepted(request)
        if task.facts["at_once"]:
            await within(self._ended[task.id], self.clock, self.patience)
        return web.json_response(short(task, task.facts["wish"], task.facts["links"]))

    async def _track(self, request: web.Request) -> web.Response:
        task = self.tasks.known.get(request.match_info["track_id"])
        if task is None:
            raise Refused(404, "not_found", "There is no track with this id.")
        return web.json_response(full(task, task.facts["wish"], task.facts["links"]))

    async def _accepted(self, request: web.Request) -> Task:
        """The track that this request pays for, begun."""
        if not self.may_write:
            raise Refused(403, "insufficient_scope", "The API key lacks the scope music:write.")
        self._counted(request, self._music)
        raw = await request.read()
        wish = read_wish(raw)
        if any(word in wish.prompt.lower() for word in self.refused_words):
            raise Refused(422, "content_policy", "The prompt cannot be made into music.")
        track_id = f"trk_{uuid.uuid4().hex[:20]}"
        if not self.quota.take(track_id, request=digest(raw)):
            after = {"Retry-After": str(math.ceil(self.quota.next_month()))} if self.out_of_tracks == 429 else {}
            raise Refused(
                self.out_of_tracks, "quota_exceeded", "The monthly track quota is used up.", headers=after
            )  # fmt: skip
        request[TASK_ID] = track_id
        return self._begun(track_id, wish)

    def _begun(self, track_id: str, wish: Wish) -> Task:
        dice = self.dice()
        at_once, seed, sung = dice.random() < self.at_once, dice.randrange(2**31), self._sung(wish, dice)
        compose = partial(self._composed, wish, seed, sung)
        self._ended[track_id] = asyncio.Event()
        links = self._files.links(
            track_id, wish.output_format, compose, is_whole=lambda: self.tasks.known[track_id].phase == "succeeded"
        )
        facts = {"wish": wish, "links": links, "at_once": at_once}
        works = [(track_id, partial(self._made, compose))]
        return self.tasks.start(track_id, "generate", works, dice=dice, told=self._told, facts=facts)

    async def _made(self, compose: Compose) -> Made:
        take = await compose()
        more = {"genre": await self.sound.style(take), "tempo": round(await self.sound.tempo(take))}
        return Made(path=take, seconds=await self.sound.seconds(take), more=more)

    def _told(self, task: Task) -> None:
        if not task.ended:
            return
        if task.phase == "failed":
            self.quota.give_back(task.id)
        self._ended[task.id].set()

    # Its sound

    def _sung(self, wish: Wish, dice: random.Random) -> bool:
        chance = dice.random() < self.sings
        if any(words in wish.prompt.lower() for words in _NO_VOICE):
            return False
        return chance or not lenient(wish.prompt).instrumental

    async def _composed(self, wish: Wish, seed: int, sung: bool) -> Path:
        words = f"{wish.genre}, {wish.prompt}" if wish.genre else wish.prompt
        return await self.sound.compose(words, seconds=wish.duration, seed=seed, vocal=sung, tempo=wish.tempo)

    # Its rates

    def _rated(self, handler: Handler) -> Handler:
        """The handler, whose every answer carries X-RateLimit-*."""

        async def rated(request: web.Request) -> web.Response:
            try:
                answer = await handler(request)
            except Refused as refused:
                answer = self.refusal(refused)
            answer.headers.update(request[_RATE])
            return answer

        return rated

    def _counted(self, request: web.Request, limiter: Limiter) -> None:
        """Count the request. X-RateLimit-Reset is the unix time at which the window moves on."""
        room = limiter.ask(self.key)
        headers = {
            "X-RateLimit-Limit": str(limiter.requests),
            "X-RateLimit-Remaining": str(room.left),
            "X-RateLimit-Reset": str(math.ceil(self.clock.now() + room.wait)),
        }
        request[_RATE] = headers
        if not room.allowed:
            after = {"Retry-After": str(max(1, math.ceil(room.wait)))}
            raise Refused(429, "rate_limit_exceeded", "Too many requests this minute.", headers={**headers, **after})

"""MusicAPI on loopback: the key, one request in so many seconds, and the vendor's words for a refusal."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from sandbox.music.errors import Refused
from sandbox.music.faults import MusicFaults
from sandbox.music.gate import bearer, is_key
from sandbox.music.limiter import Limiter
from sandbox.music.musicapi.habits import Habits
from sandbox.music.musicapi.making import Making
from sandbox.music.musicapi.nuro import Nuro
from sandbox.music.musicapi.producer import Producer
from sandbox.music.musicapi.sonic import Sonic
from sandbox.music.musicapi.stems import Stems
from sandbox.music.musicapi.studio import Studio
from sandbox.music.musicapi.tools import Tools
from sandbox.music.musicapi.uploads import Uploads
from sandbox.music.pace import Pace
from sandbox.music.server import MusicServer
from sandbox.music.sound import Sound
from sandbox.slack.clock import Clock

KINDS = {
    400: "validation_error", 401: "unauthorized", 402: "insufficient_credits", 403: "forbidden", 404: "not_found",
    410: "endpoint_retired", 429: "rate_limit", 502: "upstream_error", 504: "timeout",
}  # fmt: skip


class MusicApiServer(MusicServer):
    """See MusicServer. `spacing` is the least time (seconds) between two requests of a key, whatever they ask for;
    `balance` and `extra` are credits, `habits` what the documents leave open, `usual_seconds` one of them. More public
    parts: `account`, `habits`, `clips`, `managed_secret`."""

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
        spacing: float = 3.0,
        balance: int = 1000,
        extra: int = 0,
        usual_seconds: float | None = None,
        habits: Habits | None = None,
    ) -> None:
        super().__init__(
            key, pace=pace, faults=faults, ledger=ledger, sound=sound, seed=seed, port=port, clock=clock
        )  # fmt: skip
        self.habits = habits or Habits()
        if usual_seconds is not None:
            self.habits.usual_seconds = usual_seconds
        self._studio = Studio(self, balance=balance, extra=extra, habits=self.habits)
        self._limiter = Limiter(self.clock, requests=1, seconds=spacing)
        self._uploads = Uploads(self._studio, Making(self._studio))
        self.account, self.clips = self._studio.account, self._studio.clips
        self.managed_secret = self._studio.managed_secret

    def routes(self) -> list[web.RouteDef]:
        """Every path of the API."""
        studio = self._studio
        groups = (Sonic(studio, Making(studio)), Tools(studio), Stems(studio), Producer(studio), Nuro(studio))
        return [*(route for group in groups for route in group.routes()), *self._uploads.routes()]

    def admit(self, request: web.Request) -> None:
        """401 for the key, then 429 for one request too soon; every path counts."""
        given = request.headers.get("Authorization")
        if given is None:
            raise Refused(401, "unauthorized", "Authorization header is missing.")
        if not (token := bearer(request)):
            raise Refused(401, "unauthorized", "Authorization header must be 'Bearer <API key>'.")
        if not is_key(token, self.key):
            raise Refused(401, "unauthorized", "Invalid API key.")
        if not self._limiter.ask(token).allowed:
            raise Refused(429, "rate_limit", "Too many requests. The limit is 1 request per 3 seconds.")

    def refusal(self, refused: Refused) -> web.Response:
        """`{"type", "error"}`, or `{"message"}` for what moderation says."""
        body = {"type": refused.kind or KINDS.get(refused.status, "server_error"), "error": refused.message}
        if refused.status == 403 and not refused.kind:
            body = {"message": refused.message}
        return web.json_response(body, status=refused.status, headers=refused.headers)

    async def close(self) -> None:
        """Stop, and forget what was uploaded."""
        await super().close()
        await self._uploads.close()

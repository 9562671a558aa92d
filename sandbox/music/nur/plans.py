"""What an account may do: Nur's three plans, and the tracks of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.music.account import Account
from sandbox.music.ledger import MusicLedger
from sandbox.slack.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Requests a minute in all and for music, and tracks a calendar month (nuri.inc/docs/rate-limits)."""

    requests: int
    music: int
    tracks: int


PLANS = {
    "free": Plan(requests=100, music=10, tracks=10),
    "pro": Plan(requests=1000, music=100, tracks=200),
    "business": Plan(requests=5000, music=500, tracks=1000),
}


class Quota:
    """The tracks of the month; a new calendar month (UTC) begins anew."""

    def __init__(self, key: str, tracks: int, *, clock: Clock, ledger: MusicLedger) -> None:
        self._key, self._tracks, self._clock, self._ledger = key, tracks, clock, ledger
        self._month, self._account = "", Account(key, tracks, ledger, unit="tracks")

    @property
    def left(self) -> int:
        """How many tracks there are still."""
        return int(self._now().total)

    def take(self, track_id: str, *, request: str) -> bool:
        """Count a track; False when the month has none left."""
        return self._now().pay(track_id, "generate", 1, request=request)

    def give_back(self, track_id: str) -> None:
        """A track that failed does not count."""
        self._now().refund(track_id, 1, "failed")

    def next_month(self) -> float:
        """Seconds until the next month begins."""
        now = datetime.fromtimestamp(self._clock.now(), UTC)
        first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        following = first.replace(year=now.year + now.month // 12, month=now.month % 12 + 1)
        return (following - now).total_seconds()

    def _now(self) -> Account:
        month = datetime.fromtimestamp(self._clock.now(), UTC).strftime("%Y-%m")
        if month != self._month:
            self._month, self._account = month, Account(self._key, self._tracks, self._ledger, unit="tracks")
        return self._account

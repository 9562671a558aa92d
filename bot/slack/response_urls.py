"""Each command's own address to answer its asker: kept in memory only, since it is a secret that lives 30 minutes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

LIFE = 29 * 60.0
"""Seconds; Slack's own limit is 30 minutes."""
USES = 5
MOST = 1000


@dataclass(slots=True)
class _Address:
    user: str
    url: str
    until: float
    uses: int = USES


class ResponseUrls:
    """Which job's asker can be answered where. Only Slack's own hosts are ever believed."""

    def __init__(self, api_url: str, now: Callable[[], float]) -> None:
        self._api, self._now = urlsplit(api_url), now
        self._known: OrderedDict[str, _Address] = OrderedDict()

    def remember(self, job_id: str, user: str, url: str) -> None:
        """Keeps the address of the command that made this job."""
        if self.trusted(url):
            self._known[job_id] = _Address(user, url, self._now() + LIFE)
            while len(self._known) > MOST:
                self._known.popitem(last=False)

    def use(self, job_id: str, user: str) -> str | None:
        """The address for one answer to this person, while it lives."""
        address = self._known.get(job_id)
        if address is None or address.user != user:
            return None
        if address.uses <= 0 or self._now() >= address.until:
            del self._known[job_id]
            return None
        address.uses -= 1
        return address.url

    def trusted(self, url: str) -> bool:
        """Whether it is an address of Slack's own."""
        parts = urlsplit(url)
        if parts.username or parts.password:
            return False
        if (parts.scheme, parts.hostname, parts.port) == ("https", "hooks.slack.com", None):
            return True
        return (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)

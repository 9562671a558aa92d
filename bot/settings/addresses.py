"""Where the APIs are, and which addresses are on this machine itself."""

from __future__ import annotations

from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
MUSICAPI = "https://api.musicapi.ai/"
WAVESPEED = "https://api.wavespeed.ai/"
NUR = "https://api.nur.ai/"


LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def local(address: str) -> tuple[str, int] | None:
    """Host and port of an address on this machine; None for all others. Raises ValueError for a port that is none."""
    parts = urlsplit(address)
    if parts.hostname not in LOCAL_HOSTS:
        return None
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)

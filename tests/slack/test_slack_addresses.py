"""Addresses that Slack names: which are believed, and for how long."""

from __future__ import annotations

import httpx
import pytest

from bot.slack.response_urls import ResponseUrls
from bot.slack.uploads import plain_http, trusted

ANN = "U_ANN"


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("https://hooks.slack.com/commands/T1/2/3", True),
        ("http://hooks.slack.com/commands/T1/2/3", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://user@hooks.slack.com/x", False),
        ("https://slack.com:8443/x", False),
        ("https://slack.com/response/1", True),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_slack_addresses_answers_only_to_slack_itself(url: str, there: bool) -> None:
    """An address from elsewhere is never kept."""
    addresses = ResponseUrls("https://slack.com/api/", lambda: 0.0)
    addresses.remember("j1", ANN, url)
    assert (addresses.use("j1", ANN) == url) is there


def test_slack_addresses_address_lives_half_an_hour_and_five_uses() -> None:
    """Its limits are Slack's, and it belongs to one person."""
    time = [0.0]
    addresses = ResponseUrls("https://slack.com/api/", lambda: time[0])
    url = "https://hooks.slack.com/commands/1"
    addresses.remember("j1", ANN, url)
    assert addresses.use("j1", "U_BEN") is None
    assert [addresses.use("j1", ANN) for _ in range(6)] == [url] * 5 + [None]
    addresses.remember("j2", ANN, url)
    time[0] = 30 * 60.0
    assert addresses.use("j2", ANN) is None


@pytest.mark.parametrize(
    ("url", "api", "good"),
    [
        ("https://files.slack.com/upload/v1/x", "https://slack.com/api/", True),
        ("http://files.slack.com/upload/v1/x", "https://slack.com/api/", False),
        ("https://files.slack.com.evil.example/x", "https://slack.com/api/", False),
        ("https://evilslack.com/x", "https://slack.com/api/", False),
        ("https://a@files.slack.com/x", "https://slack.com/api/", False),
        ("https://files.slack.com:8443/x", "https://slack.com/api/", False),
        ("http://127.0.0.1:5000/upload", "https://slack.com/api/", False),
        ("http://127.0.0.1:5000/upload", "http://127.0.0.1:5000/api/", True),
        ("http://127.0.0.1:5001/upload", "http://127.0.0.1:5000/api/", False),
        ("http://localhost:5000/upload", "http://127.0.0.1:5000/api/", False),
    ],
)
def test_slack_addresses_uploads_go_to_slack_only(url: str, api: str, good: bool) -> None:
    """A file goes to Slack's own host over https, or to the very host and port of a Slack on this machine."""
    assert trusted(url, api) is good


async def test_slack_addresses_does_not_follow_redirects() -> None:
    """What Slack names is where it goes, or nowhere."""
    async with plain_http("https://slack.com/api/") as http:
        assert isinstance(http, httpx.AsyncClient)
        assert http.follow_redirects is False

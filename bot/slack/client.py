"""Slack's Web API client, and the one place that reads its errors: no, or no whole answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError, SlackSilent

TIMEOUT = 20
"""Seconds for one call; a call that takes longer may have been done."""
LONGEST_WAIT = 3600.0
HALF_DONE = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack says of these that some of the operation may have succeeded."""


def web_client(token: str, api_url: str) -> AsyncWebClient:
    """A client that asks once: the SDK's own retry would post a second time after a lost answer."""
    client = AsyncWebClient(token=token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[])
    if is_loopback(api_url):
        client.proxy = None  # a proxy of the environment cannot reach this machine's own Slack
    return client


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def ask(call: Awaitable[Any]) -> Mapping[str, Any]:
    """The whole answer of a Web API call. Raises SlackError for a no, SlackSilent for no whole answer."""
    try:
        answer = await call
    except SlackApiError as error:
        raise _meaning(error) from None
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise SlackSilent(f"no answer from Slack ({type(error).__name__})") from None
    except (ValueError, AttributeError, TypeError):
        # The SDK takes every body for a JSON object; a text, a list or broken bytes end in one of these.
        raise SlackSilent("Slack's answer is unreadable") from None
    data = answer.data
    return data if isinstance(data, Mapping) else {}


def _meaning(error: SlackApiError) -> SlackError | SlackSilent:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    if status == 429:
        return SlackError("ratelimited", _seconds(getattr(response, "headers", {})))
    if not isinstance(code, str) or status >= 500 or code in HALF_DONE:
        return SlackSilent(f"no whole answer from Slack ({code or status})")
    return SlackError(code)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds, at most an hour; None where it is missing or no number."""
    named = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(named)
    except ValueError:
        return None
    return min(max(seconds, 1.0), LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124 - not a number

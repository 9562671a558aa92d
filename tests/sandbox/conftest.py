"""A Slack on loopback for each test, the real slack_sdk client for it, and real Bolt apps that connect to it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.clock import HandClock
from sandbox.slack.server import SandboxSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

SCOPES = [
    "commands", "chat:write", "files:write", "files:read", "reactions:read", "reactions:write",
    "channels:join", "channels:read", "channels:history", "groups:read", "groups:history", "im:read",
    "im:write", "im:history", "mpim:read", "mpim:history", "app_mentions:read",
]  # fmt: skip
EVENTS = ["reaction_added", "reaction_removed", "app_mention", "file_shared", "member_left_channel"]


def write_manifest(
    folder: Path, *, drop: tuple[str, ...] = (), events: list[str] | None = None, escape: bool = True
) -> Path:
    """A manifest with everything but the scopes in `drop`."""
    command = {"command": "/bgm", "description": "Music", "usage_hint": "calm 0:30", "should_escape": escape}
    shortcut = {"name": "Refine", "type": "message", "callback_id": "refine", "description": "Make it warmer"}
    content: dict[str, Any] = {
        "display_information": {"name": "bgm"},
        "features": {"slash_commands": [command], "shortcuts": [shortcut]},
        "oauth_config": {"scopes": {"bot": [s for s in SCOPES if s not in drop]}},
        "settings": {
            "event_subscriptions": {"bot_events": EVENTS if events is None else events},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return write_manifest(tmp_path)


@pytest.fixture
async def slack(manifest: Path, clock: HandClock) -> AsyncIterator[SandboxSlack]:
    """A Slack whose time stands still unless the test moves it."""
    async with SandboxSlack(manifest, clock=clock) as server:
        yield server


def client(slack: SandboxSlack, token: str = "") -> AsyncWebClient:
    """The real client, with no retries of its own."""
    return AsyncWebClient(token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def web(slack: SandboxSlack) -> AsyncWebClient:
    return client(slack)


def bolt(slack: SandboxSlack, *, ack_last: bool = True) -> AsyncApp:
    """A Bolt app that needs no network to know who it is."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T_SANDBOX", bot_user_id="U_BGM", bot_id="B_BGM", bot_token=slack.bot_token
        )

    return AsyncApp(
        client=client(slack),
        authorize=authorize,
        signing_secret=slack.signing_secret,
        process_before_response=ack_last,
        request_verification_enabled=True,
    )


@asynccontextmanager
async def connected(slack: SandboxSlack, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app over Socket Mode, once it has said hello; reconnects fast."""
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=client(slack, slack.app_token), ping_interval=0.2)
    before = slack.sockets.count
    await handler.connect_async()
    await slack.connected(before + 1)
    try:
        yield handler
    finally:
        await handler.close_async()


async def refused(call: Awaitable[Any]) -> str:
    """The error code with which Slack refuses this call; AssertionError when it does not."""
    return str((await refusal(call))["error"])


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    """The whole answer with which Slack refuses this call."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data: dict[str, Any] = caught.value.response.data
    return data


@pytest.fixture(name="bolt")
def _bolt() -> Callable[..., AsyncApp]:
    return bolt


@pytest.fixture(name="connected")
def _connected() -> Callable[..., Any]:
    return connected


@pytest.fixture(name="refused")
def _refused() -> Callable[[Awaitable[Any]], Awaitable[str]]:
    return refused


@pytest.fixture(name="refusal")
def _refusal() -> Callable[[Awaitable[Any]], Awaitable[dict[str, Any]]]:
    return refusal


@pytest.fixture
def manifest_without(tmp_path: Path) -> Callable[..., Path]:
    """A manifest that lacks these scopes (or has other events)."""

    def write(*drop: str, events: list[str] | None = None, escape: bool = True) -> Path:
        return write_manifest(tmp_path, drop=drop, events=events, escape=escape)

    return write

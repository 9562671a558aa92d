"""The whole thing on this machine: a Slack, vendors of music, and the real bot connected to them over real HTTP."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import App, Variant, open_app
from bot.settings import BUILTIN, Secret, Settings
from sandbox.music.pace import Pace
from sandbox.music.server import MusicServer
from sandbox.slack.server import SandboxSlack
from sandbox.vendors import HUMAN, settings_of, vendors

MANIFEST = Path(__file__).parent.parent / "manifest.yml"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Session:
    """A Slack and the bot in it, and the vendors that it asks for music, by its providers' names."""

    slack: SandboxSlack
    app: App
    music: Mapping[str, MusicServer] = field(default_factory=dict)


def settings_for(
    slack: SandboxSlack,
    folder: Path,
    *,
    providers: Sequence[str] = (BUILTIN,),
    music: Mapping[str, MusicServer] | None = None,
    port: int | None = None,
) -> Settings:
    """Settings for a bot in this Slack that keeps its database and files in `folder`.

    `providers` in order, at the vendors in `music`. With `port` they can call the bot there, which is its public
    address as far as this machine goes: webhooks come, and files can be fetched.
    """
    return Settings(
        slack_bot_token=Secret(slack.bot_token),
        slack_app_token=Secret(slack.app_token),
        slack_signing_secret=Secret(slack.signing_secret),
        slack_api_url=slack.api_url,
        database=f"sqlite:///{folder / 'bgm.db'}",
        files=folder / "files",
        providers=tuple(providers),
        musicapi_nuro="nuro" in providers,
        port=port,
        public_url=None if port is None else f"http://{HOST}:{port}/",
        **settings_of(music or {}),
    )


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@asynccontextmanager
async def session(
    *,
    port: int = 0,
    ledger: Path | None = None,
    providers: Sequence[str] = (BUILTIN,),
    pace: Pace = HUMAN,
    **more: Any,
) -> AsyncIterator[Session]:
    """Starts all; everything they kept is gone afterwards. `port` is the page's; `pace` and `more` are the vendors'."""
    with tempfile.TemporaryDirectory(prefix="bgm-sandbox-", ignore_cleanup_errors=True) as name:
        async with (
            SandboxSlack(MANIFEST, port=port, ledger=ledger) as slack,
            vendors(providers, pace=pace, **more) as music,
        ):
            called_at = free_port() if music else None
            settings = settings_for(slack, Path(name), providers=providers, music=music, port=called_at)
            app = await open_app(settings, Variant(host=HOST))
            try:
                yield Session(slack, app, music)
            finally:
                await app.stop()

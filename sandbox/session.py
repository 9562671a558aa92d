"""The whole thing on this machine: a Slack, and the real bot connected to it through the real slack_sdk."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import App, open_app
from bot.settings import Secret, Settings
from sandbox.slack_server import SandboxSlack

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


@dataclass(frozen=True, slots=True)
class Session:
    """A Slack and the bot in it."""

    slack: SandboxSlack
    app: App


def settings_for(slack: SandboxSlack, folder: Path) -> Settings:
    """Settings for a bot in this Slack that keeps its database and files in `folder`."""
    return Settings(
        slack_bot_token=Secret(slack.bot_token),
        slack_app_token=Secret(slack.app_token),
        slack_signing_secret=Secret(slack.signing_secret),
        slack_api_url=slack.api_url,
        database=f"sqlite:///{folder / 'bgm.db'}",
        files=folder / "files",
    )


@asynccontextmanager
async def session(*, port: int = 0, ledger: Path | None = None) -> AsyncIterator[Session]:
    """Starts both; everything they kept is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bgm-sandbox-", ignore_cleanup_errors=True) as name:
        async with SandboxSlack(MANIFEST, port=port, ledger=ledger) as slack:
            app = await open_app(settings_for(slack, Path(name)))
            try:
                yield Session(slack, app)
            finally:
                await app.stop()

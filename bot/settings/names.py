"""Every setting there is, by its name in the environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.settings.addresses import MUSICAPI, NUR, SLACK_API, WAVESPEED
from bot.settings.readers import address, between, database, key, level, providers, switch, token
from bot.settings.secret import Secret
from bot.settings.values import PROVIDERS


@dataclass(frozen=True, slots=True)
class Name:
    """One setting: its name in the environment, its field, what it is for, and how it is read."""

    variable: str
    field: str
    meaning: str
    read: Callable[[str], object]
    example: str = ""


NAMES = (
    Name("SLACK_BOT_TOKEN", "slack_bot_token", "Bot User OAuth Token of your Slack app", token("xoxb-"), "xoxb-…"),
    Name("SLACK_APP_TOKEN", "slack_app_token", "app-level token (connections:write): Socket Mode", token("xapp-")),
    Name("SLACK_SIGNING_SECRET", "slack_signing_secret", "Signing Secret: needed for HTTP", Secret),
    Name("SLACK_API_URL", "slack_api_url", "where Slack's Web API is", address, SLACK_API),
    Name("BGM_DATABASE", "database", "where jobs are remembered", database, "sqlite:///var/bgm.db"),
    Name("BGM_FILES", "files", "folder for audio", Path, "var/files"),
    Name(
        "BGM_PROVIDER",
        "providers",
        f"who makes the music, in order: {', '.join(PROVIDERS)}",
        providers,
        "musicapi, builtin",
    ),
    Name("MUSICAPI_KEY", "musicapi_key", "key of musicapi.ai: the providers musicapi and producer", key),
    Name("MUSICAPI_URL", "musicapi_url", "where MusicAPI is", address, MUSICAPI),
    Name("MUSICAPI_NURO", "musicapi_nuro", "on: the provider nuro, too; MusicAPI may have retired it", switch, "off"),
    Name("WAVESPEED_API_KEY", "wavespeed_api_key", "key of wavespeed.ai: the provider mureka", key),
    Name("WAVESPEED_URL", "wavespeed_url", "where WaveSpeed is", address, WAVESPEED),
    Name("NUR_API_KEY", "nur_api_key", "key of nur.ai: the provider nur", key, "nur_…"),
    Name("NUR_URL", "nur_url", "where Nur is", address, NUR),
    Name(
        "BGM_PUBLIC_URL",
        "public_url",
        "this bot's public address, leading to BGM_PORT: webhooks, files",
        address,
    ),
    Name("BGM_PORT", "port", "port for HTTP: Slack's requests, webhooks, files and /health", between(1, 65535)),
    Name("BGM_KEEP_DAYS", "keep_days", "days that files are kept", between(1, 3650), "30"),
    Name("BGM_WORKERS", "workers", "worker processes for audio", between(1, 64), "2"),
    Name("BGM_LOG", "log", "DEBUG, INFO, WARNING or ERROR", level, "INFO"),
)
"""Every setting there is; .env.example and the docs are held to it by a test."""


def table() -> str:
    """Every setting as a Markdown table, for the docs."""
    rows = [
        f"| `{name.variable}` | {name.meaning} | {f'`{name.example}`' if name.example else '–'} |" for name in NAMES
    ]
    return "\n".join(["| setting | what it is | default or form |", "|---|---|---|", *rows])

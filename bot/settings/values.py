"""What this bot runs with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from bot.domain.errors import SettingsError
from bot.settings.addresses import MUSICAPI, NUR, SLACK_API, WAVESPEED, local
from bot.settings.secret import Secret

BUILTIN = "builtin"
KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "musicapi": ("MUSICAPI_KEY", "musicapi_key"),
        "producer": ("MUSICAPI_KEY", "musicapi_key"),
        "nuro": ("MUSICAPI_KEY", "musicapi_key"),
        "mureka": ("WAVESPEED_API_KEY", "wavespeed_api_key"),
        "nur": ("NUR_API_KEY", "nur_api_key"),
    }
)
"""Whose key each provider needs: the setting and its field."""
PROVIDERS = (*KEYS, BUILTIN)
BY_THEMSELVES = ("musicapi", "mureka", "nur")
"""Where BGM_PROVIDER is not set: those of these whose key is set, in this order, and then the built-in engine. Whoever
sets a key wants it used; the built-in engine takes over only where nothing can have been paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this bot runs with."""

    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    slack_api_url: str = SLACK_API
    database: str = "sqlite:///var/bgm.db"
    files: Path = Path("var/files")
    providers: tuple[str, ...] = (BUILTIN,)
    """In order: the first that can do a brief does it."""
    musicapi_key: Secret | None = None
    musicapi_url: str = MUSICAPI
    musicapi_nuro: bool = False
    wavespeed_api_key: Secret | None = None
    wavespeed_url: str = WAVESPEED
    nur_api_key: Secret | None = None
    nur_url: str = NUR
    public_url: str | None = None
    port: int | None = None
    keep_days: int = 30
    workers: int = 2
    log: str = "INFO"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that is set, for redaction."""
        found = (getattr(self, each.name) for each in fields(self))
        return tuple(value for value in found if isinstance(value, Secret))

    @property
    def local_apis(self) -> Mapping[str, tuple[str, int]]:
        """The providers on this machine itself, each with its exact (host, port): never a real vendor."""
        addresses = {
            "MUSICAPI_KEY": self.musicapi_url,
            "WAVESPEED_API_KEY": self.wavespeed_url,
            "NUR_API_KEY": self.nur_url,
        }
        places = {name: local(addresses[key]) for name, (key, _) in KEYS.items()}
        return {name: place for name, place in places.items() if place}

    @property
    def uses_socket(self) -> bool:
        """Socket Mode when there is an app token, HTTP otherwise."""
        return self.slack_app_token is not None

    def require_slack(self) -> None:
        """Raises SettingsError that names all that the bot needs to meet Slack and does not have."""
        problems = []
        if self.slack_bot_token is None:
            problems.append("SLACK_BOT_TOKEN is missing: the Bot User OAuth Token of your Slack app (xoxb-…).")
        if self.slack_app_token is None and self.slack_signing_secret is None:
            problems.append(
                "SLACK_APP_TOKEN is missing: an app-level token with connections:write (xapp-…) for Socket Mode. "
                "For HTTP instead, set SLACK_SIGNING_SECRET and BGM_PORT."
            )
        elif self.slack_app_token is None and self.port is None:
            problems.append("BGM_PORT is missing: without SLACK_APP_TOKEN the bot listens for Slack over HTTP.")
        if problems:
            raise SettingsError(tuple(problems))

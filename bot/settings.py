"""Settings: from the environment and .env, every mistake reported at once, secrets wrapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.domain.errors import SettingsError

SLACK_API = "https://slack.com/api/"
PROVIDERS = ("builtin",)


class Secret:
    """A secret that shows itself only when asked by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself. Never log it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this bot runs with."""

    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    slack_api_url: str = SLACK_API
    database: str = "sqlite:///var/bgm.db"
    files: Path = Path("var/files")
    providers: tuple[str, ...] = ("builtin",)
    public_url: str | None = None
    port: int | None = None
    keep_days: int = 30
    workers: int = 2
    log: str = "INFO"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that is set, for redaction."""
        found = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        return tuple(secret for secret in found if secret)

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


@dataclass(frozen=True, slots=True)
class Name:
    """One setting: its name in the environment, its field, what it is for, and how it is read."""

    variable: str
    field: str
    meaning: str
    read: Callable[[str], object]
    example: str = ""


def load(environment: Mapping[str, str], folder: Path | None = None) -> Settings:
    """Settings from `environment`, and from `.env` in `folder` for what is not set there.

    Raises SettingsError with every mistake.
    """
    values = _with_dotenv(environment, folder)
    found: dict[str, object] = {}
    problems: list[str] = []
    for name in NAMES:
        text = values.get(name.variable, "").strip()
        if not text:
            continue
        try:
            found[name.field] = name.read(text)
        except ValueError as error:
            problems.append(f"{name.variable}: {error}")
    if problems:
        raise SettingsError(tuple(problems))
    return Settings(**found)  # type: ignore[arg-type]


def _with_dotenv(environment: Mapping[str, str], folder: Path | None) -> dict[str, str]:
    path = folder / ".env" if folder else None
    stored = dotenv_values(path) if path and path.is_file() else {}
    return {**{key: value for key, value in stored.items() if value is not None}, **environment}


def _token(prefix: str) -> Callable[[str], Secret]:
    def read(text: str) -> Secret:
        if not text.startswith(prefix):
            raise ValueError(f"this is not such a token: it begins with {prefix}")
        return Secret(text)

    return read


def _address(text: str) -> str:
    parts = urlsplit(text)
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError("an address that begins with https:// (http:// only on this machine)")
    return text if text.endswith("/") else f"{text}/"


def _database(text: str) -> str:
    if not text.startswith("sqlite:///"):
        raise ValueError("sqlite:///path/to/bgm.db is what works; PostgreSQL is not there yet")
    return text


def _providers(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in PROVIDERS]
    if unknown or not names:
        raise ValueError(f"{', '.join(unknown) or 'nothing'} is not a provider; there is {', '.join(PROVIDERS)}")
    return names


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _level(text: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if text.upper() not in levels:
        raise ValueError(f"one of {', '.join(levels)}")
    return text.upper()


NAMES = (
    Name("SLACK_BOT_TOKEN", "slack_bot_token", "Bot User OAuth Token of your Slack app", _token("xoxb-"), "xoxb-…"),
    Name("SLACK_APP_TOKEN", "slack_app_token", "app-level token (connections:write): Socket Mode", _token("xapp-")),
    Name("SLACK_SIGNING_SECRET", "slack_signing_secret", "Signing Secret: needed for HTTP", Secret),
    Name("SLACK_API_URL", "slack_api_url", "where Slack's Web API is", _address, SLACK_API),
    Name("BGM_DATABASE", "database", "where jobs are remembered", _database, "sqlite:///var/bgm.db"),
    Name("BGM_FILES", "files", "folder for audio", Path, "var/files"),
    Name("BGM_PROVIDER", "providers", "who makes the music, in order", _providers, "builtin"),
    Name("BGM_PUBLIC_URL", "public_url", "this bot's own public address", _address),
    Name("BGM_PORT", "port", "port for HTTP: Slack's requests and /health", _between(1, 65535)),
    Name("BGM_KEEP_DAYS", "keep_days", "days that files are kept", _between(1, 3650), "30"),
    Name("BGM_WORKERS", "workers", "worker processes for audio", _between(1, 64), "2"),
    Name("BGM_LOG", "log", "DEBUG, INFO, WARNING or ERROR", _level, "INFO"),
)
"""Every setting there is; .env.example and the docs are held to it by a test."""


def table() -> str:
    """Every setting as a Markdown table, for the docs."""
    rows = [
        f"| `{name.variable}` | {name.meaning} | {f'`{name.example}`' if name.example else '–'} |" for name in NAMES
    ]
    return "\n".join(["| setting | what it is | default or form |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())  # noqa: T201 (it is what this command is for)

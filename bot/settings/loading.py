"""Settings from the environment and .env, every mistake reported at once."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.domain.errors import SettingsError
from bot.settings.names import NAMES
from bot.settings.values import BUILTIN, BY_THEMSELVES, KEYS, Settings


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
    found.setdefault("providers", _by_themselves(found))
    problems += _not_together(found, {name.partition(":")[0] for name in problems})
    if problems:
        raise SettingsError(tuple(problems))
    return Settings(**found)  # type: ignore[arg-type]


def _by_themselves(found: Mapping[str, object]) -> tuple[str, ...]:
    return (*(name for name in BY_THEMSELVES if KEYS[name][1] in found), BUILTIN)


def _not_together(found: Mapping[str, Any], wrong: Container[str]) -> Iterator[str]:
    """What is well alone and wrong beside the rest; a setting that is `wrong` itself is not said to be missing."""
    for provider in found["providers"]:
        key, field = KEYS.get(provider, ("", ""))
        if key and field not in found and key not in wrong:
            yield f"BGM_PROVIDER: it names {provider}, which needs {key}"
    if "nuro" in found["providers"] and not found.get("musicapi_nuro") and "MUSICAPI_NURO" not in wrong:
        yield "BGM_PROVIDER: it names nuro, which is off unless MUSICAPI_NURO=on"
    if found.get("musicapi_nuro") and not {"musicapi_key"} & found.keys() and "MUSICAPI_KEY" not in wrong:
        yield "MUSICAPI_NURO: it is on, and needs MUSICAPI_KEY"
    if "public_url" in found and "port" not in found and "BGM_PORT" not in wrong:
        yield "BGM_PUBLIC_URL: it needs BGM_PORT, the port that this address leads to"


def _with_dotenv(environment: Mapping[str, str], folder: Path | None) -> dict[str, str]:
    path = folder / ".env" if folder else None
    stored = dotenv_values(path) if path and path.is_file() else {}
    return {**{key: value for key, value in stored.items() if value is not None}, **environment}

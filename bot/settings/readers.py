"""How each setting is read from its words. All raise ValueError with words that never repeat a secret."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from bot.settings.addresses import local
from bot.settings.secret import Secret
from bot.settings.values import PROVIDERS


def token(prefix: str) -> Callable[[str], Secret]:
    """A token of Slack's that begins with `prefix`."""

    def read(text: str) -> Secret:
        if not text.startswith(prefix):
            raise ValueError(f"this is not such a token: it begins with {prefix}")
        return Secret(text)

    return read


def key(text: str) -> Secret:
    """A key: it goes into a header, so it is one plain word."""
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("a key is one word of plain letters, digits and signs")
    return Secret(text)


def address(text: str) -> str:
    """An https address that ends with a slash; http on this machine only."""
    parts = urlsplit(text)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and local(text))):
        raise ValueError("an address that begins with https:// (http:// only on this machine)")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("a plain address, without a password, ? or #")
    return text if text.endswith("/") else f"{text}/"


def database(text: str) -> str:
    """An address of a database."""
    if not text.startswith("sqlite:///"):
        raise ValueError("sqlite:///path/to/bgm.db is what works; PostgreSQL is not there yet")
    return text


def providers(text: str) -> tuple[str, ...]:
    """Names of providers in order, each once."""
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in PROVIDERS]
    if unknown or not names:
        raise ValueError(f"{', '.join(unknown) or 'nothing'} is not a provider; there is {', '.join(PROVIDERS)}")
    return tuple(dict.fromkeys(names))


def between(low: int, high: int) -> Callable[[str], int]:
    """A whole number in this range, both ends included."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def switch(text: str) -> bool:
    """On or off."""
    if text.lower() not in {"on", "off"}:
        raise ValueError("on or off")
    return text.lower() == "on"


def level(text: str) -> str:
    """A level of the log."""
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if text.upper() not in levels:
        raise ValueError(f"one of {', '.join(levels)}")
    return text.upper()

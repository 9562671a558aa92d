"""Where a database is, by its address."""

from __future__ import annotations

from pathlib import Path

from bot.domain.errors import StoreError

PREFIX = "sqlite:///"


def path_of(url: str) -> Path:
    """The file behind sqlite:///relative/path.db or sqlite:////absolute/path.db.

    Raises StoreError, with an address that works, for any other.
    """
    if url.startswith(("postgresql://", "postgres://")):
        raise StoreError("PostgreSQL is not there yet. Use a file, e.g. BGM_DATABASE=sqlite:///var/bgm.db")
    name = url.removeprefix(PREFIX)
    if name == url or not name or name.endswith("/") or name == ":memory:" or "\0" in name:
        raise StoreError(f"{url!r} is not the address of a database file. Use e.g. BGM_DATABASE=sqlite:///var/bgm.db")
    return Path(name)

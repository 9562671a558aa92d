"""The stores that the contract is held against: one line per backend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from storage_values import furnish

from storage import SqliteStore, open_store

BACKENDS = ("sqlite",)


@pytest.fixture(params=BACKENDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A new, empty store of each kind."""
    opened = open_store(f"{request.param}:///{tmp_path}/bgm.db")
    yield opened
    await opened.close()


@pytest.fixture
async def furnished(store: SqliteStore) -> SqliteStore:
    """A store with the thread t1 and the job j1 in it."""
    await store.write(furnish)
    return store


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path}/bgm.db"

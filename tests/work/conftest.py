"""A store on disk, a clock set by hand, a Slack in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from work_parts import HandClock, MemoryMessenger, TinyProvider

from storage import SqliteStore, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = open_store(f"sqlite:///{tmp_path}/bgm.db")
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def messenger(clock: HandClock) -> MemoryMessenger:
    return MemoryMessenger(clock)


@pytest.fixture
def provider() -> TinyProvider:
    return TinyProvider()

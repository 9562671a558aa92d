"""The Slack room in a workspace of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_stage import World, opened


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with opened() as world:
        yield world

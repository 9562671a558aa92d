"""One stage for all scenarios that leave it whole, each in a channel of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from stage import Bed, Stage, opened

from bot.domain.job import Job

PEOPLE = ("ann", "ben", "chloe")
AT_ONCE = 8
"""Beds made side by side, which is quicker than one after the other."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """A bot that many scenarios share; none of them may disturb the others."""
    async with opened() as shared:
        yield shared


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def early(stage: Stage) -> dict[str, list[Job]]:
    """Jobs whose many posts take their seconds: asked for first, looked at later."""
    room = stage.room()
    at_once = asyncio.gather(*(stage.person(who).slash(room, f'chiptune 3s for "For {who}"') for who in PEOPLE))
    assert all(answer.ok for answer in await at_once)
    return {
        "three takes": [await stage.ask('chiptune 3s x3 for "Three"', stage.room())],
        "at once": await stage.jobs(room),
    }


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def singers() -> AsyncIterator[Stage]:
    """A bot that asks MusicAPI first, and that many scenarios share; started when one of them needs it."""
    async with opened(music=("musicapi", "builtin")) as shared:
        yield shared


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bed(stage: Stage) -> Bed:
    """`/bgm chiptune 0:03 for "Onboarding"` by Ann, delivered; to look at, not to change."""
    return await stage.bed()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def spare(stage: Stage) -> list[Bed]:
    """Beds by Ann that nobody has touched; filled by `fresh`."""
    return []


@pytest_asyncio.fixture(loop_scope="session")
async def fresh(stage: Stage, spare: list[Bed]) -> Bed:
    """A delivered bed by Ann, in a channel of its own, to do with as one likes."""
    if not spare:
        spare += await asyncio.gather(*(stage.bed() for _ in range(AT_ONCE)))
    return spare.pop()

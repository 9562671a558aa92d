"""Without a public address nobody tells the bot anything: every provider's music is found by looking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio
import rows
from scenario_words import said
from stage import Stage

from bot.domain.job import Job

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = {
    "musicapi": "chiptune 0:04 --provider musicapi",
    "producer": "chiptune 0:04 --provider producer",
    "nuro": "chiptune 0:04 --provider nuro",
    "nur": "chiptune 0:05 --provider nur",
    "mureka": "chiptune x2 0:04 --provider mureka",
}
PRICES = {
    "musicapi": [("create_music", Decimal(20))],
    "producer": [("producer", Decimal(12))],
    "nuro": [("nuro", Decimal(10))],
    "nur": [("generate", Decimal(1))],
    "mureka": [("mureka-ai/mureka-v8/generate-bgm", Decimal("0.090"))],
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alone() -> AsyncIterator[Stage]:
    """A bot that no vendor can reach."""
    async with rows.set_up(*ASKED, hooks=False) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asked(alone: Stage) -> dict[str, Job]:
    """One bed of each provider."""
    return {name: await alone.ask(line, alone.room()) for name, line in ASKED.items()}


@pytest.mark.parametrize("name", ASKED)
async def test_what_was_ordered_is_found_by_looking(alone: Stage, asked: dict[str, Job], name: str) -> None:
    """Whatever words its states have. The order goes out once, without an address of ours, and is paid once."""
    job = await rows.over(alone, asked[name])
    posted = [file for file in (await rows.files(alone, job)).values() if file["name"].endswith(".mp3")]
    seconds = 5.0 if name == "nur" else 4.0
    assert {await rows.seconds(alone, file) for file in posted} == {seconds}
    ((_, body),) = await rows.orders(alone, job)
    assert "webhook" not in str(body)
    assert await rows.bill(alone, job) == PRICES[name]


async def test_wavespeeds_other_paths_and_shapes_are_taken(alone: Stage, asked: dict[str, Job]) -> None:
    """Neither `/result` nor `/balance` is there, and a lone output is a text: the bare paths are asked instead."""
    await rows.over(alone, asked["mureka"])
    server = rows.vendor(alone, "mureka")
    server.habits.outputs_as = "string"
    server.faults.storm(404, times=None, where="GET */result")
    server.faults.storm(404, times=None, where="GET /api/v3/balance")
    job = await rows.over(alone, await alone.ask("chiptune 0:04 --provider mureka", alone.room()))
    assert await rows.bill(alone, job) == [("mureka-ai/mureka-v8/generate-bgm", Decimal("0.045"))]
    (bed,) = await rows.beds(alone, job)
    room, ann = alone.room(), alone.person("ann")
    await ann.slash(room, "credits")
    left = f"${server.account.total:.2f} left"
    await alone.until(lambda: any(left in said(seen) for seen in ann.ephemerals(room)))
    assert server.ledger.requests("/account/balance", status=200)
    assert bed.take.facts["model"] == "mureka-v8"


async def test_a_provider_that_is_not_switched_on_is_not_there() -> None:
    """Nuro only where it was wished for; the answer names those that are set up."""
    async with rows.set_up("musicapi") as stage:
        answer = await stage.person("ann").slash(stage.room(), "chiptune 0:04 --provider nuro")
        assert "no provider called nuro" in answer.text
        assert "musicapi, producer, builtin" in answer.text


async def test_work_on_a_posted_file_needs_an_address_and_says_so(alone: Stage) -> None:
    """MusicAPI has to fetch the file from us: the person is told what to set."""
    room, ann = alone.room(), alone.person("ann")
    message = await ann.upload(room, "draft.mp3", b"ID3")
    assert (await ann.shortcut(room, message["ts"], "bgm_audio")).ok
    assert "`BGM_PUBLIC_URL`" in str(ann.modal())

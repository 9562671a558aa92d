"""The vendor's own Python client uses the sandbox's WaveSpeed unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import wavespeed

from bot.audio.probe import probe
from sandbox.music.pace import Pace
from sandbox.music.wavespeed import WaveSpeedServer

pytestmark = pytest.mark.asyncio(loop_scope="module")
BGM = "mureka-ai/mureka-v8/generate-bgm"
QUICK = Pace(median=0.05, sigma=0)
PROMPT = {"prompt": "calm lo-fi bed", "output_format": "wav"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[WaveSpeedServer]:
    async with WaveSpeedServer("ws_sdk", pace=QUICK, usual_seconds=3) as running:
        yield running


@pytest.fixture
def client(server: WaveSpeedServer) -> wavespeed.Client:
    return wavespeed.Client(api_key=server.key, base_url=server.url, retry_interval=0.01)


async def test_run_gives_the_tracks(server: WaveSpeedServer, client: wavespeed.Client, tmp_path: Path) -> None:
    wish = {**PROMPT, "number_of_songs": 2}
    result = await asyncio.to_thread(client.run, BGM, wish, poll_interval=0.05)
    assert len(result["outputs"]) == 2
    async with httpx.AsyncClient() as http:
        file = tmp_path / "bed.wav"
        file.write_bytes((await http.get(result["outputs"][0])).content)
    assert probe(file).codec == "pcm_s16le"


async def test_run_in_sync_mode_gives_the_tracks(client: wavespeed.Client) -> None:
    result = await asyncio.to_thread(client.run, BGM, PROMPT, enable_sync_mode=True)
    assert len(result["outputs"]) == 1


async def test_a_sync_timeout_is_processing_and_the_result_can_be_asked_for_later(
    server: WaveSpeedServer, client: wavespeed.Client
) -> None:
    usual, server.habits.sync_seconds = server.habits.sync_seconds, 0
    try:
        late = await asyncio.to_thread(client.run_no_throw, BGM, PROMPT, enable_sync_mode=True)
    finally:
        server.habits.sync_seconds = usual
    assert (late["status"], late["outputs"]) == ("processing", None)
    await server.ledger.wait_for(
        lambda e: e["kind"] == "task" and e["task_id"] == late["task_id"] and e["phase"] == "succeeded"
    )
    found = await asyncio.to_thread(client.get_result, late["task_id"])
    assert found["data"]["status"] == "completed"


async def test_a_failed_task_is_told_with_its_words(server: WaveSpeedServer, client: wavespeed.Client) -> None:
    server.faults.fail_tasks(message="upstream broke")
    result = await asyncio.to_thread(client.run_no_throw, BGM, PROMPT, poll_interval=0.05)
    assert result["status"] == "failed"
    assert "upstream broke" in result["error"]


async def test_a_missing_prompt_is_told(client: wavespeed.Client) -> None:
    with pytest.raises(RuntimeError, match="prompt is required"):
        await asyncio.to_thread(client.run, BGM, {"number_of_songs": 1}, poll_interval=0.05)


async def test_a_wrong_key_is_told(server: WaveSpeedServer) -> None:
    stranger = wavespeed.Client(api_key="wrong", base_url=server.url)
    with pytest.raises(RuntimeError, match="HTTP 401"):
        await asyncio.to_thread(stranger.run, BGM, PROMPT)


async def test_looks_survive_a_storm_and_the_post_is_sent_once(
    server: WaveSpeedServer, client: wavespeed.Client
) -> None:
    charges = len(server.ledger.charges())
    server.faults.storm(503, times=2, where="GET *")
    result = await asyncio.to_thread(client.run, BGM, PROMPT, poll_interval=0.05)
    assert len(result["outputs"]) == 1
    assert len(server.ledger.charges()) == charges + 1


async def test_a_lost_answer_is_not_sent_again(server: WaveSpeedServer, client: wavespeed.Client) -> None:
    charges = len(server.ledger.charges())
    server.faults.lose_answers()
    with pytest.raises(RuntimeError, match="may already"):
        await asyncio.to_thread(client.run, BGM, PROMPT, max_retries=3)
    assert len(server.ledger.charges()) == charges + 1


async def test_an_upload_gives_a_link_to_the_file(client: wavespeed.Client, tmp_path: Path) -> None:
    file = tmp_path / "note.mp3"
    file.write_bytes(b"sound" * 1000)
    link = await asyncio.to_thread(client.upload, str(file))
    async with httpx.AsyncClient() as http:
        assert (await http.get(link)).content == file.read_bytes()

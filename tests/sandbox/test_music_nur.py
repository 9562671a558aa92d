"""The sandbox's Nur keeps to what Nur documents: fields, limits, errors, both kinds of answer, real files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import pytest_asyncio

from bot.audio.decode import decode
from bot.audio.probe import probe
from sandbox.music.nur import NurServer
from sandbox.music.pace import AT_ONCE, Pace
from sandbox.music.sound import Sound
from sandbox.slack.clock import HandClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY = "nur_test"
BED = {"prompt": "calm lo-fi, instrumental", "duration": 5}
RATE_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = Sound()
    yield made
    await made.close()


def nur(sound: Sound, **more: Any) -> NurServer:
    return NurServer(KEY, **{"pace": AT_ONCE, "sound": sound, "at_once": 1.0, **more})


def client(server: NurServer, key: str = KEY) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30)


async def generate(http: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await http.post("/v1/music/generate", json={**BED, **fields})


def error(answer: httpx.Response) -> dict[str, Any]:
    """The nested error, whose shape is checked."""
    body = answer.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"])
    return dict(body["error"])


async def saved(http: httpx.AsyncClient, url: str, path: Path) -> Path:
    answer = await http.get(url)
    assert answer.status_code == 200
    path.write_bytes(answer.content)  # noqa: ASYNC240 (a small file)
    return path


async def test_a_post_may_be_answered_completed(sound: Sound) -> None:
    async with nur(sound) as server, client(server) as http:
        answer = await generate(http, genre="lo-fi", tempo=92)
        track = answer.json()
        assert (answer.status_code, track["status"], track["duration"]) == (200, "completed", 5.0)
        assert (track["genre"], track["tempo"], track["prompt"]) == ("lo-fi", 92, BED["prompt"])
        assert set(track) == {"id", "status", "audio_url", "duration", "genre", "tempo", "prompt", "created_at"}
        assert track["created_at"].endswith("Z")


async def test_a_post_may_be_answered_pending_and_processing_comes_before_completed(sound: Sound) -> None:
    clock = HandClock()
    pace = Pace(median=10, sigma=0, not_ready=0.2, streaming=0.5)
    async with nur(sound, at_once=0.0, pace=pace, clock=clock) as server, client(server) as http:
        first = (await generate(http)).json()
        assert (first["status"], first["audio_url"]) == ("pending", None)
        seen: list[tuple[Any, ...]] = []
        for seconds in (3, 3):
            clock.advance(seconds)
            await server.ledger.wait_for(lambda e: e["kind"] == "task", since=len(seen))
            track = (await http.get(f"/v1/music/{first['id']}")).json()
            seen.append((track["status"], track["audio_url"] is not None, track["download_url"], track["stems"]))
        assert seen == [("processing", False, None, None), ("processing", True, None, None)]
        assert (await http.get(track["audio_url"])).content == b""
        clock.advance(5)
        await server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "succeeded")
        assert (await http.get(f"/v1/music/{first['id']}")).json()["status"] == "completed"


async def test_both_kinds_of_answer_come_mixed_and_the_seed_decides(sound: Sound) -> None:
    async def kinds(seed: int) -> list[bool]:
        server = nur(sound, at_once=0.5, seed=seed, pace=Pace(median=0.05, sigma=0, hook_retries=()))
        async with server, client(server) as http:
            return [(await generate(http)).json()["status"] == "completed" for _ in range(6)]

    first = await kinds(1)
    assert len(set(first)) == 2
    assert await kinds(1) == first


async def test_the_full_object_has_file_waveform_and_four_stems_that_add_up(sound: Sound, tmp_path: Path) -> None:
    async with nur(sound) as server, client(server) as http:
        track_id = (await generate(http, output_format="wav")).json()["id"]
        track = (await http.get(f"/v1/music/{track_id}")).json()
        bed = await saved(http, track["download_url"], tmp_path / "bed.wav")
        assert probe(bed).codec == "pcm_s16le"
        wave = np.concatenate(list(decode(bed)))
        assert wave.shape == (5 * 48_000, 2)
        assert list(track["stems"]) == ["vocals", "drums", "bass", "other"]
        parts = [await saved(http, url, tmp_path / f"{name}.wav") for name, url in track["stems"].items()]
        total = sum((np.concatenate(list(decode(part))) for part in parts), np.zeros_like(wave))
        assert np.abs(total - wave).mean() < 0.001
        assert np.abs(np.concatenate(list(decode(parts[0])))).max() < 0.001
        drawing = (await http.get(track["waveform_url"])).json()
        assert (drawing["duration"], drawing["points"]) == (5.0, len(drawing["peaks"]))


@pytest.mark.parametrize("format_", ["mp3", "flac", "ogg"])
async def test_the_stream_is_mp3_and_the_file_is_what_was_asked_for(sound: Sound, tmp_path: Path, format_: str) -> None:
    async with nur(sound) as server, client(server) as http:
        made = (await generate(http, output_format=format_)).json()
        track = (await http.get(f"/v1/music/{made['id']}")).json()
        assert track["audio_url"] != track["download_url"]
        assert probe(await saved(http, track["download_url"], tmp_path / "file")).container == format_
        assert probe(await saved(http, track["audio_url"], tmp_path / "stream")).container == "mp3"


async def test_duration_is_30_when_it_is_not_given_and_tempo_and_genre_are_found(sound: Sound) -> None:
    clock = HandClock()
    slow = Pace(median=1e6, sigma=0)
    async with nur(sound, at_once=0.0, pace=slow, clock=clock) as server, client(server) as http:
        track = (await http.post("/v1/music/generate", json={"prompt": "x"})).json()
        assert (track["duration"], track["tempo"], track["genre"]) == (30.0, None, None)
    async with nur(sound) as server, client(server) as http:
        track = (await generate(http, prompt="lo-fi, 84 bpm")).json()
        assert (track["tempo"], track["genre"]) == (84, "lo-fi")


@pytest.mark.parametrize(("fields", "name"), [
    ({"prompt": None}, "prompt"), ({"prompt": ""}, "prompt"), ({"prompt": 3}, "prompt"),
    ({"prompt": "a" * 2001}, "prompt"), ({"duration": 4}, "duration"),
    ({"duration": 301}, "duration"), ({"duration": "30"}, "duration"),
    ({"duration": 30.5}, "duration"), ({"duration": True}, "duration"), ({"tempo": 39}, "tempo"),
    ({"tempo": 221}, "tempo"), ({"output_format": "aac"}, "output_format"),
    ({"output_format": ["mp3"]}, "output_format"), ({"genre": 1}, "genre")])  # fmt: skip
async def test_a_bad_parameter_is_named_and_costs_nothing(sound: Sound, fields: dict[str, Any], name: str) -> None:
    async with nur(sound) as server, client(server) as http:
        answer = await generate(http, **fields)
        assert answer.status_code == 400
        details = error(answer)["details"]
        assert (details["parameter"], details["value"]) == (name, fields[name])
        assert details["expected"]
        assert not server.ledger.charges()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null"])
async def test_a_body_that_is_no_object_is_a_400(sound: Sound, body: bytes) -> None:
    async with nur(sound) as server, client(server) as http:
        answer = await http.post("/v1/music/generate", content=body)
        assert (answer.status_code, error(answer)["code"]) == (400, "invalid_json")


async def test_a_huge_body_is_a_413_and_refused_words_are_a_422(sound: Sound) -> None:
    async with nur(sound, refused_words=("some artist",)) as server, client(server) as http:
        assert (await http.post("/v1/music/generate", content=b" " * 70_000)).status_code == 413
        answer = await generate(http, prompt="like Some Artist")
        assert (answer.status_code, error(answer)["code"]) == (422, "content_policy")
        assert not server.ledger.charges()


@pytest.mark.parametrize("header", [None, "Bearer nur_wrong", f"Basic {KEY}", KEY])
async def test_without_the_key_it_is_a_401(sound: Sound, header: str | None) -> None:
    async with nur(sound) as server, client(server, key="") as http:
        headers = {} if header is None else {"Authorization": header}
        answer = await http.post("/v1/music/generate", json=BED, headers=headers)
        assert answer.status_code == 401
        error(answer)


async def test_a_key_without_the_scope_is_a_403(sound: Sound) -> None:
    async with nur(sound, may_write=False) as server, client(server) as http:
        answer = await generate(http)
        assert (answer.status_code, error(answer)["code"]) == (403, "insufficient_scope")


async def test_an_unknown_track_or_path_is_a_404(sound: Sound) -> None:
    async with nur(sound) as server, client(server) as http:
        assert (await http.get("/v1/music/trk_none")).status_code == 404
        assert error(await http.get("/v1/nothing"))["code"] == "not_found"


async def test_the_months_tracks_run_out_and_come_back_with_the_next_month(sound: Sound) -> None:
    clock = HandClock()
    server = nur(sound, plan="free", at_once=0.0, clock=clock, pace=Pace(median=1e9, sigma=0))
    async with server, client(server) as http:
        for _ in range(10):
            assert (await generate(http)).status_code == 200
        clock.advance(61)
        answer = await generate(http)
        assert (answer.status_code, error(answer)["code"]) == (403, "quota_exceeded")
        assert server.ledger.charged == 10
        clock.advance(31 * 86_400)
        assert (await generate(http)).status_code == 200


async def test_used_up_tracks_can_be_a_429_that_names_the_wait(sound: Sound) -> None:
    clock = HandClock()
    server = nur(sound, plan="free", at_once=0.0, clock=clock, pace=Pace(median=1e9, sigma=0), out_of_tracks=429)
    async with server, client(server) as http:
        for _ in range(10):
            await generate(http)
        clock.advance(61)
        answer = await generate(http)
        assert (answer.status_code, error(answer)["code"]) == (429, "quota_exceeded")
        assert int(answer.headers["Retry-After"]) > 60


async def test_the_rate_of_music_is_a_429_with_retry_after(sound: Sound) -> None:
    """Free: 10 of music a minute; the headers count down, also on refusals."""
    clock = HandClock()
    server = nur(sound, plan="free", clock=clock)
    async with server, client(server) as http:
        left = [int((await generate(http, duration=1)).headers["X-RateLimit-Remaining"]) for _ in range(10)]
        assert left == list(range(9, -1, -1))
        answer = await generate(http)
        assert (answer.status_code, error(answer)["code"]) == (429, "rate_limit_exceeded")
        assert answer.headers["Retry-After"] == "60"
        assert all(name in answer.headers for name in RATE_HEADERS)
        assert int(answer.headers["X-RateLimit-Reset"]) == int(clock.now()) + 60
        clock.advance(60)
        assert (await generate(http, duration=1)).status_code == 400


async def test_every_request_counts_for_the_rate_of_requests(sound: Sound) -> None:
    clock = HandClock()
    server = nur(sound, plan="free", clock=clock)
    async with server, client(server) as http:
        for _ in range(100):
            assert (await http.get("/v1/music/none")).status_code == 404
        assert (await http.get("/v1/music/none")).status_code == 429


async def test_a_failed_track_says_no_reason_and_is_given_back(sound: Sound) -> None:
    async with nur(sound) as server, client(server) as http:
        server.faults.fail_tasks(message="a secret reason")
        answer = await generate(http)
        track = (await http.get(f"/v1/music/{answer.json()['id']}")).json()
        assert track["status"] == "failed"
        assert "reason" not in json.dumps(track)
        assert (track["download_url"], track["stems"]) == (None, None)
        assert [int(server.ledger.charged), int(server.ledger.refunded)] == [1, 1]


@pytest.mark.parametrize("status", [409, 500, 503])
async def test_a_storm_has_the_vendors_shape(sound: Sound, status: int) -> None:
    async with nur(sound) as server, client(server) as http:
        server.faults.storm(status)
        answer = await generate(http)
        assert answer.status_code == status
        error(answer)


async def test_a_lost_answer_was_made_and_counted(sound: Sound) -> None:
    async with nur(sound) as server, client(server) as http:
        server.faults.lose_answers()
        with pytest.raises(httpx.TransportError):
            await generate(http)
        assert len(server.ledger.charges()) == 1
        assert len(server.tasks.known) == 1


async def test_no_key_is_in_the_ledger(sound: Sound) -> None:
    async with nur(sound) as server, client(server) as http:
        await generate(http)
        assert KEY not in json.dumps(server.ledger.entries, default=str)


@pytest.mark.parametrize(("prompt", "sings", "sung"), [
    ("calm lo-fi, instrumental", 1.0, False), ("calm lo-fi", 1.0, True), ("calm lo-fi", 0.0, False),
    ("calm lo-fi with a female vocal", 0.0, True)])  # fmt: skip
async def test_without_an_instrumental_flag_a_voice_may_come(
    sound: Sound, tmp_path: Path, prompt: str, sings: float, sung: bool
) -> None:
    async with nur(sound, sings=sings) as server, client(server) as http:
        track = (await http.get(f"/v1/music/{(await generate(http, prompt=prompt)).json()['id']}")).json()
        voice = np.concatenate(list(decode(await saved(http, track["stems"]["vocals"], tmp_path / "v.wav"))))
        assert (np.abs(voice).max() > 0.05) == sung

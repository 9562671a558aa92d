"""The sandbox's WaveSpeed keeps to its documents: inputs, codes, states, charges, life of outputs, signed webhooks."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import pytest_asyncio
from aiohttp import web
from mido import MidiFile

from bot.audio.decode import decode
from bot.audio.probe import probe
from sandbox.music.pace import AT_ONCE, Pace
from sandbox.music.sound import Sound
from sandbox.music.wavespeed import WaveSpeedServer
from sandbox.music.wavespeed.habits import Habits
from sandbox.music.wavespeed.models import MODELS
from sandbox.slack.clock import HandClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY = "ws_test"
BGM = "mureka-ai/mureka-v8/generate-bgm"
SONG = "mureka-ai/mureka-v9/generate-song"
STEMS = "mureka-ai/stem-song"
PROMPT = {"prompt": "calm lo-fi bed"}
STANDING = Pace(median=1e9, sigma=0)
"""Nothing ends, and nothing is composed for nothing."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = Sound()
    yield made
    await made.close()


def wavespeed(sound: Sound, **more: Any) -> WaveSpeedServer:
    return WaveSpeedServer(KEY, **{"pace": AT_ONCE, "sound": sound, "usual_seconds": 3.0, **more})


def client(server: WaveSpeedServer, key: str = KEY) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {key}"}, timeout=30)


async def submit(http: httpx.AsyncClient, model: str = BGM, /, **body: Any) -> dict[str, Any]:
    """The `data` of an accepted submission."""
    answer = await http.post(f"/api/v3/{model}", json=body or PROMPT)
    assert answer.status_code == 200, answer.text
    wrapped = answer.json()
    assert (wrapped["code"], wrapped["message"]) == (200, "success")
    return dict(wrapped["data"])


async def look(http: httpx.AsyncClient, prediction_id: str) -> dict[str, Any]:
    answer = await http.get(f"/api/v3/predictions/{prediction_id}/result")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["data"])


async def ended(server: WaveSpeedServer, http: httpx.AsyncClient, model: str = BGM, /, **body: Any) -> dict[str, Any]:
    """The result of a prediction, once its task has ended."""
    made = await submit(http, model, **body)
    await server.ledger.wait_for(
        lambda e: e["kind"] == "task" and e["task_id"] == made["id"] and e["phase"] in ("succeeded", "failed")
    )
    return await look(http, made["id"])


async def saved(http: httpx.AsyncClient, url: str, path: Path) -> Path:
    answer = await http.get(url)
    assert answer.status_code == 200
    path.write_bytes(answer.content)  # noqa: ASYNC240 (a small file)
    return path


# Tracks


async def test_a_prediction_goes_from_created_over_processing_to_completed(sound: Sound, tmp_path: Path) -> None:
    clock = HandClock()
    pace = Pace(median=10, sigma=0, not_ready=0.2, streaming=0.5)
    async with wavespeed(sound, pace=pace, clock=clock) as server, client(server) as http:
        made = await submit(http)
        assert (made["status"], made["outputs"], made["error"], made["code"]) == ("created", [], "", 0)
        assert made["urls"]["get"] == f"{server.url}/api/v3/predictions/{made['id']}/result"
        clock.advance(3)
        await server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "running")
        assert (await look(http, made["id"]))["status"] == "processing"
        clock.advance(8)
        await server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "succeeded")
        done = await look(http, made["id"])
        assert (done["status"], done["timings"]["inference"]) == ("completed", 11_000)
        file = await saved(http, done["outputs"][0], tmp_path / "bed")
        assert probe(file).container == "mp3"
        assert len(np.concatenate(list(decode(file)))) == 3 * 48_000


async def test_both_paths_of_a_result_are_one(sound: Sound) -> None:
    async with wavespeed(sound, pace=STANDING) as server, client(server) as http:
        made = await submit(http)
        short = (await http.get(f"/api/v3/predictions/{made['id']}")).json()
        assert short == (await http.get(f"/api/v3/predictions/{made['id']}/result")).json()


@pytest.mark.parametrize("format_", ["wav", "flac"])
async def test_three_songs_are_three_different_files_in_the_asked_format(
    sound: Sound, tmp_path: Path, format_: str
) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        done = await ended(server, http, **PROMPT, number_of_songs=3, output_format=format_)
        files = [await saved(http, url, tmp_path / f"{at}") for at, url in enumerate(done["outputs"])]
        assert [probe(file).container for file in files] == [format_] * 3
        assert len({file.read_bytes() for file in files}) == 3


async def test_v9_5_makes_one_track_whatever_is_asked(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        done = await ended(server, http, "mureka-ai/mureka-v9.5/generate-bgm", **PROMPT, number_of_songs=3)
        assert len(done["outputs"]) == 1
        assert server.ledger.charged == Decimal("0.225")


@pytest.mark.parametrize(("model", "sung"), [(BGM, False), (SONG, True)])
async def test_a_song_is_sung_and_a_bgm_is_not_even_when_its_prompt_asks_for_it(
    sound: Sound, tmp_path: Path, model: str, sung: bool
) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        done = await ended(server, http, model, prompt="female vocal pop", lyrics="la la")
        fields = {"audio": done["outputs"][0], "model": "audio-separation-1"}
        parts = await ended(server, http, STEMS, **fields)
        archive = zipfile.ZipFile(io.BytesIO((await http.get(parts["outputs"][0])).content))
        assert sorted(archive.namelist()) == ["bass.wav", "drums.wav", "other.wav", "vocals.wav"]
        archive.extract("vocals.wav", tmp_path)
        voice = np.concatenate(list(decode(tmp_path / "vocals.wav")))
        assert (np.abs(voice).max() > 0.05) == sung


async def test_without_a_setting_a_track_is_100_to_200_seconds_long(sound: Sound) -> None:
    asked: list[float] = []

    class Heard(Sound):
        async def compose(self, words: str, *, seconds: float, **more: Any) -> Path:
            asked.append(seconds)
            return await sound.compose(words, seconds=3, **more)

    heard = Heard()
    async with wavespeed(heard, usual_seconds=None) as server, client(server) as http:
        await ended(server, http, **PROMPT, number_of_songs=3)
    await heard.close()
    assert len(set(asked)) == 3
    assert all(100 <= seconds <= 200 for seconds in asked)


async def test_a_lone_output_may_be_a_string(sound: Sound) -> None:
    async with wavespeed(sound, habits=Habits(outputs_as="string")) as server, client(server) as http:
        assert isinstance((await ended(server, http))["outputs"], str)
        assert isinstance((await ended(server, http, **PROMPT, number_of_songs=2))["outputs"], list)


# Inputs


@pytest.mark.parametrize(("model", "body", "code"), [
    (BGM, {"number_of_songs": 1}, 1400), (BGM, {"prompt": ""}, 1400), (BGM, {"prompt": "a" * 1025}, 1401),
    (BGM, {"prompt": 5}, 1401), (BGM, {**PROMPT, "number_of_songs": 0}, 1401),
    (BGM, {**PROMPT, "number_of_songs": 4}, 1401), (BGM, {**PROMPT, "number_of_songs": "2"}, 1401),
    (BGM, {**PROMPT, "number_of_songs": True}, 1401), (BGM, {**PROMPT, "output_format": "ogg"}, 1401),
    (BGM, {**PROMPT, "output_format": {}}, 1401), (BGM, {**PROMPT, "enable_sync_mode": "true"}, 1401),
    (SONG, PROMPT, 1400), (SONG, {"lyrics": "a" * 3001}, 1401), (STEMS, {}, 1400), (STEMS, {"audio": "song.mp3"}, 1401),
    (STEMS, {"audio": "http://127.0.0.1/x", "model": "3"}, 1401)])  # fmt: skip
async def test_a_bad_input_is_a_failed_prediction_with_a_code_and_costs_nothing(
    sound: Sound, model: str, body: dict[str, Any], code: int
) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        answer = await http.post(f"/api/v3/{model}", json=body)
        assert answer.status_code == 200
        done = await look(http, answer.json()["data"]["id"])
        assert (done["status"], done["code"], done["outputs"]) == ("failed", code, [])
        assert done["error"]
        assert not server.ledger.charges()


async def test_a_bad_input_may_be_refused_instead(sound: Sound) -> None:
    async with wavespeed(sound, habits=Habits(bad_input="refused")) as server, client(server) as http:
        answer = await http.post(f"/api/v3/{BGM}", json={"number_of_songs": 1})
        assert (answer.status_code, answer.json()["code"], answer.json()["data"]["code"]) == (400, 400, 1400)


async def test_1024_characters_are_taken_and_unknown_fields_are_ignored(sound: Sound) -> None:
    async with wavespeed(sound, pace=STANDING) as server, client(server) as http:
        assert (await submit(http, prompt="ä" * 1024, duration=30))["status"] == "created"


async def test_refused_words_are_moderated_with_1200(sound: Sound) -> None:
    async with wavespeed(sound, habits=Habits(moderated=("some artist",))) as server, client(server) as http:
        done = await submit(http, SONG, lyrics="as Some Artist sang")
        assert (done["status"], done["code"]) == ("failed", 1200)
        assert not server.ledger.charges()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_object_is_a_400(sound: Sound, body: bytes) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        answer = await http.post(f"/api/v3/{BGM}", content=body)
        assert (answer.status_code, answer.json()["code"]) == (400, 400)


async def test_an_unknown_model_or_prediction_is_a_404(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        assert (await http.post("/api/v3/mureka-ai/v1/generate-bgm", json=PROMPT)).status_code == 404
        assert (await http.get("/api/v3/predictions/none/result")).status_code == 404


async def test_another_key_is_a_401_everywhere(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server, key="wrong") as http:
        for path in ("balance", "account/balance", "webhook/secret", "predictions", "predictions/x"):
            answer = await http.get(f"/api/v3/{path}")
            assert (answer.status_code, answer.json()["code"]) == (401, 401)
        assert (await http.post(f"/api/v3/{BGM}", json=PROMPT)).status_code == 401


# Money


@pytest.mark.parametrize(("model", "count", "cost"), [
    ("mureka-ai/mureka-v7.6/generate-bgm", 3, "0.09"), (BGM, 2, "0.090"),
    ("mureka-ai/mureka-v9.5/generate-song", 1, "0.225"), (SONG, 1, "0.03")])  # fmt: skip
async def test_each_track_is_charged_when_the_post_is_taken(sound: Sound, model: str, count: int, cost: str) -> None:
    async with wavespeed(sound, pace=STANDING, balance=1) as server, client(server) as http:
        made = await submit(http, model, **PROMPT, lyrics="la", number_of_songs=count)
        (charge,) = server.ledger.charges()
        assert (charge["task_id"], charge["operation"], charge["unit"]) == (made["id"], model, "USD")
        assert Decimal(charge["amount"]) == Decimal(cost)
        balance = (await http.get("/api/v3/balance")).json()["data"]
        assert balance == {"balance": pytest.approx(1 - float(cost))}
        assert (await http.get("/api/v3/account/balance")).json()["data"] == {**balance, "currency": "USD"}


async def test_without_money_nothing_is_accepted(sound: Sound) -> None:
    async with wavespeed(sound, balance=0.08, pace=STANDING) as server, client(server) as http:
        answer = await http.post(f"/api/v3/{BGM}", json={**PROMPT, "number_of_songs": 2})
        assert answer.status_code == 402
        assert not server.tasks.known
        await submit(http)


async def test_a_failed_task_is_http_200_with_its_error_and_paid_back(sound: Sound) -> None:
    async with wavespeed(sound, balance=1) as server, client(server) as http:
        server.faults.fail_tasks(message="upstream broke")
        done = await ended(server, http)
        assert (done["status"], done["error"], done["code"], done["outputs"]) == ("failed", "upstream broke", 1403, [])
        assert (await http.get("/api/v3/balance")).json()["data"]["balance"] == 1.0


async def test_the_refund_shows_only_in_the_balance_and_later(sound: Sound) -> None:
    clock = HandClock()
    server = wavespeed(sound, balance=1, clock=clock, habits=Habits(refund_after=3600))
    async with server, client(server) as http:
        server.faults.fail_tasks()
        done = await ended(server, http)
        assert "refund" not in json.dumps(done)
        assert (await http.get("/api/v3/balance")).json()["data"]["balance"] == 0.955
        clock.advance(3600)
        assert (await http.get("/api/v3/balance")).json()["data"]["balance"] == 1.0


async def test_it_can_be_one_that_never_pays_back(sound: Sound) -> None:
    async with wavespeed(sound, habits=Habits(refunds=False)) as server, client(server) as http:
        server.faults.fail_tasks()
        await ended(server, http)
        assert server.ledger.refunded == 0


async def test_one_track_may_fail_while_the_others_come(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        server.faults.fail_items()
        done = await ended(server, http, **PROMPT, number_of_songs=3)
        assert (done["status"], len(done["outputs"])) == ("completed", 2)


async def test_a_lost_answer_was_accepted_and_charged_and_can_be_found_in_the_list(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        server.faults.lose_answers()
        with pytest.raises(httpx.TransportError):
            await submit(http)
        items = (await http.get("/api/v3/predictions")).json()["data"]["items"]
        assert [item["id"] for item in items] == [server.ledger.charges()[0]["task_id"]]


# Rate, queue, time


async def test_submissions_have_a_rate_by_level_and_looks_have_none(sound: Sound) -> None:
    clock = HandClock()
    async with wavespeed(sound, level="bronze", clock=clock, pace=STANDING) as server, client(server) as http:
        made = [await submit(http) for _ in range(2)]
        answer = await http.post(f"/api/v3/{BGM}", json=PROMPT)
        assert (answer.status_code, answer.json()["code"]) == (429, 429)
        for _ in range(10):
            await look(http, made[0]["id"])
        clock.advance(60)
        await submit(http)


async def test_beyond_the_concurrency_predictions_wait_and_are_charged(sound: Sound) -> None:
    clock = HandClock()
    pace = Pace(median=10, sigma=0)
    async with wavespeed(sound, concurrency=1, pace=pace, clock=clock) as server, client(server) as http:
        first, second = await submit(http), await submit(http, prompt="techno")
        assert len(server.ledger.charges()) == 2
        clock.advance(11)
        await server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "succeeded")
        assert (await look(http, first["id"]))["status"] == "completed"
        assert (await look(http, second["id"]))["status"] == "created"
        clock.advance(11)
        await server.ledger.until(lambda: len(server.ledger.of("task", phase="succeeded")) == 2)
        assert (await look(http, second["id"]))["status"] == "completed"


async def test_sync_mode_answers_when_it_is_done(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        done = await submit(http, **PROMPT, enable_sync_mode=True)
        assert (done["status"], len(done["outputs"])) == ("completed", 1)


async def test_sync_mode_gives_up_with_5004_and_the_task_goes_on(sound: Sound) -> None:
    pace = Pace(median=0.2, sigma=0)
    async with wavespeed(sound, pace=pace, habits=Habits(sync_seconds=0)) as server, client(server) as http:
        server.habits.usual_seconds = 3
        late = await submit(http, **PROMPT, enable_sync_mode=True)
        assert (late["status"], late["code"], late["outputs"]) == ("processing", 5004, [])
        assert "Sync mode timed out" in late["error"]
        await server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "succeeded")
        done = await look(http, late["id"])
        assert (done["status"], done["code"], done["error"]) == ("completed", 0, "")


async def test_after_seven_days_prediction_and_outputs_are_gone(sound: Sound) -> None:
    clock = HandClock()
    async with wavespeed(sound, clock=clock) as server, client(server) as http:
        done = await ended(server, http)
        clock.advance(7 * 86_400 - 1)
        assert (await http.get(done["outputs"][0])).status_code == 200
        clock.advance(1)
        assert (await http.get(done["outputs"][0])).status_code == 404
        assert (await http.get(f"/api/v3/predictions/{done['id']}")).status_code == 404
        assert (await http.get("/api/v3/predictions")).json()["data"]["total"] == 0


async def test_the_list_is_newest_first_in_pages_and_can_be_narrowed(sound: Sound) -> None:
    clock = HandClock()
    async with wavespeed(sound, pace=STANDING, clock=clock) as server, client(server) as http:
        ids = []
        for _ in range(3):
            ids.append((await submit(http))["id"])
            clock.advance(60)
        await submit(http, number_of_songs=1)

        async def listed(**wanted: Any) -> list[str]:
            answer = await http.post("/api/v3/predictions", json={"page": 1, "page_size": 100, **wanted})
            return [item["id"] for item in answer.json()["data"]["items"]]

        assert (await listed(status="created")) == ids[::-1]
        assert len(await listed(status="failed")) == 1
        assert await listed(page=2, page_size=2) == ids[1::-1]
        assert await listed(model="none") == []
        assert await listed(created_before="2027-01-15T08:00:30Z") == ids[:1]
        assert (await http.post("/api/v3/predictions", json={"page_size": 101})).status_code == 400


# Stems and uploads


async def test_stems_of_a_track_of_its_own_are_the_parts_of_the_score_with_midi(sound: Sound, tmp_path: Path) -> None:
    async with wavespeed(sound, habits=Habits(stems_as="list")) as server, client(server) as http:
        song = await ended(server, http)
        parts = await ended(server, http, STEMS, audio=song["outputs"][0])
        names = {url.rsplit("/", 1)[1]: url for url in parts["outputs"]}
        midi = MidiFile(await saved(http, names.pop("score.mid"), tmp_path / "score.mid"))
        assert sum(message.type == "note_on" for track in midi.tracks for message in track) > 3
        assert len(names) >= 2
        for name, url in names.items():
            assert probe(await saved(http, url, tmp_path / name)).codec == "pcm_s16le"


async def test_stems_of_nothing_fail_with_1402_and_are_paid_back(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        done = await ended(server, http, STEMS, audio=f"{server.url}/cdn/none/song.mp3")
        assert (done["status"], done["code"]) == ("failed", 1402)
        assert server.ledger.refunded == server.ledger.charged > 0


async def test_what_is_uploaded_by_ticket_can_be_used(sound: Sound) -> None:
    async with wavespeed(sound, habits=Habits(stems_as="list")) as server, client(server) as http:
        song = (await sound.encoded(await sound.compose("calm", seconds=3, seed=9), "mp3")).read_bytes()
        asked = {"filename": "../my song?.mp3", "size": len(song), "content_type": "audio/mpeg"}
        ticket = (await http.post("/api/v3/media/uploads", json=asked)).json()["data"]
        upload = ticket["upload"]
        async with httpx.AsyncClient() as anyone:
            wrong = await anyone.put(upload["url"], content=song, headers={"Content-Type": "text/plain"})
            short = await anyone.put(upload["url"], content=song[:-1], headers=upload["headers"])
            right = await anyone.request(upload["method"], upload["url"], content=song, headers=upload["headers"])
        assert [wrong.status_code, short.status_code, right.status_code] == [403, 400, 200]
        assert (await http.get(ticket["download_url"])).content == song
        parts = await ended(server, http, STEMS, audio=ticket["download_url"], model="audio-separation-2")
        assert {url.rsplit("/", 1)[1] for url in parts["outputs"]} == {"bass.wav", "other.wav"}


@pytest.mark.parametrize("body", [{}, {"filename": "a"}, {"filename": "a", "size": "3"}, {"filename": "a", "size": 0}])
async def test_a_ticket_needs_a_name_and_a_size(sound: Sound, body: dict[str, Any]) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        assert (await http.post("/api/v3/media/uploads", json=body)).status_code == 400


# Webhooks


@asynccontextmanager
async def receiver(*statuses: int) -> AsyncIterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """Where webhooks may be sent, what it got, and the statuses that it answers in turn (then 200)."""
    got: list[tuple[dict[str, str], bytes]] = []

    async def take(request: web.Request) -> web.Response:
        got.append(({k.lower(): v for k, v in request.headers.items()}, await request.read()))
        return web.Response(status=statuses[len(got) - 1] if len(got) <= len(statuses) else 200)

    app = web.Application()
    app.add_routes([web.post("/hook", take)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", got
    finally:
        await runner.cleanup()


def is_signed(headers: dict[str, str], raw: bytes, secret: str) -> bool:
    """As the vendor's page says to verify."""
    version, _, seal = headers["webhook-signature"].partition(",")
    key = secret[len("whsec_") :].encode()
    message = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + raw
    return version == "v3" and seal == hmac.new(key, message, hashlib.sha256).hexdigest()


async def test_a_webhook_is_the_bare_prediction_signed_with_the_secret_that_is_told(sound: Sound) -> None:
    async with receiver() as (url, got), wavespeed(sound) as server, client(server) as http:
        made = (await http.post(f"/api/v3/{BGM}", params={"webhook": url}, json=PROMPT)).json()["data"]
        await server.ledger.wait_for(lambda e: e["kind"] == "hook" and e["status"] == 200)
        ((headers, raw),) = got
        secret = (await http.get("/api/v3/webhook/secret")).json()["data"]["secret"]
        assert secret.startswith("whsec_")
        assert is_signed(headers, raw, secret)
        assert not is_signed(headers, raw + b" ", secret)
        body = json.loads(raw)
        assert set(body) == {
            "id", "model", "input", "outputs", "urls", "has_nsfw_contents", "status", "created_at", "error",
        }  # fmt: skip
        assert (body["id"], body["status"], body["input"], len(body["outputs"])) == (made["id"], "completed", PROMPT, 1)
        assert secret.removeprefix("whsec_") not in json.dumps(server.ledger.entries, default=str)


async def test_a_webhook_comes_again_under_the_same_id_until_it_is_taken(sound: Sound) -> None:
    async with receiver(500, 302) as (url, got), wavespeed(sound) as server, client(server) as http:
        await http.post(f"/api/v3/{BGM}", params={"webhook": url}, json=PROMPT)
        await server.ledger.wait_for(lambda e: e["kind"] == "hook" and e["status"] == 200)
        assert len(got) == 3
        assert len({headers["webhook-id"] for headers, _ in got}) == 1


async def test_a_failure_is_told_too_and_a_forged_webhook_does_not_verify(sound: Sound) -> None:
    async with receiver() as (url, got), wavespeed(sound) as server, client(server) as http:
        server.faults.bad_hooks()
        await http.post(f"/api/v3/{BGM}", params={"webhook": url}, json={"prompt": 1})
        await server.ledger.wait_for(lambda e: e["kind"] == "hook" and e["status"] == 200)
        ((headers, raw),) = got
        assert json.loads(raw)["status"] == "failed"
        assert not is_signed(headers, raw, server.webhook_secret)


async def test_a_webhook_that_is_no_link_is_refused(sound: Sound) -> None:
    async with wavespeed(sound) as server, client(server) as http:
        answer = await http.post(f"/api/v3/{BGM}", params={"webhook": "ftp://x"}, json=PROMPT)
        assert answer.status_code == 400
        assert not server.ledger.charges()


async def test_every_model_that_the_facts_name_is_there(sound: Sound) -> None:
    versions = ("v7.6", "v8", "v9", "v9.5")
    slugs = {f"mureka-ai/mureka-{version}/generate-{kind}" for version in versions for kind in ("bgm", "song")}
    assert set(MODELS) == {*slugs, STEMS}

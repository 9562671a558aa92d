"""The sandbox's MusicAPI: WAV, stems, notes, words, uploads, producer and nuro (facts 2.5, 2.8, 2.9)."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from musicapi_client import Caller, Json, musicapi, sound_in_a_thread

from bot.audio.decode import decode
from bot.audio.probe import probe
from sandbox.music.pace import Pace
from sandbox.music.sound import Sound
from sandbox.slack.clock import HandClock

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def api(sound: Sound) -> AsyncIterator[Caller]:
    async with musicapi(sound) as caller:
        yield caller


def heard(path: Path) -> np.ndarray[Any, Any]:
    return np.concatenate(list(decode(path)))


async def asked(api: Caller, tool: str, **fields: Any) -> Json:
    answer = await api.post(f"sonic/{tool}", **fields)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_wav_answers_at_once_with_the_same_sound_and_costs_each_time(api: Caller, tmp_path: Path) -> None:
    clip = await api.clip()
    said = await asked(api, "wav", clip_id=clip["clip_id"])
    assert (said["code"], set(said["data"])) == (200, {"wav_url"})
    found = probe(await api.saved(said["data"]["wav_url"], tmp_path / "a.wav"))
    assert (found.codec[:3], found.sample_rate) == ("pcm", 48_000)
    assert found.seconds == pytest.approx(float(clip["duration"]), abs=0.02)
    await asked(api, "wav", clip_id=clip["clip_id"])
    assert [charge["amount"] for charge in api.server.ledger.charges("wav")] == [2, 2]


@pytest.mark.parametrize(("tool", "price"), [("basic", 30), ("full", 75)])
@pytest.mark.parametrize("count", [2, 4, 12, 24])
async def test_stems_are_a_task_of_titled_items_however_many(api: Caller, tool: str, price: int, count: int) -> None:
    """Facts 2.5: 2, 4, 12 and 24 were all seen; each data[] item is a stem named by its title."""
    setattr(api.server.habits, f"stems_{tool}", count)
    clip = await api.clip()
    answer = await api.post(f"sonic/stems/{tool}", clip_id=clip["clip_id"])
    assert set(answer.json()) == {"message", "task_id"}
    items = (await api.ended(answer))["data"]
    assert len(items) == count
    assert all(item["state"] == "succeeded" and item["title"] and item["audio_url"] for item in items)
    assert len({item["title"] for item in items}) == min(count, 12)
    assert len({item["audio_url"] for item in items}) == count
    assert api.server.ledger.charges(f"stems_{tool}")[0]["amount"] == price


async def test_four_stems_add_up_to_the_clip(api: Caller, tmp_path: Path) -> None:
    clip = await api.clip()
    items = (await api.ended(await api.post("sonic/stems/basic", clip_id=clip["clip_id"])))["data"]
    whole = heard(await api.saved(clip["audio_url"], tmp_path / "whole.mp3"))
    total = np.zeros_like(whole)
    for item in items:
        part = heard(await api.saved(item["audio_url"], tmp_path / "part.mp3"))
        length = min(len(part), len(total))
        total[:length] += part[:length]
    assert np.abs(whole).max() > 0.05
    assert np.abs(total - whole).mean() < 0.1 * np.abs(whole).mean()


async def test_stems_that_fail_are_refunded(api: Caller) -> None:
    """Facts 2.4: 4 of 5 full-stems jobs failed upstream, and their credits came back."""
    clip = await api.clip()
    api.server.faults.fail_tasks(where="stems_full")
    answer = await api.post("sonic/stems/full", clip_id=clip["clip_id"])
    assert (await api.ended(answer))["refund_processed"] is True
    assert await api.credits() == 980


async def test_midi_may_need_a_second_question_which_is_free(api: Caller) -> None:
    clip = await api.clip()
    first = await asked(api, "midi", clip_id=clip["clip_id"])
    assert (first["data"]["midi_url"], first["data"]["state"]) == (None, "running")
    data = (await asked(api, "midi", clip_id=clip["clip_id"]))["data"]
    assert (await api.http.get(data["midi_url"])).content.startswith(b"MThd")
    assert all(
        0 <= note["start"] < note["end"] <= 30 and 0 <= note["pitch"] <= 127
        for instrument in data["instruments"]
        for note in instrument["notes"]
    )
    assert len(data["instruments"]) >= 2
    assert [charge["amount"] for charge in api.server.ledger.charges("midi")] == [1]


async def test_the_tempo_is_that_of_the_music(api: Caller) -> None:
    clip = await api.clip(tags="lo-fi, 84 bpm")
    data = (await asked(api, "bpm", clip_id=clip["clip_id"]))["data"]
    assert data["avg_bpm"] == pytest.approx(84, abs=1)
    assert data["min_bpm"] <= data["avg_bpm"] <= data["max_bpm"]


async def test_aligned_lyrics_may_not_be_ready_and_then_lie_within_the_song(api: Caller) -> None:
    clip = await api.clip(make_instrumental=False, prompt="[Verse]\nover the quiet harbour")
    assert (await asked(api, "aligned-lyrics", clip_id=clip["clip_id"]))["type"] == "not_ready"
    words = (await asked(api, "aligned-lyrics", clip_id=clip["clip_id"]))["data"]["alignment"]
    assert [word["word"] for word in words] == ["over", "the", "quiet", "harbour"]
    assert all(0 <= word["start_s"] < word["end_s"] <= float(clip["duration"]) for word in words)
    assert len(api.server.ledger.charges("aligned_lyrics")) == 1


async def test_a_voice_is_taken_from_at_most_thirty_seconds(api: Caller) -> None:
    clip_id = (await api.clip())["clip_id"]
    data = (await asked(api, "vox", clip_id=clip_id, vocal_start_s=0, vocal_end_s=3))["data"]
    assert (data["source_clip_id"], data["vocal_start_s"], data["vocal_end_s"]) == (clip_id, 0, 3)
    assert data["vox_audio_id"]
    long = await api.post("sonic/vox", clip_id=clip_id, vocal_start_s=0, vocal_end_s=31)
    assert long.status_code == 400


async def test_words_are_written_and_tags_refined(api: Caller) -> None:
    said = await asked(api, "lyrics", description="a morning at sea")
    assert said["code"] == 200
    assert all(set(result) == {"title", "lyrics"} for result in said["results"])
    assert (await api.post("sonic/lyrics", description="x" * 121)).status_code == 400
    assert (await api.post("sonic/lyrics", prompt="a morning at sea")).status_code == 400
    tags = (await asked(api, "upsample-tags", tags="calm"))["data"]["upsampled_tags"]
    assert tags.startswith("calm, ")


async def test_an_upload_is_looked_at_then_fetched_and_can_be_gone_on_from(api: Caller) -> None:
    clip = await api.clip()
    said = await asked(api, "upload", url=clip["audio_url"])
    assert (said["code"], set(said)) == (200, {"code", "message", "clip_id"})
    assert [entry["method"] for entry in api.server.ledger.of("fetched")] == ["HEAD", "GET"]
    task = await api.ended(
        await api.create(task_type="extend_upload_music", continue_clip_id=said["clip_id"], continue_at=0.1)
    )
    assert len(task["data"]) == 2


async def test_an_upload_must_be_there_and_be_music_that_nobody_owns(api: Caller) -> None:
    clip = await api.clip()
    image = await api.post("sonic/upload", url=clip["image_url"])
    assert (image.status_code, "not audio" in image.json()["error"]) == (400, True)
    gone = await api.post("sonic/upload", url=f"{api.server.url}/cdn/nothing/here.mp3")
    assert gone.status_code == 400
    raw = (await api.http.get(clip["audio_url"])).content
    api.server.habits.copyrighted.add(hashlib.sha256(raw).hexdigest())
    assert (await api.post("sonic/upload", url=clip["audio_url"])).status_code == 403
    assert api.server.ledger.charges("upload") == []


async def test_an_upload_with_a_callback_is_a_task(api: Caller) -> None:
    clip = await api.clip()
    answer = await api.post("sonic/upload", url=clip["audio_url"], callback_url=f"{api.server.url}/nowhere")
    (uploaded,) = (await api.ended(answer))["data"]
    assert uploaded["duration"] == clip["duration"]
    lost = await api.post("sonic/upload", url=f"{api.server.url}/cdn/a/b.mp3", callback_url=f"{api.server.url}/nowhere")
    said = await api.ended(lost)
    assert (said["type"], "downloaded" in said["message"]) == ("failed", True)
    assert api.server.ledger.refunded == 2


async def test_upload_extend_pairs_the_new_part_with_a_whole_that_comes_later(sound: Sound) -> None:
    """Facts 2.5: `full` is null while the join runs."""
    async with musicapi(sound) as source:
        url = (await source.clip())["audio_url"]
        clock = HandClock()
        async with musicapi(sound, clock=clock, pace=Pace(median=100, sigma=0)) as api:
            fields = {"url": url, "mv": "sonic-v6", "continue_at": 2.0, "duration": 10, "auto_concat": True}
            answer = await api.post("sonic/upload-extend", **fields)
            task_id = answer.json()["task_id"]
            clock.advance(75)
            await api.server.ledger.until(lambda: len(api.server.ledger.of("item", phase="succeeded")) == 2)
            pairs = (await api.look(task_id))["data"]
            assert [(pair["extended"]["state"], pair["full"]) for pair in pairs] == [("succeeded", None)] * 2
            clock.advance(25)
            pairs = (await api.ended(answer))["data"]
            for pair in pairs:
                assert float(pair["full"]["duration"]) > float(pair["extended"]["duration"])
            assert [charge["amount"] for charge in api.server.ledger.charges()] == [15]


async def test_upload_cover_takes_a_length(api: Caller) -> None:
    clip = await api.clip()
    fields = {"url": clip["audio_url"], "mv": "sonic-v6", "tags": "jazz", "audio_weight": 0.5, "duration": 10}
    task = await api.ended(await api.post("sonic/upload-cover", **fields))
    assert all(9 <= float(cover["duration"]) <= 11 for cover in task["data"])


async def test_producer_says_its_state_in_capitals_and_has_m4a_and_wav(api: Caller, tmp_path: Path) -> None:
    answer = await api.post("producer/create", sound="calm piano", title="Pier", make_instrumental=True, seed="42")
    said = await api.ended(answer, "producer")
    assert (said["code"], said["status"]) == (200, "SUCCESS")
    (clip,) = said["data"]
    m4a = probe(await api.saved(clip["audio_url"], tmp_path / "a.m4a"))
    wav = probe(await api.saved(clip["wav_url"], tmp_path / "a.wav"))
    assert (m4a.codec, wav.codec[:3]) == ("aac", "pcm")
    assert [charge["amount"] for charge in api.server.ledger.charges()] == [12]


async def test_producer_on_its_way_is_pending_then_running_and_may_fail(sound: Sound) -> None:
    clock = HandClock()
    async with musicapi(sound, clock=clock, pace=Pace(median=100, sigma=0)) as api:
        api.server.faults.fail_tasks()
        answer = await api.post("producer/create", sound="calm piano")
        task_id = answer.json()["task_id"]
        assert (await api.look(task_id, "producer"))["status"] == "PENDING"
        clock.advance(30)
        assert (await api.look(task_id, "producer"))["status"] == "RUNNING"
        clock.advance(70)
        said = await api.ended(answer, "producer")
        assert (said["status"], said["data"]) == ("FAILED", [])
        assert await api.credits() == 1000


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"task_type": "extend_music", "sound": "calm"}, 410),
        ({}, 400),
        ({"sound": "calm", "mv": "FUZZ-9"}, 400),
        ({"sound": "calm", "seed": 42}, 400),
        ({"sound": "calm", "seed": "x"}, 400),
        ({"sound": "calm", "title": "x" * 81}, 400),
    ],
)
async def test_producer_refuses_what_it_does_not_do(api: Caller, fields: Json, status: int) -> None:
    assert (await api.post("producer/create", **fields)).status_code == status
    assert api.server.ledger.charges() == []


async def test_producer_has_its_own_word_for_too_few_credits(api: Caller) -> None:
    api.server.account.balance = 11
    answer = await api.post("producer/create", sound="calm")
    assert (answer.status_code, answer.json()["type"]) == (402, "insufficient_credits")


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"type": "bgm", "description": "calm", "genre": ["ambient"], "mood": ["calm"], "duration": 4}, 4),
        (
            {
                "type": "bgm", "version": "v2.0", "description": "calm", "duration": 6,
                "segments": [{"name": "intro", "duration": 2}, {"name": "end", "duration": 4}],
            },
            6,
        ),
        ({"type": "vocal", "lyrics": "la la", "gender": "Female", "genre": "folk", "mood": "calm", "duration": 30}, 30),
    ],
)  # fmt: skip
async def test_nuro_makes_exactly_the_length_as_wav(api: Caller, fields: Json, seconds: int, tmp_path: Path) -> None:
    said = await api.ended(await api.post("nuro/create", **fields), "nuro")
    assert (said["status"], said["progress"], said["duration"]) == ("succeeded", 100, seconds)
    found = probe(await api.saved(said["audio_url"], tmp_path / "a.wav"))
    assert (found.codec[:3], round(found.seconds, 3)) == ("pcm", seconds)


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "calm"},
        {"type": "bgm"},
        {"type": "bgm", "description": "calm", "duration": 61},
        {"type": "bgm", "description": "calm", "mood": ["a", "b", "c", "d", "e", "f"]},
        {"type": "bgm", "description": "calm", "mood": "calm"},
        {"type": "bgm", "version": "v2.0", "description": "calm"},
        {"type": "bgm", "version": "v2.0", "description": "calm", "duration": 9, "segments": [{"duration": 2}]},
        {"type": "vocal", "lyrics": "x" * 2001},
        {"type": "vocal", "lyrics": "la", "duration": 29},
        {"type": "vocal", "lyrics": "la", "gender": "f"},
    ],
)
async def test_nuro_refuses_what_is_out_of_bounds(api: Caller, fields: Json) -> None:
    assert (await api.post("nuro/create", **fields)).status_code == 400
    assert api.server.ledger.charges() == []


async def test_nuro_may_be_gone(api: Caller) -> None:
    """Facts 2.9: on the twin both create and poll are 410."""
    task_id = (await api.post("nuro/create", type="bgm", description="calm", duration=4)).json()["task_id"]
    api.server.habits.nuro_gone = True
    assert (await api.post("nuro/create", type="bgm", description="calm")).status_code == 410
    assert (await api.http.get(f"/api/v1/nuro/task/{task_id}")).status_code == 410


async def test_each_api_knows_only_its_own_tasks(api: Caller) -> None:
    task_id = (await api.create()).json()["task_id"]
    for other in ("producer", "nuro"):
        assert (await api.http.get(f"/api/v1/{other}/task/{task_id}")).status_code == 404

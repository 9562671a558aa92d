"""The sandbox's MusicAPI: a task over time, extends that hold only the tail, joins, failures and refunds (2.3, 2.4)."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from musicapi_client import Caller, Json, musicapi, sound_in_a_thread

from bot.audio.probe import probe
from sandbox.music.musicapi.habits import Habits
from sandbox.music.musicapi.studio import Studio
from sandbox.music.pace import Pace
from sandbox.music.sound import Sound
from sandbox.slack.clock import HandClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
SLOW = Pace(median=100, sigma=0, not_ready=0.25, streaming=0.5, apart=0.3)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def api(sound: Sound) -> AsyncIterator[Caller]:
    async with musicapi(sound) as caller:
        yield caller


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest_asyncio.fixture(loop_scope="module")
async def slow(sound: Sound, clock: HandClock) -> AsyncIterator[Caller]:
    """Tasks take 100 s of a clock that is moved by hand."""
    async with musicapi(sound, pace=SLOW, clock=clock) as caller:
        yield caller


async def reached(api: Caller, kind: str, count: int, phase: str) -> None:
    await api.server.ledger.until(lambda: len(api.server.ledger.of(kind, phase=phase)) >= count)


async def test_the_first_looks_find_not_ready_and_no_data(slow: Caller, clock: HandClock) -> None:
    task_id = (await slow.create()).json()["task_id"]
    for step in (0, 12, 12.9):
        clock.advance(step)
        said = await slow.look(task_id)
        assert said["type"] == "not_ready"
        assert "data" not in said
    clock.advance(0.1)
    assert [clip["state"] for clip in (await slow.look(task_id))["data"]] == ["running", "running"]


async def test_not_ready_may_come_with_another_status(slow: Caller) -> None:
    """Facts 2.4: its HTTP code is not known."""
    slow.server.habits.not_ready_status = 404
    task_id = (await slow.create()).json()["task_id"]
    assert (await slow.http.get(f"/api/v1/sonic/task/{task_id}")).status_code == 404


async def test_while_it_runs_the_url_is_a_stream_that_is_not_the_file(slow: Caller, clock: HandClock) -> None:
    task_id = (await slow.create()).json()["task_id"]
    clock.advance(49)
    assert [clip["audio_url"] for clip in (await slow.look(task_id))["data"]] == ["", ""]
    clock.advance(1)
    running = (await slow.look(task_id))["data"]
    assert all(clip["state"] == "running" and "audiopipe" in clip["audio_url"] for clip in running)
    assert all(clip["duration"] is None and clip["lyrics"] == "" for clip in running)
    assert (await slow.http.get(running[0]["audio_url"])).content == b""
    clock.advance(50)
    await reached(slow, "task", 1, "succeeded")
    done = (await slow.look(task_id))["data"]
    assert all(clip["audio_url"].endswith(f"/{clip['clip_id']}.mp3") for clip in done)
    assert len((await slow.http.get(done[0]["audio_url"])).content) > 10_000


async def test_the_two_clips_finish_apart(slow: Caller, clock: HandClock) -> None:
    task_id = (await slow.create()).json()["task_id"]
    clock.advance(99.9)
    await reached(slow, "item", 1, "succeeded")
    assert sorted(clip["state"] for clip in (await slow.look(task_id))["data"]) == ["running", "succeeded"]
    clock.advance(0.1)
    await reached(slow, "task", 1, "succeeded")
    assert {clip["state"] for clip in (await slow.look(task_id))["data"]} == {"succeeded"}


async def test_a_finished_clip_has_all_that_is_documented(api: Caller, tmp_path: Path) -> None:
    clip = await api.clip(negative_tags="vocals", style_weight=0.5, duration=10)
    assert set(clip) == {
        "clip_id", "state", "title", "tags", "lyrics", "image_url", "audio_url", "video_url", "created_at", "mv",
        "gpt_description_prompt", "duration", "negative_tags", "style_weight", "weirdness_constraint",
    }  # fmt: skip
    assert (clip["title"], clip["lyrics"], clip["video_url"]) == ("Harbour bed", "[Instrumental]", None)
    assert (clip["negative_tags"], clip["style_weight"], clip["weirdness_constraint"]) == ("vocals", 0.5, None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", clip["created_at"])
    found = probe(await api.saved(clip["audio_url"], tmp_path / "a.mp3"))
    assert (found.codec, found.sample_rate, found.channels) == ("mp3", 48_000, 2)
    picture = await api.http.get(clip["image_url"])
    assert picture.content.startswith(b"\x89PNG")


async def test_a_duration_is_a_target_and_the_answer_a_decimal_string(api: Caller, tmp_path: Path) -> None:
    """Facts 2.3, 2.4: close to it, not a cut; "61.2"."""
    said = []
    for clip in (await api.ended(await api.create(duration=20)))["data"]:
        assert isinstance(clip["duration"], str)
        said.append(float(clip["duration"]))
        real = probe(await api.saved(clip["audio_url"], tmp_path / "a.mp3")).seconds
        assert real == pytest.approx(said[-1], abs=0.1)
    assert said[0] != said[1]
    assert all(17 <= seconds <= 23 and seconds != 20 for seconds in said)


async def test_what_is_described_gets_a_title_and_words_of_its_own(api: Caller) -> None:
    described = {"custom_mode": False, "prompt": None, "tags": None, "title": None, "make_instrumental": False}
    clip = await api.clip(**described, gpt_description_prompt="a bright morning at the harbour")
    assert clip["gpt_description_prompt"] == "a bright morning at the harbour"
    assert clip["title"] == "Bright Morning Harbour"
    assert "[Chorus]" in clip["lyrics"]


async def test_an_extend_holds_only_the_new_part_and_a_concat_the_whole(api: Caller, tmp_path: Path) -> None:
    first = await api.clip()
    extended = await api.clip(task_type="extend_music", continue_clip_id=first["clip_id"], continue_at=2.0, duration=10)
    tail = float(extended["duration"])
    assert 8 <= tail <= 14
    answer = await api.create(task_type="concat_music", continue_clip_id=extended["clip_id"])
    (whole,) = (await api.ended(answer))["data"]
    assert float(whole["duration"]) == pytest.approx(2.0 + tail, abs=2.5)
    assert float(whole["duration"]) > tail
    found = probe(await api.saved(whole["audio_url"], tmp_path / "whole.mp3"))
    assert found.seconds == pytest.approx(float(whole["duration"]), abs=0.1)
    assert [charge["amount"] for charge in api.server.ledger.charges()] == [20, 15, 2]


async def test_only_an_extended_clip_can_be_joined(api: Caller) -> None:
    clip = await api.clip()
    answer = await api.create(task_type="concat_music", continue_clip_id=clip["clip_id"])
    assert answer.status_code == 400
    assert api.server.ledger.charged == 20


async def test_a_clip_must_be_there_and_finished(slow: Caller, clock: HandClock) -> None:
    assert (await slow.create(task_type="cover_music", continue_clip_id="nobody")).status_code == 404
    task_id = (await slow.create()).json()["task_id"]
    clock.advance(30)
    clip_id = (await slow.look(task_id))["data"][0]["clip_id"]
    early = await slow.create(task_type="extend_music", continue_clip_id=clip_id, continue_at=1)
    assert (early.status_code, early.json()["type"]) == (400, "validation_error")
    assert slow.server.ledger.charged == 20


async def test_nothing_goes_on_from_beyond_the_end(api: Caller) -> None:
    clip = await api.clip()
    answer = await api.create(task_type="extend_music", continue_clip_id=clip["clip_id"], continue_at=9)
    assert (answer.status_code, "continue_at" in answer.json()["error"]) == (400, True)


async def test_a_cover_is_as_long_and_other_music(api: Caller) -> None:
    clip = await api.clip()
    covers = (await api.ended(await api.create(task_type="cover_music", continue_clip_id=clip["clip_id"])))["data"]
    assert len(covers) == 2
    assert float(covers[0]["duration"]) == pytest.approx(float(clip["duration"]), abs=1)
    files = [(await api.http.get(each["audio_url"])).content for each in (clip, *covers)]
    assert len(set(files)) == 3


async def test_a_persona_is_made_once_and_then_sung_with(api: Caller) -> None:
    clip = await api.clip()
    made = (await api.post("sonic/persona", name="Ann", clip_id=clip["clip_id"], styles="jazz")).json()
    assert (made["code"], set(made)) == (200, {"code", "message", "persona_id"})
    task = await api.ended(await api.create(task_type="persona_music", persona_id=made["persona_id"]))
    assert len(task["data"]) == 2
    assert (await api.create(task_type="persona_music", persona_id="nobody")).status_code == 400


async def test_one_clip_may_fail_while_its_twin_succeeds_and_nothing_comes_back(api: Caller) -> None:
    api.server.faults.fail_items(where="create_music")
    clips = (await api.ended(await api.create()))["data"]
    assert sorted(clip["state"] for clip in clips) == ["failed", "succeeded"]
    failed = next(clip for clip in clips if clip["state"] == "failed")
    assert (failed["audio_url"], failed["duration"]) == (None, None)
    assert await api.credits() == 980


async def test_a_failed_task_says_so_and_its_refund_shows_only_in_the_balance(api: Caller) -> None:
    api.server.faults.fail_tasks(message="upstream error")
    said = await api.ended(await api.create())
    assert said == {"type": "failed", "message": "upstream error", "refund_processed": True}
    assert await api.credits() == 1000
    assert api.server.ledger.refunded == 20


async def test_a_task_of_which_every_clip_failed_has_failed(api: Caller) -> None:
    api.server.faults.fail_items(2)
    assert (await api.ended(await api.create()))["type"] == "failed"
    assert await api.credits() == 1000


async def test_a_task_that_nobody_knows_is_a_404_or_a_400(api: Caller) -> None:
    """Facts 2.6: both were seen."""
    answer = await api.http.get("/api/v1/sonic/task/nobody")
    assert (answer.status_code, answer.json()["type"]) == (404, "not_found")
    api.server.habits.unknown_task_status = 400
    answer = await api.http.get("/api/v1/sonic/task/nobody")
    assert (answer.status_code, "task not found" in answer.json()["error"]) == (400, True)


async def test_an_instrumental_may_be_sung_on(api: Caller, sound: Sound) -> None:
    """Facts 2.3: make_instrumental is a request, not a guarantee."""
    api.server.faults.leak_vocals(2)
    sung = await api.clip()
    quiet = await api.clip()
    assert sung["lyrics"] == quiet["lyrics"] == "[Instrumental]"

    async def parts(clip: Json) -> list[str]:
        made = api.server.clips.finished(clip["clip_id"]).made
        assert made is not None
        return list(await sound.stems(made.path))

    assert "vocals" in await parts(sung)
    assert "vocals" not in await parts(quiet)


async def test_the_same_seed_gives_the_same_times_and_other_ids(sound: Sound) -> None:
    async def run(seed: int) -> tuple[list[float], list[str]]:
        clock = HandClock()
        async with musicapi(sound, seed=seed, clock=clock, pace=Pace(sigma=0.5)) as api:
            ids = [(await api.create()).json()["task_id"] for _ in range(2)]
            tasks = [api.server.tasks.known[task_id] for task_id in ids]
            return [round(item.ready_at - clock.now(), 6) for task in tasks for item in task.items], ids

    (times, ids), (again, others) = await run(0), await run(0)
    assert times == again
    assert not set(ids) & set(others)
    assert times != (await run(1))[0]


async def test_without_a_length_a_clip_is_as_long_as_seen_in_the_field(sound: Sound) -> None:
    """Facts 2.4: 68 to 193 s."""
    async with musicapi(sound) as api:
        studio = Studio(api.server, balance=0, extra=0, habits=Habits())
        lengths = [studio.length(None, random.Random(seed)) for seed in range(50)]
    assert 68 <= min(lengths) < 90
    assert 160 < max(lengths) <= 193

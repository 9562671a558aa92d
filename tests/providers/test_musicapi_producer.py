"""Producer's adapter: one line of sound, states in capitals, a WAV without another order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from musicapi_desk import KEY, Desk, desk, sound_in_a_thread
from musicapi_parts import order, song, task

from bot.domain.brief import read as read_brief
from bot.domain.errors import Because, Refused, Unanswered
from bot.domain.money import FREE
from bot.domain.operation import Operation
from bot.domain.ports.provider import Ways
from bot.domain.results import Broken, Finished, Pending
from bot.providers.http import Api
from bot.providers.musicapi.producer import PRICE, Producer, read
from sandbox.music.sound import Sound

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]
CLIP = {"clip_id": "c1", "audio_url": "https://cdn.example/a.m4a", "wav_url": "https://cdn.example/a.wav", "seed": "7"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def at(sound: Sound) -> AsyncIterator[Desk]:
    async with desk(Producer, sound) as here:
        yield here


def nowhere() -> Producer:
    return Producer(Api(url="http://127.0.0.1:9", key=KEY, name="MusicAPI"))


async def test_all_that_was_said_is_one_line_of_sound() -> None:
    asked = nowhere().request(order("calm lo-fi with piano, no drums, for a product tour, 84 bpm 0:45 --seed 11"))
    assert asked.body == {
        "call": "create",
        "price": "12 credits",
        "fields": {
            "task_type": "create_music",
            "mv": "FUZZ-2.0",
            "title": "calm lo-fi",
            "sound": "lo-fi, calm, piano, 84 bpm, instrumental, no vocals, no drums, for a product tour",
            "make_instrumental": True,
            "seed": "11",
        },
    }
    assert asked.notes[0].startswith("MusicAPI Producer takes no length")


async def test_a_song_has_its_lyrics_and_its_singer_in_the_sound() -> None:
    asked = nowhere().request(order(song(), lyrics="Rain again", gender="f")).body["fields"]
    assert (asked["lyrics"], asked["make_instrumental"]) == ("Rain again", False)
    assert asked["sound"] == "country, sad, female vocals, about rain"
    assert nowhere().request(order("rain on a roof")).body["fields"]["sound"].endswith("rain on a roof")


async def test_models_are_typed_with_hyphens_and_others_are_refused_with_the_list() -> None:
    assert nowhere().request(order("calm --model fuzz-2.0-pro")).body["fields"]["mv"] == "FUZZ-2.0 Pro"
    assert "fuzz-2.0-raw" in (nowhere().refusal(read_brief("calm --model sonic-v6")) or "")
    assert nowhere().refusal(read_brief("calm --model lyria-3-preview")) is None
    assert nowhere().refusal(read_brief("calm 3 takes"))


async def test_a_take_is_made_and_can_be_fetched_and_its_wav_is_free(at: Desk) -> None:
    (take,) = (await at.done(order("calm lo-fi"))).takes
    assert (take.facts["model"], take.facts["seconds"]) == ("FUZZ-2.0", pytest.approx(3.0, abs=0.2))
    wav = order("calm lo-fi", Operation.WAV, clip=take.facts)
    (extra,) = (await at.done(wav)).extras
    async with httpx.AsyncClient() as http:
        assert (await http.get(extra.source)).content[:4] == b"RIFF"
        assert (await http.get(take.source)).content[4:8] == b"ftyp"
    assert (at.charged(), at.provider.price(wav), at.provider.price(order("calm"))) == (12, FREE, PRICE)


async def test_a_wav_that_is_gone_is_refused_and_a_silent_api_was_not_sent(at: Desk) -> None:
    asked = nowhere().request(order("calm", Operation.WAV, clip={"task_id": "t1", "clip_id": "c1"})).body
    with pytest.raises(Unanswered):
        await nowhere().submit(asked, token="k1", ways=Ways())
    with pytest.raises(Refused) as caught:
        await at.provider.submit(asked, token="k1", ways=Ways())
    assert caught.value.because is Because.GONE
    assert isinstance(await at.look(task(Operation.WAV, asked)), Broken)


async def test_too_few_credits_are_said(sound: Sound) -> None:
    async with desk(Producer, sound, balance=1) as at:
        with pytest.raises(Refused, match="Insufficient credits") as caught:
            await at.order(order("calm lo-fi"))
    assert caught.value.because is Because.CREDITS


async def test_a_failed_task_is_broken_in_the_vendors_words(at: Desk) -> None:
    at.server.faults.fail_tasks(message="upstream said no")
    look = await at.ended(await at.order(order("calm lo-fi")))
    assert isinstance(look, Broken)
    assert "upstream said no" in look.words


@pytest.mark.parametrize("state", ["PENDING", "RUNNING", "", "SOMETHING"])
async def test_the_word_above_the_data_decides(state: str) -> None:
    assert read({"code": 200, "status": state, "data": [CLIP]}, {}, "t1") == Pending()


async def test_a_finished_task_is_read_with_what_was_asked() -> None:
    done = read({"status": "SUCCESS", "data": [{**CLIP, "mv": "FUZZ-2.0"}]}, {"mv": "FUZZ-2.0 Pro"}, "t1")
    assert isinstance(done, Finished)
    (take,) = done.takes
    assert (take.source, take.seed, take.facts["task_id"]) == ("https://cdn.example/a.m4a", 7, "t1")
    assert (take.facts["model_asked"], take.facts["model"]) == ("FUZZ-2.0 Pro", "FUZZ-2.0")


async def test_the_word_of_a_finished_task_is_as_good_as_a_look() -> None:
    """It has an event where a look has a status. A clip that still runs there, or a failed task, is looked at."""
    made = task(Operation.CREATE, {"call": "create", "fields": {"mv": "FUZZ-2.0"}})

    def told(**word: Any) -> Any:
        return nowhere().told(made, json.dumps({"event": "song.completed", "code": 200, **word}).encode())

    done = told(data=[{**CLIP, "state": "succeeded"}])
    assert isinstance(done, Finished)
    assert done.takes[0].facts["clip_id"] == "c1"
    assert told(data=[{**CLIP, "state": "running"}]) is None
    assert told(data=[CLIP], status="FAILED") is None
    assert told(data=[], event="song.streaming") is None


@pytest.mark.parametrize("seed", ["1e300", -1, 2**63, "2.5", "x", True, None])
async def test_a_seed_that_cannot_be_stored_is_none(seed: object) -> None:
    done = read({"status": "SUCCESS", "data": [{**CLIP, "seed": seed}]}, {}, "t1")
    assert isinstance(done, Finished)
    assert done.takes[0].seed is None


async def test_a_finished_task_without_audio_is_waited_for_and_ends_when_late() -> None:
    silent = {"status": "SUCCESS", "data": [{"clip_id": "c1", "audio_url": ""}]}
    assert read(silent, {}, "t1") == Pending()
    assert isinstance(read(silent, {}, "t1", late=True), Broken)
    assert isinstance(read({"status": "SUCCESS", "data": []}, {}, "t1"), Broken)


values = st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3))


@given(
    st.sampled_from(["SUCCESS", "FAILED", "RUNNING", 7, None]),
    st.lists(st.dictionaries(st.sampled_from([*CLIP, "state", "mv", "duration"]), values)) | values,
)
async def test_whatever_comes_is_read_as_something(status: Any, data: Any) -> None:
    assert isinstance(read({"status": status, "data": data}, {}, "t1", late=True), Finished | Pending | Broken)

"""Nuro's adapter: its own lists of words, sections, flat answers, and 410 Gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from musicapi_desk import KEY, Desk, desk, sound_in_a_thread
from musicapi_parts import order, song
from providers_wire import reply, wire

from bot.domain.brief import read as read_brief
from bot.domain.errors import Because, Limited, Refused
from bot.domain.operation import Operation
from bot.domain.ports.provider import Ways
from bot.domain.results import Broken, Finished, Pending
from bot.providers.http import Api
from bot.providers.musicapi.nuro import Nuro, read
from bot.providers.musicapi.nuro_vocabulary import GENRES, INSTRUMENTS, MOODS, NEAREST
from sandbox.music.sound import Sound

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHORT = (5.0,)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def at(sound: Sound) -> AsyncIterator[Desk]:
    async with desk(Nuro, sound) as here:
        yield here


def nuro(url: str = "http://127.0.0.1:9") -> Nuro:
    return Nuro(Api(url=url, key=KEY, name="MusicAPI"))


async def test_a_short_bed_is_asked_for_in_its_own_words() -> None:
    asked = nuro().request(order("calm warm lo-fi with piano and oboe, no drums, 84 bpm")).body
    assert asked == {
        "call": "create",
        "price": "10 credits",
        "fields": {
            "type": "bgm",
            "description": "84 bpm, calm warm lo-fi with piano and oboe, no drums",
            "genre": ["chill out"],
            "mood": ["calm", "mellow"],
            "instrument": ["piano"],
            "duration": 46,
        },
    }


@pytest.mark.parametrize("seconds", [59.5, 60.0, 90.0, 119.0])
async def test_a_longer_bed_has_sections_that_add_up_to_it(seconds: float) -> None:
    asked = nuro().request(order("calm lo-fi " + "and rain " * 40, lengths=(seconds,))).body["fields"]
    assert (asked["type"], asked["version"]) == ("bgm", "v2.0")
    assert asked["duration"] == sum(part["duration"] for part in asked["segments"])
    assert seconds <= asked["duration"] <= 120
    assert all(part["duration"] >= 5 for part in asked["segments"])
    assert len(asked["description"]) < 200


async def test_a_song_has_lyrics_and_one_word_of_each_list() -> None:
    asked = nuro().request(order(song("sad jazz about rain"), lyrics="Rain again\n" * 40, gender="f")).body["fields"]
    assert (asked["type"], asked["gender"], asked["genre"], asked["mood"]) == ("vocal", "Female", "Jazz", "Sorrow/Sad")
    assert asked["duration"] == 46
    short = nuro().request(order(song(), lyrics="Rain again"))
    assert any("300 characters of lyrics or more" in note for note in short.notes)


async def test_a_song_without_lyrics_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Refused, match="--provider musicapi"):
        await nuro().submit(nuro().request(order(song())).body, token="k1", ways=Ways())


async def test_a_bed_is_made_and_can_be_fetched(at: Desk) -> None:
    (take,) = (await at.done(order("calm lo-fi with piano", lengths=SHORT))).takes
    async with httpx.AsyncClient() as http:
        assert (await http.get(take.source)).content[:4] == b"RIFF"
    assert take.facts["seconds"] >= SHORT[0]
    assert at.charged() == 10


async def test_long_beds_and_songs_are_within_what_the_vendor_takes(at: Desk) -> None:
    assert (await at.order(order("calm lo-fi", lengths=(75.0,)))).provider_id
    assert (await at.order(order(song(), lengths=(30.0,), lyrics="Rain again\n" * 30, gender="m"))).provider_id


async def test_that_it_is_gone_is_told_with_what_to_do(at: Desk) -> None:
    at.server.habits.nuro_gone = True
    with pytest.raises(Refused, match="MUSICAPI_NURO=off") as caught:
        await at.order(order("calm lo-fi"))
    assert caught.value.because is Because.RETIRED
    assert "Nuro was retired" in str(caught.value)


async def test_a_full_queue_is_a_limit_and_no_refusal() -> None:
    async with wire(reply(403, {"type": "forbidden", "message": "The queue is full"})) as here:
        with pytest.raises(Limited):
            await nuro(here.url).submit(nuro().request(order("calm lo-fi")).body, token="k1", ways=Ways())


async def test_what_it_cannot_do_says_what_to_type() -> None:
    assert "1:59" in (nuro().refusal(read_brief("calm lo-fi 2:30")) or "")
    assert "3:59" in (nuro().refusal(replace(song(), duration=300.0)) or "")
    assert "--model x" in (nuro().refusal(read_brief("calm lo-fi --model x")) or "")
    assert nuro().refusal(read_brief("calm lo-fi 2 takes"))
    assert nuro().refusal(read_brief("calm lo-fi 1:59")) is None
    assert nuro().offers() == {Operation.CREATE}


@pytest.mark.parametrize(
    ("body", "look"),
    [
        ({"status": "pending", "progress": 0}, Pending()),
        ({"status": "running", "progress": 45, "audio_url": "https://cdn.example/a.wav"}, Pending(0.45)),
        ({"status": "succeeded", "progress": 100, "audio_url": ""}, Pending(1.0)),
        ({"type": "not_ready"}, Pending()),
        ({"status": "failed", "message": "timeout"}, Broken("MusicAPI could not make it: “timeout”.")),
    ],
)
async def test_the_state_decides(body: dict[str, Any], look: Pending | Broken) -> None:
    assert read(body, {}) == look


async def test_a_finished_task_is_read_with_what_was_asked() -> None:
    body = {"task_id": "t1", "status": "succeeded", "audio_url": "https://cdn.example/a.wav", "duration": 46.04}
    done = read(body, {"type": "bgm", "version": "v2.0"})
    assert isinstance(done, Finished)
    assert (done.takes[0].facts["seconds"], done.takes[0].facts["model"]) == (46.04, "v2.0")


async def test_our_words_lead_to_its_own() -> None:
    assert set(NEAREST.values()) <= GENRES | MOODS | INSTRUMENTS


@given(
    st.dictionaries(st.sampled_from(["status", "progress", "audio_url", "duration", "lyrics"]), st.text() | st.none())
)
async def test_whatever_comes_is_read_as_something(body: dict[str, Any]) -> None:
    assert isinstance(read(body, {}), Finished | Pending | Broken)

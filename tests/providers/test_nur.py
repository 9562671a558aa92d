"""Nur: what is asked, what is understood of its answers, and what is done where they say little."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from providers_orders import order, task
from providers_wire import Deed, Wire, reply, wire

from bot.domain.brief import read
from bot.domain.errors import Because, HookRefused, Limited, OutcomeUnknown, Refused, Unanswered
from bot.domain.money import FREE, Price
from bot.domain.operation import Operation
from bot.domain.ports.provider import Ways
from bot.domain.results import Broken, Finished, Pending
from bot.providers.http import Api
from bot.providers.nur.nur import Nur
from bot.providers.nur.words import NO_LYRICS, QUIET_VOCALS, refusal, request

NOW = 1000.0
STEMS = {name: f"https://cdn.nur.ai/trk_1/{name}.wav" for name in ("vocals", "drums", "bass", "other")}
SHORT: dict[str, Any] = {
    "id": "trk_1", "status": "completed", "audio_url": "https://cdn.nur.ai/trk_1", "duration": 45.0, "genre": "lo-fi",
    "tempo": 84, "prompt": "x", "created_at": "2026-11-20T10:00:00Z",
}  # fmt: skip
FULL: dict[str, Any] = {
    **SHORT, "download_url": "https://cdn.nur.ai/trk_1.wav", "waveform_url": "https://cdn.nur.ai/trk_1.json",
    "stems": STEMS,
}  # fmt: skip


@asynccontextmanager
async def nur(*answers: bytes | Deed, at: float = NOW) -> AsyncIterator[tuple[Nur, Wire]]:
    async with wire(*answers) as server:
        provider = Nur(Api(url=server.url, key="nur_key", name="Nur", now=lambda: at))
        try:
            yield provider, server
        finally:
            await provider.close()


# What is asked


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (
            "calm lo-fi with piano, no drums, 84 bpm 0:45",
            {
                "prompt": "calm lo-fi with piano, no drums, instrumental, no vocals",
                "duration": 45, "genre": "lo-fi", "tempo": 84, "output_format": "wav",
            },
        ),
        (
            "something soft 12.2 s",
            {"prompt": "something soft, instrumental, no vocals", "duration": 13, "output_format": "wav"},
        ),
        ("warm pads", {"prompt": "warm pads, instrumental, no vocals", "duration": 60, "output_format": "wav"}),
        (
            "rock 5:00 --vocal --gender f",
            {"prompt": "rock, female vocals", "duration": 300, "genre": "rock", "output_format": "wav"},
        ),
        ("jazz 0:30 --format mp3", {
            "prompt": "jazz, instrumental, no vocals", "duration": 30, "genre": "jazz", "output_format": "wav",
        }),
    ],
)  # fmt: skip
def test_a_brief_becomes_the_documented_fields(words: str, body: dict[str, Any]) -> None:
    assert request(order(words, seconds=60.0)).body == body


def test_what_a_refined_brief_knows_and_its_words_do_not_say_is_said() -> None:
    brief = replace(read("calm piano"), moods=("calm", "warm"), instruments=("piano", "cello"), exclude=("drums",))
    assert request(order(brief)).body["prompt"] == "calm piano, warm, cello, instrumental, no vocals, no drums"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("calm 3 s", "at least 5 seconds"),
        ("calm 5:01", "at most 5:00"),
        ("calm x2", "one take at a time"),
        ("calm --model v9", "one model"),
    ],
)
def test_what_nur_cannot_is_said_with_what_to_type(words: str, said: str) -> None:
    assert said in (refusal(read(words)) or "")


@pytest.mark.parametrize("words", ["calm", "calm 5 s", "calm 4.5 s", "calm 5:00", "rock --vocal"])
def test_what_nur_can_is_not_refused(words: str) -> None:
    assert refusal(read(words)) is None


def test_lyrics_cannot_be_given_and_that_is_said() -> None:
    assert request(order("rock --vocal", lyrics="la la")).notes == (NO_LYRICS,)


async def test_a_track_counts_against_the_month_and_stems_are_free() -> None:
    async with nur(reply(200, {})) as (provider, _):
        assert provider.price(order()) == Price(1, "tracks")
        assert provider.price(order(operation=Operation.STEMS)) == FREE


# What is answered


async def test_an_answer_that_is_completed_is_looked_at_once_for_the_file_itself() -> None:
    """audio_url of the short answer is a stream; the file is in the whole one."""
    async with nur(reply(200, SHORT), reply(200, FULL)) as (provider, server):
        started = await provider.submit(request(order()).body, token="k", ways=Ways())
    assert isinstance(started.look, Finished)
    (take,) = started.look.takes
    assert take.source == "https://cdn.nur.ai/trk_1.wav"
    assert take.facts == {
        "clip_id": "trk_1", "seconds": 45.0, "tempo": 84.0, "genre": "lo-fi",
        "waveform_url": "https://cdn.nur.ai/trk_1.json",
    }  # fmt: skip
    assert [heard.method for heard in server.heard] == ["POST", "GET"]
    assert server.heard[1].target == "/v1/music/trk_1"


@pytest.mark.parametrize("second", [reply(500, {}), reply(429, {}), reply(404, {}), reply(200, b"<html>"), b""])
async def test_a_paid_track_is_kept_though_the_second_question_fails(second: bytes) -> None:
    async with nur(reply(200, SHORT), second) as (provider, server):
        started = await provider.submit(request(order()).body, token="k", ways=Ways())
    assert (started.provider_id, started.look) == ("trk_1", None)
    assert len(server.heard) == 2


@pytest.mark.parametrize("status", ["pending", "processing", "something new"])
async def test_an_answer_that_is_not_completed_is_looked_at_later(status: str) -> None:
    async with nur(reply(200, {**SHORT, "status": status, "audio_url": None})) as (provider, server):
        started = await provider.submit(request(order()).body, token="k", ways=Ways())
        assert (started.provider_id, started.look) == ("trk_1", None)
        assert len(server.heard) == 1
        assert await provider.look(task({})) == Pending()


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": None, "status": "completed"}, {"id": ["x"]}])
async def test_an_answer_without_an_id_is_an_unknown_outcome(body: dict[str, Any]) -> None:
    async with nur(reply(200, body)) as (provider, _):
        with pytest.raises(OutcomeUnknown):
            await provider.submit(request(order()).body, token="k", ways=Ways())


async def test_a_whole_track_without_a_file_is_taken_from_its_stream_and_without_both_not_yet() -> None:
    async with nur(reply(200, {**FULL, "download_url": None}), reply(200, {**SHORT, "audio_url": ""})) as (provider, _):
        look = await provider.look(task({}))
        assert isinstance(look, Finished)
        assert look.takes[0].source == SHORT["audio_url"]
        assert await provider.look(task({})) == Pending()


async def test_a_failed_track_is_broken_in_its_own_words_or_in_ours() -> None:
    async with nur(reply(200, {**SHORT, "status": "failed"}), reply(200, {"status": "failed", "error": "x"})) as (p, _):
        assert await p.look(task({})) == Broken("Nur could not make it and does not say why.")
        assert await p.look(task({})) == Broken("Nur could not make it: x")


async def test_a_track_that_is_not_found_is_waited_for_while_it_is_new_and_then_given_up() -> None:
    gone = reply(404, {"error": {"code": "not_found", "message": "There is no track with this id."}})
    async with nur(gone, at=NOW + 10) as (provider, _):
        assert await provider.look(task({})) == Pending()
    async with nur(gone, at=NOW + 1000) as (provider, _):
        look = await provider.look(task({}))
    assert isinstance(look, Broken)
    assert "There is no track with this id." in look.words


async def test_trouble_with_the_key_does_not_give_a_paid_track_up() -> None:
    async with nur(reply(401, {"error": {"code": "unauthorized", "message": "bad key"}}), at=NOW + 1000) as (p, _):
        with pytest.raises(Unanswered):
            await p.look(task({}))


# Stems


async def test_stems_come_from_the_track_for_nothing() -> None:
    asked = request(order("rock --vocal", Operation.STEMS, clip={"clip_id": "trk_1"})).body
    async with nur(reply(200, FULL)) as (provider, server):
        started = await provider.submit(asked, token="k", ways=Ways())
    assert started.provider_id == "trk_1"
    assert isinstance(started.look, Finished)
    assert {extra.name: extra.source for extra in started.look.extras} == STEMS
    assert started.look.notes == ()
    assert [heard.method for heard in server.heard] == ["GET"]


async def test_the_vocals_of_an_instrumental_are_told_to_be_quiet() -> None:
    asked = request(order("calm", Operation.STEMS, clip={"clip_id": "trk_1"})).body
    async with nur(reply(200, FULL)) as (provider, _):
        look = await provider.look(task(asked, operation=Operation.STEMS))
    assert isinstance(look, Finished)
    assert look.notes == (QUIET_VOCALS,)


@pytest.mark.parametrize(
    ("answer", "error"),
    [(reply(503, {}), Unanswered), (b"", Unanswered), (reply(429, {}), Limited), (reply(404, {}), Refused)],
)
async def test_stems_that_could_not_be_asked_for_can_be_asked_for_again(answer: bytes, error: type[Exception]) -> None:
    """Nothing is paid for them, so no outcome of theirs is unknown."""
    async with nur(answer) as (provider, _):
        with pytest.raises(error):
            await provider.submit({"track_id": "trk_1", "instrumental": True}, token="k", ways=Ways())


async def test_stems_of_a_take_without_a_track_are_refused_without_a_request() -> None:
    async with nur(reply(200, FULL)) as (provider, server):
        with pytest.raises(Refused):
            await provider.submit(request(order(operation=Operation.STEMS)).body, token="k", ways=Ways())
        assert not server.heard


# The rest


@pytest.mark.parametrize(
    ("status", "error", "because"),
    [
        (403, {"code": "quota_exceeded", "message": "The monthly track quota is used up."}, Because.CREDITS),
        (429, {"code": "quota_exceeded", "message": "The monthly track quota is used up."}, Because.CREDITS),
        (403, {"code": "insufficient_scope", "message": "The API key lacks music:write."}, Because.ACCOUNT),
        (422, {"code": "content_policy", "message": "The prompt cannot be made into music."}, Because.MODERATION),
        (400, {"code": "invalid_parameter", "message": "duration must be 5 to 300"}, Because.WORDS),
        (401, {"code": "unauthorized", "message": "no"}, Because.ACCOUNT),
    ],
)
async def test_refusals_are_told_apart(status: int, error: dict[str, str], because: Because) -> None:
    async with nur(reply(status, {"error": error})) as (provider, _):
        with pytest.raises(Refused) as caught:
            await provider.submit(request(order()).body, token="k", ways=Ways())
    assert caught.value.because is because
    assert error["message"] in str(caught.value)


async def test_too_many_a_minute_is_waited_for_and_no_tracks_this_month_is_not() -> None:
    """Both may come as 429; waiting for the next month would be silence."""
    busy = {"error": {"code": "rate_limit_exceeded", "message": "Too many requests this minute."}}
    async with nur(reply(429, busy)) as (one, _):
        with pytest.raises(Limited):
            await one.submit({"prompt": "x"}, token="k1", ways=Ways())


async def test_nur_lists_nothing_tells_no_balance_and_calls_nobody() -> None:
    async with nur(reply(200, {})) as (provider, server):
        assert await provider.find(task({})) is None
        assert await provider.balance() is None
        with pytest.raises(HookRefused):
            await provider.hear({}, b"{}", secret="s", now=NOW)
        assert not server.heard

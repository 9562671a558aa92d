"""The sandbox's MusicAPI takes and refuses a create as the vendor does (vendor-docs 000-002, facts 2.2, 2.3, 2.6)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from musicapi_client import BED, KEY, Caller, musicapi, sound_in_a_thread

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


async def test_the_answer_of_a_create_has_a_message_and_an_id_and_no_code(api: Caller) -> None:
    answer = await api.create()
    assert answer.status_code == 200
    assert set(answer.json()) == {"message", "task_id"}
    assert answer.json()["message"] == "success"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"title": "x" * 81}, "title"),
    ({"prompt": "x" * 5001}, "prompt"),
    ({"tags": "x" * 1001}, "tags"),
    ({"custom_mode": False, "gpt_description_prompt": "x" * 401}, "gpt_description_prompt"),
    ({"mv": "sonic-v4", "prompt": "x" * 3001}, "prompt"),
    ({"mv": "sonic-v3-5", "tags": "x" * 201}, "tags"),
    ({"style_weight": 1.01}, "style_weight"),
    ({"weirdness_constraint": -0.01}, "weirdness_constraint"),
    ({"audio_weight": 2}, "audio_weight"),
    ({"make_instrumental": "true"}, "make_instrumental"),
    ({"custom_mode": "true"}, "custom_mode"),
    ({"custom_mode": None}, "custom_mode"),
    ({"prompt": None}, "prompt"),
    ({"title": None}, "title"),
    ({"tags": 7}, "tags"),
    ({"custom_mode": False}, "gpt_description_prompt"),
    ({"custom_mode": False, "auto_lyrics": True, "gpt_description_prompt": "calm"}, "auto_lyrics"),
    ({"vocal_gender": "x"}, "vocal_gender"),
    ({"vocal_gender": "f", "mv": "sonic-v4"}, "vocal_gender"),
    ({"duration": 9}, "duration"),
    ({"duration": 361}, "duration"),
    ({"duration": 60.5}, "duration"),
    ({"duration": "60"}, "duration"),
    ({"duration": True}, "duration"),
    ({"task_type": "concat_music", "continue_clip_id": "c", "duration": 60}, "duration"),
    ({"task_type": "extend_upload_music", "continue_clip_id": "c", "continue_at": 1, "duration": 60}, "duration"),
    ({"task_type": "dance_music"}, "task_type"),
    ({"task_type": "extend_music", "continue_at": 3}, "continue_clip_id"),
    ({"task_type": "extend_music", "continue_clip_id": "c"}, "continue_at"),
    ({"task_type": "concat_music"}, "continue_clip_id"),
    ({"task_type": "persona_music"}, "persona_id"),
    ({"mv": None}, "mv"),
    ({"webhook_url": "http://example.com/hook"}, "webhook_url"),
    ({"webhook_url": "https://example.com/" + "x" * 1024}, "webhook_url"),
]


@pytest.mark.parametrize(("changes", "field"), BAD, ids=[f"{i}-{field}" for i, (_, field) in enumerate(BAD)])
async def test_a_wrong_field_is_a_400_that_names_it_and_costs_nothing(
    api: Caller, changes: dict[str, Any], field: str
) -> None:
    answer = await api.create(**changes)
    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"
    assert f"'{field}'" in answer.json()["error"]
    assert api.server.ledger.charges() == []
    assert await api.credits() == 1000


async def test_an_unknown_model_is_told_the_whole_list(api: Caller) -> None:
    """Vendor-doc 002: the 400 for `mv` names every model that is allowed."""
    said = (await api.create(mv="sonic-v99")).json()["error"]
    assert said.startswith("The 'mv' field is invalid. The model should be 'sonic-v3-5', ")
    assert all(f"'{model}'" in said for model in ("sonic-v5", "sonic-v6", "sonic-v6-wild", "sonic-v6-mini"))


@pytest.mark.parametrize(
    ("asked", "played"),
    [("sonic-v5", "sonic-v6"), ("sonic-v3-5", "sonic-v6"), ("chirp-v5", "sonic-v6"), ("sonic-v6-mini",) * 2],
)
async def test_a_retired_model_is_taken_and_another_one_plays(api: Caller, asked: str, played: str) -> None:
    """Facts 2.2: what is returned is not what was asked for."""
    assert {clip["mv"] for clip in (await api.ended(await api.create(mv=asked)))["data"]} == {played}


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"words"', b"\xff\xfe", b"null"])
async def test_what_is_no_json_object_is_a_400(api: Caller, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await api.http.post("/api/v1/sonic/create", content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")


async def test_json_must_be_called_json(api: Caller) -> None:
    answer = await api.http.post(
        "/api/v1/sonic/create", content=json.dumps(BED), headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", f"Basic {KEY}", KEY, f"bearer {KEY}"])
async def test_without_the_key_as_documented_it_is_a_401(api: Caller, header: str | None) -> None:
    async with httpx.AsyncClient(base_url=api.server.url) as stranger:
        headers = {} if header is None else {"Authorization": header}
        for answer in (
            await stranger.post("/api/v1/sonic/create", json=BED, headers=headers),
            await stranger.get("/api/v1/get-credits", headers=headers),
        ):
            assert (answer.status_code, answer.json()["type"]) == (401, "unauthorized")
    assert api.server.ledger.charges() == []


async def test_one_request_in_three_seconds_whatever_it_asks_for(sound: Sound) -> None:
    """Vendor-doc 002: Standard, 1 request per 3 seconds. A refused request does not push the window on."""
    clock = HandClock()
    async with musicapi(sound, spacing=3.0, clock=clock) as api:
        assert (await api.create()).status_code == 200
        clock.advance(2.9)
        for refused in (await api.create(), await api.http.get("/api/v1/get-credits"), await api.post("nowhere")):
            assert (refused.status_code, refused.json()["type"]) == (429, "rate_limit")
            assert "Retry-After" not in refused.headers
        clock.advance(0.1)
        assert (await api.http.get("/api/v1/get-credits")).status_code == 200
    assert len(api.server.ledger.charges()) == 1


async def test_files_are_not_counted_by_the_limiter(sound: Sound) -> None:
    clock = HandClock()
    async with musicapi(sound, spacing=3.0, clock=clock) as api:
        task_id = (await api.create()).json()["task_id"]
        await api.server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "succeeded")
        clock.advance(3)
        url = (await api.look(task_id))["data"][0]["audio_url"]
        assert [(await api.http.get(url)).status_code for _ in range(3)] == [200, 200, 200]


async def test_a_403_may_be_about_money_about_words_or_about_the_account(api: Caller) -> None:
    """Facts 2.6: the status is the same, only the text tells."""
    words = await api.create(tags="like Hans Zimmer")
    assert (words.status_code, "artist name" in words.json()["message"]) == (403, True)
    api.server.account.balance = 19
    money = await api.create()
    assert (money.status_code, money.json()["type"]) == (403, "forbidden")
    assert "Insufficient credits" in money.json()["error"]
    api.server.habits.suspended = True
    account = await api.create()
    assert (account.status_code, "subscription" in account.json()["error"]) == (403, True)
    assert api.server.ledger.charges() == []
    assert await api.credits() == 19


async def test_a_create_is_paid_when_it_is_taken_and_twice_when_it_is_sent_twice(api: Caller) -> None:
    """No idempotency: the same bytes are another task and another charge (facts 1)."""
    first, second = await api.create(), await api.create()
    assert first.json()["task_id"] != second.json()["task_id"]
    assert await api.credits() == 960
    assert [charge["task_id"] for charge in api.server.ledger.charges("create_music")] == [
        first.json()["task_id"], second.json()["task_id"],
    ]  # fmt: skip
    assert len({charge["request"] for charge in api.server.ledger.charges()}) == 1


async def test_extra_credits_are_used_first(sound: Sound) -> None:
    async with musicapi(sound, balance=10, extra=15) as api:
        await api.create()
        assert await api.get("get-credits") == {"credits": 5, "extra_credits": 0}


async def test_a_path_or_a_method_that_is_not_there_is_said_in_the_vendors_form(api: Caller) -> None:
    nowhere = await api.post("sonic/dance")
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "not_found")
    assert (await api.http.get("/api/v1/sonic/create")).status_code == 405


async def test_use_suno_cdn_can_be_made_a_must(api: Caller) -> None:
    """Facts 2.3: the twin refused creates without it."""
    api.server.habits.use_suno_cdn_required = True
    assert (await api.create()).status_code == 400
    assert (await api.create(use_suno_cdn=True)).status_code == 200

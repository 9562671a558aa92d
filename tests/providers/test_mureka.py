"""Mureka through WaveSpeed: what is asked, what its predictions mean, lost orders, and webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from providers_orders import order, task
from providers_wire import Deed, Wire, reply, wire

from bot.domain.brief import read
from bot.domain.errors import (
    AskAgain,
    Because,
    HookRefused,
    Limited,
    OutcomeUnknown,
    ProviderError,
    Refused,
    Unanswered,
)
from bot.domain.money import Balance, Price
from bot.domain.operation import Operation
from bot.domain.ports.provider import News, Ways
from bot.domain.results import Broken, Finished, Pending, RawExtra
from bot.providers.http import Api
from bot.providers.mureka import models
from bot.providers.mureka.mureka import Mureka
from bot.providers.mureka.words import outputs, refusal, request

T = TypeVar("T")

NOW = 1_800_000_000.0
BGM = "mureka-ai/mureka-v8/generate-bgm"
LINK = "https://cdn.wavespeed.ai/outputs/a.wav"
HOOK = "https://bgm.example.com/hooks/mureka/token"


def prediction(status: str = "completed", **more: Any) -> dict[str, Any]:
    return {
        "id": "p1", "model": BGM, "outputs": [LINK] if status == "completed" else [], "status": status,
        "urls": {"get": "https://api.wavespeed.ai/api/v3/predictions/p1/result"},
        "created_at": "2027-01-15T08:00:01.123456789Z", "error": "", "timings": {"inference": 0}, **more,
    }  # fmt: skip


def wrapped(found: Mapping[str, Any], code: int = 200) -> bytes:
    return reply(200, {"code": code, "message": "success", "data": found})


@asynccontextmanager
async def mureka(*answers: bytes | Deed, at: float = NOW) -> AsyncIterator[tuple[Mureka, Wire]]:
    async with wire(*answers) as server:
        provider = Mureka(Api(url=server.url, key="ws_key", name="WaveSpeed", now=lambda: at))
        try:
            yield provider, server
        finally:
            await provider.close()


async def submitted(*answers: bytes, ways: Ways | None = None, **how: Any) -> tuple[Any, Wire]:
    async with mureka(*answers) as (provider, server):
        body = request(order(**how)).body
        before = json.dumps(body)
        started = await provider.submit(body, token="k", ways=ways or Ways())
        assert json.dumps(body) == before
    return started, server


# What is asked


@pytest.mark.parametrize(
    ("words", "details", "model", "body"),
    [
        (
            "calm lo-fi, no drums, 84 bpm 0:45",
            {},
            BGM,
            {"prompt": "calm lo-fi, no drums, 84 bpm, instrumental, no vocals", "number_of_songs": 1},
        ),
        ("calm x3 --model 9", {"instrumental_id": "f1", "reference_id": "no"}, "mureka-ai/mureka-v9/generate-bgm",
         {"prompt": "calm, instrumental, no vocals", "number_of_songs": 3, "instrumental_id": "f1"}),
        ("calm x2 --model v9.5", {}, "mureka-ai/mureka-v9.5/generate-bgm", {"prompt": "calm, instrumental, no vocals"}),
        ("pop --vocal --gender m", {"lyrics": " la la ", "vocal_id": "v1", "melody_id": "m1"},
         "mureka-ai/mureka-v9/generate-song",
         {"prompt": "pop, male vocals", "lyrics": "la la", "number_of_songs": 1, "vocal_id": "v1", "melody_id": "m1"}),
        ("pop --vocal --model mureka-v7.6", {"lyrics": "la"}, "mureka-ai/mureka-v7.6/generate-song",
         {"prompt": "pop, vocals", "lyrics": "la", "number_of_songs": 1}),
    ],
)  # fmt: skip
def test_a_brief_becomes_a_model_and_its_fields(
    words: str, details: dict[str, Any], model: str, body: dict[str, Any]
) -> None:
    """WAV always: it is transcoded here. No length: there is no field for one."""
    assert request(order(words, **details)).body == {"model": model, "input": {**body, "output_format": "wav"}}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("calm --instrumental-id 1", None),
        ("soul --reference-id 1 --vocal-id 2 --melody-id 3", None),
        ("soul --vocal --instrumental-id 1", "--instrumental-id is for beds without a singer."),
        ("calm --instrumental --melody-id 1", "--melody-id is for songs. A bed follows an --instrumental-id."),
    ],
)
def test_an_id_guides_a_bed_or_a_song(words: str, says: str | None) -> None:
    refused = refusal(read(words))
    assert says in refused if says and refused else refused is says


@pytest.mark.parametrize(
    "name", ["mureka-v9", "v9", "9", "mureka-9", "MUREKA V9", "mureka-ai/mureka-v9", "mureka-ai/mureka-v9/generate-bgm"]
)
def test_a_model_has_many_names(name: str) -> None:
    assert models.named(name, instrumental=True) is models.MODELS["9"]


@pytest.mark.parametrize("name", ["v10", "sonic-v6", "", "mureka-ai/mureka-v9/generate-song", "9/generate-song", "v"])
def test_a_model_of_another_name_or_kind_is_none(name: str) -> None:
    assert models.named(name, instrumental=True) is None


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("calm", 0.045), ("calm x3", 0.135), ("calm --model 7.6", 0.03), ("calm x2 --model 7.6", 0.06),
        ("calm --model 9", None), ("calm --model 9.5", 0.225), ("calm x3 --model 9.5", 0.225),
        ("pop --vocal", 0.03), ("pop --vocal x2", 0.06), ("pop --vocal --model 8", None),
        ("pop --vocal --model 9.5", 0.225),
    ],
)  # fmt: skip
async def test_every_piece_is_paid_for_and_an_unknown_price_is_none(words: str, price: float | None) -> None:
    async with mureka(reply(200, {})) as (provider, _):
        assert provider.price(order(words)) == (None if price is None else Price(price, "USD"))
        assert provider.price(order(words, Operation.STEMS)) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [("calm --model v10", "v7.6, v8, v9, v9.5"), ("calm x4", "x3"), ("calm 4:31", "4:30"), ("a --vocal 5:31", "5:30")],
)
def test_what_mureka_cannot_is_said_with_what_to_type(words: str, said: str) -> None:
    assert said in (refusal(read(words)) or "")


@pytest.mark.parametrize("words", ["calm", "calm x3 4:30", "pop --vocal 5:30", "calm --model 9.5 x2"])
def test_what_mureka_can_is_not_refused(words: str) -> None:
    assert refusal(read(words)) is None


def test_a_long_description_is_cut_at_a_word_and_that_is_said() -> None:
    asked = request(order("warm piano and " * 150))
    prompt = asked.body["input"]["prompt"]
    assert len(prompt) <= 1024
    assert prompt.endswith(("warm", "piano", "and"))
    assert "1,024" in asked.notes[0]


def test_a_model_that_makes_one_says_so() -> None:
    assert "one take" in request(order("calm x2 --model 9.5")).notes[0]
    assert request(order("calm --model 9.5")).notes == ()


async def test_a_song_without_words_is_refused_before_anything_is_paid() -> None:
    async with mureka(wrapped(prediction())) as (provider, server):
        with pytest.raises(Refused, match="/bgm song"):
            await provider.submit(request(order("pop --vocal")).body, token="k", ways=Ways())
        assert not server.heard


# What is sent


async def test_the_webhook_is_a_parameter_and_never_in_the_stored_body() -> None:
    started, server = await submitted(wrapped(prediction("created")), ways=Ways(hook=HOOK, hook_secret="s"))
    assert (started.provider_id, started.look) == ("p1", None)
    (heard,) = server.heard
    assert heard.target == f"/api/v3/{BGM}?webhook=https%3A%2F%2Fbgm.example.com%2Fhooks%2Fmureka%2Ftoken"
    assert b"token" not in heard.body
    assert json.loads(heard.body)["output_format"] == "wav"


async def test_without_a_public_address_there_is_no_webhook() -> None:
    _, server = await submitted(wrapped(prediction("created")))
    assert server.heard[0].target == f"/api/v3/{BGM}"


OURS = "https://bgm.example.com/files/x"


@pytest.mark.parametrize(
    ("clip", "file", "audio"),
    [
        ({"address": LINK}, None, LINK),
        ({"source": LINK}, None, LINK),
        ({"address": LINK}, OURS, OURS),
        ({}, OURS, OURS),
    ],
)
async def test_stems_are_made_of_our_file_or_of_wavespeeds_own(
    clip: dict[str, str], file: str | None, audio: str
) -> None:
    _, server = await submitted(
        wrapped(prediction("created", model=models.STEMS)), ways=Ways(file=file), operation=Operation.STEMS, clip=clip
    )
    assert server.heard[0].target == "/api/v3/mureka-ai/stem-song"
    assert json.loads(server.heard[0].body) == {"audio": audio, "model": "audio-separation-2"}


async def test_stems_of_what_cannot_be_fetched_are_refused_with_what_to_set() -> None:
    async with mureka(wrapped(prediction())) as (provider, server):
        with pytest.raises(Refused, match="BGM_PUBLIC_URL"):
            await provider.submit(request(order(operation=Operation.STEMS)).body, token="k", ways=Ways())
        assert not server.heard


# What an answer to an order means


async def test_an_answer_that_is_done_at_once_is_taken() -> None:
    started, _ = await submitted(wrapped(prediction()))
    assert isinstance(started.look, Finished)


@pytest.mark.parametrize(
    ("body", "error", "because"),
    [
        ({"code": 200, "data": {}}, OutcomeUnknown, None),
        ({"code": 200, "message": "success"}, OutcomeUnknown, None),
        ({"code": 5000, "message": "busy"}, OutcomeUnknown, None),
        ({"code": 429, "message": "slow"}, Limited, None),
        ({"code": 1200, "message": "no"}, Refused, Because.MODERATION),
        ({"code": 1401, "message": "prompt is wrong"}, Refused, Because.WORDS),
        ({"code": 401, "message": "no key"}, Refused, Because.ACCOUNT),
    ],
)
async def test_a_whole_answer_without_an_id_is_a_refusal_only_where_its_code_says_so(
    body: dict[str, Any], error: type[ProviderError], because: Because | None
) -> None:
    with pytest.raises(error) as caught:
        await submitted(reply(200, body))
    assert getattr(caught.value, "because", None) is because


@pytest.mark.parametrize(
    ("status", "body", "because"),
    [
        (401, {"code": 401, "message": "invalid API key"}, Because.ACCOUNT),
        (402, {"code": 402, "message": "Insufficient balance"}, Because.CREDITS),
        (403, {"code": 403, "message": "Insufficient credits, please top up"}, Because.CREDITS),
        (403, {"code": 403, "message": "forbidden"}, Because.ACCOUNT),
        (400, {"code": 1200, "message": "The content was flagged"}, Because.MODERATION),
        (400, {"code": 1200, "message": "no"}, Because.MODERATION),
        (400, {"code": 1401, "message": "prompt is too long"}, Because.WORDS),
    ],
)
async def test_refusals_are_told_apart(status: int, body: dict[str, Any], because: Because) -> None:
    with pytest.raises(Refused) as caught:
        await submitted(reply(status, body))
    assert caught.value.because is because
    assert body["message"] in str(caught.value)


# What a look means

ASKED = {"model": BGM, "input": {"prompt": "calm", "number_of_songs": 2}}


async def twice(question: Callable[[], Awaitable[T]]) -> T:
    """The answer; asked once more where the first one leads elsewhere, as the bot does."""
    try:
        return await question()
    except AskAgain:
        return await question()


async def looked(answer: bytes, request: Mapping[str, Any] = ASKED, **more: Any) -> Any:
    async with mureka(answer) as (provider, _):
        wanted = task(request, "p1", **{"created_at": NOW, **more})
        return await twice(lambda: provider.look(wanted))


@pytest.mark.parametrize("status", ["created", "processing", "pending", "queued", "something new", None])
async def test_what_has_not_ended_is_pending(status: str | None) -> None:
    assert await looked(wrapped(prediction(status=status))) == Pending()  # type: ignore[arg-type]


async def test_a_wait_that_took_too_long_is_no_end() -> None:
    found = prediction("processing", code=5004, error="Sync mode timed out after 90 seconds.")
    assert await looked(wrapped(found, 5004)) == Pending()


async def test_every_output_is_a_take_with_what_was_asked_and_returned() -> None:
    look = await looked(wrapped(prediction(outputs=[LINK, f"{LINK}2"], model="mureka-ai/mureka-v9/generate-bgm")))
    assert isinstance(look, Finished)
    assert [(take.index, take.source) for take in look.takes] == [(0, LINK), (1, f"{LINK}2")]
    assert look.takes[1].facts == {"clip_id": "p1/1", "model": "mureka-v9", "model_asked": "mureka-v8"}
    assert look.notes == ()
    assert "urls" not in look.returned


async def test_outputs_may_be_a_single_text_and_one_that_is_missing_is_told() -> None:
    look = await looked(wrapped(prediction(outputs=LINK)))
    assert isinstance(look, Finished)
    assert len(look.takes) == 1
    assert look.notes == ("Mureka made 1 of the 2 takes.",)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"error": "upstream failed\nbadly"}, "upstream failed badly"),
        ({"error": "", "code": 1200}, "its moderation refused the words"),
        ({"error": None, "code": 1402}, "could not fetch the audio"),
        ({"error": ""}, "does not say why"),
    ],
)
async def test_a_failure_comes_with_http_200_and_its_words_are_told(more: dict[str, Any], words: str) -> None:
    for status in ("failed", "cancelled", "timeout"):
        look = await looked(wrapped(prediction(status, **more)))
        assert isinstance(look, Broken)
        assert words in look.words


async def test_done_without_audio_is_broken() -> None:
    for value in ([], None, "", "None", [None], {}, [{"url": "javascript:x"}]):
        assert isinstance(await looked(wrapped(prediction(outputs=value))), Broken)


async def test_the_other_path_is_asked_next_where_the_first_is_not_found_and_stays_first() -> None:
    """Never within the same call: a call is one request, for whoever calls keeps the limit."""
    gone, there = reply(404, {"code": 404, "message": "not found"}), wrapped(prediction("processing"))
    async with mureka(gone, there, there) as (provider, server):
        with pytest.raises(AskAgain):
            await provider.look(task(ASKED, "p/1?", created_at=NOW))
        assert len(server.heard) == 1
        for _ in range(2):
            assert await provider.look(task(ASKED, "p/1?", created_at=NOW)) == Pending()
    assert [heard.target for heard in server.heard] == [
        "/api/v3/predictions/p%2F1%3F/result", "/api/v3/predictions/p%2F1%3F", "/api/v3/predictions/p%2F1%3F",
    ]  # fmt: skip


async def test_of_two_tasks_each_is_asked_for_at_both_paths_before_it_counts_as_gone() -> None:
    """What one path did not find is remembered for that one alone, also where the other path gives no answer."""
    gone = reply(404, {"code": 404, "message": "not found"})
    old, new = task(ASKED, "old", created_at=NOW - 1000), task(ASKED, "new", created_at=NOW)
    async with mureka(gone, gone, reply(503, {}), gone) as (provider, server):
        for one, error in ((old, AskAgain), (new, AskAgain), (old, Unanswered)):
            with pytest.raises(error):
                await provider.look(one)
        assert isinstance(await provider.look(old), Broken)
        assert await provider.look(new) == Pending()
    first, second = "/api/v3/predictions/{}/result", "/api/v3/predictions/{}"
    asked = [(first, "old"), (first, "new"), (second, "old"), (second, "old"), (second, "new")]
    assert [heard.target for heard in server.heard] == [path.format(name) for path, name in asked]


async def test_a_prediction_that_is_nowhere_is_waited_for_while_it_is_new_and_then_given_up() -> None:
    gone = reply(404, {"code": 404, "message": "prediction not found"})
    assert await looked(gone, created_at=NOW - 10) == Pending()
    look = await looked(gone, created_at=NOW - 1000)
    assert isinstance(look, Broken)
    assert "prediction not found" in look.words


async def test_trouble_with_the_key_does_not_give_a_paid_task_up() -> None:
    with pytest.raises(Unanswered):
        await looked(reply(401, {"message": "invalid key"}), created_at=NOW - 1000)


# Stems

ZIP = "https://cdn.wavespeed.ai/outputs/5f.zip"


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (ZIP, ["stems.zip"]),
        ([ZIP], ["stems.zip"]),
        (
            [f"{LINK[:-5]}song_vocals.wav", f"{LINK[:-5]}Drums.wav?x=1", f"{LINK[:-5]}7.wav"],
            ["vocals", "drums", "stem 3"],
        ),
        ([f"{LINK[:-5]}drums.wav", f"{LINK[:-5]}drums_2.wav"], ["drums", "drums 2"]),
        ({"vocals": LINK, "drum_kit": f"{LINK}2"}, ["vocals", "drum kit"]),
        ([{"title": "Bass", "url": LINK}], ["bass"]),
        ({"zip_url": ZIP, "midi_zip_url": f"{ZIP}2", "expires_at": 1}, ["stems.zip", "midi.zip"]),
    ],
)
async def test_stems_come_as_a_zip_or_as_a_list(found: Any, names: list[str]) -> None:
    look = await looked(
        wrapped(prediction(outputs=found, model=models.STEMS)), {"model": models.STEMS}, operation=Operation.STEMS
    )
    assert isinstance(look, Finished)
    assert [extra.name for extra in look.extras] == names
    assert all(isinstance(extra, RawExtra) and extra.source.startswith("https://cdn") for extra in look.extras)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9) | st.just(LINK), lambda inner: (
    st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)))  # fmt: skip
def test_outputs_of_any_shape_are_addresses_or_nothing(value: Any) -> None:
    for name, link in outputs(value):
        assert link == LINK
        assert isinstance(name, str)


# Lost orders

CREATED = 1_800_000_000.0
AT = "2027-01-15T08:00:01.123456789Z"


def listed(*found: Mapping[str, Any]) -> bytes:
    return reply(200, {"code": 200, "message": "success", "data": {"page": 1, "total": 1, "items": list(found)}})


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        ([prediction()], "p1"),
        ([prediction("processing")], "p1"),
        ([prediction(input={"prompt": "calm", "number_of_songs": 2, "output_format": "wav"})], "p1"),
        ([prediction(), prediction(id="p0", created_at="2027-01-15T07:59:50Z")], "p1"),
        ([prediction(), prediction(id="p2", model="mureka-ai/mureka-v9/generate-bgm")], "p1"),
        ([prediction(), prediction(id="p2", outputs=[LINK] * 3)], "p1"),
        ([prediction(), prediction(id="p2", created_at="2027-01-15T08:01:00Z")], "p1"),
        ([], None),
        ([prediction(), prediction(id="p2")], None),
        ([prediction(input={"prompt": "loud"})], None),
        ([prediction(id="")], None),
        ([prediction(created_at="yesterday")], None),
        ([prediction(created_at=None)], None),
    ],
)
async def test_a_lost_order_is_the_only_one_of_its_model_made_just_then_or_nobody_knows(
    found: list[dict[str, Any]], lost: str | None
) -> None:
    async with mureka(listed(*found)) as (provider, server):
        assert await provider.find(task(ASKED, None, created_at=CREATED)) == lost
    (heard,) = server.heard
    assert (heard.method, heard.target) == ("POST", "/api/v3/predictions")
    assert json.loads(heard.body) == {
        "page": 1, "page_size": 100, "model": BGM, "created_after": "2027-01-15T07:59:55Z",
    }  # fmt: skip


@pytest.mark.parametrize("answer", [reply(500, {}), reply(404, {}), reply(200, b"<html>"), b""])
async def test_a_history_that_does_not_come_is_unanswered(answer: bytes) -> None:
    async with mureka(answer) as (provider, _):
        with pytest.raises(Unanswered):
            await provider.find(task(ASKED, None))


# Balance


async def test_the_balance_is_at_either_path() -> None:
    gone = reply(404, {"message": "not found"})
    for answers in (
        [reply(200, {"code": 200, "data": {"balance": 9.5}})],
        [gone, reply(200, {"data": {"balance": "9.5"}})],
    ):
        async with mureka(*answers) as (provider, server):
            assert await twice(provider.balance) == Balance(9.5, "USD", NOW)
        assert [heard.target for heard in server.heard] == ["/api/v3/balance", "/api/v3/account/balance"][
            : len(answers)
        ]
    async with mureka(gone) as (provider, _):
        assert await twice(provider.balance) is None
    async with mureka(reply(200, {"data": {}})) as (provider, _):
        with pytest.raises(Unanswered):
            await provider.balance()


# Webhooks

SECRET = "whsec_abc"
WORD = json.dumps(prediction(input={"prompt": "calm"})).encode()


def signed(body: bytes = WORD, *, at: float = NOW, secret: str = SECRET, key: str = "w1") -> dict[str, str]:
    stamp = str(int(at))
    raw = secret.removeprefix("whsec_").encode()
    digest = hmac.new(raw, f"{key}.{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": f"v3,{digest}"}


TOLD = reply(200, {"code": 200, "data": {"secret": SECRET}})


async def test_a_signed_word_says_go_and_look_and_the_secret_is_asked_for_once() -> None:
    async with mureka(TOLD) as (provider, server):
        for key in ("w1", "w2"):
            news = await provider.hear(signed(key=key), WORD, secret="ours", now=NOW)
            assert news == News(key, "p1", None)
        going = json.dumps(prediction("processing")).encode()
        assert (await provider.hear(signed(going), going, secret="ours", now=NOW)).look == Pending()
    assert [heard.target for heard in server.heard] == ["/api/v3/webhook/secret"]
    assert SECRET not in repr(provider.__dict__)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, WORD),
        (signed(secret="whsec_other"), WORD),
        (signed(secret="ours"), WORD),
        (signed(), WORD + b" "),
        (signed(at=NOW - 301), WORD),
        (signed(at=NOW + 301), WORD),
        ({**signed(), "webhook-id": "w2"}, WORD),
        ({**signed(), "webhook-timestamp": str(int(NOW) + 1)}, WORD),
        ({**signed(), "webhook-signature": signed()["webhook-signature"].replace("v3,", "v1,")}, WORD),
        ({**signed(), "webhook-signature": "v3,"}, WORD),
        ({**signed(), "webhook-signature": "v3,\u00e9"}, WORD),
        (signed(b"<html>"), b"<html>"),
        (signed(b"[]"), b"[]"),
    ],
)
async def test_a_word_that_is_not_signed_lately_with_the_accounts_secret_is_refused(
    headers: dict[str, str], body: bytes
) -> None:
    async with mureka(TOLD) as (provider, _):
        with pytest.raises(HookRefused):
            await provider.hear(headers, body, secret="ours", now=NOW)


@pytest.mark.parametrize("answer", [reply(500, {}), reply(401, {}), reply(200, {"data": {}}), b""])
async def test_without_the_secret_no_word_is_taken(answer: bytes) -> None:
    async with mureka(answer) as (provider, _):
        with pytest.raises(HookRefused):
            await provider.hear(signed(secret=""), WORD, secret="", now=NOW)
        with pytest.raises(HookRefused):
            await provider.hear(signed(), WORD, secret="", now=NOW)


async def test_a_new_secret_is_learned_after_a_while_but_not_asked_for_at_every_bad_word() -> None:
    now = [NOW]
    newer = reply(200, {"data": {"secret": "whsec_new"}})
    async with wire(TOLD, newer) as server:
        provider = Mureka(Api(url=server.url, key="k", name="WaveSpeed", now=lambda: now[0]))
        await provider.hear(signed(), WORD, secret="", now=NOW)
        for _ in range(3):
            with pytest.raises(HookRefused):
                await provider.hear(signed(secret="whsec_new"), WORD, secret="", now=NOW)
        assert len(server.heard) == 1
        now[0] += 601
        assert (await provider.hear(signed(secret="whsec_new"), WORD, secret="", now=NOW)).provider_id == "p1"
        assert len(server.heard) == 2
        await provider.close()

"""A request to a music API: sent as it should be, once, and its outcome told apart."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import socket
import ssl
import sys
import traceback
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from providers_wire import Deed, Heard, Wire, reply, wire

from bot.domain.errors import Because, Limited, NeverSent, OutcomeUnknown, ProviderError, Refused, Unanswered
from bot.providers.body import DEEPEST, LARGEST, NotWhole, parse
from bot.providers.http import Api
from bot.providers.refusals import by_status, wait, words

KEY = "canary-key-12345"
NOW = 1_700_000_000.0


@asynccontextmanager
async def api(*answers: bytes | Deed, seconds: float = 5.0) -> AsyncIterator[tuple[Api, Wire]]:
    async with wire(*answers) as server:
        connect = 1.0 if seconds < 1 else 10.0
        one = Api(url=server.url, key=KEY, name="Acme", connect=connect, pay=seconds, ask=seconds, now=lambda: NOW)
        try:
            yield one, server
        finally:
            await one.close()


async def outcome(*answers: bytes | Deed, paid: bool = True, seconds: float = 5.0) -> tuple[ProviderError, Wire]:
    async with api(*answers, seconds=seconds) as (one, server):
        with pytest.raises(ProviderError) as caught:
            await (one.pay("v1/make", {"a": 1}) if paid else one.ask("v1/task/1"))
        return caught.value, server


# What goes out


async def test_a_paid_request_carries_key_body_and_parameters_and_gets_the_answer() -> None:
    async with api(reply(200, {"id": "x"}, X_Extra="7")) as (one, server):
        answer = await one.pay("/v1/make", {"words": "ü"}, params={"webhook": "https://a.example/b?c=d"})
    assert (answer.status, answer.body, answer.headers["x-extra"]) == (200, {"id": "x"}, "7")
    (heard,) = server.heard
    assert heard.method == "POST"
    assert heard.target == "/v1/make?webhook=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd"
    assert heard.headers["authorization"] == f"Bearer {KEY}"
    assert heard.headers["content-type"] == "application/json"
    assert json.loads(heard.body) == {"words": "ü"}


async def test_every_paid_request_has_a_connection_of_its_own_and_questions_share_one() -> None:
    async with api(reply(200, {})) as (one, server):
        for _ in range(3):
            await one.pay("p", {})
        assert [heard.connection for heard in server.heard] == [1, 2, 3]
        for _ in range(3):
            await one.ask("q")
        assert [heard.connection for heard in server.heard][3:] == [4, 4, 4]


async def test_a_path_in_the_address_of_the_api_is_kept() -> None:
    async with wire(reply(200, {})) as server:
        one = Api(url=f"{server.url}/base/", key=KEY, name="Acme")
        await one.pay("/v1/make", {})
    assert server.heard[0].target == "/base/v1/make"


async def test_a_question_may_be_a_post_with_a_body() -> None:
    async with api(reply(200, {"ok": 1})) as (one, server):
        await one.ask("v1/query", method="POST", body={"ids": [1]})
    assert (server.heard[0].method, server.heard[0].body) == ("POST", b'{"ids": [1]}')


@pytest.mark.parametrize("url", ["http://api.example.com/", "ftp://127.0.0.1/", "https://u:p@a.example/", "https:///x"])
def test_only_https_addresses_are_taken_but_for_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="address of a music API"):
        Api(url=url, key=KEY, name="Acme")


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "schlüssel"])
def test_what_can_be_no_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="the key of Acme") as caught:
        Api(url="https://api.example.com", key=key, name="Acme")
    assert not key or key not in str(caught.value).replace("the key of Acme", "")


ASKED = """
import asyncio, sys
from bot.providers.http import Api

async def main():
    api = Api(url=sys.argv[1], key="k", name="Acme")
    print((await api.pay("p", {})).body["by"], (await api.ask("q")).body["by"])
    await api.close()

asyncio.run(main())
"""


async def test_proxies_of_the_environment_are_not_used() -> None:
    async with wire(reply(200, {"by": "proxy"})) as proxy, wire(reply(200, {"by": "api"})) as server:
        named = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"), proxy.url)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ASKED, server.url, env={**os.environ, **named, "no_proxy": ""}, stdout=PIPE
        )
        said, _ = await process.communicate()
        assert said.split() == [b"api", b"api"]
        assert not proxy.heard


# What comes back


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_where_nobody_listens_nothing_was_sent() -> None:
    one = Api(url=f"http://127.0.0.1:{closed_port()}", key=KEY, name="Acme")
    with pytest.raises(NeverSent):
        await one.pay("p", {})
    with pytest.raises(Unanswered):
        await one.ask("q")
    await one.close()


async def test_where_no_certificates_can_be_read_nothing_was_sent() -> None:
    """The disk failed before the order left: it may be ordered again."""

    async def failing(*, nobody: bool) -> ssl.SSLContext:
        raise OSError(5, "Input/output error")

    one = Api(url="https://api.example.com", key=KEY, name="Acme", trust=failing)
    with pytest.raises(NeverSent, match="no certificates"):
        await one.pay("p", {})
    with pytest.raises(Unanswered, match="no certificates"):
        await one.ask("p")


async def test_a_server_that_speaks_no_tls_means_never_sent() -> None:
    async with wire(reply(200, {})) as server:
        with pytest.raises(NeverSent):
            await Api(url=f"https://127.0.0.1:{server.port}", key=KEY, name="Acme", connect=0.5).pay("p", {})
        assert not server.heard


async def hang(heard: Heard, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def drip(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """One byte after the other, for ever: each is quick, the whole never comes."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


WHOLE = json.dumps({"id": "x" * 100}).encode()
BOMB = gzip.compress(b'{"a": "' + b" " * 50_000_000 + b'"}')
UNCLEAR: dict[str, tuple[bytes | Deed, float]] = {
    "no byte": (b"", 5),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-Le\r\nConnection: close", 5),
    "no http": (b"connection: close, hello\r\n\r\n", 5),
    "hangs": (hang, 0.2),
    "drips": (drip, 0.2),
    "500": (reply(500, {"error": "x"}), 5),
    "503 in HTML": (reply(503, b"<html>busy</html>"), 5),
    "504": (reply(504, {"message": "timed out"}), 5),
    "408": (reply(408, {"message": "timed out"}), 5),
    "302": (reply(302, b"", Location="/elsewhere"), 5),
    "cut body": (reply(200, WHOLE[:40], Content_Length=str(len(WHOLE)), Connection="close"), 5),
    "cut 4xx": (reply(403, WHOLE[:40], Content_Length=str(len(WHOLE)), Connection="close"), 5),
    "half of JSON": (reply(200, WHOLE[:40]), 5),
    "no body": (reply(200), 5),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", 5),
    "HTML with 200": (reply(200, b"<!DOCTYPE html><p>ok"), 5),
    "a list": (reply(200, b'[{"id": 1}]'), 5),
    "a text": (reply(200, b'"id"'), 5),
    "NaN": (reply(200, b'{"id": NaN}'), 5),
    "a number beyond all": (reply(200, b'{"id": 1e999}'), 5),
    "bottomless": (reply(200, b"[" * 100_000), 5),
    "deep": (reply(200, b'{"a":' * 200 + b"1" + b"}" * 200), 5),
    "over the cap": (reply(200, b'{"a": "' + b"x" * LARGEST + b'"}'), 5),
    "a bomb": (reply(200, BOMB, Content_Encoding="gzip"), 5),
    "no gzip": (reply(200, WHOLE, Content_Encoding="gzip"), 5),
    "a strange coding": (reply(200, WHOLE, Content_Encoding="br"), 5),
}


@pytest.mark.parametrize("paid", [True, False], ids=["paid", "free"])
@pytest.mark.parametrize("name", UNCLEAR)
async def test_what_is_no_whole_answer_is_unknown_when_paid_and_unanswered_when_free(name: str, paid: bool) -> None:
    """And it was sent once."""
    answer, seconds = UNCLEAR[name]
    error, server = await outcome(answer, paid=paid, seconds=seconds)
    assert type(error) is (OutcomeUnknown if paid else Unanswered)
    assert len(server.heard) == server.connections == 1


@pytest.mark.parametrize("paid", [True, False], ids=["paid", "free"])
@pytest.mark.parametrize(
    ("status", "body", "because"),
    [
        (400, {"message": "bad mv"}, Because.WORDS),
        (401, {"error": "Invalid API key"}, Because.ACCOUNT),
        (402, {"error": {"message": "insufficient_credits"}}, Because.CREDITS),
        (403, {"type": "forbidden", "error": "Insufficient credits"}, Because.CREDITS),
        (403, {"message": "No active subscription"}, Because.ACCOUNT),
        (403, {"message": "artist names are not allowed"}, Because.MODERATION),
        (404, {"detail": "task not found"}, Because.GONE),
        (410, {"error": "endpoint_retired"}, Because.RETIRED),
        (422, {"detail": [{"msg": "prompt is missing"}]}, Because.WORDS),
        (451, {"error": "unsafe"}, Because.MODERATION),
        (400, b"<html>bad request</html>", Because.WORDS),
    ],
)
async def test_a_whole_4xx_is_a_refusal_with_a_reason(status: int, body: object, because: Because, paid: bool) -> None:
    error, server = await outcome(reply(status, body), paid=paid)
    assert isinstance(error, Refused)
    assert error.because is because
    assert len(server.heard) == 1
    assert "<" not in str(error)


async def test_a_refusal_holds_the_vendors_words_on_one_short_line() -> None:
    error, _ = await outcome(reply(403, {"error": {"code": "x", "message": "No\n artist\u202e names. " + "x" * 999}}))
    assert str(error).startswith("Acme refused (HTTP 403): No artist names. xxx")
    assert len(str(error)) < 340


async def test_an_adapter_says_itself_why_something_was_refused() -> None:
    async with api(reply(403, {"message": "you may not"})) as (one, _):
        with pytest.raises(Refused) as caught:
            await one.pay("p", {}, because=lambda status, said: Because.CREDITS if (status, said) else Because.WORDS)
    assert caught.value.because is Because.CREDITS


async def test_a_permanent_redirect_is_not_followed_and_says_which_setting_is_old() -> None:
    async with wire(reply(200, {})) as other:
        error, server = await outcome(reply(308, b"", Location=f"{other.url}/v1/make"))
        assert isinstance(error, Refused)
        assert error.because is Because.RETIRED
        assert server.url in str(error)
        assert not other.heard


@pytest.mark.parametrize("paid", [True, False], ids=["paid", "free"])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "86400000"}, 3600),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "inf"}, None),
        ({}, None),
        ({"Retry-After": formatdate(NOW + 30, usegmt=True)}, 30),
        ({"Retry-After": formatdate(NOW + 30, usegmt=True), "Date": formatdate(NOW + 20, usegmt=True)}, 10),
        ({"Retry-After": formatdate(NOW - 30, usegmt=True)}, 0),
        ({"X-RateLimit-Reset": str(int(NOW) + 12)}, 12),
    ],
)
async def test_a_429_says_how_long_to_wait(headers: dict[str, str], seconds: float | None, paid: bool) -> None:
    error, _ = await outcome(reply(429, {"error": "slow down"}, **headers), paid=paid)
    assert isinstance(error, Limited)
    assert error.retry_after == seconds


async def test_an_answer_in_gzip_is_read_though_nobody_asked_for_it() -> None:
    async with api(reply(200, gzip.compress(WHOLE), Content_Encoding="gzip")) as (one, _):
        assert (await one.pay("p", {})).body == json.loads(WHOLE)


async def test_after_close_a_question_can_be_asked_again() -> None:
    async with api(reply(200, {})) as (one, server):
        await one.ask("q")
        await one.close()
        await one.ask("q")
        assert server.connections == 2


# Secrets


@pytest.mark.parametrize("status", [200, 302, 400, 403, 429, 500])
async def test_neither_key_nor_hidden_address_is_in_an_error_though_the_vendor_echoes_them(status: int) -> None:
    hook = "https://bgm.example.com/hooks/acme/secret-token"
    body = {"message": f"no: {hook} with key {KEY}"} if status != 200 else [hook, KEY]
    for paid in (True, False):
        async with api(reply(status, body)) as (one, _):
            call = one.pay if paid else one.ask
            with pytest.raises(ProviderError) as caught:
                await call("p", params={"webhook": hook}, body={"hook": hook}, hide=[hook, None])
        told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(one)
        assert KEY not in told
        assert "secret-token" not in told
        assert caught.value.__cause__ is None


async def test_what_we_told_in_confidence_is_in_no_answer_though_the_vendor_echoes_it() -> None:
    """What is kept of an answer, and what people read of it, repeats neither key nor secret nor signed address."""
    file, hook = f"https://bgm.example.com/files/MTc2.{'a' * 40}", f"https://bgm.example.com/hooks/acme/k1.{'b' * 40}"
    echo = {"message": f"with {KEY} to {hook}", "data": [{"url": file, "webhook_secret": "c" * 40}], "id": "t"}
    async with api(reply(200, echo)) as (one, _):
        for answer in (await one.ask("p"), await one.pay("p", {}, hide=[hook, None])):
            text = json.dumps(answer.body)
            assert answer.body["id"] == "t"
            assert [leak for leak in ("a" * 40, "b" * 40, "c" * 40, f"with {KEY}") if leak in text] == []


async def test_a_hidden_address_is_in_no_error_of_the_connection() -> None:
    hook = "https://bgm.example.com/hooks/acme/secret-token"
    one = Api(url=f"http://127.0.0.1:{closed_port()}", key=KEY, name="Acme")
    with pytest.raises(NeverSent) as caught:
        await one.pay("p", {}, params={"webhook": hook}, hide=[hook])
    assert "secret-token" not in "".join(traceback.format_exception(caught.value))


# Hostile input

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=30,
)


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
@example(b'{"title": "cut \\ud83d", "a\\u0000": "\\u0000"}')
@example(b"9" * 5000)
def test_any_bytes_are_an_object_that_can_be_stored_or_no_answer(body: bytes) -> None:
    try:
        found = parse(body)
    except NotWhole:
        return
    stored = json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    assert b"\0" not in stored
    assert json.loads(stored) == found


def test_half_a_character_and_nul_do_not_cost_a_whole_answer() -> None:
    assert parse(b'{"title": "cut \\ud83d", "id\\u0000": "a\xff"}') == {"title": "cut ?", "id": "a\ufffd"}


@given(st.integers(1, 80))
def test_depth_has_a_limit(depth: int) -> None:
    body = b'{"a":' * depth + b"1" + b"}" * depth
    if depth < DEEPEST:
        assert parse(body)
    else:
        with pytest.raises(NotWhole):
            parse(body)


@given(st.dictionaries(st.sampled_from(["message", "error", "detail", "msg", "x"]), JSON, max_size=4))
@settings(max_examples=200)
def test_a_vendors_words_are_one_short_line_whatever_they_are(body: dict[str, object]) -> None:
    said = words(body)
    assert len(said) <= 300
    assert "\n" not in said
    assert by_status(403, said) in Because


@given(st.dictionaries(st.sampled_from(["retry-after", "date", "x-ratelimit-reset"]), st.text(max_size=30)))
@example({"retry-after": "Fri, 31 Dec 9999 23:59:59 -2359"})
@example({"retry-after": "1e400"})
def test_a_wait_is_sane_whatever_the_headers_say(headers: dict[str, str]) -> None:
    seconds = wait(headers, NOW)
    assert seconds is None or 0 <= seconds <= 3600

"""Bad days on order, limits of rate, and the ledger that remembers all of it."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.limits import UNLIMITED, Limits, Rates
from sandbox.slack.server import SandboxSlack

LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


def post(web, text: str = "hi", channel: str = "C_VIDEO"):
    return web.chat_postMessage(channel=channel, text=text)


async def test_a_call_can_be_made_to_fail_so_many_times(slack, web, refused):
    slack.faults.fail("chat.postMessage", "fatal_error", times=2)
    assert [await refused(post(web)), await refused(post(web))] == ["fatal_error"] * 2
    assert (await post(web))["ok"]
    assert len(slack.messages("video")) == 1


async def test_a_call_can_be_answered_with_a_bare_status(slack, web, refusal):
    slack.faults.fail("chat.postMessage", status=503)
    with pytest.raises(Exception, match="503"):
        await post(web)
    assert (await post(web))["ok"]


async def test_a_rate_limit_says_how_long_and_the_sdks_handler_obeys(slack):
    slack.faults.rate_limit("chat.postMessage", 0)
    patient = AsyncWebClient(
        slack.bot_token, base_url=slack.api_url, retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
    )
    assert (await post(patient))["ok"]
    assert [c["status"] for c in slack.ledger.calls("chat.postMessage")] == [429, 200]


async def test_a_lost_answer_means_that_the_thing_was_done(slack, web):
    slack.faults.lose_answer("chat.postMessage")
    with pytest.raises(LOST):
        await post(web)
    assert len(slack.messages("video")) == 1
    assert slack.ledger.calls("chat.postMessage")[0]["lost"] is True


async def test_a_hanging_call_does_nothing_until_it_is_let_go(slack, web):
    slack.faults.hang("chat.postMessage")
    hanging = asyncio.create_task(post(web))
    await slack.ledger.wait_for(lambda e: e["kind"] == "call" and e.get("hung"))
    assert not hanging.done()
    slack.faults.release()
    with pytest.raises(LOST):
        await hanging
    assert slack.messages("video") == []


async def test_slack_can_be_down_and_up_again(slack, web):
    slack.faults.down()
    with pytest.raises(LOST):
        await post(web)
    slack.faults.up()
    assert (await post(web))["ok"]


@pytest.mark.parametrize("order", ["fail", "lose_answer", "rate_limit"])
async def test_the_upload_url_has_bad_days_too(slack, web, order):
    asked = await web.files_getUploadURLExternal(filename="a.wav", length=4)
    getattr(slack.faults, order)("upload")
    async with aiohttp.ClientSession() as http:
        try:
            async with http.post(asked["upload_url"], data=b"RIFF") as answer:
                assert answer.status in (429, 500)
        except LOST:
            assert order == "lose_answer"
    assert bool(slack.ledger.of("file_uploaded")) is (order == "lose_answer")


async def test_another_process_can_order_faults_over_http(slack, web, refused):
    async with aiohttp.ClientSession(base_url=slack.url) as http:
        wish = {"do": "fail", "method": "chat.postMessage", "code": "fatal_error"}
        async with http.post("/sandbox/faults", json=wish) as answer:
            assert await answer.json() == {"ok": True}
        assert await refused(post(web)) == "fatal_error"
        for wish in ({"do": "uploads_off"}, {"do": "refuse_sockets"}, {"do": "deafen"}, {"do": "down"}):
            async with http.post("/sandbox/faults", json=wish) as answer:
                assert answer.status == 200
        assert (slack.world.uploads_enabled, slack.sockets.refuse, slack.faults.is_down) == (False, True, True)
        async with http.post("/sandbox/faults", json={"do": "dance"}) as answer:
            assert answer.status == 400
        async with http.post("/sandbox/faults", json={"do": "clear"}) as answer:
            assert answer.status == 200
    assert (await post(web))["ok"]


async def test_a_methods_tier_is_a_limit_per_minute(slack, web, refusal, clock):
    ts = (await post(web))["ts"]
    for number in range(50):
        await web.chat_update(channel="C_VIDEO", ts=ts, text=str(number))
    with pytest.raises(Exception, match="ratelimited") as caught:
        await web.chat_update(channel="C_VIDEO", ts=ts, text="one too many")
    assert caught.value.response.headers["Retry-After"] == "60"
    clock.advance(60)
    assert (await web.chat_update(channel="C_VIDEO", ts=ts, text="again"))["ok"]


async def test_posting_is_one_a_second_in_a_channel_after_a_burst(slack, web, clock):
    for _ in range(20):
        await post(web)
    with pytest.raises(Exception, match="ratelimited"):
        await post(web)
    assert (await post(web, channel="C_LEADS"))["ok"]
    clock.advance(1)
    assert (await post(web))["ok"]


async def test_limits_can_be_switched_off(manifest):
    async with SandboxSlack(manifest, rates=UNLIMITED) as slack:
        web = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        for _ in range(30):
            await post(web)
    assert len(slack.ledger.calls("chat.postMessage")) == 30


def test_a_wait_that_is_obeyed_is_always_enough(clock):
    limits = Limits(clock, Rates(per_minute=(1, 2, 3, 4), post_burst=2))
    for tier in (1, 2, 3, 4):
        for _ in range(20):
            wait = limits.call(f"m{tier}", tier)
            clock.advance(wait)
            assert wait == 0 or limits.call(f"m{tier}", tier) == 0
    for _ in range(20):
        wait = limits.post("C")
        clock.advance(wait)
        assert wait == 0 or limits.post("C") == 0


async def test_the_ledger_on_disk_is_the_one_in_memory(manifest, tmp_path, refused):
    path = tmp_path / "ledger.jsonl"
    async with SandboxSlack(manifest, ledger=path) as slack:
        web = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        await post(web, "hello ☕")
        await refused(post(web, channel="C_NOWHERE"))
        on_disk = [json.loads(line) for line in path.read_text().splitlines()]
        assert on_disk == slack.ledger.entries
        assert [e["kind"] for e in on_disk] == ["message", "call", "call"]
        assert on_disk[2]["answer"] == {"ok": False, "error": "channel_not_found"}
        assert slack.bot_token not in path.read_text()


async def test_waiting_for_what_never_comes_ends(slack):
    with pytest.raises(TimeoutError):
        await slack.ledger.wait_for(lambda _: False, timeout=0.01)

"""Bad days of a music server on order: each switch does what its name says, once or so often, and then it is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from musicapi_client import Caller, musicapi, sound_in_a_thread

from sandbox.music.faults import ORDERS, RANDOM, MusicFaults
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


async def test_a_lost_answer_means_that_the_job_was_made_and_charged(api: Caller) -> None:
    api.server.faults.lose_answers()
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        await api.create()
    (charge,) = api.server.ledger.charges()
    (request,) = api.server.ledger.requests("/sonic/create", fault="lose")
    assert request["task_id"] == charge["task_id"]
    await api.server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "succeeded")
    assert len((await api.look(charge["task_id"]))["data"]) == 2
    assert (await api.create()).status_code == 200


async def test_only_what_was_done_can_lose_its_answer(api: Caller) -> None:
    """A refusal does not use the fault up, nor does a question."""
    api.server.faults.lose_answers()
    assert (await api.create(mv="sonic-v99")).status_code == 400
    assert await api.credits() == 1000
    with pytest.raises(httpx.RemoteProtocolError):
        await api.create()


async def test_a_body_can_be_dropped_in_the_middle(api: Caller) -> None:
    api.server.faults.drop_bodies()
    with pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"):
        await api.create()
    assert len(api.server.ledger.charges()) == 1


async def test_json_can_be_cut_in_half(api: Caller) -> None:
    api.server.faults.cut_json()
    answer = await api.create()
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert len(api.server.ledger.charges()) == 1


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("done", [True, False])
async def test_a_gateway_may_answer_with_html_done_or_not(api: Caller, status: int, done: bool) -> None:
    api.server.faults.html(status, done=done)
    answer = await api.create()
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (status, "text/html")
    assert len(api.server.ledger.charges()) == int(done)


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("done", [True, False])
async def test_a_storm_lasts_as_long_as_ordered_done_or_not(api: Caller, status: int, done: bool) -> None:
    api.server.faults.storm(status, times=3, where="POST */create", done=done)
    assert [(await api.create()).status_code for _ in range(3)] == [status] * 3
    assert (await api.get("get-credits"))["credits"] == 1000 - 60 * done
    assert (await api.create()).status_code == 200


@pytest.mark.parametrize("after", [7, "Fri, 20 Nov 2026 12:00:00 GMT", None])
async def test_too_many_requests_says_when_to_come_back_or_not(api: Caller, after: int | str | None) -> None:
    api.server.faults.rate_limit(after)
    answer = await api.create()
    assert (answer.status_code, answer.json()["type"]) == (429, "rate_limit")
    assert answer.headers.get("Retry-After") == (None if after is None else str(after))
    if isinstance(after, str):
        assert parsedate_to_datetime(after)
    assert api.server.ledger.charges() == []


async def test_a_hanging_request_does_nothing_until_it_is_let_go(api: Caller) -> None:
    api.server.faults.hang()
    hanging = asyncio.create_task(api.create())
    await api.server.ledger.wait_for(lambda e: e["kind"] == "request" and e["fault"] == "hang")
    assert not hanging.done()
    api.server.faults.release()
    with pytest.raises(httpx.RemoteProtocolError):
        await hanging
    assert api.server.ledger.charges() == []


async def test_in_an_outage_connections_are_refused_until_it_is_over(sound: Sound) -> None:
    clock = HandClock()
    async with musicapi(sound, clock=clock) as api:
        assert (await api.http.get("/api/v1/get-credits")).status_code == 200
        api.server.faults.outage(5)
        with pytest.raises(httpx.RemoteProtocolError):
            await api.create()
        await api.server.ledger.wait_for(lambda e: e["kind"] == "outage")
        for _ in range(2):
            with pytest.raises(httpx.ConnectError):
                await api.create()
        clock.advance(5)
        await api.server.ledger.wait_for(lambda e: e["kind"] == "outage_over")
        assert (await api.create()).status_code == 200
        assert len(api.server.ledger.charges()) == 1


async def test_an_open_connection_is_no_way_around_an_outage(api: Caller) -> None:
    assert (await api.http.get("/api/v1/get-credits")).status_code == 200
    await api.server.refuse()
    with pytest.raises(httpx.RemoteProtocolError):
        await api.create()
    with pytest.raises(httpx.ConnectError):
        await api.create()
    await api.server.accept()
    assert (await api.create()).status_code == 200


async def file(api: Caller) -> str:
    return str((await api.clip())["audio_url"])


async def test_files_come_in_ranges_when_nothing_is_wrong(api: Caller) -> None:
    url = await file(api)
    whole = await api.http.get(url)
    assert whole.headers["Content-Type"] == "audio/mpeg"
    part = await api.http.get(url, headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.content) == (206, whole.content[:100])
    assert (await api.http.get(url.replace("/cdn/", "/cdn/x"))).status_code == 404


async def test_a_file_can_be_empty_or_a_page_or_half_or_called_something_else(api: Caller) -> None:
    url, faults = await file(api), api.server.faults
    good = (await api.http.get(url)).content
    faults.empty_files()
    assert (await api.http.get(url)).content == b""
    faults.html_files()
    page = await api.http.get(url)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "audio/mpeg")
    assert page.content.startswith(b"<!DOCTYPE html>")
    faults.cut_files()
    assert (await api.http.get(url)).content == good[: len(good) // 2]
    faults.mistype_files()
    mistyped = await api.http.get(url)
    assert (mistyped.content, mistyped.headers["Content-Type"].split(";")[0]) == (good, "text/plain")
    faults.drop_files()
    with pytest.raises(httpx.RemoteProtocolError):
        await api.http.get(url)
    assert (await api.http.get(url)).content == good


async def test_a_link_can_be_forbidden_and_then_be_fine(api: Caller) -> None:
    url = await file(api)
    api.server.faults.dead_links(403, times=2)
    assert [(await api.http.get(url)).status_code for _ in range(3)] == [403, 403, 200]


async def test_a_link_can_die_of_age(sound: Sound) -> None:
    clock = HandClock()
    async with musicapi(sound, clock=clock) as api:
        url = await file(api)
        api.server.faults.dead_links(404, after=60, times=None)
        assert (await api.http.get(url)).status_code == 200
        clock.advance(60)
        assert [(await api.http.get(url)).status_code for _ in range(2)] == [404, 404]
        api.server.faults.clear()
        assert (await api.http.get(url)).status_code == 200


async def test_a_fault_can_be_meant_for_one_place(api: Caller) -> None:
    api.server.faults.storm(where="GET */task/*")
    task_id = (await api.create()).json()["task_id"]
    assert (await api.http.get("/api/v1/get-credits")).status_code == 200
    assert (await api.http.get(f"/api/v1/sonic/task/{task_id}")).status_code == 503


async def test_another_process_can_order_a_bad_day(api: Caller) -> None:
    async with httpx.AsyncClient(base_url=api.server.url) as stranger:
        wish = {"do": "lose_answers", "times": 1, "where": "POST */create"}
        assert (await stranger.post("/sandbox/faults", json=wish)).json() == {"ok": True}
        for bad in ({"do": "dance"}, {"do": "storm", "loud": True}, {}, [1]):
            assert (await stranger.post("/sandbox/faults", json=bad)).status_code == 400
        with pytest.raises(httpx.RemoteProtocolError):
            await api.create()
        assert (await stranger.post("/sandbox/faults", json={"do": "refuse", "seconds": 0.05})).status_code == 200
        await api.server.ledger.wait_for(lambda e: e["kind"] == "outage_over")
        assert (await api.create()).status_code == 200


async def test_no_page_in_a_browser_may_ask(api: Caller) -> None:
    async with httpx.AsyncClient(base_url=api.server.url) as page:
        order = {"json": {"do": "down"}}
        assert (await page.post("/sandbox/faults", **order, headers={"Origin": "http://evil.test"})).status_code == 403
        assert (await page.post("/sandbox/faults", **order, headers={"Host": "evil.test"})).status_code == 403
    assert not api.server.faults.is_down


async def test_everything_at_random_is_the_same_for_the_same_seed(sound: Sound) -> None:
    async def day(seed: int) -> list[Any]:
        async with musicapi(sound, faults=MusicFaults.seeded(seed, 0.1, without=["outage"])) as api:
            seen: list[Any] = []
            for _ in range(8):
                try:
                    seen.append((await api.create()).status_code)
                except httpx.HTTPError as error:
                    seen.append(type(error).__name__)
            return seen

    first = await day(3)
    assert first == await day(3)
    assert len(set(map(str, first))) > 1


@settings(max_examples=50)
@given(odds=st.floats(0, 1), times=st.integers(1, 5), seed=st.integers(0, 9))
async def test_a_fault_is_never_met_more_often_than_ordered(odds: float, times: int, seed: int) -> None:
    faults = MusicFaults(seed)
    faults.lose_answers(times, odds=odds)
    met = sum(faults.take("answer", "POST /api/v1/sonic/create") is not None for _ in range(50))
    assert met <= times
    assert odds < 1 or met == times
    assert odds > 0 or met == 0


@pytest.mark.parametrize("name", ORDERS)
async def test_every_switch_can_be_ordered_by_name_and_cleared(name: str) -> None:
    faults = MusicFaults()
    faults.order({"do": name})
    points = ("request", "answer", "file", "hook", "task", "item", "voice")
    met = [point for point in points if faults.take(point, "POST x", age=1e9)]  # type: ignore[arg-type]
    assert len(met) == (1 if name in RANDOM or name == "hang" else 0)
    faults.order({"do": name})
    faults.clear()
    assert not any(faults.take(point, "POST x", age=1e9) for point in points)  # type: ignore[arg-type]
    assert not faults.is_down

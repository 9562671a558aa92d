"""The ledger of a music server: what was asked, charged, given back and fetched, on disk before the answer leaves."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from musicapi_client import KEY, Caller, musicapi, sound_in_a_thread

from sandbox.music.account import Account
from sandbox.music.ledger import MusicLedger
from sandbox.music.limiter import Limiter
from sandbox.music.sound import Sound
from sandbox.slack.clock import HandClock

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "whsec-of-the-bot"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def api(sound: Sound) -> AsyncIterator[Caller]:
    async with musicapi(sound) as caller:
        yield caller


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


async def test_it_is_on_disk_line_by_line_before_the_answer_leaves(sound: Sound, tmp_path: Path) -> None:
    path = tmp_path / "music.jsonl"
    async with musicapi(sound, ledger=path) as api:
        api.server.faults.lose_answers()
        with pytest.raises(httpx.RemoteProtocolError):
            await api.create()
        assert {"charge", "request"} <= {line["kind"] for line in lines(path)}
        await api.clip()
        assert lines(path) == api.server.ledger.entries
    assert [line["n"] for line in lines(path)] == list(range(len(lines(path))))


async def test_it_goes_on_where_another_run_stopped(sound: Sound, tmp_path: Path) -> None:
    path = tmp_path / "music.jsonl"
    for _ in range(2):
        async with musicapi(sound, ledger=path) as api:
            await api.create()
    assert [line["kind"] for line in lines(path)].count("charge") == 2


async def test_neither_key_nor_secret_is_in_it(sound: Sound, tmp_path: Path) -> None:
    path = tmp_path / "music.jsonl"
    async with musicapi(sound, ledger=path) as api:
        await api.create(webhook_url="http://127.0.0.1:9/hook", webhook_secret=SECRET)
        await api.create(webhook_secret=7)
        async with musicapi(sound, key="wrong-" + KEY) as other:
            await other.create()
    text = path.read_text()
    assert KEY not in text
    assert SECRET not in text
    assert "(kept out)" in text


async def test_a_charge_says_who_paid_what_for_which_request(api: Caller) -> None:
    task_id = (await api.create()).json()["task_id"]
    (charge,) = api.server.ledger.charges()
    (request,) = api.server.ledger.requests("/sonic/create")
    assert (charge["task_id"], charge["operation"], charge["amount"], charge["unit"]) == (
        task_id, "create_music", 20, "credits",
    )  # fmt: skip
    assert charge["account"].startswith("account-")
    assert charge["request"] == request["request"]
    assert (request["outcome"], request["status"], request["task_id"]) == ("accepted", 200, task_id)


async def test_refused_and_spoilt_requests_are_in_it_too(api: Caller) -> None:
    await api.create(mv="nothing")
    api.server.faults.storm()
    await api.create()
    outcomes = [(line["outcome"], line["status"], line["fault"]) for line in api.server.ledger.requests("/create")]
    assert outcomes == [("refused", 400, None), ("spoilt", 0, "status")]


async def test_every_fetch_is_in_it(api: Caller) -> None:
    clip = await api.clip()
    got = len((await api.http.get(clip["audio_url"])).content)
    (fetch,) = api.server.ledger.of("fetched")
    assert (fetch["name"], fetch["status"], fetch["bytes"]) == (f"{clip['clip_id']}.mp3", 200, got)


def book(tmp_path: Path) -> MusicLedger:
    return MusicLedger(tmp_path / "book.jsonl", HandClock())


async def test_dollars_are_exact(tmp_path: Path) -> None:
    ledger = book(tmp_path)
    account = Account("key", Decimal("0.10"), ledger, unit="USD")
    assert all(account.pay(f"t{n}", "bgm", Decimal("0.03"), request="") for n in range(3))
    assert not account.pay("t3", "bgm", Decimal("0.03"), request="")
    account.refund("t0", Decimal("0.03"), "failed")
    ledger.close()
    assert (account.total, ledger.charged, ledger.refunded) == (Decimal("0.04"), Decimal("0.09"), Decimal("0.03"))
    assert [line["amount"] for line in lines(tmp_path / "book.jsonl")] == ["0.03", "0.03", "0.03", "0.03"]


async def test_what_costs_nothing_is_no_charge(tmp_path: Path) -> None:
    ledger = book(tmp_path)
    assert Account("key", 0, ledger, unit="credits").pay("t", "look", 0, request="")
    ledger.close()
    assert ledger.entries == []


async def test_a_limiter_slides_and_says_how_long_to_wait() -> None:
    clock = HandClock()
    limiter = Limiter(clock, requests=2, seconds=10)
    assert [limiter.ask("a").allowed for _ in range(3)] == [True, True, False]
    assert limiter.ask("b").allowed
    clock.advance(4)
    room = limiter.ask("a")
    assert (room.allowed, room.left, room.wait) == (False, 0, 6)
    clock.advance(room.wait)
    assert limiter.ask("a").allowed

"""The sandbox's MusicAPI tells of its tasks by webhook, signed as documented (facts 2.7), and badly on order."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from musicapi_client import Caller, Json, musicapi, sound_in_a_thread

from sandbox.music.pace import AT_ONCE
from sandbox.music.sound import Sound

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "a secret of the bot's own"


class Receiver:
    """Takes webhooks at `url` and keeps them; answers with the next of `statuses`, then with 200."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.url = ""
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)

    @property
    def events(self) -> list[str]:
        return [headers["X-Webhook-Event"] for headers, _ in self.taken]

    @property
    def bodies(self) -> list[Json]:
        return [json.loads(raw) for _, raw in self.taken]

    async def _take(self, request: web.Request) -> web.Response:
        self.taken.append((dict(request.headers), await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def api(sound: Sound) -> AsyncIterator[Caller]:
    async with musicapi(sound) as caller:
        yield caller


@pytest_asyncio.fixture(loop_scope="module")
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    await made.runner.setup()
    site = web.TCPSite(made.runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{made.runner.addresses[0][1]}/hook"
    yield made
    await made.runner.cleanup()


async def told(api: Caller, receiver: Receiver, **changes: Any) -> str:
    """The id of a task that has ended and has been told of."""
    answer = await api.create(**{"webhook_url": receiver.url, "webhook_secret": SECRET, **changes})
    await api.ended(answer)
    await api.server.ledger.until(lambda: api.server.hooks.pending == 0)
    return str(answer.json()["task_id"])


def right(headers: dict[str, str], raw: bytes, secret: str = SECRET) -> bool:
    """Checked by the words of the webhook guide."""
    message = headers["X-Webhook-Timestamp"].encode() + b"." + raw
    expected = "sha256=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, headers["X-Webhook-Signature"])


async def test_streaming_and_then_completed_are_told_and_signed(api: Caller, receiver: Receiver) -> None:
    task_id = await told(api, receiver)
    assert receiver.events == ["song.streaming", "song.completed"]
    assert all(right(headers, raw) for headers, raw in receiver.taken)
    assert all(abs(int(headers["X-Webhook-Timestamp"]) - time.time()) < 60 for headers, _ in receiver.taken)
    streaming, completed = receiver.bodies
    assert streaming["message"] == "streaming"
    assert {clip["state"] for clip in streaming["data"]} == {"running"}
    assert (completed["event"], completed["platform"], completed["task_id"]) == ("song.completed", "suno", task_id)
    assert completed["data"] == (await api.look(task_id))["data"]


async def test_a_failure_is_told_with_its_refund(api: Caller, receiver: Receiver) -> None:
    api.server.faults.fail_tasks(message="upstream error")
    task_id = await told(api, receiver)
    assert receiver.events[-1] == "song.failed"
    assert receiver.bodies[-1] == {
        "event": "song.failed", "platform": "suno", "task_id": task_id, "type": "failed", "message": "upstream error",
        "refund_processed": True,
    }  # fmt: skip


async def test_without_a_secret_a_managed_one_signs(api: Caller, receiver: Receiver) -> None:
    await told(api, receiver, webhook_secret=None)
    headers, raw = receiver.taken[-1]
    assert right(headers, raw, api.server.managed_secret)
    assert not right(headers, raw)


async def test_a_webhook_that_is_not_taken_comes_again_under_its_id(api: Caller, receiver: Receiver) -> None:
    receiver.statuses = [500, 302]
    await told(api, receiver)
    assert receiver.events == ["song.streaming"] * 3 + ["song.completed"]
    ids = [headers["X-Webhook-Id"] for headers, _ in receiver.taken]
    assert (len(set(ids[:3])), len(set(ids))) == (1, 2)
    assert all(right(headers, raw) for headers, raw in receiver.taken)


async def test_a_webhook_that_is_never_taken_is_given_up(api: Caller, receiver: Receiver) -> None:
    receiver.statuses = [500] * 100
    await told(api, receiver)
    assert len(receiver.taken) == 2 * (1 + len(AT_ONCE.hook_retries))
    assert len(api.server.ledger.of("hook_given_up")) == 2


async def test_nobody_there_does_no_harm(api: Caller, receiver: Receiver) -> None:
    await receiver.runner.cleanup()
    task_id = await told(api, receiver)
    assert {line["status"] for line in api.server.ledger.of("hook", task_id=task_id)} == {0}


async def test_a_signature_can_be_wrong(api: Caller, receiver: Receiver) -> None:
    api.server.faults.bad_hooks(where="song.completed")
    await told(api, receiver)
    assert [right(headers, raw) for headers, raw in receiver.taken] == [True, False]


async def test_a_webhook_can_be_old_and_rightly_signed(api: Caller, receiver: Receiver) -> None:
    api.server.faults.stale_hooks(where="song.completed", age=3600)
    await told(api, receiver)
    headers, raw = receiver.taken[-1]
    assert right(headers, raw)
    assert time.time() - int(headers["X-Webhook-Timestamp"]) > 3000


async def test_a_webhook_can_come_twice_under_one_id(api: Caller, receiver: Receiver) -> None:
    api.server.faults.twice_hooks(where="song.completed")
    await told(api, receiver)
    assert receiver.events == ["song.streaming", "song.completed", "song.completed"]
    ids = [headers["X-Webhook-Id"] for headers, _ in receiver.taken]
    assert ids[1] == ids[2] != ids[0]


async def test_completed_can_come_before_streaming(api: Caller, receiver: Receiver) -> None:
    api.server.faults.late_hooks(where="song.streaming")
    await told(api, receiver)
    assert receiver.events == ["song.completed", "song.streaming"]
    assert all(right(headers, raw) for headers, raw in receiver.taken)


async def test_a_webhook_can_stay_away(api: Caller, receiver: Receiver) -> None:
    api.server.faults.no_hooks(2)
    await told(api, receiver)
    assert receiver.taken == []
    assert [line["fault"] for line in api.server.ledger.of("hook")] == ["none", "none"]


async def test_stems_producer_and_nuro_tell_too(api: Caller, receiver: Receiver) -> None:
    clip = await api.clip()
    hook = {"webhook_url": receiver.url, "webhook_secret": SECRET}
    for kind, path, fields in (
        ("sonic", "sonic/stems/basic", {"clip_id": clip["clip_id"]}),
        ("producer", "producer/create", {"sound": "calm piano"}),
        ("nuro", "nuro/create", {"type": "bgm", "description": "calm", "duration": 4}),
    ):
        await api.ended(await api.post(path, **fields, **hook), kind)
    await api.server.ledger.until(lambda: api.server.hooks.pending == 0)
    done = [body for body in receiver.bodies if body["event"] == "song.completed"]
    assert [body["platform"] for body in done] == ["suno", "producer", "nuro"]
    assert (done[2]["status"], done[2]["progress"], done[2]["duration"]) == ("succeeded", 100, 4)
    assert all(right(headers, raw) for headers, raw in receiver.taken)

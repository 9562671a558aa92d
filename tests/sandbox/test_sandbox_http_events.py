"""HTTP events: signed requests to a real Bolt app on loopback, three seconds each."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web as http
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from sandbox.slack.parts import Pace
from sandbox.slack.server import SandboxSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

QUICK = Pace(ack_timeout=0.3, redeliver=(0.0, 0.0, 0.0))


@asynccontextmanager
async def serving(app: http.Application) -> AsyncIterator[str]:
    runner = http.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await http.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


class Endpoint:
    """Writes down what it gets and answers what it is told to, in order, then 200."""

    def __init__(self, *answers: int) -> None:
        self.seen: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self._answers = list(answers)
        self.app = http.Application()
        self.app.router.add_post("/slack/events", self.handle)

    async def handle(self, request: http.Request) -> http.Response:
        self.seen.append(json.loads(await request.text()))
        self.headers.append(request.headers)
        status = self._answers.pop(0) if self._answers else 200
        if status == 0:
            await asyncio.Event().wait()
        headers = {"X-Slack-No-Retry": "1"} if status == 410 else {}
        return http.Response(status=status, headers=headers)


async def react(slack: SandboxSlack) -> None:
    ann = slack.person("ann")
    said = await ann.say("video", "hello")
    await ann.react("video", said["ts"], "repeat")


async def test_a_bolt_app_gets_signed_commands_events_and_clicks(manifest, bolt):
    heard: list[str] = []
    holder: dict[str, Any] = {}

    async def forward(request: http.Request) -> http.StreamResponse:
        return await holder["handle"](request)

    outer = http.Application()
    outer.router.add_post("/slack/events", forward)
    async with serving(outer) as url, SandboxSlack(manifest, http_events_url=url) as slack:
        app = bolt(slack)

        @app.command("/bgm")
        async def command(ack, body):
            heard.append("command")
            await ack(text=f"heard {body['text']}")

        @app.event("reaction_added")
        async def reaction():
            heard.append("reaction")

        @app.action("go")
        async def go(ack):
            heard.append("click")
            await ack()

        async def handle(request: http.Request) -> http.StreamResponse:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

        holder["handle"] = handle
        ann = slack.person("ann")
        assert await slack.http_events.verify(slack.parts.tokens.verification)
        assert (await ann.slash("video", "calm")).text == "heard calm"
        await react(slack)
        await slack.delivered()
        button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
        block = {"type": "actions", "elements": [button]}
        await app.client.chat_postMessage(channel="C_VIDEO", text="x", blocks=[block])
        assert (await ann.click(slack.messages("video")[-1], "go")).ok
    assert heard == ["command", "reaction", "click"]


async def test_a_wrong_secret_is_turned_away_by_bolt(manifest, bolt):
    async with SandboxSlack(manifest) as other:
        app = bolt(other)

        @app.command("/bgm")
        async def command(ack):
            await ack(text="fooled")

        served = serving(app.web_app(path="/slack/events"))
        async with served as url, SandboxSlack(manifest, http_events_url=url) as slack:
            answer = await slack.person("ann").slash("video", "calm")
            assert "dispatch_failed" in answer.failed


async def test_an_event_is_sent_again_with_its_number_and_the_reason(manifest):
    endpoint = Endpoint(500, 0)
    async with serving(endpoint.app) as url, SandboxSlack(manifest, http_events_url=url, pace=QUICK) as slack:
        await react(slack)
        await slack.delivered()
    assert len({body["event_id"] for body in endpoint.seen}) == 1
    numbers = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h in endpoint.headers]
    assert numbers == [(None, None), ("1", "http_error"), ("2", "http_timeout")]


async def test_an_app_may_ask_for_no_retry(manifest):
    endpoint = Endpoint(410)
    async with serving(endpoint.app) as url, SandboxSlack(manifest, http_events_url=url, pace=QUICK) as slack:
        await react(slack)
        await slack.delivered()
    assert len(endpoint.seen) == 1


async def test_an_event_that_nobody_takes_is_given_up_after_the_third_retry(manifest):
    endpoint = Endpoint(500, 500, 500, 500, 500)
    async with serving(endpoint.app) as url, SandboxSlack(manifest, http_events_url=url, pace=QUICK) as slack:
        await react(slack)
        await slack.delivered()
        assert len(slack.ledger.of("event_given_up")) == 1
    assert len(endpoint.seen) == 4


async def test_an_app_that_is_not_there_or_too_slow_shows_as_failed(manifest):
    async with serving(http.Application()) as url:
        gone = url.replace("/slack/events", "/nowhere")
        async with SandboxSlack(manifest, http_events_url=gone) as slack:
            assert "dispatch_failed" in (await slack.person("ann").slash("video", "x")).failed

    async def never(_request: http.Request) -> http.Response:
        await asyncio.Event().wait()
        return http.Response()

    slow = http.Application()
    slow.router.add_post("/slack/events", never)
    async with serving(slow) as url, SandboxSlack(manifest, http_events_url=url, pace=QUICK) as slack:
        assert "operation_timeout" in (await slack.person("ann").slash("video", "x")).failed

"""Socket Mode: commands and events through a real Bolt app, and everything that can go wrong on the way."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest

from sandbox.slack.parts import Pace
from sandbox.slack.server import SandboxSlack


@asynccontextmanager
async def raw_socket(slack):
    """A socket with nothing behind it; the first frame is read."""
    async with aiohttp.ClientSession() as http:
        call = http.post(
            slack.api_url + "apps.connections.open", headers={"Authorization": f"Bearer {slack.app_token}"}
        )
        async with call as answer:
            url = (await answer.json())["url"]
        async with http.ws_connect(url) as socket:
            socket.hello = await socket.receive_json()
            yield socket


def deliveries(slack, **fields):
    return slack.ledger.of("delivery", what="events_api", **fields)


async def react(slack) -> None:
    ann = slack.person("ann")
    said = await ann.say("video", "hello")
    await ann.react("video", said["ts"], "repeat")


async def test_a_command_is_answered_for_that_person_alone(slack, bolt, connected):
    app = bolt(slack)
    bodies = []

    @app.command("/bgm")
    async def command(ack, body):
        bodies.append(body)
        await ack(text=f"heard {body['text']}")

    ann = slack.person("ann")
    async with connected(slack, app):
        answer = await ann.slash("video", "calm 0:30")
    assert answer.ok
    assert answer.text == "heard calm 0:30"
    assert [m["text"] for m in ann.ephemerals("video")] == ["heard calm 0:30"]
    assert slack.person("ben").messages("video") == []
    (body,) = bodies
    assert (body["channel_id"], body["user_id"], body["command"]) == ("C_VIDEO", "U_ANN", "/bgm")
    assert "thread_ts" not in body
    assert "commands" in slack.scopes_used


async def test_an_answer_may_be_for_everyone(slack, bolt, connected):
    app = bolt(slack)

    @app.command("/bgm")
    async def command(ack):
        await ack(text="all", response_type="in_channel")

    async with connected(slack, app):
        await slack.person("ann").slash("general")
    assert [m["text"] for m in slack.messages("general")] == ["all"]


async def test_an_answer_that_slack_cannot_show_fails_in_words(slack, bolt, connected):
    app = bolt(slack)

    @app.command("/bgm")
    async def command(ack):
        await ack(text="x", blocks=[{"type": "audio"}])

    async with connected(slack, app):
        answer = await slack.person("ann").slash("video")
    assert "invalid_command_response" in answer.failed
    assert slack.person("ann").messages("video") == []


async def test_names_in_a_command_become_ids_and_the_reserved_characters_are_escaped(slack, bolt, connected):
    app = bolt(slack)

    @app.command("/bgm")
    async def command(ack, body):
        await ack(text=body["text"])

    async with connected(slack, app):
        answer = await slack.person("ann").slash("video", "for @ben in #leads <!channel> a&b @nobody")
    assert answer.text == "for <@U_BEN|ben> in <#C_LEADS|leads> &lt;!channel&gt; a&amp;b @nobody"


async def test_a_manifest_that_does_not_ask_for_ids_gets_names_as_typed(manifest_without):
    async with SandboxSlack(manifest_without(escape=False)) as slack, raw_socket(slack) as socket:
        typing = asyncio.create_task(slack.person("ann").slash("video", "for @ben"))
        frame = await socket.receive_json()
        await socket.send_json({"envelope_id": frame["envelope_id"]})
        await typing
    assert frame["payload"]["text"] == "for @ben"


async def test_slack_itself_refuses_a_command_in_a_thread_and_one_that_nobody_declared(slack):
    ann = slack.person("ann")
    root = await ann.say("video", "hello")
    assert "not supported in threads" in (await ann.slash("video", "x", thread_ts=root["ts"])).failed
    assert "not a valid command" in (await ann.slash("video", "x", command="/other")).failed
    assert slack.ledger.of("delivery") == []


async def test_with_no_socket_the_person_is_told_that_dispatch_failed(slack):
    answer = await slack.person("ann").slash("video", "calm")
    assert answer.failed == '/bgm failed with the error "dispatch_failed"'


async def test_a_listener_that_raises_sends_no_ack_and_the_command_is_not_sent_again(
    slack, bolt, connected, clock, caplog
):
    app = bolt(slack)

    @app.command("/bgm")
    async def command():
        raise RuntimeError("broken")

    async with connected(slack, app):
        typing = asyncio.create_task(slack.person("ann").slash("video", "calm"))
        await slack.ledger.wait_for(lambda e: e["kind"] == "delivery")
        clock.advance(3)
        assert "dispatch_failed" in (await typing).failed
        clock.advance(600)
        await slack.delivered()
    assert len(slack.ledger.of("delivery")) == 1


async def test_hello_comes_first_and_envelopes_say_whether_they_take_an_answer(slack):
    async with raw_socket(slack) as socket:
        assert socket.hello["type"] == "hello"
        typing = asyncio.create_task(slack.person("ann").slash("video", "calm"))
        frame = await socket.receive_json()
        assert (frame["type"], frame["accepts_response_payload"]) == ("slash_commands", True)
        await socket.send_json({"envelope_id": frame["envelope_id"], "payload": {"text": "yes"}})
        assert (await typing).text == "yes"
        await react(slack)
        event = await socket.receive_json()
        assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
        assert event["payload"]["type"] == "event_callback"
        await socket.send_json({"envelope_id": event["envelope_id"]})
        await slack.delivered()


async def test_an_unacked_event_comes_again_at_once_after_a_minute_and_after_five(slack, clock):
    async with raw_socket(slack) as socket:
        await react(slack)
        frames = [await socket.receive_json()]
        for attempt, wait in enumerate((0, 60, 300), 1):
            clock.advance(3)
            await slack.ledger.until(lambda n=attempt: slack.ledger.of("event_retry", attempt=n))
            clock.advance(wait)
            frames.append(await socket.receive_json())
        clock.advance(3)
        await slack.ledger.wait_for(lambda e: e["kind"] == "event_given_up")
    assert [f["retry_attempt"] for f in frames] == [0, 1, 2, 3]
    assert [f["retry_reason"] for f in frames] == ["", "timeout", "timeout", "timeout"]
    assert len({f["payload"]["event_id"] for f in frames}) == 1
    assert len({f["envelope_id"] for f in frames}) == 4


async def test_a_late_ack_does_not_stop_the_redelivery_and_is_written_down_as_late(slack, clock):
    async with raw_socket(slack) as socket:
        await react(slack)
        first = await socket.receive_json()
        clock.advance(3)
        again = await socket.receive_json()
        await socket.send_json({"envelope_id": first["envelope_id"]})
        await slack.ledger.wait_for(lambda e: e["kind"] == "ack" and e["late"])
        await socket.send_json({"envelope_id": again["envelope_id"]})
        await slack.delivered()
    assert [a["late"] for a in slack.ledger.of("ack")] == [True, False]


async def test_an_event_that_came_while_no_socket_was_open_waits_for_one(slack, bolt, connected):
    await react(slack)
    heard = []
    app = bolt(slack)

    @app.event("reaction_added")
    async def listen(body):
        heard.append(body["event_id"])

    async with connected(slack, app):
        await slack.delivered()
    assert len(heard) == 1


async def test_of_several_sockets_one_gets_each_payload(slack):
    async with raw_socket(slack) as one, raw_socket(slack) as two:
        assert (one.hello["num_connections"], two.hello["num_connections"]) == (1, 2)
        await react(slack)
        await react(slack)
        frames = [await one.receive_json(), await two.receive_json()]
        for socket, frame in zip((one, two), frames, strict=True):
            await socket.send_json({"envelope_id": frame["envelope_id"]})
        await slack.delivered()
    assert len({f["payload"]["event_id"] for f in frames}) == 2


async def test_a_socket_that_closes_with_an_event_unacked_gets_it_again_when_it_is_back(slack):
    async with raw_socket(slack) as socket:
        await react(slack)
        first = await socket.receive_json()
    async with raw_socket(slack) as socket:
        again = await socket.receive_json()
        await socket.send_json({"envelope_id": again["envelope_id"]})
        await slack.delivered()
    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    assert again["retry_attempt"] == 1


@pytest.mark.parametrize("how", ["drop", "cut", "refresh"])
async def test_the_sdk_comes_back_after_a_dropped_socket(slack, bolt, connected, how):
    async with connected(slack, bolt(slack)):
        since = len(slack.ledger)
        match how:
            case "drop":
                await slack.sockets.drop()
            case "cut":
                slack.sockets.drop_without_close()
            case "refresh":
                await slack.sockets.warn("refresh_requested")
        await slack.ledger.wait_for(lambda e: e["kind"] == "socket" and e["what"] == "open", since=since)


async def test_a_refused_reconnect_is_tried_again(slack, bolt, connected, caplog):
    async with connected(slack, bolt(slack)):
        slack.sockets.refuse = True
        slack.sockets.drop_without_close()
        await slack.ledger.wait_for(lambda e: e["kind"] == "socket" and e["what"] == "refused")
        slack.sockets.refuse = False
        await slack.ledger.until(lambda: slack.sockets.connected)


async def test_a_deaf_socket_stays_open_says_nothing_and_swallows_what_it_is_told(slack, clock):
    async with raw_socket(slack) as deaf:
        slack.sockets.deafen()
        await react(slack)
        await slack.ledger.wait_for(lambda e: e["kind"] == "delivery")
        await deaf.send_json({"envelope_id": "anything"})
        async with raw_socket(slack) as fresh:
            clock.advance(3)
            frame = await fresh.receive_json()
            await fresh.send_json({"envelope_id": frame["envelope_id"]})
            await slack.delivered()
            assert slack.sockets.count == 2
    assert frame["retry_attempt"] == 1
    assert [a["envelope_id"] for a in slack.ledger.of("ack")] == [frame["envelope_id"]]


async def test_a_deaf_socket_may_still_answer_pings(slack):
    """The nastiest kind: it looks alive to whoever only pings."""
    async with raw_socket(slack) as socket:
        slack.sockets.deafen(pong=True)
        await react(slack)
        await slack.ledger.wait_for(lambda e: e["kind"] == "delivery")
        await socket.ping(b"there?")
        slack.sockets.hear_again()
        await slack.sockets.warn()
        assert (await socket.receive_json())["type"] == "disconnect"


async def test_a_ticket_opens_one_socket_only(slack, web):
    url = slack.sockets.ticket_url(slack.url)
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)


async def test_mentions_are_sent_when_subscribed(slack):
    async with raw_socket(slack) as socket:
        await slack.person("ann").say("video", "@bgm warmer, no piano")
        frame = await socket.receive_json()
        await socket.send_json({"envelope_id": frame["envelope_id"]})
        await slack.delivered()
    event = frame["payload"]["event"]
    assert (event["type"], event["text"]) == ("app_mention", "<@U_BGM> warmer, no piano")


async def test_leaving_a_channel_is_told_and_then_nothing_more_of_it(slack):
    async with raw_socket(slack) as socket:
        slack.world.set_channel("video", bot_is_member=False)
        frame = await socket.receive_json()
        await socket.send_json({"envelope_id": frame["envelope_id"]})
        await react(slack)
        await slack.delivered()
    assert frame["payload"]["event"]["type"] == "member_left_channel"
    assert len(deliveries(slack)) == 1


async def test_slack_pings_now_and_then(manifest):
    async with SandboxSlack(manifest, pace=Pace(ping_every=0.01)) as slack, aiohttp.ClientSession() as http:
        socket = await http.ws_connect(slack.sockets.ticket_url(slack.url), autoping=False)
        await socket.receive_json()
        assert (await socket.receive()).type == aiohttp.WSMsgType.PING
        await socket.close()


async def test_a_frame_that_is_no_json_is_ignored(slack):
    async with raw_socket(slack) as socket:
        await socket.send_str("not json")
        await socket.send_str(json.dumps([1]))
        await react(slack)
        frame = await socket.receive_json()
        await socket.send_json({"envelope_id": frame["envelope_id"]})
        await slack.delivered()

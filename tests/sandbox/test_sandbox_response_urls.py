"""response_urls: five posts in half an hour, for the one who asked or for all."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

BLOCK = {"type": "section", "text": {"type": "mrkdwn", "text": "new"}}


@pytest.fixture
def respond(slack):
    """Post to a new response_url of Ann's in a channel that the bot is not in; optionally from a message."""
    return lambda **at: AsyncWebhookClient(
        slack.parts.response_urls.issue("U_ANN", "C_DESIGN_PRIVATE", **at), retry_handlers=[]
    )


async def test_it_reaches_a_person_where_the_bot_cannot_post(slack, respond):
    answer = await respond().send(text="please invite me")
    assert (answer.status_code, answer.body) == (200, "ok")
    assert [m["text"] for m in slack.person("ann").ephemerals("design-private")] == ["please invite me"]
    assert slack.messages("design-private") == []


async def test_it_works_five_times(slack, respond):
    url = respond()
    assert [(await url.send(text=str(n))).status_code for n in range(6)] == [200] * 5 + [404]


async def test_it_works_for_half_an_hour(slack, respond, clock):
    url = respond()
    clock.advance(29 * 60)
    assert (await url.send(text="still")).status_code == 200
    clock.advance(61)
    late = await url.send(text="late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


async def test_it_may_speak_to_all_and_such_a_message_has_no_owner(slack, respond):
    await respond().send(text="all", response_type="in_channel")
    (message,) = slack.messages("design-private")
    slack.world.channels["C_DESIGN_PRIVATE"].bot_is_member = True
    async with aiohttp.ClientSession() as http, http.ws_connect(slack.sockets.ticket_url(slack.url)) as socket:
        await socket.receive_json()
        await slack.person("ann").react("design-private", message["ts"], "repeat")
        event = (await socket.receive_json())["payload"]["event"]
    assert event["item"]["ts"] == message["ts"]
    assert "item_user" not in event


async def test_it_replaces_or_deletes_the_message_that_it_came_from(slack, web, respond):
    posted = await web.chat_postMessage(channel="C_VIDEO", text="old")
    url = AsyncWebhookClient(slack.parts.response_urls.issue("U_ANN", "C_VIDEO", ts=posted["ts"]), retry_handlers=[])
    await url.send(text="new", blocks=[BLOCK], replace_original=True)
    (message,) = slack.messages("video")
    assert (message["text"], message["ts"]) == ("new", posted["ts"])
    await url.send(delete_original=True)
    assert slack.messages("video") == []


async def test_bad_blocks_and_made_up_urls_are_refused(slack, respond):
    bad = await respond().send(text="x", blocks=[{"type": "audio"}])
    assert (bad.status_code, "invalid_blocks" in bad.body) == (400, True)
    gone = AsyncWebhookClient(f"{slack.url}/response/made-up", retry_handlers=[])
    assert (await gone.send(text="x")).status_code == 404

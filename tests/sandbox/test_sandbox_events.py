"""Message events: sent for what an app subscribed to, by kind of channel, and for nothing else."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.server import SandboxSlack


async def talk(slack: SandboxSlack, channel: str) -> None:
    """Ann writes, mentions, shares; the bot posts, edits and deletes; a reaction comes and goes."""
    ann, web = slack.person("ann"), AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    said = await ann.say(channel, "hello @bgm")
    await ann.upload(channel, "cut.wav", b"RIFF", thread_ts=said["ts"])
    posted = await web.chat_postMessage(channel=slack.world.channel(channel).id, text="a")
    await web.chat_update(channel=posted["channel"], ts=posted["ts"], text="b")
    await web.chat_delete(channel=posted["channel"], ts=posted["ts"])
    await ann.react(channel, said["ts"], "eyes")
    await ann.unreact(channel, said["ts"], "eyes")


async def ack_all(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Ack whatever comes."""
    async for message in socket:
        if envelope_id := message.json().get("envelope_id"):
            await socket.send_json({"envelope_id": envelope_id})


async def heard(slack: SandboxSlack, channel: str) -> list[str]:
    """What the app is sent of that, as type or type.subtype."""
    since = len(slack.ledger.of("delivery"))
    async with aiohttp.ClientSession() as http, http.ws_connect(slack.sockets.ticket_url(slack.url)) as socket:
        acking = asyncio.create_task(ack_all(socket))
        await talk(slack, channel)
        await slack.delivered()
        acking.cancel()
    events = [delivery["payload"]["event"] for delivery in slack.ledger.of("delivery")[since:]]
    return sorted(".".join(filter(None, (event["type"], event.get("subtype")))) for event in events)


MESSAGES = ["message", "message", "message.file_share", "message.message_changed", "message.message_deleted"]


@pytest.mark.parametrize(
    ("channel", "event"), [("video", "message.channels"), ("leads", "message.groups"), ("D_ANN", "message.im")]
)
async def test_messages_of_one_kind_of_channel(manifest_without, channel, event):
    async with SandboxSlack(manifest_without(events=[event])) as slack:
        assert await heard(slack, channel) == MESSAGES
        assert await heard(slack, "shared-partner") == (MESSAGES if event == "message.channels" else [])


async def test_mentions_files_and_both_ways_of_a_reaction(manifest_without):
    events = ["app_mention", "file_shared", "reaction_added", "reaction_removed"]
    async with SandboxSlack(manifest_without(events=events)) as slack:
        told = await heard(slack, "video")
        assert told == ["app_mention", "file_shared", "reaction_added", "reaction_removed"]
        assert {"app_mentions:read", "files:read", "reactions:read"} <= slack.scopes_used


async def test_a_channel_shared_with_a_partner_says_so(manifest_without):
    async with SandboxSlack(manifest_without(events=["app_mention"])) as slack:
        await heard(slack, "shared-partner")
        await heard(slack, "video")
        shared = [d["payload"]["is_ext_shared_channel"] for d in slack.ledger.of("delivery")]
        assert shared == [True, False]

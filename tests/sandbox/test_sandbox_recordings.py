"""Voices and clips that people share, with words beside them: as events, shortcuts and the page tell of them."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.recordings_small import MIMES, recorded

EVENTS = ["message.channels"]


@pytest.fixture
def manifest(manifest_without):
    return manifest_without(events=EVENTS)


async def told(slack, ending: str, **more: str) -> dict:
    """The event of a file that Ann shares, as the app gets it."""
    async with aiohttp.ClientSession() as http, http.ws_connect(slack.sockets.ticket_url(slack.url)) as socket:

        async def ack() -> None:
            async for message in socket:
                if envelope_id := message.json().get("envelope_id"):
                    await socket.send_json({"envelope_id": envelope_id})

        acking = asyncio.create_task(ack())
        await slack.person("ann").upload("video", f"take one.{ending}", recorded(ending), **more)
        await slack.delivered()
        acking.cancel()
    return slack.ledger.of("delivery")[-1]["payload"]["event"]


@pytest.mark.parametrize("ending", ["mp3", "wav", "m4a", "mp4"])
async def test_a_recording_is_told_as_slack_tells_of_files(slack, ending):
    """A message of the subtype file_share, with the file's kind, size, length and its private address."""
    root = await slack.person("ann").say("video", "here it comes")
    event = await told(slack, ending, thread_ts=root["ts"], text="my voice, *please*")
    assert (event["type"], event["subtype"], event["thread_ts"]) == ("message", "file_share", root["ts"])
    assert (event["text"], event["user"], event["channel_type"]) == ("my voice, *please*", "U_ANN", "channel")
    (file,) = event["files"]
    assert (file["mimetype"], file["filetype"], file["title"]) == (MIMES[ending], ending, f"take one.{ending}")
    assert (file["size"], file["media_display_type"]) == (len(recorded(ending)), MIMES[ending].split("/")[0])
    assert abs(file["duration_ms"] - 1000) < 80
    assert file["url_private"].startswith(slack.url)
    assert "bot_id" not in event


async def test_what_cannot_be_played_has_no_length(slack):
    """Nor has a text that is called .mp3."""
    for name, data in (("notes.txt", b"words"), ("fake.mp3", b"just some words"), ("empty.mp4", b"")):
        shown = await slack.person("ann").upload("video", name, data)
        api = slack.files.files[shown["files"][0]["id"]]
        assert api.duration_ms is None


async def test_the_page_shares_words_with_a_file(slack):
    form = aiohttp.FormData({"user": "U_BEN", "channel": "C_VIDEO", "text": "for @ann"})
    form.add_field("file", recorded("mp4"), filename="clip.mp4")
    async with aiohttp.ClientSession(slack.url) as http, http.post("/page/upload", data=form) as answer:
        assert (await answer.json())["ok"]
    message = slack.messages("video")[-1]
    assert message["text"] == "for <@U_ANN>"
    (file,) = message["files"]
    async with aiohttp.ClientSession() as http, http.get(file["url"]) as answer:
        assert answer.headers["Content-Type"] == "video/mp4"
        assert "Content-Disposition" not in answer.headers
        assert await answer.read() == recorded("mp4")


async def test_every_shortcut_of_a_message_is_offered_on_the_page(slack):
    async with aiohttp.ClientSession(slack.url) as http, http.get("/page/state") as answer:
        assert [one["callback_id"] for one in (await answer.json())["shortcuts"]] == ["refine"]

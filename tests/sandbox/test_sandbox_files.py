"""Files: uploaded in two steps, shared later, without a ts to hold on to."""

from __future__ import annotations

import json

import aiohttp
import pytest


async def send(url: str, data: bytes | aiohttp.FormData) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.post(url, data=data) as answer:
        return answer.status, await answer.text()


async def uploaded(web, name: str = "bed.wav", data: bytes = b"RIFFdata", **more: str) -> str:
    asked = await web.files_getUploadURLExternal(filename=name, length=len(data), **more)
    assert (await send(asked["upload_url"], data))[0] == 200
    return str(asked["file_id"])


async def test_the_sdk_uploads_into_a_thread_and_gets_no_ts(slack, web):
    root = await web.chat_postMessage(channel="C_VIDEO", text="card")
    answer = await web.files_upload_v2(channel="C_VIDEO", thread_ts=root["ts"], filename="bed.wav", content=b"RIFF")
    file = answer["file"]
    assert not file.get("shares")
    assert file["mimetype"] == ""
    assert len(slack.thread("video", root["ts"])) == 1
    assert (await web.files_info(file=file["id"]))["file"]["shares"] == {}


async def test_the_message_comes_after_the_delay_and_only_then_files_info_knows_it(slack, web, clock):
    root = await web.chat_postMessage(channel="C_VIDEO", text="card")
    file_id = await uploaded(web)
    place = {"channel_id": "C_VIDEO", "thread_ts": root["ts"]}
    await web.files_completeUploadExternal(files=[{"id": file_id, "title": "Bed"}], **place)
    clock.advance(slack.parts.pace.share_delay / 2)
    assert len(slack.thread("video", root["ts"])) == 1
    clock.advance(slack.parts.pace.share_delay)
    message = slack.thread("video", root["ts"])[1]
    info = (await web.files_info(file=file_id))["file"]
    share = info["shares"]["public"]["C_VIDEO"][0]
    assert (share["ts"], share["thread_ts"]) == (message["ts"], root["ts"])
    assert (info["mimetype"], info["title"]) == ("audio/wav", "Bed")
    assert message["files"][0]["id"] == file_id


@pytest.mark.parametrize("channel", ["D_ANN", "C_LEADS"])
async def test_settle_shares_at_once_and_a_private_place_says_so(slack, web, channel):
    file_id = await uploaded(web)
    await web.files_completeUploadExternal(files=[{"id": file_id}], channel_id=channel)
    await slack.settle()
    shares = (await web.files_info(file=file_id))["file"]["shares"]
    assert {side: list(places) for side, places in shares.items()} == {"private": [channel]}
    assert slack.messages(channel)[0]["files"][0]["name"] == "bed.wav"


async def test_several_files_share_one_message_with_blocks(slack, web):
    ids = [await uploaded(web, name) for name in ("one.wav", "two.wav")]
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "both"}}
    args = {"files": [{"id": i} for i in ids], "channel_id": "C_VIDEO", "blocks": json.dumps([block])}
    await web.files_completeUploadExternal(**args)
    await slack.settle()
    (message,) = slack.messages("video")
    assert [f["id"] for f in message["files"]] == ids
    assert message["blocks"][0]["text"]["text"] == "both"


async def test_a_comment_makes_slack_ignore_the_blocks_and_markdown_blocks_break_it(slack, web, refused):
    divider, markdown = json.dumps([{"type": "divider"}]), json.dumps([{"type": "markdown", "text": "x"}])
    file = [{"id": await uploaded(web)}]
    bad = web.files_completeUploadExternal(files=file, channel_id="C_VIDEO", blocks=markdown)
    assert await refused(bad) == "internal_error"
    await web.files_completeUploadExternal(files=file, channel_id="C_VIDEO", initial_comment="here", blocks=divider)
    await slack.settle()
    message = slack.messages("video")[0]
    assert message["text"] == "here"
    assert "blocks" not in message


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C_GENERAL", "not_in_channel"),
        ("C_DESIGN_PRIVATE", "channel_not_found"),
        ("C_ARCHIVED", "is_archived"),
        ("C_ANNOUNCEMENTS", "restricted_action"),
    ],
)
async def test_sharing_where_the_bot_may_not_is_refused(slack, web, refused, channel, code):
    file = [{"id": await uploaded(web)}]
    assert await refused(web.files_completeUploadExternal(files=file, channel_id=channel)) == code


async def test_a_partners_channel_may_take_no_files(slack, web, refused):
    slack.world.set_channel("shared-partner", blocks_files=True)
    file = [{"id": await uploaded(web)}]
    answer = await refused(web.files_completeUploadExternal(files=file, channel_id="C_SHARED_PARTNER"))
    assert answer == "slack_connect_file_upload_sharing_blocked"


async def test_uploads_that_the_team_switched_off_are_refused(slack, web, refused):
    slack.world.uploads_enabled = False
    assert await refused(web.files_getUploadURLExternal(filename="a", length=1)) == "file_uploads_disabled"


async def test_the_upload_url_takes_the_announced_bytes_once(slack, web, refused):
    asked = await web.files_getUploadURLExternal(filename="a.wav", length=4)
    early = web.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
    assert await refused(early) == "file_not_found"
    assert (await send(asked["upload_url"], b"RIFF!"))[0] == 400
    form = aiohttp.FormData()
    form.add_field("file", b"RIFF", filename="a.wav")
    assert await send(asked["upload_url"], form) == (200, "OK - 4")
    assert (await send(asked["upload_url"], b"RIFF"))[0] == 404


async def test_a_thread_that_is_gone_takes_no_file(slack, web, refused):
    file = [{"id": await uploaded(web)}]
    gone = web.files_completeUploadExternal(files=file, channel_id="C_VIDEO", thread_ts="1.000001")
    assert await refused(gone) == "thread_not_found"


async def test_a_thread_or_a_membership_that_goes_before_the_share_means_no_message(slack, web):
    root = await web.chat_postMessage(channel="C_VIDEO", text="card")
    file = [{"id": await uploaded(web)}]
    await web.files_completeUploadExternal(files=file, channel_id="C_VIDEO", thread_ts=root["ts"])
    await web.chat_delete(channel="C_VIDEO", ts=root["ts"])
    await web.files_completeUploadExternal(files=file, channel_id="C_LEADS")
    slack.world.set_channel("leads", bot_is_member=False)
    await slack.settle()
    assert (await web.files_info(file=file[0]["id"]))["file"]["shares"] == {}
    assert slack.messages("video") == slack.messages("leads") == []


async def test_completing_again_shares_again(slack, web):
    file = [{"id": await uploaded(web)}]
    for _ in range(2):
        await web.files_completeUploadExternal(files=file, channel_id="C_VIDEO")
        await slack.settle()
    assert len(slack.messages("video")) == 2


async def test_ok_may_be_said_and_the_file_never_shared(slack, web):
    slack.faults.never_share()
    file_id = await uploaded(web)
    await web.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C_VIDEO")
    await slack.settle()
    assert slack.messages("video") == []
    info = (await web.files_info(file=file_id))["file"]
    assert (info["shares"], info["mimetype"]) == ({}, "audio/wav")


async def test_a_picture_can_stand_in_a_message_only_once_it_is_shared(slack, web, refused):
    file_id = await uploaded(web, "wave.png", b"\x89PNG", alt_txt="a wave")
    image = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "a wave"}
    early = web.chat_postMessage(channel="C_VIDEO", text="x", blocks=[image])
    assert await refused(early) == "invalid_blocks"
    await web.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C_VIDEO")
    await slack.settle()
    assert (await web.chat_postMessage(channel="C_VIDEO", text="x", blocks=[image]))["ok"]
    assert slack.messages("video")[0]["files"][0]["alt_txt"] == "a wave"


async def test_a_deleted_file_is_gone_with_its_message(slack, web, refused):
    file_id = await uploaded(web)
    await web.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C_VIDEO")
    await slack.settle()
    await web.files_delete(file=file_id)
    assert slack.messages("video") == []
    assert await refused(web.files_info(file=file_id)) == "file_deleted"


async def test_the_bytes_come_back_whole_and_in_ranges_with_their_type(slack, web):
    data = bytes(range(256))
    file_id = await uploaded(web, "bed.mp3", data)
    await web.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C_VIDEO")
    await slack.settle()
    url = slack.messages("video")[0]["files"][0]["url"]
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as whole:
            assert (whole.content_type, await whole.read()) == ("audio/mpeg", data)
        async with http.get(url, headers={"Range": "bytes=10-19"}) as part:
            assert (part.status, await part.read()) == (206, data[10:20])


async def test_a_page_that_someone_uploads_never_opens_as_one(slack):
    message = await slack.person("ann").upload("video", "evil.html", b"<script>alert(1)</script>")
    async with aiohttp.ClientSession() as http, http.get(message["files"][0]["url"]) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

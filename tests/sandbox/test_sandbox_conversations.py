"""conversations.*: joining, finding, paging through what was said."""

from __future__ import annotations

from itertools import pairwise

import pytest


async def test_a_public_channel_can_be_joined_and_then_posted_in(slack, web):
    assert (await web.conversations_join(channel="C_GENERAL"))["channel"]["is_member"] is True
    assert (await web.chat_postMessage(channel="C_GENERAL", text="hi"))["ok"]
    again = await web.conversations_join(channel="C_GENERAL")
    assert again["warning"] == "already_in_channel"


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C_DESIGN_PRIVATE", "channel_not_found"),
        ("C_LEADS", "method_not_supported_for_channel_type"),
        ("C_ARCHIVED", "is_archived"),
    ],
)
async def test_other_channels_cannot_be_joined(slack, web, refused, channel, code):
    assert await refused(web.conversations_join(channel=channel)) == code


async def test_a_direct_message_is_opened_with_one_person(slack, web, refused):
    assert (await web.conversations_open(users="U_CHLOE"))["channel"]["id"] == "D_CHLOE"
    assert await refused(web.conversations_open(users="U_NOBODY")) == "user_not_found"
    assert await refused(web.conversations_open(users="U_ANN,U_BEN")) == "missing_scope"


async def test_a_list_shows_public_channels_and_those_private_ones_that_the_bot_is_in(slack, web):
    found = await web.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    names = {c["name"] for c in found["channels"]}
    assert names == {"general", "video", "leads", "announcements", "shared-partner"}
    shared = next(c for c in found["channels"] if c["name"] == "shared-partner")
    assert shared["is_ext_shared"] is True


async def test_what_was_said_can_be_paged_newest_first(slack, web):
    for number in range(7):
        await web.chat_postMessage(channel="C_VIDEO", text=str(number))
    pages, cursor = [], None
    while cursor != "":
        page = await web.conversations_history(channel="C_VIDEO", limit=3, cursor=cursor)
        pages.append([m["text"] for m in page["messages"]])
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


async def test_a_thread_is_paged_oldest_first_with_its_root_on_every_page(slack, web):
    root = await web.chat_postMessage(channel="C_VIDEO", text="root")
    for number in range(4):
        await web.chat_postMessage(channel="C_VIDEO", text=str(number), thread_ts=root["ts"])
    first = await web.conversations_replies(channel="C_VIDEO", ts=root["ts"], limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await web.conversations_replies(channel="C_VIDEO", ts=root["ts"], limit=3, cursor=cursor)
    assert [m["text"] for m in first["messages"]] == ["root", "0", "1", "2"]
    assert [m["text"] for m in rest["messages"]] == ["root", "3"]


async def test_oldest_latest_and_inclusive_bound_what_is_read(slack, web):
    stamps = [(await web.chat_postMessage(channel="C_VIDEO", text=str(n)))["ts"] for n in range(4)]
    assert all(a < b for a, b in pairwise(stamps))
    inner = await web.conversations_history(channel="C_VIDEO", oldest=stamps[0], latest=stamps[3])
    whole = await web.conversations_history(channel="C_VIDEO", oldest=stamps[0], latest=stamps[3], inclusive=True)
    assert [m["text"] for m in inner["messages"]] == ["2", "1"]
    assert [m["text"] for m in whole["messages"]] == ["3", "2", "1", "0"]


async def test_a_replys_own_ts_finds_that_reply_and_through_it_the_root(slack, web, refused):
    root = await web.chat_postMessage(channel="C_VIDEO", text="root")
    reply = await web.chat_postMessage(channel="C_VIDEO", text="reply", thread_ts=root["ts"])
    found = await web.conversations_replies(channel="C_VIDEO", ts=reply["ts"])
    assert [(m["text"], m["thread_ts"]) for m in found["messages"]] == [("reply", root["ts"])]
    assert await refused(web.conversations_replies(channel="C_VIDEO", ts="1.000001")) == "thread_not_found"


async def test_reading_needs_membership(slack, web, refused):
    assert await refused(web.conversations_history(channel="C_GENERAL")) == "not_in_channel"
    slack.world.set_channel("video", bot_is_member=False)
    assert await refused(web.conversations_history(channel="C_VIDEO")) == "not_in_channel"
    assert await refused(web.chat_postMessage(channel="C_VIDEO", text="x")) == "not_in_channel"

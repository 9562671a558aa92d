"""chat.*: where the bot may post, what it may change, what comes back."""

from __future__ import annotations

import pytest

META = {"event_type": "bgm_job", "event_payload": {"job": "j1", "step": "card"}}


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C_GENERAL", "not_in_channel"),
        ("C_DESIGN_PRIVATE", "channel_not_found"),
        ("C_ARCHIVED", "is_archived"),
        ("C_ANNOUNCEMENTS", "restricted_action"),
        ("C_NOWHERE", "channel_not_found"),
    ],
)
async def test_posting_where_the_bot_may_not_is_refused_with_slacks_code(slack, web, refused, channel, code):
    assert await refused(web.chat_postMessage(channel=channel, text="hi")) == code
    assert await refused(web.chat_postEphemeral(channel=channel, user="U_ANN", text="hi")) == code


async def test_a_private_channel_without_the_bot_cannot_even_be_looked_up(slack, web, refused):
    assert await refused(web.conversations_info(channel="C_DESIGN_PRIVATE")) == "channel_not_found"
    assert (await web.conversations_info(channel="C_GENERAL"))["channel"]["is_member"] is False


@pytest.mark.parametrize("channel", ["C_VIDEO", "C_LEADS", "C_SHARED_PARTNER", "D_ANN", "U_ANN"])
async def test_posting_where_the_bot_is_works(slack, web, channel):
    answer = await web.chat_postMessage(channel=channel, text="hi")
    assert answer["channel"] == ("D_ANN" if channel == "U_ANN" else channel)


async def test_nothing_to_say_is_no_text(slack, web, refused):
    call = web.api_call("chat.postMessage", json={"channel": "C_VIDEO", "text": ""})
    assert await refused(call) == "no_text"


async def test_what_the_bot_writes_stays_as_it_wrote_it(slack, web):
    await web.chat_postMessage(channel="C_VIDEO", text="<!channel> <@U_BEN> & <b>", link_names=True)
    assert slack.messages("video")[0]["text"] == "<!channel> <@U_BEN> & <b>"


async def test_a_reply_stands_in_its_thread_and_not_in_the_channel(slack, web):
    root = await web.chat_postMessage(channel="C_VIDEO", text="root")
    reply = await web.chat_postMessage(channel="C_VIDEO", text="reply", thread_ts=root["ts"])
    deeper = await web.chat_postMessage(channel="C_VIDEO", text="deeper", thread_ts=reply["ts"])
    assert deeper["message"]["thread_ts"] == root["ts"]
    assert [m["text"] for m in slack.messages("video")] == ["root"]
    assert [m["text"] for m in slack.thread("video", root["ts"])] == ["root", "reply", "deeper"]
    assert slack.messages("video")[0]["reply_count"] == 2


async def test_a_thread_that_is_gone_takes_no_reply_but_a_tombstone_does(slack, web, refused):
    alone = await web.chat_postMessage(channel="C_VIDEO", text="alone")
    await web.chat_delete(channel="C_VIDEO", ts=alone["ts"])
    assert await refused(web.chat_postMessage(channel="C_VIDEO", text="r", thread_ts=alone["ts"])) == "thread_not_found"
    root = await web.chat_postMessage(channel="C_VIDEO", text="root")
    await web.chat_postMessage(channel="C_VIDEO", text="reply", thread_ts=root["ts"])
    await slack.person("ann").delete("video", root["ts"])
    await web.chat_postMessage(channel="C_VIDEO", text="later", thread_ts=root["ts"])
    told = (await web.conversations_replies(channel="C_VIDEO", ts=root["ts"]))["messages"]
    assert [m.get("subtype", m["text"]) for m in told] == ["tombstone", "reply", "later"]


async def test_only_its_own_messages_can_be_changed(slack, web, refused):
    hers = await slack.person("ann").say("video", "mine")
    assert await refused(web.chat_update(channel="C_VIDEO", ts=hers["ts"], text="ha")) == "cant_update_message"
    assert await refused(web.chat_delete(channel="C_VIDEO", ts=hers["ts"])) == "cant_delete_message"
    assert await refused(web.chat_update(channel="C_VIDEO", ts="1.000001", text="ha")) == "message_not_found"


async def test_an_edit_keeps_the_blocks_and_the_metadata_that_it_does_not_name(slack, web):
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "card"}}
    posted = await web.chat_postMessage(channel="C_VIDEO", text="a", blocks=[block], metadata=META)
    await web.chat_update(channel="C_VIDEO", ts=posted["ts"], text="b")
    message = slack.messages("video")[0]
    assert (message["text"], message["blocks"][0]["text"]["text"]) == ("b", "card")
    assert message["edited"]["user"] == "U_BGM"
    told = await web.conversations_history(channel="C_VIDEO", include_all_metadata=True)
    assert told["messages"][0]["metadata"] == META


async def test_an_edit_takes_four_thousand_characters_at_most(slack, web, refused):
    posted = await web.chat_postMessage(channel="C_VIDEO", text="a")
    assert (await web.chat_update(channel="C_VIDEO", ts=posted["ts"], text="x" * 4000))["ok"]
    assert await refused(web.chat_update(channel="C_VIDEO", ts=posted["ts"], text="x" * 4001)) == "msg_too_long"


async def test_a_long_message_is_cut_at_forty_thousand(slack, web):
    await web.chat_postMessage(channel="C_VIDEO", text="x" * 40_001)
    assert len(slack.messages("video")[0]["text"]) == 40_000


async def test_an_ephemeral_is_seen_by_one_person_and_never_found_again(slack, web, refused):
    posted = await web.chat_postEphemeral(channel="C_VIDEO", user="U_ANN", text="psst")
    ann, ben = slack.person("ann"), slack.person("ben")
    assert [m["text"] for m in ann.messages("video")] == ["psst"]
    assert ben.messages("video") == []
    assert (await web.conversations_history(channel="C_VIDEO"))["messages"] == []
    edit = web.chat_update(channel="C_VIDEO", ts=posted["message_ts"], text="x")
    assert await refused(edit) == "message_not_found"
    assert await refused(web.chat_postEphemeral(channel="D_BEN", user="U_ANN", text="x")) == "user_not_in_channel"


async def test_metadata_comes_back_only_when_asked_for(slack, web, refused):
    posted = await web.chat_postMessage(channel="C_VIDEO", text="root", metadata=META)
    await web.chat_postMessage(channel="C_VIDEO", text="r", thread_ts=posted["ts"], metadata=META)
    for look in (
        lambda **more: web.conversations_history(channel="C_VIDEO", **more),
        lambda **more: web.conversations_replies(channel="C_VIDEO", ts=posted["ts"], **more),
    ):
        assert all("metadata" not in m for m in (await look())["messages"])
        assert all(m["metadata"] == META for m in (await look(include_all_metadata=True))["messages"])
    bad = web.chat_postMessage(channel="C_VIDEO", text="x", metadata={"event_type": "only"})
    assert await refused(bad) == "invalid_metadata_format"

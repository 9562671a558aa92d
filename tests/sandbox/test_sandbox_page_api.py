"""What the page asks and hears, and who else may not."""

from __future__ import annotations

import aiohttp
import pytest

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
CARD = [{"type": "actions", "block_id": "card", "elements": [BUTTON]}]


@pytest.fixture
async def http(slack):
    async with aiohttp.ClientSession(base_url=slack.url) as session:
        yield session


async def get(http, path: str, **query: str):
    async with http.get(path, params=query) as answer:
        return await answer.json()


async def act(http, deed: str, /, **wish):
    async with http.post(f"/page/{deed}", json=wish) as answer:
        assert answer.status == 200
        return await answer.json()


async def test_the_state_names_everyone_and_the_channels_that_this_person_sees(slack, http):
    state = await get(http, "/page/state", user="U_BEN")
    assert state["me"] == "U_BEN"
    assert {u["id"] for u in state["users"]} == {"U_ANN", "U_BEN", "U_CHLOE", "U_BGM"}
    assert [c["id"] for c in state["channels"] if c["kind"] == "im"] == ["D_BEN"]
    assert state["bot"] == {"user_id": "U_BGM", "name": "bgm", "connected": False}
    assert state["commands"][0]["usage_hint"] == "calm 0:30"
    assert state["shortcuts"] == [{"name": "Refine", "callback_id": "refine"}]


async def test_what_is_typed_is_posted_and_told_to_every_page(slack, http):
    async with http.ws_connect("/page/live?user=U_BEN") as live:
        answer = await act(http, "type", user="U_ANN", channel="C_VIDEO", text="hi @ben see https://a.example & <b>")
        frame = await live.receive_json()
    assert answer["ok"]
    message = frame["message"]
    assert (frame["type"], frame["channel"], message["user"]) == ("message", "C_VIDEO", "U_ANN")
    assert message["text"] == "hi <@U_BEN> see <https://a.example> &amp; &lt;b&gt;"
    assert (await get(http, "/page/messages", channel="C_VIDEO"))["messages"] == [message]


async def test_a_reply_changes_the_count_at_its_root(slack, http):
    root = await act(http, "type", user="U_ANN", channel="C_VIDEO", text="root")
    async with http.ws_connect("/page/live?user=U_ANN") as live:
        await act(http, "type", user="U_BEN", channel="C_VIDEO", text="reply", thread_ts=root["ts"])
        reply, changed = await live.receive_json(), await live.receive_json()
    assert reply["message"]["thread_ts"] == root["ts"]
    assert (changed["type"], changed["message"]["reply_count"]) == ("message_changed", 1)
    told = await get(http, "/page/thread", channel="C_VIDEO", ts=root["ts"])
    assert [m["text"] for m in told["messages"]] == ["root", "reply"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"text": "/bgm calm"}, "dispatch_failed"),
        ({"text": "/bgm calm", "thread_ts": "1.0"}, "not supported in threads"),
        ({"text": "/nothing"}, "not a valid command"),
        ({"text": "hi", "channel": "C_ARCHIVED"}, "archived"),
        ({"text": "hi", "channel": "C_ANNOUNCEMENTS"}, "Only a few people"),
        ({"text": "hi", "channel": "D_BEN"}, "D_BEN"),
        ({"text": "  "}, "Write something"),
    ],
)
async def test_what_cannot_be_said_comes_back_in_words(slack, http, wish, words):
    answer = await act(http, "type", **{"user": "U_ANN", "channel": "C_VIDEO", **wish})
    assert answer["ok"] is False
    assert words in answer["error"]


async def test_ephemerals_and_direct_messages_reach_only_their_reader_and_can_be_dismissed(slack, http, web):
    async with http.ws_connect("/page/live?user=U_ANN") as ann, http.ws_connect("/page/live?user=U_BEN") as ben:
        posted = await web.chat_postEphemeral(channel="C_VIDEO", user="U_ANN", text="psst")
        await web.chat_postMessage(channel="D_ANN", text="just us")
        await web.chat_postMessage(channel="C_VIDEO", text="all")
        assert [(await ann.receive_json())["type"] for _ in range(3)] == ["ephemeral", "message", "message"]
        assert (await ben.receive_json())["message"]["text"] == "all"
        refused = await act(http, "dismiss", user="U_BEN", channel="C_VIDEO", ts=posted["message_ts"])
        assert refused["ok"] is False
        await act(http, "dismiss", user="U_ANN", channel="C_VIDEO", ts=posted["message_ts"])
        gone = await ann.receive_json()
    assert (gone["type"], gone["ts"]) == ("ephemeral_gone", posted["message_ts"])


async def test_edits_deletions_and_reactions_are_told(slack, http, web):
    ts = (await web.chat_postMessage(channel="C_VIDEO", text="a"))["ts"]
    async with http.ws_connect("/page/live?user=U_ANN") as live:
        await web.chat_update(channel="C_VIDEO", ts=ts, text="b")
        await act(http, "react", user="U_ANN", channel="C_VIDEO", ts=ts, name="repeat", remove=False)
        await act(http, "react", user="U_ANN", channel="C_VIDEO", ts=ts, name="repeat", remove=True)
        await web.chat_delete(channel="C_VIDEO", ts=ts)
        frames = [await live.receive_json() for _ in range(4)]
    assert [f["type"] for f in frames] == ["message_changed", "reactions", "reactions", "message_deleted"]
    assert frames[0]["message"]["edited"]["user"] == "U_BGM"
    assert frames[1]["reactions"] == [{"name": "repeat", "users": ["U_ANN"], "count": 1}]
    assert frames[2]["reactions"] == []


async def test_buttons_modals_and_shortcuts_work_from_the_page(slack, http, web, bolt, connected):
    app = bolt(slack)
    what = {"type": "plain_text_input", "action_id": "words"}
    label = {"type": "plain_text", "text": "What"}
    view = {
        "type": "modal",
        "callback_id": "v",
        "title": label,
        "submit": label,
        "blocks": [{"type": "input", "block_id": "what", "label": label, "element": what}],
    }

    @app.action("go")
    async def go(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("v")
    async def submitted(ack, body):
        words = body["view"]["state"]["values"]["what"]["words"]["value"]
        await ack() if words == "good" else await ack(response_action="errors", errors={"what": "bad"})

    @app.shortcut("refine")
    async def refine(ack):
        await ack()

    ts = (await web.chat_postMessage(channel="C_VIDEO", text="card", blocks=CARD))["ts"]
    place = {"user": "U_ANN", "channel": "C_VIDEO", "ts": ts}
    async with connected(slack, app), http.ws_connect("/page/live?user=U_ANN") as live:
        assert await act(http, "click", **place, block_id="card", action_id="go") == {"ok": True}
        opened = await live.receive_json()
        assert opened["type"] == "view"
        form = {"user": "U_ANN", "view_id": opened["view"]["id"]}
        bad = await act(http, "submit", **form, values={"what": {"words": {"value": "x"}}})
        assert bad == {"ok": True, "errors": {"what": "bad"}}
        assert await act(http, "submit", **form, values={"what": {"words": {"value": "good"}}}) == {"ok": True}
        assert (await live.receive_json()) == {"type": "view_closed", "view_id": form["view_id"]}
        assert await act(http, "shortcut", **place, callback_id="refine") == {"ok": True}
        missing = await act(http, "click", **place, block_id="card", action_id="nothing")
        assert missing["ok"] is False
    assert (await act(http, "close_view", **form))["ok"] is False


async def test_a_person_can_share_a_file(slack, http):
    form = aiohttp.FormData({"user": "U_BEN", "channel": "C_VIDEO"})
    form.add_field("file", b"RIFF", filename="cut.wav")
    async with http.post("/page/upload", data=form) as answer:
        assert (await answer.json())["ok"]
    (file,) = slack.messages("video")[0]["files"]
    assert (file["name"], file["mimetype"], file["size"]) == ("cut.wav", "audio/wav", 4)


async def test_the_page_hears_when_the_bot_comes_and_goes(slack, http, bolt, connected):
    async with http.ws_connect("/page/live?user=U_ANN") as live:
        async with connected(slack, bolt(slack)):
            assert await live.receive_json() == {"type": "bot", "connected": True}
            assert (await get(http, "/page/state"))["bot"]["connected"] is True
        assert await live.receive_json() == {"type": "bot", "connected": False}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_no_other_site_can_drive_the_sandbox_through_a_browser(slack, http, headers):
    wish = {"user": "U_ANN", "channel": "C_VIDEO", "text": "owned"}
    for path in ("/page/type", "/sandbox/faults", "/api/chat.postMessage"):
        async with http.post(path, json=wish, headers=headers) as answer:
            assert answer.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect("/page/live", headers=headers)
    assert slack.messages("video") == []


async def test_the_page_itself_may_and_only_with_json(slack, http):
    wish = {"user": "U_ANN", "channel": "C_VIDEO", "text": "mine"}
    async with http.post("/page/type", json=wish, headers={"Origin": slack.url}) as answer:
        assert (await answer.json())["ok"]
    async with http.post("/page/type", data=wish) as answer:
        assert answer.status == 415


async def test_it_listens_on_this_machine_alone_with_tokens_of_its_own(slack, manifest):
    assert slack.url.startswith("http://127.0.0.1:")
    other = type(slack)(manifest)
    try:
        assert {other.bot_token, other.app_token, other.signing_secret}.isdisjoint(
            {slack.bot_token, slack.app_token, slack.signing_secret}
        )
    finally:
        await other.close()

"""What every Web API call passes through: tokens, bodies, scopes, unknown methods."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.server import SandboxSlack


async def test_the_token_tells_who_the_bot_is(slack, web):
    found = await web.auth_test()
    assert (found["user_id"], found["bot_id"], found["team_id"]) == ("U_BGM", "B_BGM", "T_SANDBOX")


async def test_no_token_a_wrong_one_and_a_revoked_one_are_refused(slack, web, refused):
    async with aiohttp.ClientSession() as http, http.post(slack.api_url + "auth.test") as answer:
        assert await answer.json() == {"ok": False, "error": "not_authed"}
    wrong = AsyncWebClient("xoxb-not-it", base_url=slack.api_url)
    assert await refused(wrong.auth_test()) == "invalid_auth"
    slack.parts.tokens.revoked = True
    assert await refused(web.auth_test()) == "invalid_auth"


async def test_each_token_opens_only_its_own_methods(slack, web, refused):
    app_level = AsyncWebClient(slack.app_token, base_url=slack.api_url)
    assert (await app_level.apps_connections_open(app_token=slack.app_token))["url"].startswith("ws://127.0.0.1:")
    assert await refused(web.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert await refused(app_level.chat_postMessage(channel="C_VIDEO", text="hi")) == "not_allowed_token_type"


async def test_an_unknown_method_is_unknown(slack, web, refused):
    assert await refused(web.api_call("chat.sing")) == "unknown_method"


@pytest.mark.parametrize("how", ["data", "json", "multipart"])
async def test_a_call_may_come_as_a_form_as_json_or_as_multipart(slack, how):
    args = {"channel": "C_VIDEO", "text": "hello"}
    body = {"data": args} if how == "data" else {"json": args}
    if how == "multipart":
        form = aiohttp.FormData(args, default_to_multipart=True)
        body = {"data": form}
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = slack.api_url + "chat.postMessage"
    async with aiohttp.ClientSession(headers=headers) as http, http.post(url, **body) as answer:
        assert (await answer.json())["ok"]
    assert [m["text"] for m in slack.messages("video")] == ["hello"]


async def test_a_token_may_stand_in_the_form_and_is_never_written_down(slack):
    args = {"token": slack.bot_token, "channel": "C_VIDEO", "text": "hello"}
    async with aiohttp.ClientSession() as http, http.post(slack.api_url + "chat.postMessage", data=args) as answer:
        assert (await answer.json())["ok"]
    assert slack.bot_token not in str(slack.ledger.entries)


async def test_a_method_without_its_scope_names_what_is_needed_and_what_is_there(manifest_without, refusal):
    async with SandboxSlack(manifest_without("files:write")) as slack:
        web = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        answer = await refusal(web.files_getUploadURLExternal(filename="a.wav", length=3))
        assert answer["error"] == "missing_scope"
        assert answer["needed"] == "files:write"
        assert "chat:write" in answer["provided"].split(",")
        assert "files:write" not in answer["provided"].split(",")


@pytest.mark.parametrize(
    ("channel", "scope"), [("C_VIDEO", "channels:history"), ("C_LEADS", "groups:history"), ("D_ANN", "im:history")]
)
async def test_reading_needs_the_scope_of_that_kind_of_channel(manifest_without, refusal, channel, scope):
    async with SandboxSlack(manifest_without(scope)) as slack:
        web = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        answer = await refusal(web.conversations_history(channel=channel))
        assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
        other = "C_LEADS" if channel == "C_VIDEO" else "C_VIDEO"
        assert (await web.conversations_history(channel=other))["ok"]


async def test_looking_people_up_is_refused_since_the_manifest_does_not_ask(slack, web, refused):
    assert await refused(web.users_info(user="U_ANN")) == "missing_scope"


async def test_a_scope_counts_as_used_only_when_the_call_succeeds(slack, web, refused):
    assert await refused(web.chat_postMessage(channel="C_NOWHERE", text="hi")) == "channel_not_found"
    assert slack.scopes_used == frozenset()
    await web.chat_postMessage(channel="C_VIDEO", text="hi")
    await web.conversations_replies(channel="C_VIDEO", ts=slack.messages("video")[0]["ts"])
    assert slack.scopes_used == {"chat:write", "channels:history"}

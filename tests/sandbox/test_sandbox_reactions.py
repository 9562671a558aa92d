"""Reactions: by the bot, by people, and the events they make."""

from __future__ import annotations

import pytest

from sandbox.slack.server import SandboxSlack


def add(web, ts: str, name: str, channel: str = "C_VIDEO"):
    return web.reactions_add(channel=channel, timestamp=ts, name=name)


async def test_a_reaction_is_added_once_looked_at_and_taken_away_once(slack, web, refused):
    ts = (await web.chat_postMessage(channel="C_VIDEO", text="take"))["ts"]
    place = {"channel": "C_VIDEO", "timestamp": ts}
    await add(web, ts, "repeat")
    assert await refused(add(web, ts, "repeat")) == "already_reacted"
    await slack.person("ann").react("video", ts, "repeat")
    found = (await web.reactions_get(**place))["message"]["reactions"]
    assert found == [{"name": "repeat", "users": ["U_BGM", "U_ANN"], "count": 2}]
    await web.reactions_remove(**place, name="repeat")
    assert await refused(web.reactions_remove(**place, name="repeat")) == "no_reaction"


@pytest.mark.parametrize("name", ["⏩", "no_such_thing", ""])
async def test_only_names_of_emoji_are_taken(slack, web, refused, name):
    ts = (await web.chat_postMessage(channel="C_VIDEO", text="take"))["ts"]
    assert await refused(add(web, ts, name)) == "invalid_name"


async def test_a_skin_tone_may_follow_a_name(slack, web):
    ts = (await web.chat_postMessage(channel="C_VIDEO", text="take"))["ts"]
    assert (await add(web, ts, "thumbsup::skin-tone-4"))["ok"]


async def test_reacting_to_nothing_or_where_the_bot_is_not_is_refused(slack, web, refused):
    assert await refused(add(web, "1.000001", "repeat")) == "message_not_found"
    said = await slack.person("ann").say("general", "hello")
    assert await refused(add(web, said["ts"], "repeat", "C_GENERAL")) == "not_in_channel"


async def test_the_event_names_channel_ts_and_author_but_never_the_thread(slack, web, bolt, connected):
    heard = []
    app = bolt(slack)

    @app.event("reaction_added")
    async def listen(event):
        heard.append(event)

    root = await web.chat_postMessage(channel="C_VIDEO", text="root")
    reply = await web.chat_postMessage(channel="C_VIDEO", text="take", thread_ts=root["ts"])
    async with connected(slack, app):
        await slack.person("ben").react("video", reply["ts"], "fast_forward")
        await slack.delivered()
    (event,) = heard
    assert event["item"] == {"type": "message", "channel": "C_VIDEO", "ts": reply["ts"]}
    assert (event["user"], event["reaction"], event["item_user"]) == ("U_BEN", "fast_forward", "U_BGM")
    assert "thread_ts" not in str(event)


async def test_the_bots_own_reaction_is_sent_too_and_bolt_ignores_it(slack, web, bolt, connected):
    heard = []
    app = bolt(slack)

    @app.event("reaction_added")
    async def listen(event):
        heard.append(event)

    ts = (await web.chat_postMessage(channel="C_VIDEO", text="take"))["ts"]
    async with connected(slack, app):
        await add(web, ts, "repeat")
        await slack.delivered()
    assert heard == []
    (delivery,) = slack.ledger.of("delivery", what="events_api")
    assert delivery["payload"]["event"]["user"] == "U_BGM"


async def test_no_subscription_no_scope_or_no_membership_means_no_event(manifest_without):
    for path in (manifest_without(events=["app_mention"]), manifest_without("reactions:read")):
        async with SandboxSlack(path) as slack:
            ann = slack.person("ann")
            said = await ann.say("video", "hello")
            await ann.react("video", said["ts"], "repeat")
            assert slack.delivery.pending == 0
    async with SandboxSlack(manifest_without()) as slack:
        ann = slack.person("ann")
        outside = await ann.say("general", "hello")
        await ann.react("general", outside["ts"], "repeat")
        assert slack.delivery.pending == 0


async def test_reacting_twice_or_taking_away_nothing_changes_nothing(slack):
    ann = slack.person("ann")
    ts = (await ann.say("leads", "hello"))["ts"]
    await ann.react("leads", ts, "repeat")
    await ann.react("leads", ts, "repeat")
    await ann.unreact("leads", ts, "x")
    assert len(slack.ledger.of("reaction_added")) == 1
    assert slack.ledger.of("reaction_removed") == []

"""Listeners over the sandbox's Slack: stored first, acked last; what could not be stored is told or sent again."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_letters import job, letter
from slack_stage import MANIFEST, Recorder, World, opening

from bot.domain.errors import SettingsError, StoreFull
from bot.domain.ports import Letter
from bot.domain.thread import PostKind, Thread
from bot.slack.connect import Slack, connect
from bot.work.asking.answers import Accepted, ChooseCancel, Help, StatusRow
from sandbox.slack.server import SandboxSlack


async def test_slack_listeners_command_is_answered_in_the_ack(world: World) -> None:
    """What was typed reaches intake as it is; the answer is for the typist alone."""
    world.intake.answer = Help()
    seen = await world.sandbox.person("ann").slash("video", 'calm lo-fi 0:45 for "On & on"')
    assert world.intake.asked == [("command", 'calm lo-fi 0:45 for "On &amp; on"', "U_ANN", "C_VIDEO")]
    assert world.intake.keys[0]
    assert "Background music that fits" in str(seen)
    assert world.sandbox.messages("C_VIDEO") == []


async def test_slack_listeners_accepted_command_can_be_answered_later(world: World) -> None:
    """A job's asker is whispered to by the command's own address: no direct message is opened."""
    world.intake.answer = Accepted(job(asker="U_ANN"), "built-in engine")
    ann = world.sandbox.person("ann")
    await ann.slash("video", "calm lo-fi 0:45")
    await world.slack.messenger.whisper(whisper())
    assert "Type /invite" in str(ann.ephemerals("C_VIDEO"))
    assert world.sandbox.messages("D_ANN") == []


def whisper() -> Letter:
    thread = Thread(id="t1", channel="C_VIDEO", asker="U_ANN", title=None, created_at=1.0)
    return letter(PostKind.WHISPER, thread=thread, user="U_ANN", words="Type /invite @bgm and ask again.")


async def test_slack_listeners_full_disk_is_told(world: World) -> None:
    """What could not be stored is said so, and nobody believes that it was begun."""
    world.intake.failure = StoreFull("The disk is full.")
    seen = await world.sandbox.person("ann").slash("video", "calm lo-fi 0:45")
    assert "nothing was started" in str(seen)
    assert "disk is full" in str(seen)


async def test_slack_listeners_reaction_carries_the_event_id(world: World) -> None:
    """A reaction reaches intake with the event's own id, by which a redelivery is told."""
    ts = await world.slack.messenger.post(opening())
    await world.sandbox.person("ben").react("C_VIDEO", ts, "fast_forward")
    await world.intake.until(1)
    assert world.intake.asked == [("reaction", "fast_forward", "U_BEN", "C_VIDEO", ts)]
    assert world.intake.keys[0].startswith("Ev")
    await world.sandbox.delivered()


async def test_slack_listeners_own_reactions_are_ignored(world: World) -> None:
    """The bot's pre-seeded reactions come back as events, and mean nothing."""
    ts = await world.slack.messenger.post(opening())
    await world.slack.messenger.react("C_VIDEO", ts, "repeat")
    await world.sandbox.delivered()
    assert world.intake.asked == []


async def test_slack_listeners_unstored_reaction_comes_again(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """No ack without a store: Slack sends the event again with the same id, and then it is taken."""
    ts = await world.slack.messenger.post(opening())
    world.intake.failure = StoreFull("full")
    with caplog.at_level(logging.ERROR):
        await world.sandbox.person("ben").react("C_VIDEO", ts, "repeat")
        await world.intake.until(1)
        await world.sandbox.sockets.drop()
        world.intake.failure = None
        await world.intake.until(2)
    assert len(set(world.intake.keys)) == 1
    await world.sandbox.delivered()
    assert "reaction_added could not be handled" in caplog.text
    assert "response_url" not in caplog.text


async def test_slack_listeners_button_carries_action_and_value(world: World) -> None:
    """A press reaches intake as the wish and the id it belongs to."""
    ts = await world.slack.messenger.post(opening())
    [card] = world.sandbox.messages("C_VIDEO")
    assert card["ts"] == ts
    await world.sandbox.person("ben").click({**card, "channel": "C_VIDEO"}, "bgm:cancel")
    assert world.intake.asked == [("button", "cancel", "j1", "U_BEN", "C_VIDEO")]
    assert world.intake.keys[0]


async def test_slack_listeners_button_of_an_ephemeral_works(world: World) -> None:
    """The choice that only the asker sees can be pressed."""
    world.intake.answer = ChooseCancel((StatusRow(job(), "One", None), StatusRow(job(id="j2"), "Two", None)))
    ann = world.sandbox.person("ann")
    await ann.slash("video", "cancel")
    [shown] = ann.ephemerals("C_VIDEO")
    block_id = shown["blocks"][2].get("block_id")
    await ann.click({**shown, "channel": "C_VIDEO"}, "bgm:cancel", block_id=block_id)
    assert world.intake.asked[-1][0] == "button"
    assert world.intake.asked[-1][-1] == "C_VIDEO"


async def test_slack_listeners_make_no_call_of_their_own(world: World) -> None:
    """Commands, reactions and buttons cost no Web API call: nothing of Slack's can make an ack late."""
    ts = await world.slack.messenger.post(opening())
    before = calls(world)
    ann = world.sandbox.person("ann")
    await ann.slash("video", "status")
    await ann.react("C_VIDEO", ts, "repeat")
    await world.sandbox.delivered()
    await ann.click({**world.sandbox.messages("C_VIDEO")[0], "channel": "C_VIDEO"}, "bgm:cancel")
    assert calls(world) == before


def calls(world: World) -> int:
    return len(world.sandbox.ledger.of("call"))


async def test_slack_listeners_need_a_way_to_listen() -> None:
    """Neither an app token nor a secret and a port: said before anything is asked."""
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN"):
        await connect(Recorder(), api_url="http://127.0.0.1:9/api/", bot_token="xoxb-1", port=1)


async def http_mode(world: Callable[[Slack, Recorder, SandboxSlack], Any]) -> None:
    intake = Recorder(answer=Help())
    async with SandboxSlack(MANIFEST, http_events_url="http://127.0.0.1:9/") as sandbox:
        slack = await connect(
            intake, api_url=sandbox.api_url, bot_token=sandbox.bot_token, signing_secret=sandbox.signing_secret,
            port=0, host="127.0.0.1",
        )  # fmt: skip
        await slack.listen()
        try:
            await world(slack, intake, sandbox)
        finally:
            await slack.stop_listening()
            await slack.close()


async def test_slack_listeners_http_refuses_what_slack_did_not_sign() -> None:
    """Over HTTP an unsigned request is refused, and /health answers anybody."""

    async def check(slack: Slack, intake: Recorder, sandbox: SandboxSlack) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{slack.port}", trust_env=False) as http:
            refused = await http.post("/slack/events", data={"command": "/bgm", "text": "calm", "user_id": "U1"})
            assert refused.status_code == 401
            assert (await http.get("/health")).json() == {"ok": True, "mode": "http"}
        assert intake.asked == []

    await http_mode(check)


async def test_slack_listeners_http_takes_what_slack_signed() -> None:
    """Over HTTP a signed command is answered in the response's body."""

    async def check(slack: Slack, intake: Recorder, sandbox: SandboxSlack) -> None:
        body = "command=%2Fbgm&text=help&user_id=U_ANN&channel_id=C_VIDEO&trigger_id=1.2&response_url=x"
        stamp = str(int(time.time()))
        mac = hmac.new(sandbox.signing_secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mac}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        async with httpx.AsyncClient(trust_env=False) as http:
            url = f"http://127.0.0.1:{slack.port}/slack/events"
            answer = await http.post(url, content=body, headers=headers)
        assert answer.json()["response_type"] == "ephemeral"
        assert intake.asked == [("command", "help", "U_ANN", "C_VIDEO")]

    await http_mode(check)

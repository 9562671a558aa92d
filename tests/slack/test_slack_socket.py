"""The socket comes back: after a close, a cut, a refusal, silence, and when Slack was never there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from slack_stage import QUICK, Recorder, opening

from bot.domain.errors import SlackSilent
from bot.slack.afterwards import Afterwards
from bot.slack.client import web_client
from bot.slack.connect import Slack, connect
from bot.slack.identity import identify
from bot.slack.listeners import build_app
from bot.slack.response_urls import ResponseUrls
from bot.slack.socket import SocketConnection
from bot.work.asking.answers import Help
from sandbox.slack.parts import Pace
from sandbox.slack.server import SandboxSlack

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxSlack]:
    async with SandboxSlack(MANIFEST) as slack:
        yield slack


@pytest.fixture
async def slack(sandbox: SandboxSlack) -> AsyncIterator[Slack]:
    made = await connect(
        Recorder(Help()),
        api_url=sandbox.api_url,
        bot_token=sandbox.bot_token,
        app_token=sandbox.app_token,
        patience=QUICK,
    )
    await made.listen()
    await sandbox.connected()
    yield made
    await made.stop_listening()
    await made.close()


def opened(sandbox: SandboxSlack) -> int:
    return len(sandbox.ledger.of("socket", what="open"))


def refused(sandbox: SandboxSlack) -> int:
    return len(sandbox.ledger.of("socket", what="refused"))


async def answered(sandbox: SandboxSlack) -> bool:
    return "Background music that fits" in str(await sandbox.person("ann").slash("video", "help"))


async def test_slack_socket_listens(sandbox: SandboxSlack, slack: Slack) -> None:
    """Connected once, healthy, and commands are answered."""
    assert opened(sandbox) == 1
    health = slack.health()
    assert health["ok"]
    assert health["last_frame_seconds"] is not None
    assert await answered(sandbox)


async def test_slack_socket_comes_back_after_a_close(sandbox: SandboxSlack, slack: Slack) -> None:
    """Slack closes each connection now and then."""
    await sandbox.sockets.drop()
    await sandbox.until(lambda: opened(sandbox) == 2 and sandbox.sockets.count == 1)
    assert await answered(sandbox)


async def test_slack_socket_comes_back_after_a_cut(sandbox: SandboxSlack, slack: Slack) -> None:
    """A connection may end with no close frame."""
    sandbox.sockets.drop_without_close()
    await sandbox.until(lambda: opened(sandbox) == 2 and sandbox.sockets.count == 1)
    assert await answered(sandbox)


async def test_slack_socket_moves_on_when_slack_asks(sandbox: SandboxSlack, slack: Slack) -> None:
    """At a disconnect warning the new connection is there before the old one goes."""
    await sandbox.sockets.warn("refresh_requested")
    await sandbox.until(lambda: opened(sandbox) == 2 and sandbox.sockets.count == 1)
    counts = [line["count"] for line in sandbox.ledger.of("socket")]
    assert counts == [1, 2, 1]
    assert await answered(sandbox)


@pytest.mark.parametrize("pong", [False, True])
async def test_slack_socket_notices_that_it_is_deaf(pong: bool) -> None:
    """A connection that stays open and says nothing is replaced, even where something still answers pings."""
    async with SandboxSlack(MANIFEST, pace=Pace(ping_every=0.05)) as sandbox:
        made = await connect(
            Recorder(Help()),
            api_url=sandbox.api_url,
            bot_token=sandbox.bot_token,
            app_token=sandbox.app_token,
            patience=QUICK,
        )
        await made.listen()
        await sandbox.connected()
        await pinged(made)
        sandbox.sockets.deafen(pong=pong)
        await sandbox.until(lambda: opened(sandbox) == 2 and sandbox.sockets.count == 1)
        assert await answered(sandbox)
        await made.stop_listening()
        await made.close()


async def pinged(slack: Slack) -> None:
    """Until Slack has pinged more than once: from then on it is expected to go on."""
    async with asyncio.timeout(20):
        while not (slack._socket and slack._socket._line and slack._socket._line.gap):  # noqa: ASYNC110 (no event)
            await asyncio.sleep(0.01)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield http


async def test_slack_socket_outlives_a_long_refusal(sandbox: SandboxSlack, slack: Slack) -> None:
    """Refused again and again it goes on asking, each time for a new address."""
    sandbox.sockets.refuse = True
    await sandbox.sockets.drop()
    await sandbox.until(lambda: refused(sandbox) >= 3)
    assert not slack.health()["ok"]
    sandbox.sockets.refuse = False
    await sandbox.until(lambda: sandbox.sockets.count == 1)
    assert await answered(sandbox)


async def test_slack_socket_starts_while_slack_is_down(sandbox: SandboxSlack, http: httpx.AsyncClient) -> None:
    """With Slack down at the start it says so in health, and is there once Slack is."""
    client = web_client(sandbox.bot_token, sandbox.api_url)
    identity = await identify(client)
    app = build_app(
        Recorder(Help()), identity=identity, client=client, signing_secret=None,
        addresses=ResponseUrls(sandbox.api_url, lambda: 0.0), afterwards=Afterwards(http, lambda _: False),
    )  # fmt: skip
    socket = SocketConnection(app, client=web_client(sandbox.app_token, sandbox.api_url), patience=QUICK)
    sandbox.faults.down()
    await socket.start()
    assert (socket.connected, socket.age_of_last_frame) == (False, None)
    assert socket.problem
    sandbox.faults.up()
    await sandbox.connected()
    assert await answered(sandbox)
    await socket.stop()
    assert not socket.connected


async def test_slack_socket_identity_needs_slack(sandbox: SandboxSlack) -> None:
    """With Slack down nobody is identified, and that is no settings error."""
    sandbox.faults.down()
    with pytest.raises(SlackSilent):
        await identify(web_client(sandbox.bot_token, sandbox.api_url))


async def test_slack_socket_missed_events_arrive_by_retry(sandbox: SandboxSlack) -> None:
    """What happened while nobody listened comes again over the new connection, with its own id."""
    intake = Recorder()
    made = await connect(
        intake, api_url=sandbox.api_url, bot_token=sandbox.bot_token, app_token=sandbox.app_token, patience=QUICK
    )
    await made.listen()
    await sandbox.connected()
    ts = await made.messenger.post(opening())
    sandbox.sockets.refuse = True
    await sandbox.sockets.drop()
    await sandbox.until(lambda: sandbox.sockets.count == 0)
    await sandbox.person("ben").react("C_VIDEO", ts, "repeat")
    sandbox.sockets.refuse = False
    await intake.until(1)
    await sandbox.delivered()
    assert len(set(intake.keys)) == 1
    await made.stop_listening()
    await made.close()


async def test_slack_socket_stops_although_the_peer_is_deaf(sandbox: SandboxSlack, slack: Slack) -> None:
    """A peer that answers no close does not hold the bot."""
    sandbox.sockets.deafen()
    async with asyncio.timeout(20):
        await slack.stop_listening()
    assert not slack.health()["ok"]


async def test_slack_socket_stops_while_it_cannot_connect(sandbox: SandboxSlack, slack: Slack) -> None:
    """Stopping works in the middle of trying."""
    sandbox.sockets.refuse = True
    await sandbox.sockets.drop()
    await sandbox.until(lambda: refused(sandbox) >= 1)
    async with asyncio.timeout(20):
        await slack.stop_listening()
    assert sandbox.sockets.count == 0

"""Nothing pings, links or leaks; only what is signed is heard; only what is granted is used; limits hold."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from scenario_words import audio_files, buttons
from stage import Bed, Stage, opened

from bot.domain.job import State
from bot.logs import set_up
from bot.work.telling.deliver import USUAL
from sandbox.session import MANIFEST
from sandbox.slack.limits import Rates

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = (
    'chiptune 0:03 for "<!channel> <@U_BEN> *b* _i_ ~s~ `c` <https://evil.example|here>"',
    'chiptune 3s @channel @here @ben #general https://evil.example/x for "@everyone http://evil.example :tada:"',
    'chiptune 3s &lt;!here&gt; <!subteam^S1> mailto:a@evil.example for "&lt;@U_CHLOE&gt; evil.example"',
)
NEVER = (
    re.compile(r"<[!#]"),
    re.compile(r"<(?:https?|mailto|slack):(?!//127\.0\.0\.1)"),
    re.compile(r"(?<![\w/.])(?:https?://|mailto:)(?!127\.0\.0\.1)"),
    re.compile(r"@(?:channel|here|everyone|ben|chloe)\b"),
    re.compile(r"\bevil\.example"),
)
"""What may stand nowhere, whatever Slack makes of the place."""
OWN_LINK = re.compile(r"<http://127[.]0[.]0[.]1:[^|>]*[|]")
"""The address of a take's file, which has its name in it."""
FORMAT = re.compile(r"[*]b[*]|_i_|~s~|`c`|:tada:")
"""What may not stand where Slack reads formatting."""


def strings(value: Any) -> Iterator[str]:
    """Every string in JSON, also in JSON that is a string."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        with contextlib.suppress(ValueError):
            if value[:1] in "[{":
                yield from strings(json.loads(value))
                return
        yield value


def mrkdwn(value: Any) -> Iterator[str]:
    """Every text in JSON in which Slack reads formatting."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"text", "initial_comment"} and isinstance(inner, str) and value.get("type") != "plain_text":
                yield OWN_LINK.sub("<", inner)
            yield from mrkdwn(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from mrkdwn(inner)
    elif isinstance(value, str) and value[:1] in "[{":
        with contextlib.suppress(ValueError):
            yield from mrkdwn(json.loads(value))


async def test_hostile_words_end_as_plain_words_in_all_that_goes_to_slack() -> None:
    async with opened() as stage:
        answers = []
        for words in HOSTILE:
            room = stage.room()
            answers.append(await stage.person("ann").slash(room, words))
            await stage.person("ann").slash(room, f"--{words}")
        await stage.settled()
        jobs = [job for room in stage.slack.world.channels for job in await stage.jobs(room)]
        assert [job.state for job in jobs] == [State.DELIVERED] * len(HOSTILE)
        calls = [call["args"] for call in stage.slack.ledger.of("call")]
        acks = [ack["payload"] for ack in stage.slack.ledger.of("ack")]
        named = [args.pop("filename") for args in calls if "filename" in args]  # shown as it is, never read as markup
        assert any("evil" in name for name in named)
        sent = [OWN_LINK.sub("<", text) for value in (*calls, *acks) for text in strings(value)]
        assert any("evil" in text for text in sent)
        assert [(never.pattern, text) for text in sent for never in NEVER if never.search(text)] == []
        formatted = [text for value in (*calls, *acks) for text in mrkdwn(value)]
        assert any("∗b∗" in text for text in formatted)
        assert [text for text in formatted if FORMAT.search(text)] == []
        mentions = {mention for text in sent for mention in re.findall(r"<@[^>]*>", text)}
        assert mentions == {"<@U_ANN>"}


async def test_no_secret_is_in_the_log_the_database_the_traffic_or_the_page(tmp_path: Path) -> None:
    heard = io.StringIO()
    root = logging.getLogger()
    before = root.handlers, root.level
    async with opened(started=False) as stage:
        stage.settings.files.parent.mkdir(exist_ok=True)
        with contextlib.redirect_stderr(heard):
            set_up("DEBUG", stage.settings.secrets)
        try:
            await stage.start()
            stage.slack.faults.lose_answer("chat.postMessage")
            stage.slack.faults.fail("files.getUploadURLExternal", "internal_error")
            bed = await stage.bed()
            await stage.slack.sockets.drop()
            await stage.react(bed, "x", who="ben")  # refused in a direct message
            await stage.settled()
            page = await on_the_page(stage, bed)
            await stage.stop()
        finally:
            root.handlers, root.level = before
        tokens = [stage.slack.bot_token, stage.slack.app_token, stage.slack.signing_secret]
        issued = [p["payload"]["response_url"] for p in stage.slack.ledger.of("delivery", what="slash_commands")]
        database = b"".join(path.read_bytes() for path in stage.settings.files.parent.glob("bgm.db*"))
        calls = json.dumps([call["args"] for call in stage.slack.ledger.of("call")])
        acks = json.dumps([ack["payload"] for ack in stage.slack.ledger.of("ack")])
        assert "connected to Slack" in heard.getvalue()
        assert "getUploadURLExternal" in heard.getvalue() or "internal_error" in heard.getvalue()
        assert len(database) > 4096
        for secret in (*tokens, *issued):
            assert secret not in heard.getvalue()
            assert secret.encode() not in database
            assert secret not in calls + acks
            assert secret not in page


async def on_the_page(stage: Stage, bed: Bed) -> str:
    """The page, and all that it is given of the bed's channel and thread."""
    place = f"channel={bed.channel}&user=U_ANN"
    paths = ("/", "/page/state", f"/page/messages?{place}", f"/page/thread?{place}&ts={bed.root_ts}")
    async with httpx.AsyncClient(base_url=stage.slack.url, trust_env=False) as client:
        answers = [await client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    return "".join(answer.text for answer in answers)


async def test_over_http_signed_requests_make_a_bed_and_others_are_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with opened(http_port=port, slack_app_token=None) as stage:
        url = f"http://127.0.0.1:{port}/slack/events"
        bed = await stage.bed()
        await stage.react(bed, "repeat")
        (_, job) = await stage.has_jobs(bed.channel, 2)
        await stage.reached(job, State.DELIVERED)
        assert (await stage.person("ann").click(bed.card, buttons(bed.card)["WAV"]["action_id"])).ok
        await stage.has_jobs(bed.channel, 3)
        forged = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=" + "0" * 64}
        form = {"command": "/bgm", "text": "chiptune 0:03", "user_id": "U_ANN", "channel_id": bed.channel,
                "trigger_id": "1.2.forged"}  # fmt: skip
        async with httpx.AsyncClient(trust_env=False) as client:
            for headers in ({}, forged):
                assert (await client.post(url, data=form, headers=headers)).status_code == 401
        assert len(await stage.jobs(bed.channel)) == 3


async def test_the_manifest_asks_for_no_scope_that_a_walk_does_not_use() -> None:
    """Every kind of channel, each with an answer lost so that what was posted is looked for, and a private word."""
    asked = yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"]
    async with opened() as stage:
        group = {"kind": "mpim", "people": ("U_ANN", "U_BEN")}
        rooms = [stage.room(bot_is_member=False), stage.room(kind="private"), stage.room(**group), "D_ANN"]
        for room in rooms:
            stage.slack.faults.lose_answer("chat.postMessage")
            job = await stage.ask('chiptune 0:03 for "Everywhere"', room)
            await stage.remembers(lambda tx, job=job: tx.thread(job.thread_id).root_ts)  # type: ignore[misc]
        beds = [await stage.made(await stage.newest(room)) for room in rooms]
        await stage.react(beds[0], "x", who="ben")
        await stage.until(lambda: stage.person("ben").messages("D_BEN"))
        await stage.settled()
        assert set(asked) == stage.slack.scopes_used


async def test_six_jobs_at_once_meet_no_limit_of_slacks() -> None:
    """Neither a 429 nor a lost card; that edits start 1.5 s apart is held where time stands still."""
    async with opened(rates=Rates(), spacings=USUAL) as stage:
        jobs = [await stage.ask('chiptune 0:03 for "Busy"', stage.room()) for _ in range(6)]
        await asyncio.gather(*(stage.reached(job, State.DELIVERED) for job in jobs))
        await stage.settled()
        edits = [call["at"] for call in stage.slack.ledger.calls("chat.update")]
        assert len(edits) >= 6
        assert [call["method"] for call in stage.slack.ledger.of("call", status=429)] == []
        for job in jobs:
            assert audio_files((await stage.made(job)).file)

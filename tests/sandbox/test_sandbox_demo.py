"""The demo: a canned script that shows the page everything, and sounds that really play."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import aiohttp
import pytest

from sandbox.demo import Demo
from sandbox.demo_sound import tone
from sandbox.slack.parts import Pace
from sandbox.slack.server import SandboxSlack

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def shown():
    """A Slack with the demo in it, granted what the project's own manifest asks for."""
    async with SandboxSlack(ROOT / "manifest.yml", pace=Pace(share_delay=0.01)) as slack:
        demo = Demo(slack)
        await demo.start()
        yield slack
        await demo.close()


def test_a_tone_is_as_long_as_asked_to_the_sample():
    with wave.open(io.BytesIO(tone(0.25))) as sound:
        assert (sound.getnframes(), sound.getframerate()) == (12_000, 48_000)


async def test_it_begins_with_a_finished_thread(shown):
    talk, card = shown.messages("video")
    assert talk["user"] == "U_BEN"
    sound, picture, take = shown.thread("video", card["ts"])[1:]
    assert (sound["files"][0]["mimetype"], picture["files"][0]["mimetype"]) == ("audio/wav", "image/png")
    assert [r["name"] for r in take["reactions"]] == ["fast_forward", "repeat"]
    async with aiohttp.ClientSession() as http, http.get(sound["files"][0]["url"]) as answer:
        with wave.open(io.BytesIO(await answer.read())) as played:
            assert played.getnframes() == 192_000


async def test_help_a_button_and_a_modal_answer(shown):
    ann = shown.person("ann")
    assert "/bgm" in (await ann.slash("video", "help")).text
    card = shown.messages("video")[1]
    take = shown.thread("video", card["ts"])[-1]
    assert (await ann.click(take, "more")).ok
    await shown.until(ann.modal)
    wrong = {"words": "more banjo", "length": "0:30", "energy": "calm"}
    assert list((await ann.submit(ann.modal(), wrong)).errors) == ["words"]
    assert (await ann.submit(ann.modal(), {**wrong, "words": "warmer"})).ok
    assert ann.modal() is None


async def test_a_private_channel_without_the_bot_gets_no_card(shown):
    assert (await shown.person("ann").slash("design-private", "calm 0:30")).ok
    refused = await shown.ledger.wait_for(
        lambda e: e["kind"] == "call" and e["args"].get("channel") == "C_DESIGN_PRIVATE"
    )
    assert refused["answer"]["error"] == "channel_not_found"

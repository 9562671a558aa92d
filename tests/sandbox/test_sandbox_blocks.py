"""Blocks that Slack refuses, and where it says why."""

from __future__ import annotations

from typing import Any

import pytest

Json = dict[str, Any]


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def header(text: str) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def context(count: int) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * count}


OPTION = {"text": {"type": "plain_text", "text": "one"}, "value": "1"}

TOO_MUCH = {
    "51 blocks": [{"type": "divider"}] * 51,
    "a long section": [section("x" * 3001)],
    "an empty section": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
    "eleven fields": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}],
    "a long header": [header("x" * 151)],
    "a header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "26 buttons": [actions(*(button("x") for _ in range(26)))],
    "a long label": [actions(button("x" * 76))],
    "a long value": [actions(button("x", value="v" * 2001))],
    "two buttons with one action_id": [actions(button("x", action_id="a"), button("y", action_id="a"))],
    "no buttons": [actions()],
    "eleven in a context": [context(11)],
    "the same block_id twice": [section("x", block_id="a"), section("y", block_id="a")],
    "a long block_id": [section("x", block_id="a" * 256)],
    "an overflow of six": [section("x", accessory={"type": "overflow", "options": [OPTION] * 6})],
    "an unknown block": [{"type": "audio"}],
    "an unknown style": [actions(button("x", style="gold"))],
    "a picture without words": [{"type": "image", "image_url": "https://example.com/a.png"}],
    "a picture from nowhere": [{"type": "image", "image_url": "javascript:alert(1)", "alt_text": "x"}],
    "a file that is not there": [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}],
}

JUST_RIGHT = {
    "50 blocks": [{"type": "divider"}] * 50,
    "a full section": [section("x" * 3000)],
    "ten fields": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 10}],
    "a full header": [header("x" * 150)],
    "25 buttons": [actions(*(button("x" * 75) for _ in range(25)))],
    "ten in a context": [context(10)],
    "an overflow of five": [section("x", accessory={"type": "overflow", "options": [OPTION] * 5})],
}


@pytest.mark.parametrize("case", TOO_MUCH)
async def test_what_is_over_the_limit_is_refused_with_the_place_named(slack, web, refusal, case):
    answer = await refusal(web.chat_postMessage(channel="C_VIDEO", text="x", blocks=TOO_MUCH[case]))
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks" in answer["response_metadata"]["messages"][0]
    assert slack.messages("video") == []


@pytest.mark.parametrize("case", JUST_RIGHT)
async def test_what_is_at_the_limit_is_taken(slack, web, case):
    assert (await web.chat_postMessage(channel="C_VIDEO", text="x", blocks=JUST_RIGHT[case]))["ok"]


async def test_blocks_within_limits_can_still_be_too_long_together(slack, web, refused):
    assert await refused(
        web.chat_postMessage(channel="C_VIDEO", text="x", blocks=[section("x" * 2900) for _ in range(5)])
    ) == "msg_blocks_too_long"  # fmt: skip


async def test_blocks_without_ids_get_some(slack, web):
    await web.chat_postMessage(channel="C_VIDEO", text="x", blocks=[section("a"), actions(button("b"))])
    first, second = slack.messages("video")[0]["blocks"]
    assert first["block_id"] != second["block_id"]
    assert second["elements"][0]["action_id"]

"""Whatever is sent: an answer in Slack's form, never a crash; whatever is typed: no ping that was not meant."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.slack.block_rules import block_errors, texts, with_ids
from sandbox.slack.clock import HandClock
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Faults
from sandbox.slack.file_store import FileStore
from sandbox.slack.ledger import Ledger
from sandbox.slack.modals import Modals
from sandbox.slack.parts import Pace
from sandbox.slack.typed import as_command, as_message
from sandbox.slack.world import World

KINDS = ["section", "actions", "context", "header", "image", "input", "button", "static_select", "mrkdwn", "plain_text"]
KINDS += ["plain_text_input", "overflow", "markdown", "divider", "checkboxes", "modal"]
KEYS = ["type", "text", "elements", "element", "accessory", "fields", "options", "label", "value", "block_id", "style"]
KEYS += ["action_id", "confirm", "slack_file", "id", "alt_text", "image_url", "min_length", "title", "initial_option"]

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
leaves |= st.sampled_from(KINDS)
json_values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)
parts = st.fixed_dictionaries({"type": st.sampled_from(KINDS)}, optional=dict.fromkeys(KEYS[1:], json_values))


def build(folder: str = "/nonexistent") -> tuple[World, FileStore]:
    clock = HandClock()
    world = World(clock, Ledger(None, clock), bot_name="bgm")
    return world, FileStore(world, Path(folder), Pace(), Faults())


@given(st.lists(parts | json_values, max_size=4) | json_values, st.booleans())
@settings(max_examples=300)
def test_any_json_as_blocks_is_refused_with_reasons_or_taken_and_shown(blocks: Any, in_view: bool):
    _, files = build()
    if not block_errors(blocks, files, in_view=in_view):
        assert all(b["block_id"] for b in with_ids(blocks))
        assert all(isinstance(t, str) for t in texts(blocks))


@given(st.dictionaries(st.sampled_from([*KEYS, "blocks", "submit"]), json_values) | json_values)
@settings(max_examples=200)
def test_any_json_as_a_view_is_refused_or_opened(view: Any):
    world, files = build()
    modals = Modals(world, files)
    opened = None
    with contextlib.suppress(SlackError):
        opened = modals.open("U_ANN", {**view, "type": "modal"} if isinstance(view, dict) else view)
    assert modals.top("U_ANN") is opened


@given(st.text(alphabet="<>!@#&|abn channel:/.https"))
@settings(max_examples=300)
def test_what_is_typed_pings_only_by_name(text: str):
    """Someone who types angle brackets gets them shown, not obeyed."""
    world, _ = build()
    for sent in (as_message(world, text), as_command(world, text, should_escape=True)):
        for tag in re.findall(r"<[^>]*>", sent):
            assert re.fullmatch(r"<(@U_\w+(\|\w+)?|#C_\w+\|[\w-]+|!(channel|here|everyone)|https?://[^<>]*)>", tag)
    assert "<" not in as_command(world, text, should_escape=False)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"channel": {"a": 1}, "text": [1]}'])
@pytest.mark.parametrize("method", ["chat.postMessage", "files.completeUploadExternal", "views.open", "reactions.add"])
async def test_a_broken_body_is_answered_with_an_error(slack, method, body):
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as http, http.post(slack.api_url + method, data=body) as answer:
        assert (answer.status, (await answer.json())["ok"]) == (200, False)


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b'{"text": 5, "blocks": 7}'])
async def test_a_broken_post_to_a_response_url_is_refused(slack, body):
    url = slack.parts.response_urls.issue("U_ANN", "C_VIDEO")
    async with aiohttp.ClientSession() as http, http.post(url, data=body) as answer:
        assert answer.status == 400

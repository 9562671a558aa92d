"""What the sandbox's MusicAPI reads out of a create: an order within the limits, or a refusal in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from musicapi_client import BED

from sandbox.music.errors import Refused
from sandbox.music.musicapi.fields import Fields
from sandbox.music.musicapi.habits import Habits
from sandbox.music.musicapi.order import read_order


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 80, "prompt": "x" * 5000, "tags": "x" * 1000, "style_weight": 1, "weirdness_constraint": 0.0},
        {"mv": "sonic-v4", "prompt": "x" * 3000, "tags": "x" * 200},
        {"custom_mode": False, "gpt_description_prompt": "x" * 400},
        {"duration": 10, "vocal_gender": "m", "use_suno_cdn": True, "negative_tags": None},
        {"task_type": None, "something_else": 1, "webhook_url": "https://example.com/hook"},
    ],
)
def test_the_limits_themselves_are_allowed(changes: dict[str, Any]) -> None:
    assert read_order(Fields({**BED, **changes}), Habits()).task_type == "create_music"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from([*BED, "duration", "continue_at", "style_weight", "webhook_url", "vocal_gender", "persona_id"])


@settings(max_examples=200)
@given(changes=st.dictionaries(NAMES, JSON, max_size=4))
def test_any_json_is_an_order_or_a_400(changes: dict[str, Any]) -> None:
    """Never another error, whatever is sent."""
    try:
        order = read_order(Fields({**BED, **changes}), Habits())
    except Refused as error:
        refused: Refused | None = error
    else:
        refused = None
        assert order.mv.startswith("sonic-v6")
        assert order.duration is None or 10 <= order.duration <= 360
    assert refused is None or refused.status == 400

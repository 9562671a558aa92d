"""Whatever is sent to a sandbox vendor is read as a wish within its limits, or refused by the vendor's own word."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.music.errors import Refused
from sandbox.music.nur import wish as nur
from sandbox.music.wavespeed.models import MODELS
from sandbox.music.wavespeed.wish import Problem, Wish, is_link, read_wish

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 400) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=3,
)
NUR_FIELDS = st.sampled_from(["prompt", "duration", "genre", "tempo", "output_format", "seed"])
MUREKA_FIELDS = st.sampled_from(sorted({p.name for model in MODELS.values() for p in model.parameters}))


def nur_wish(raw: bytes) -> nur.Wish | Refused:
    try:
        return nur.read_wish(raw)
    except Refused as refused:
        return refused


@given(st.dictionaries(NUR_FIELDS, VALUES))
def test_nur_reads_a_wish_within_its_limits_or_names_the_parameter(body: dict[str, Any]) -> None:
    match nur_wish(json.dumps(body).encode()):
        case nur.Wish() as wish:
            assert 5 <= wish.duration <= 300
            assert wish.tempo is None or 40 <= wish.tempo <= 220
            assert wish.prompt.strip()
            assert wish.output_format in nur.FORMATS
        case Refused() as refused:
            assert refused.status == 400
            assert refused.details["parameter"] in body or refused.kind == "missing_parameter"


@given(st.binary(max_size=200))
def test_nur_answers_any_bytes_with_a_400(raw: bytes) -> None:
    found = nur_wish(raw)
    assert isinstance(found, Refused)
    assert found.status == 400


@given(st.sampled_from(sorted(MODELS)), st.dictionaries(MUREKA_FIELDS | st.text(), VALUES))
def test_wavespeed_reads_a_wish_within_its_limits_or_says_1400_or_1401(slug: str, body: dict[str, Any]) -> None:
    match read_wish(MODELS[slug], body):
        case Wish() as wish:
            assert 1 <= wish.count <= 3
            assert isinstance(wish.words, str)
        case Problem(code, message):
            assert code in (1400, 1401)
            assert message


@given(st.text())
def test_any_text_is_a_link_or_not(text: str) -> None:
    assert is_link(text) in (True, False)
    assert not is_link(f"ftp://{text}")

"""Fields of answers: what is there is read, what is not or cannot be read is nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import read
from bot.providers import fields
from bot.providers.prompt import prompt

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "found"),
    [("61.2", 61.2), (61, 61.0), ("", None), (None, None), (True, None), ("nan", None), ("1e999", None), ([1], None),
     (10**400, None), ("9" * 400, None), (" 7 ", 7.0)],
)  # fmt: skip
def test_a_number_may_come_as_text(value: Any, found: float | None) -> None:
    assert fields.number(value) == found


@pytest.mark.parametrize(
    "value",
    ["None.mp3", "", "https://", "//a/b", "javascript:x", "file:///etc/passwd", "https://a b/c", "https://a\n/", "ftp://a",
     "https://a/" + "x" * 5000, "https://[::1", None, 5, ["https://a.example/b"]],
)  # fmt: skip
def test_what_is_no_address_is_none(value: Any) -> None:
    assert fields.address(value) == ""


@pytest.mark.parametrize(
    "value", ["https://cdn.example/a.wav?x=1#y", "http://127.0.0.1:8080/a", "https://CDN.example/a"]
)
def test_an_address_is_kept_as_it_is(value: str) -> None:
    assert fields.address(f" {value} ") == value


def test_an_address_is_never_taken_for_a_path_here() -> None:
    """Whatever is fetched by address is told from a file of ours by how it begins."""
    assert fields.address("HTTPS://CDN.example/a") == "https://CDN.example/a"


@given(st.text(max_size=30) | st.sampled_from(["hTTp://a/b", "HTTP:/takes/t1/0.take", "http:takes/t1/0.take"]))
def test_no_address_is_a_path_here(value: str) -> None:
    found = fields.address(value)
    assert not found or found.startswith(("https://", "http://"))


@pytest.mark.parametrize(
    ("value", "found"),
    [("2026-11-20T10:00:00Z", 1795168800.0), ("2026-11-20T10:00:00.948268264Z", 1795168800.948268),
     ("2026-11-20T10:00:00", 1795168800.0), ("2026-11-20T11:00:00+01:00", 1795168800.0), ("soon", None), (5, None)],
)  # fmt: skip
def test_an_instant_is_unix_time(value: Any, found: float | None) -> None:
    assert fields.instant(value) == found


@given(ANY)
def test_nothing_that_comes_breaks_the_reading_of_it(value: Any) -> None:
    assert isinstance(fields.text(value), str)
    assert fields.number(value) is None or isinstance(fields.number(value), float)
    assert fields.amount(value) is None or fields.amount(value) > 0  # type: ignore[operator]
    assert all(isinstance(item, dict) for item in fields.items(value))
    assert fields.address(value) == "" or fields.address(value).lower().startswith("http")
    assert fields.inside(value) == (value if isinstance(value, dict) else {})
    fields.instant(value)
    fields.addresses(value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("calm lo-fi, 84 bpm 0:45", "calm lo-fi, 84 bpm, instrumental, no vocals"),
        ("piano without sax", "piano without sax, instrumental, no vocals, no saxophone"),
        ("pop --vocal", "pop, vocals"),
        ("0:30", "instrumental, no vocals"),
    ],
)
def test_a_prompt_says_what_the_description_does_not(words: str, said: str) -> None:
    assert prompt(read(words), tempo=True) == said

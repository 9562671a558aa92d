"""What a line in a thread wishes of a preview, and that talk is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reading.level_words import level_wish
from bot.domain.wish import OF_PREVIEWS, Wish

SAID = {
    Wish.LOWER: (
        "lower it",
        "a bit lower",
        "quieter",
        "Lower it, please!",
        "make the music quieter",
        "turn it down a bit",
        "it's too loud",
        "The bed is still too loud.",
        "softer",
        "bring the bed down",
        "lower the bed a little",
        "too loud",
        "make it a little quieter",
        "down a bit",
        "@bgm lower it",
        "ok, lower it",
        "less loud",
    ),
    Wish.RAISE: (
        "louder",
        "raise it",
        "a bit louder please",
        "turn it up",
        "it’s too quiet",
        "raise the bed",
        "bring the music up",
        "make it louder",
        "too low",
    ),
    Wish.DUCK_MORE: (
        "duck more",
        "duck it more",
        "duck it a bit more",
        "more ducking",
        "duck the bed more",
        "dip deeper",
    ),
    Wish.DUCK_LESS: ("duck less", "less ducking", "a bit less ducking", "duck it less, thanks"),
    Wish.KEEP_LEVEL: (
        "use this level",
        "keep this level",
        "deliver at this level",
        "deliver it at this level",
        "use that level please",
    ),
}
TALK = (
    "",
    "   ",
    "I would lower it",
    "lower it to the ground floor",
    "can we raise it with legal?",
    "the level is fine",
    "louder voices were heard",
    "who said louder",
    "duck",
    "ducks are more fun",
    "use this",
    "keep it",
    "level",
    "is it louder?",
    "what about a lower price",
    "turn it into a pdf",
    "great, thanks!",
    "please",
    "up",
    "more",
    "make it pop",
    "🔉",
)


@pytest.mark.parametrize(("wish", "line"), [(wish, line) for wish, lines in SAID.items() for line in lines])
def test_a_wish_is_read_however_it_is_put(wish: Wish, line: str) -> None:
    assert level_wish(line) is wish


@pytest.mark.parametrize("line", TALK)
def test_talk_is_no_wish(line: str) -> None:
    assert level_wish(line) is None


KNOWN = {
    word for lines in SAID.values() for line in lines for word in re.findall(r"[a-z']+", line.lower().replace("’", "'"))
}
WORDS = st.sampled_from(sorted(KNOWN | {"the", "price", "Ann", "meeting", "is", "we", "and"}))


@given(
    st.lists(WORDS, max_size=4),
    st.sampled_from(["meeting", "price", "tomorrow", "Ann", "budget"]),
    st.lists(WORDS, max_size=4),
)
def test_a_line_with_a_word_about_something_else_is_talk(before: list[str], word: str, after: list[str]) -> None:
    assert level_wish(" ".join([*before, word, *after])) is None


@given(st.text(max_size=400))
def test_whatever_is_typed_is_a_wish_of_previews_or_none(text: str) -> None:
    wish = level_wish(text)
    assert wish is None or wish in OF_PREVIEWS

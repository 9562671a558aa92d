"""Loops in a brief: asked for by a flag or in words, and not where somebody speaks of a drum loop."""

from __future__ import annotations

import pytest

from bot.domain.brief import read


@pytest.mark.parametrize(
    "text",
    [
        "chiptune 0:06 --loop",
        "chiptune loop 0:06",
        "0:30 calm lo-fi loop",
        "a short chiptune loop, 90 bpm",
        "seamless loop of calm lo-fi 0:30",
        "calm lo-fi 0:30, loopable",
        "calm lo-fi 0:30 as a loop",
        "calm lo-fi 0:30, seamlessly looping",
        "dark ambient that loops seamlessly 1 min",
        "house 8s, must loop",
        "drum loop and piano 0:20 --loop",
    ],
)
def test_a_loop_is_asked_for(text: str) -> None:
    assert read(text).loop


@pytest.mark.parametrize(
    "text",
    [
        "calm lo-fi 0:30",
        "boom bap with a drum loop 0:30",
        "a drum loop, 0:30 house",
        "house over an old drum loop 0:30",
        "funk, guitar loop 0:20",
        "as a drum loop, calm 0:30",
        "calm lo-fi, not a loop 0:30",
        "calm lo-fi without a loop 0:30",
        "calm lo-fi, no seamless loop, 0:30",
        "chiptune loop 0:06 --loop=false",
        "loopy calm lo-fi 0:30",
        "calm lo-fi for a film about a feedback loop 0:30",
    ],
)
def test_a_loop_is_not_asked_for(text: str) -> None:
    assert not read(text).loop


def test_the_flag_is_no_word_of_the_description_and_words_stay() -> None:
    assert read("calm lo-fi 0:30 --loop").description == "calm lo-fi"
    assert read("calm lo-fi loop 0:30").description == "calm lo-fi loop"

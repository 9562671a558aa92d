"""Words with times become lines that players and video editors take, whatever the words are."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lyric_times import LONGEST_LINE, PAUSE, Line, lines, lrc, srt


def said(text: str, start: float, end: float) -> dict[str, Any]:
    return {"word": text, "start": start, "end": end}


SONG = [
    said("[Verse]\nHello ", 1.0, 1.4),
    said("my ", 1.5, 1.7),
    said("world\n", 1.7, 2.6),
    said("Good ", 3.0, 3.2),
    said("night\n", 3.2, 4.0),
]


def test_a_line_ends_where_a_word_breaks_it_and_nobody_sings_the_marks_of_the_form() -> None:
    assert lines(SONG) == (Line("Hello my world", 1.0, 2.6), Line("Good night", 3.0, 4.0))


def test_marks_of_several_words_are_left_out_too() -> None:
    song = lines([said("[Verse ", 1.0, 1.1), said("2] ", 1.1, 1.2), said("Hello", 1.2, 2.0)])
    assert song == (Line("Hello", 1.0, 2.0),)


def test_a_pause_begins_a_new_line() -> None:
    song = lines([said("one", 0.0, 1.0), said("two", 1.0 + PAUSE, 3.0), said("three", 3.01 + PAUSE, 6.0)])
    assert [line.text for line in song] == ["one two", "three"]


def test_a_line_is_as_long_as_a_subtitle_can_be() -> None:
    song = lines([said("lalala", index * 0.5, index * 0.5 + 0.4) for index in range(40)])
    assert len(song) > 1
    assert all(len(line.text) <= LONGEST_LINE for line in song)


def test_words_in_disorder_and_times_as_text_are_understood() -> None:
    song = lines([said("b", 2.0, 2.5), {"word": "a", "start": "1.0", "end": "1.5"}])
    assert song == (Line("a b", 1.0, 2.5),)


@pytest.mark.parametrize(
    "word",
    [
        None,
        3,
        "word",
        {},
        {"word": 5, "start": 1, "end": 2},
        said("x", float("nan"), 1),
        said("x", -1, 2),
        said("", 1, 2),
        {"word": "x", "start": True, "end": 2},
        {"word": "x", "start": "soon", "end": 2},
        said("[Outro]", 1, 2),
    ],
)
def test_what_is_no_word_with_a_time_is_left_out(word: Any) -> None:
    assert lines([word]) == ()
    assert [line.text for line in lines([word, said("sung", 5.0, 6.0)])] == ["sung"]


def test_a_line_that_is_too_short_to_be_read_stays_a_little_but_never_into_the_next() -> None:
    song = lines([said("one\n", 1.0, 1.0), said("two\n", 1.2, 1.2), said("three", 9.0, 9.0)])
    assert [(line.start, line.end) for line in song] == [(1.0, 1.2), (1.2, 1.5), (9.0, 9.3)]


def test_an_lrc_file() -> None:
    assert lrc(lines(SONG), title="My [song]") == "[ti:My [song)]\n[00:01.00]Hello my world\n[00:03.00]Good night\n"


def test_an_srt_file() -> None:
    assert srt(lines(SONG)) == (
        "1\n00:00:01,000 --> 00:00:02,600\nHello my world\n\n2\n00:00:03,000 --> 00:00:04,000\nGood night\n"
    )


def test_times_beyond_an_hour() -> None:
    line = Line("late", 3725.5, 3726.25)
    assert lrc([line]) == "[62:05.50]late\n"
    assert "01:02:05,500 --> 01:02:06,250" in srt([line])


TIME = st.floats(0, 4000) | st.floats() | st.none()
WORDS = st.lists(
    st.fixed_dictionaries({"word": st.text(max_size=30), "start": TIME, "end": TIME}) | st.none() | st.text(max_size=3),
    max_size=30,
)


@given(WORDS)
def test_lines_are_in_order_and_never_overlap(words: list[Any]) -> None:
    song = lines(words)
    assert all(line.text and line.start <= line.end for line in song)
    assert all(one.end <= other.start for one, other in pairwise(song))


@given(WORDS, st.text(max_size=30))
def test_an_lrc_file_has_one_time_and_one_line_each(words: list[Any], title: str) -> None:
    song = lines(words)
    read = [row for row in lrc(song, title=title).split("\n") if row and not row.startswith("[ti:")]
    assert len(read) == len(song)
    assert all(re.fullmatch(r"\[\d{2,}:[0-5]\d\.\d\d\][^\[\]]*", row) for row in read)


@given(WORDS)
def test_an_srt_file_is_numbered_without_gaps_and_nothing_sung_looks_like_a_time(words: list[Any]) -> None:
    song = lines(words)
    text = srt(song)
    blocks = [block.split("\n") for block in text.strip("\n").split("\n\n")] if song else []
    time = r"\d{2,}:[0-5]\d:[0-5]\d,\d{3}"
    assert [block[0] for block in blocks] == [str(number + 1) for number in range(len(song))]
    assert all(len(block) == 3 and re.fullmatch(rf"{time} --> {time}", block[1]) for block in blocks)
    assert text.count("-->") == len(song)


@given(st.lists(st.sampled_from(["la", "lo\n", "[Verse]\n", "hey you "]), max_size=30))
def test_every_word_that_is_sung_stands_in_some_line(words: list[str]) -> None:
    song = lines([said(text, index, index + 0.5) for index, text in enumerate(words)])
    heard = " ".join(line.text for line in song).split()
    assert heard == " ".join(word for word in words if not word.startswith("[")).split()

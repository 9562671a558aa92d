"""What is told of a fit, in words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fitting import Fitted, Hit, Join, in_words

TAKE = Fitted(before=60.0, after=60.0)


def join(left: float, entered: float, bars: tuple[int, int] | None, at: float = 21.3) -> Join:
    return Join(at=at, left=left, entered=entered, bars=bars)


def test_a_take_left_alone_is_told_in_no_words() -> None:
    assert in_words(TAKE) == ()
    assert TAKE.untouched


def test_bars_left_out_say_which_and_where_they_are_joined() -> None:
    assert in_words(replace(TAKE, joins=(join(21.3, 60.0, (9, 24)),))) == ("bars 9-24 left out, joined at 0:21.3",)
    assert in_words(replace(TAKE, joins=(join(21.3, 24.0, (9, 9), at=61.04),))) == ("bar 9 left out, joined at 1:01.0",)


def test_bars_played_again_say_how_often_they_are_heard_once() -> None:
    again = join(30.0, 10.0, (5, 12))
    assert in_words(replace(TAKE, joins=(again,))) == ("bars 5-12 played twice",)
    assert in_words(replace(TAKE, joins=(again,) * 2)) == ("bars 5-12 played three times",)
    assert in_words(replace(TAKE, joins=(again,) * 7)) == ("bars 5-12 played 8 times",)
    other = join(30.0, 12.0, (6, 12))
    assert in_words(replace(TAKE, joins=(again, other))) == ("bars 5-12 played twice", "bars 6-12 played twice")


def test_music_without_bars_is_told_in_seconds() -> None:
    assert in_words(replace(TAKE, joins=(join(10.0, 22.34, None),))) == ("12.3 s left out, joined at 0:21.3",)
    assert in_words(replace(TAKE, joins=(join(30.0, 17.5, None),))) == ("12.5 s played again from 0:21.3",)


def test_a_loop_says_from_which_bar_to_which_it_goes() -> None:
    assert in_words(replace(TAKE, loop=True, wrap=join(40.0, 10.0, (5, 16)))) == (
        "loops from the end of bar 16 to bar 5",
    )
    assert in_words(replace(TAKE, loop=True)) == ()


def test_the_rest_is_told_after_the_joins_and_hits_come_last() -> None:
    fitted = replace(
        TAKE,
        joins=(join(21.3, 60.0, (9, 24)),),
        stretch=1.008,
        shortened=1.12,
        faded=2.0,
        silence=0.4,
        hits=(Hit(asked=12.0, met=12.004), Hit(asked=31.0, met=30.4), Hit(asked=20.0, met=20.0, climax=True)),
    )
    assert in_words(fitted)[1:] == (
        "stretched by 0.8 %",
        "the last chord rings 1.1 s shorter",
        "faded over the last 2 s",
        "0.4 s of silence at the end",
        "a downbeat at 0:12.0",
        "the hit at 0:31 could not be met: the nearest downbeat is at 0:30.4",
        "the climax at 0:20.0",
    )


def test_a_faster_bed_keeps_its_pitch_and_says_so() -> None:
    assert in_words(replace(TAKE, stretch=0.985)) == ("shortened by 1.5 %, at the same pitch",)
    assert in_words(replace(TAKE, stretch=1.0001)) == ()


def test_what_could_not_be_met_says_why() -> None:
    hits = (Hit(asked=9.5, met=None), Hit(asked=31.0, met=None, climax=True), Hit(asked=31.0, met=28.2, climax=True))
    assert in_words(replace(TAKE, hits=hits)) == (
        "the hit at 0:09.5 could not be met: the music has no clear beat",
        "the climax at 0:31 could not be met: none stands out",
        "the climax at 0:31 could not be met: it is at 0:28.2",
    )


@given(st.floats(0, 600), st.floats(0, 600))
def test_a_hit_is_called_met_within_20_ms_and_never_beyond(asked: float, met: float) -> None:
    [said] = in_words(replace(TAKE, hits=(Hit(asked=asked, met=met),)))
    assert ("could not be met" not in said) == (abs(met - asked) <= 0.02)

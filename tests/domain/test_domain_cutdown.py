"""A brief cut to another length keeps what still fits in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief
from bot.domain.cutdown import cut_to

BRIEF = Brief(
    description="calm",
    duration=45.0,
    takes=3,
    loudness=-16.0,
    fade=5.0,
    cutdowns=(30.0, 15.0, 6.0),
    hits=(12.0, 3.0, 40.0),
    climax=20.0,
)


def test_what_falls_behind_the_end_is_left_out_and_the_rest_stays() -> None:
    cut = cut_to(BRIEF, 15.0)
    assert (cut.duration, cut.takes, cut.cutdowns) == (15.0, 1, ())
    assert (cut.hits, cut.climax, cut.fade, cut.loudness) == ((12.0, 3.0), None, 5.0, -16.0)
    assert cut_to(BRIEF, 30.0).climax == 20.0


def test_a_fade_takes_at_most_half_of_a_short_one() -> None:
    assert cut_to(BRIEF, 6.0).fade == 3.0
    assert cut_to(Brief(description="calm"), 6.0).fade is None


@given(st.floats(3.0, 600.0), st.floats(3.0, 600.0))
def test_cutting_twice_is_cutting_once_to_the_shorter(one: float, other: float) -> None:
    assert cut_to(cut_to(BRIEF, max(one, other)), min(one, other)) == cut_to(BRIEF, min(one, other))

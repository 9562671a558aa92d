"""How a bed gives way to a voice, what is suggested, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.voice_over import (
    MARGINS,
    Band,
    Clearance,
    Ducking,
    Envelope,
    audible,
    duck_less,
    duck_more,
    envelope,
    in_words,
    louder,
    lower,
    suggest,
)

USUAL = Ducking()


def at(points: Envelope, second: float) -> float:
    """The depth at a moment, by the rule that `Envelope` states."""
    if not points or second <= points[0][0]:
        return points[0][1] if points else 0.0
    for (begin, low), (end, high) in pairwise(points):
        if begin <= second <= end:
            return high if begin == end else low + (high - low) * (second - begin) / (end - begin)
    return points[-1][1]


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    """Up to six windows, some closer together than the bed takes to come back."""
    found, second = [], draw(st.integers(0, 3000)) / 1000
    for _ in range(draw(st.integers(0, 6))):
        end = second + draw(st.integers(50, 3000)) / 1000
        found.append((second, end))
        second = end + draw(st.sampled_from([0.01, 0.1, 0.2, 0.34, 0.35, 0.5, 0.7, 0.84, 0.85, 0.86, 1.0, 3.0]))
    return tuple(found)


def test_the_dip_is_reached_at_the_first_syllable_and_left_after_the_last() -> None:
    seconds, depths = zip(*envelope([(2.0, 4.0)], USUAL), strict=True)
    assert seconds == pytest.approx((1.85, 2.0, 4.2, 4.7))
    assert depths == (0.0, -10.0, -10.0, 0.0)


def test_a_pause_of_just_the_bridged_length_brings_the_bed_all_the_way_back() -> None:
    points = envelope([(1.0, 2.0), (2.85, 4.0)], USUAL)
    assert at(points, 2.7) == pytest.approx(0.0, abs=1e-9)
    assert at(points, 2.85) == pytest.approx(-10.0)


def test_ways_up_and_down_that_cross_turn_where_they_meet() -> None:
    points = envelope([(1.0, 2.0), (2.65, 4.0)], USUAL)
    # Up from 2.2 over 0.5 s, down to 2.65 over 0.15 s: they meet after 0.45 / 0.65 of the way.
    assert (2.2 + 0.5 * 0.45 / 0.65, -10 * (1 - 0.45 / 0.65)) in [pytest.approx(point) for point in points]


@given(windows(), st.floats(4, 18))
def test_the_bed_is_all_the_way_down_while_somebody_speaks_and_until_the_hold_is_over(
    spoken: tuple[tuple[float, float], ...], dip: float
) -> None:
    points = envelope(spoken, Ducking(dip=dip))
    for begin, end in spoken:
        for second in (begin, (begin + end) / 2, end, end + 0.2):
            assert at(points, second) == pytest.approx(-dip)


@given(windows())
def test_times_follow_each_other_and_no_ramp_is_steeper_than_it_may_be(spoken: tuple[tuple[float, float], ...]) -> None:
    points = envelope(spoken, USUAL)
    for (begin, low), (end, high) in pairwise(points):
        assert end >= begin
        assert low - high <= 10.0 * (end - begin) / 0.15 + 1e-6
        assert high - low <= 10.0 * (end - begin) / 0.5 + 1e-6
    assert all(-10.0 - 1e-9 <= depth <= 1e-9 for _, depth in points)


@given(windows())
def test_far_from_speech_the_bed_is_at_its_own_level(spoken: tuple[tuple[float, float], ...]) -> None:
    points = envelope(spoken, USUAL)
    far = [(a_end + b_begin) / 2 + 0.275 for (_, a_end), (b_begin, _) in pairwise(spoken) if b_begin - a_end > 2]
    ends = [spoken[0][0] - 0.15, spoken[-1][1] + 0.7] if spoken else [1.0]
    assert all(at(points, second) == pytest.approx(0.0, abs=1e-6) for second in [*far, *ends])


def measured(margin: float, dip: float) -> Clearance:
    return Clearance(index=0.9, margin=margin, ducked=margin + dip)


def then(clearance: Clearance, now: Ducking, after: Ducking) -> Clearance:
    """The clearance with another ducking: both move it by as many dB."""
    lowered = now.gain - after.gain
    return replace(
        clearance, margin=clearance.margin + lowered, ducked=clearance.ducked + lowered + after.dip - now.dip
    )


GAINS, DIPS, WANTED = st.integers(-30, 12), st.floats(4, 18), st.floats(5, 25)


@given(st.floats(-5, 30), GAINS, DIPS, WANTED)
def test_a_suggestion_passes_when_it_is_taken(margin: float, gain: float, dip: float, wanted: float) -> None:
    """Wherever the limits of -30 dB and 18 dB leave room for it."""
    now = Ducking(gain=gain, dip=dip)
    clearance = measured(margin, dip)
    after = suggest(clearance, now, wanted)
    reachable = margin + gain + 30 + 18 >= wanted
    assert then(clearance, now, after).passes(wanted) or not reachable
    assert after.dip <= 18
    assert -30 <= after.gain <= gain


@given(st.floats(-5, 30), GAINS, DIPS, WANTED)
def test_what_passes_already_stays(margin: float, gain: float, dip: float, wanted: float) -> None:
    now = Ducking(gain=gain, dip=dip)
    clearance = measured(margin, dip)
    assert (suggest(clearance, now, wanted) == now) == clearance.passes(wanted) or dip == 18


@given(st.floats(-5, 30), GAINS, DIPS, WANTED, st.floats(0, 10))
def test_wanting_more_never_suggests_less(margin: float, gain: float, dip: float, wanted: float, more: float) -> None:
    now, clearance = Ducking(gain=gain, dip=dip), measured(margin, dip)
    some, lots = suggest(clearance, now, wanted), suggest(clearance, now, wanted + more)
    assert lots.gain <= some.gain
    assert lots.dip >= some.dip


@given(st.floats(-5, 20), st.floats(8, 12))
def test_the_bed_goes_down_by_no_more_than_is_needed(margin: float, dip: float) -> None:
    now, clearance = Ducking(dip=dip), measured(margin, dip)
    after = suggest(clearance, now)
    assert after.dip <= 12.0
    if after.gain < 0:
        assert not then(clearance, now, replace(after, gain=after.gain + 1)).passes(18.0)


def test_the_dip_deepens_to_twelve_before_the_bed_goes_down() -> None:
    assert suggest(measured(6.5, 10.0), USUAL) == Ducking(dip=12.0)
    assert suggest(measured(4.0, 10.0), USUAL) == Ducking(dip=12.0, gain=-2.0)
    assert suggest(measured(-20.0, 10.0), Ducking(gain=-28.0)) == Ducking(dip=18.0, gain=-30.0)


def test_steps_go_as_far_as_their_limits_and_back() -> None:
    assert lower(USUAL).gain == -2.0
    assert louder(USUAL).gain == 2.0
    assert duck_more(USUAL).dip == 13.0
    assert duck_less(USUAL).dip == 7.0
    assert lower(louder(USUAL)) == duck_more(duck_less(USUAL)) == USUAL
    low, deep = USUAL, USUAL
    for _ in range(20):
        low, deep = lower(low), duck_more(deep)
    assert (low.gain, deep.dip) == (-30.0, 18.0)
    for _ in range(30):
        low, deep = louder(low), duck_less(deep)
    assert (low.gain, deep.dip) == (12.0, 4.0)


def test_a_band_is_heard_from_fifteen_below_to_fifteen_above() -> None:
    assert [audible(margin) for margin in (-20, -15, 0, 15, 40)] == [0, 0, 0.5, 1, 1]


BANDS = (
    Band(low=790, high=1100, margin=20.0, weight=0.3),
    Band(low=1100, high=1500, margin=9.2, weight=0.3),
    Band(low=400, high=560, margin=8.0, weight=0.1),
)


def test_words_for_a_voice_that_stands_clear() -> None:
    clearance = Clearance(index=0.97, margin=16.2, ducked=26.1, bands=BANDS)
    assert in_words(clearance) == (
        "The voice stands 16.2 dB above the bed (26.1 dB when it ducks): passes 12, 18 and 20 dB",
        "hardest to hear between 1.1 and 1.5 kHz: +9 dB",
    )


def test_words_for_a_voice_that_does_not_come_with_what_would_help() -> None:
    said = in_words(Clearance(index=0.6, margin=-2.0, ducked=8.0), USUAL)
    assert said == (
        "The voice stands 2.0 dB below the bed (8.0 dB when it ducks): fails 12, 18 and 20 dB",
        "suggested: the bed 8 dB lower and ducked by 12 dB",
    )
    assert in_words(Clearance(index=0.6, margin=4.0, ducked=14.0), replace(USUAL, dip=10.0))[0].endswith(
        "passes 12 dB, not 18 or 20 dB"
    )


def test_bands_below_a_kilohertz_are_named_in_hertz() -> None:
    band = Band(low=290, high=400, margin=-3.4, weight=1.0)
    assert in_words(Clearance(index=0.4, margin=20.0, ducked=30.0, bands=(band,)))[1] == (
        "hardest to hear between 290 and 400 Hz: -3 dB"
    )
    across = replace(band, low=790, high=1100)
    assert "between 790 Hz and 1.1 kHz" in in_words(Clearance(index=0.4, margin=20, ducked=30, bands=(across,)))[1]


@given(st.floats(-60, 60), DIPS)
def test_every_margin_is_passed_or_failed_in_words(margin: float, dip: float) -> None:
    first = in_words(measured(margin, dip))[0]
    verdict = first.rpartition(": ")[2]
    assert all(f"{wanted:g}" in verdict for wanted in MARGINS)
    assert ("passes" in verdict) == measured(margin, dip).passes(12.0)

"""What was heard in a take is told at its places in the bed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audio.carried import carried, moved
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.pcm import RATE
from bot.domain.music import Music

MUSIC = Music(
    seconds=32.0,
    tempo=120.0,
    beats=tuple(0.5 * beat for beat in range(64)),
    downbeats=tuple(2.0 * bar for bar in range(16)),
    sections=((0.0, "intro"), (4.0, "A"), (16.0, "B"), (28.0, "outro")),
    key="A minor",
    climax=16.0,
)


def piece(begins: float, ends: float, *, tiny: bool = False) -> Piece:
    return Piece(begins=round(begins * RATE), ends=round(ends * RATE), tiny=tiny)


def test_what_is_left_out_is_told_no_more_and_the_rest_comes_earlier() -> None:
    found = carried(MUSIC, Plan(pieces=(piece(0, 8), piece(20, 32))))
    assert found.seconds == 20.0
    assert found.downbeats == tuple(2.0 * bar for bar in range(10))
    assert len(found.beats) == 40
    assert found.sections == ((0.0, "intro"), (4.0, "A"), (8.0, "B"), (16.0, "outro"))
    assert (found.tempo, found.key, found.climax) == (120.0, "A minor", None)


def test_what_is_played_twice_is_told_twice() -> None:
    found = carried(MUSIC, Plan(pieces=(piece(0, 20), piece(12, 32))))
    assert found.downbeats == tuple(2.0 * bar for bar in range(20))
    assert found.sections == ((0.0, "intro"), (4.0, "A"), (16.0, "B"), (20.0, "A"), (24.0, "B"), (36.0, "outro"))
    assert found.climax == 16.0


@pytest.mark.parametrize("off", [-0.012, 0.012])
def test_a_join_lined_up_beside_its_beat_neither_loses_it_nor_tells_it_twice(off: float) -> None:
    found = carried(MUSIC, Plan(pieces=(piece(0, 8 + off), piece(20 + off, 32))))
    assert found.downbeats == pytest.approx([2.0 * bar for bar in range(10)], abs=0.02)
    assert len(found.beats) == 40


def test_silence_under_the_head_and_a_later_beginning_move_everything() -> None:
    found = carried(MUSIC, Plan(pieces=(piece(3, 32),), lead=RATE))
    assert found.downbeats[:3] == (2.0, 4.0, 6.0)
    assert found.sections[:2] == ((0.0, "intro"), (2.0, "A"))


@given(steps=st.lists(st.integers(-900, 900), max_size=20))
def test_the_tiny_steps_of_a_stretch_lose_no_beat_and_change_the_tempo(steps: list[int]) -> None:
    """A step every second, of up to 19 ms to either side."""
    pieces, begins = [], 0
    for second, step in enumerate(steps, 1):
        pieces.append(Piece(begins=begins, ends=second * RATE + 12_345, tiny=second > 1))
        begins = second * RATE + 12_345 + step
    plan = Plan(pieces=(*pieces, Piece(begins=begins, ends=32 * RATE, tiny=bool(pieces))))
    found = carried(MUSIC, plan)
    assert len(found.beats) == 64
    assert all(0.45 < after - before < 0.55 for before, after in pairwise(found.beats))
    assert found.tempo == pytest.approx(120 * 32 * RATE / plan.frames)


def test_what_lost_its_head_begins_in_the_section_that_sounds_there() -> None:
    found = moved(MUSIC, 26.0, by=6.0)
    assert found.seconds == 26.0
    assert found.sections == ((0.0, "A"), (10.0, "B"), (22.0, "outro"))
    assert (found.downbeats[0], found.climax) == (0.0, 10.0)
    assert len(found.beats) == 52


def test_music_without_a_pulse_has_no_beats_in_the_bed_either() -> None:
    drone = Music(seconds=10.0, sections=((0.0, "A"),))
    assert carried(drone, Plan(pieces=(piece(0, 4), piece(6, 10)))) == Music(seconds=8.0, sections=((0.0, "A"),))

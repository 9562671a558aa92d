"""What the composer writes: exact lengths and tempi, form, endings, extensions, variety."""

from __future__ import annotations

import pytest
from composer_asks import score_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.style import alike, repeated
from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.engine import VERSION
from bot.composer.palette import DRUM_WORDS, INSTRUMENTS
from bot.composer.score import RATE, Score
from bot.composer.styles import STYLES
from bot.composer.words import GENRES, MOODS
from bot.domain.brief import Brief

WORDS = st.lists(st.sampled_from(sorted(MOODS)), max_size=3).map(tuple)
GENRE = st.lists(st.sampled_from(sorted(GENRES)), max_size=2).map(tuple)
THINGS = st.lists(st.sampled_from(sorted({*INSTRUMENTS, *DRUM_WORDS, "melody", "gizmo"})), max_size=4).map(tuple)
BRIEFS = st.builds(
    Brief,
    description=st.text(max_size=40),
    moods=WORDS,
    genres=GENRE,
    instruments=THINGS,
    exclude=THINGS,
    tempo=st.none() | st.integers(40, 220),
)


@settings(max_examples=120)
@given(BRIEFS, st.integers(0, 2**31), st.integers(30, 6000), st.booleans())
def test_any_brief_of_any_length_becomes_a_score_that_fills_it(
    brief: Brief, seed: int, tenths: int, loop: bool
) -> None:
    score = compose(Ask(brief, seed, (tenths / 10,), loop))
    notes = [note for part in score.parts for note in part.notes]
    assert score.frames == round(tenths / 10 * RATE)
    assert notes
    assert all(0 <= note.at < score.frames and note.length > 0 and 0 < note.velocity <= 1 for note in notes)
    assert score.sections[0].start == 0
    if brief.tempo:
        assert score.tempo == brief.tempo


@pytest.mark.parametrize("style", sorted(STYLES))
def test_the_same_ask_is_the_same_score(style: str) -> None:
    assert score_of(style).fingerprint() == score_of(style).fingerprint()


def test_the_version_changes_with_what_is_written() -> None:
    """A score of this version, kept: where this fails, raise VERSION and keep the new one."""
    kept = {1: "066ab7191c7c0f17359a3512eaadf8f8de444b31238a446b7ca7073c02f109b0"}
    assert score_of("lo-fi", moods=("calm",), seed=4711, lengths=(45.0,)).fingerprint() == kept[VERSION]


@pytest.mark.parametrize("style", sorted(STYLES))
def test_two_seeds_differ_in_chords_and_in_melody(style: str) -> None:
    assert not alike(score_of(style, seed=11, lengths=(45.0,)), score_of(style, seed=12, lengths=(45.0,)))


@pytest.mark.parametrize("style", sorted(name for name, style in STYLES.items() if not style.loops))
def test_no_four_bars_are_played_twice_alike(style: str) -> None:
    assert not repeated(score_of(style, lengths=(60.0,)))


@pytest.mark.parametrize("tempo", [40, 73, 122, 200])
@pytest.mark.parametrize("style", ["lo-fi", "house", "waltz"])
def test_an_asked_tempo_is_exact_and_the_last_ring_takes_what_is_left(style: str, tempo: int) -> None:
    score = score_of(style, tempo=tempo, lengths=(37.3,))
    beats = [bar / (RATE * 60 / tempo) for bar in score.bars]
    assert score.tempo == tempo
    assert all(abs(beat * 2 - round(beat * 2)) < 1e-3 for beat in beats)
    assert score.frames - score.ending >= 1.4 * RATE


@pytest.mark.parametrize("style", sorted(STYLES))
def test_without_an_asked_tempo_whole_bars_fill_the_length(style: str) -> None:
    score = score_of(style, lengths=(45.0,))
    bars = score.frames / (score.meter * RATE * 60 / score.tempo)
    assert abs(bars - round(bars)) < 1e-6
    low, high = STYLES[style].tempo
    assert 0.85 * low <= score.tempo <= 1.15 * high


@pytest.mark.parametrize("style", sorted(STYLES))
def test_an_extension_begins_with_the_bed_it_extends(style: str) -> None:
    """Up to the first ending the notes are the same; then the same key, tempo and parts go on to one new ending."""
    first, then = score_of(style, lengths=(20.0,)), score_of(style, lengths=(20.0, 47.5))
    assert _before(first, first.ending) == _before(then, first.ending)
    assert (first.key, first.tempo, first.style) == (then.key, then.tempo, then.style)
    assert {part.name for part in first.parts} <= {part.name for part in then.parts}
    kinds = [section.name for section in then.sections]
    assert kinds.count("intro") == 1
    assert kinds.count("ending") == 1
    assert kinds[-1] == "ending"
    assert _after(then, first.ending) > 2 * len(then.parts)


def test_a_second_extension_goes_on_from_the_first() -> None:
    second = score_of("lo-fi", lengths=(30.0, 60.0))
    third = score_of("lo-fi", lengths=(30.0, 60.0, 90.0))
    assert _before(second, second.ending) == _before(third, second.ending)
    assert third.cuts[:2] == second.cuts


def _before(score: Score, frame: int) -> dict[str, list[object]]:
    played = {part.name: [(n.at, n.pitch, n.velocity) for n in part.notes if n.at < frame] for part in score.parts}
    return {name: list(notes) for name, notes in played.items() if notes}


def _after(score: Score, frame: int) -> int:
    return sum(note.at >= frame for part in score.parts for note in part.notes)


@pytest.mark.parametrize("genre", ["ambient", "lo-fi", "house", "acoustic", "cinematic", "jazz", "synthwave"])
def test_dark_is_minor_bright_is_major_and_lively_is_faster(genre: str) -> None:
    for seed in range(5):
        assert score_of(genre, moods=("dark",), seed=seed).key.endswith("minor")
        assert score_of(genre, moods=("happy",), seed=seed).key.endswith("major")
        assert (
            score_of(genre, moods=("calm",), seed=seed).tempo < score_of(genre, moods=("energetic",), seed=seed).tempo
        )


def test_a_key_that_is_asked_for_is_kept() -> None:
    assert score_of("piano", words="piano in F# minor").key == "F# minor"
    assert score_of("piano", words="piano in b flat major").key == "Bb major"


def test_a_long_bed_has_an_arc() -> None:
    energies = {section.name: section.energy for section in score_of("corporate", lengths=(120.0,)).sections}
    assert energies["intro"] < energies["A"] < energies["peak"]
    assert energies["break"] < energies["A"]


def test_a_loop_has_no_ending_and_fills_whole_bars() -> None:
    score = score_of("lo-fi", lengths=(24.0,), loop=True)
    assert score.cuts == ()
    assert all(section.name != "ending" for section in score.sections)
    bars = score.frames / (4 * RATE * 60 / score.tempo)
    assert abs(bars - round(bars)) < 1e-6

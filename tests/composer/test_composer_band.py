"""Who plays: instruments asked for are heard, what is left out is not, and every word of the vocabulary is known."""

from __future__ import annotations

import pytest
from composer_asks import score_of

from bot.composer.character import understand
from bot.composer.kit import PIECES
from bot.composer.leaving import BASSES, GUITARS, PIANOS, SYNTHS, left_out
from bot.composer.palette import DRUM_WORDS, INSTRUMENTS, spelled
from bot.composer.score import Score
from bot.composer.styles import STYLES
from bot.composer.words import GENRES, MOODS
from bot.domain import vocabulary
from bot.domain.brief import Brief


def _instruments(score: Score) -> set[str]:
    return {part.instrument for part in score.parts}


def _roles(score: Score) -> set[str]:
    return {part.name for part in score.parts}


@pytest.mark.parametrize("style", sorted(STYLES))
def test_no_drums_means_none(style: str) -> None:
    assert not _roles(score_of(style, exclude=("drums",))) & {"drums", "percussion"}


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize(
    ("word", "family"), [("piano", PIANOS), ("guitar", GUITARS), ("synth", SYNTHS), ("bass", BASSES)]
)
def test_what_is_left_out_is_not_heard_and_something_still_plays(style: str, word: str, family: frozenset[str]) -> None:
    heard = _instruments(score_of(style, exclude=(word,)))
    assert heard
    assert not heard & family


def test_no_melody_leaves_the_rest() -> None:
    roles = _roles(score_of("lo-fi", exclude=("melody",), lengths=(60.0,)))
    assert "melody" not in roles
    assert {"chords", "bass", "drums"} <= roles


def test_one_piece_of_the_kit_can_be_left_out() -> None:
    score = score_of("house", exclude=("hi-hats",), lengths=(60.0,))
    pitches = {note.pitch for part in score.parts if part.name == "drums" for note in part.notes}
    assert PIECES["kick"] in pitches
    assert not pitches & {PIECES["hat"], PIECES["open hat"]}


@pytest.mark.parametrize("style", ["lo-fi", "ambient", "house", "drone", "jazz"])
@pytest.mark.parametrize(
    "word", ["piano", "guitar", "strings", "bells", "synth", "flute", "saxophone", "cello", "harp"]
)
def test_an_asked_instrument_plays(style: str, word: str) -> None:
    assert _instruments(score_of(style, instruments=(word,))) & set(INSTRUMENTS[word])


@pytest.mark.parametrize("style", ["ambient", "piano"])
def test_asked_drums_come_to_styles_without_any(style: str) -> None:
    assert "drums" in _roles(score_of(style, instruments=("drums",)))


def test_everything_left_out_still_leaves_a_bed() -> None:
    words = ("drums", "bass", "piano", "guitar", "strings", "synth", "brass", "bells", "melody", "pads")
    assert score_of("lo-fi", exclude=words).parts


@pytest.mark.parametrize("genre", [line.split(":")[0].strip() for line in vocabulary.GENRES.strip().splitlines()])
def test_every_genre_of_the_vocabulary_has_a_style(genre: str) -> None:
    assert GENRES[genre] in STYLES


@pytest.mark.parametrize("mood", [word.strip() for word in vocabulary.MOODS.replace("\n", " ").split(",")])
def test_every_mood_of_the_vocabulary_turns_something(mood: str) -> None:
    assert mood in MOODS


@pytest.mark.parametrize("line", vocabulary.INSTRUMENTS.strip().splitlines())
def test_every_instrument_of_the_vocabulary_can_be_asked_for_and_left_out(line: str) -> None:
    word = line.split(":")[0].strip()
    drum, tone = spelled(word, DRUM_WORDS), spelled(word, INSTRUMENTS)
    assert drum in DRUM_WORDS or tone in INSTRUMENTS
    assert drum in DRUM_WORDS or left_out(word)


def test_occasions_and_moods_name_a_style_where_no_genre_does() -> None:
    assert understand(Brief(description="music for a horror trailer"), 1).style.name in {"drone", "epic"}
    assert understand(Brief(description="meditation"), 1).style.name == "ambient"
    assert understand(Brief(description="something playful", moods=("playful",)), 1).style.name in {
        "waltz",
        "acoustic",
        "chiptune",
    }
    assert understand(Brief(description="qwertz"), 1).style.name in STYLES

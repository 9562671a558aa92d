"""When somebody speaks is found to 30 ms, in quiet and in noise; and nobody is heard where nobody speaks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyloudnorm
import pytest
from audio_signals import music
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from bot.audio.laying.energies import energies
from bot.audio.laying.speech import loudness_of, speech_in, within
from bot.audio.pcm import RATE
from tests.voices import SPEAKERS, voice, windows_of

SECONDS = 12.0
WINDOWS = ((0.6, 2.4), (4.1, 6.0), (7.5, 11.2))
ONSET, OFFSET = 0.031, 0.08


def at_level(sound: np.ndarray, db: float) -> np.ndarray:
    return (sound / np.sqrt(np.mean(sound**2)) * 10 ** (db / 20)).astype(np.float32)


def room(db: float) -> np.ndarray:
    """Noise as of a fan and traffic, darker than white."""
    dice = np.random.default_rng(5)
    return at_level(lfilter([1.0], [1.0, -0.9], dice.standard_normal((round(SECONDS * RATE), 2)), axis=0), db)


def hum(db: float) -> np.ndarray:
    time = np.arange(round(SECONDS * RATE)) / RATE
    return at_level(sum(np.sin(2 * np.pi * 50 * n * time) / n for n in range(1, 9)), db)[:, None].repeat(2, axis=1)


def matches(found: tuple[tuple[float, float], ...], truth: tuple[tuple[float, float], ...]) -> bool:
    return len(found) == len(truth) and all(
        abs(one[0] - other[0]) <= ONSET and abs(one[1] - other[1]) <= OFFSET
        for one, other in zip(found, truth, strict=True)
    )


@pytest.mark.parametrize("speaker", range(len(SPEAKERS)))
def test_phrases_are_found_in_a_quiet_recording(speaker: int) -> None:
    speech = speech_in([voice(SECONDS, WINDOWS, speaker=speaker)])
    assert matches(speech.windows, WINDOWS), speech.windows
    assert speech.seconds == SECONDS


@pytest.mark.parametrize(
    "around", [room(-50), room(-40), room(-30), hum(-30)], ids=["quiet room", "room", "loud room", "hum"]
)
@pytest.mark.parametrize("speaker", [0, 1])
def test_phrases_are_found_over_noise(around: np.ndarray, speaker: int) -> None:
    speech = speech_in([voice(SECONDS, WINDOWS, speaker=speaker) + around])
    assert matches(speech.windows, WINDOWS), speech.windows


@pytest.mark.parametrize("under", [12, 18])
def test_phrases_are_found_over_music(under: float) -> None:
    sound = voice(SECONDS, WINDOWS) + at_level(music(SECONDS), -20 - under)
    found = speech_in([sound]).windows
    assert len(found) == len(WINDOWS)
    assert all(abs(a - b) < 0.1 for one, two in zip(found, WINDOWS, strict=True) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    "sound",
    [np.zeros((RATE * 3, 2), np.float32), room(-20), hum(-20), music(SECONDS), np.zeros((0, 2), np.float32)],
    ids=["silence", "noise", "hum", "music", "nothing"],
)
def test_nobody_speaks_where_no_voice_is(sound: np.ndarray) -> None:
    assert speech_in([sound]).windows == ()


def test_a_loud_jingle_after_the_voice_is_no_speech() -> None:
    sound = np.concatenate([voice(6.0, ((0.5, 4.0),)), at_level(music(10.0), -20)])
    assert matches(speech_in([sound]).windows, ((0.5, 4.0),))


def test_pauses_under_the_bridge_are_bridged_and_longer_ones_are_not() -> None:
    sound = voice(9.0, ((0.5, 2.0), (2.7, 4.0), (5.0, 7.0)), seed=4)
    assert matches(speech_in([sound]).windows, ((0.5, 4.0), (5.0, 7.0)))


def test_a_click_is_no_speech() -> None:
    sound = voice(8.0, ((0.5, 3.0),)).copy()
    sound[6 * RATE : 6 * RATE + 2000] = 0.3 * np.random.default_rng(1).standard_normal((2000, 2))
    assert matches(speech_in([sound]).windows, ((0.5, 3.0),))


def test_a_voice_on_one_side_or_turned_around_on_the_other_is_heard() -> None:
    both = voice(6.0, ((0.5, 4.0),))
    assert matches(speech_in([both * np.float32([1, 0])]).windows, ((0.5, 4.0),))
    assert matches(speech_in([both * np.float32([1, -1])]).windows, ((0.5, 4.0),))


def test_a_quiet_recording_is_heard_as_a_loud_one() -> None:
    sound = voice(6.0, ((0.5, 4.0),))
    assert speech_in([sound * np.float32(0.02)]).windows == speech_in([sound]).windows


def test_loudness_is_that_of_the_speech_alone() -> None:
    sound = voice(SECONDS, WINDOWS)
    lufs = loudness_of([sound], WINDOWS)
    spoken = np.concatenate([sound[round(a * RATE) : round(b * RATE)] for a, b in WINDOWS])
    assert lufs == pytest.approx(pyloudnorm.Meter(RATE).integrated_loudness(spoken.astype(np.float64)), abs=0.1)
    assert loudness_of([sound], ((2.5, 4.0),)) is None


@given(cuts=st.lists(st.integers(1, 3 * RATE - 1), max_size=6))
@settings(max_examples=10)
def test_readings_are_the_same_however_the_sound_comes(cuts: list[int]) -> None:
    sound = voice(3.0, ((0.4, 2.0),))
    parts = energies(iter(np.split(sound, sorted(set(cuts)))))
    whole = energies([sound])
    assert parts.frames == whole.frames == len(sound)
    assert np.array_equal(parts.powers, whole.powers)
    assert len(whole.powers) == 300


@given(size=st.integers(1, 5000), windows=st.lists(st.integers(0, 20000), min_size=2, max_size=8, unique=True))
@settings(max_examples=30)
def test_what_lies_in_the_windows_is_exactly_that(size: int, windows: list[int]) -> None:
    edges = sorted(windows)[: len(windows) // 2 * 2]
    pairs = [(a / RATE, b / RATE) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    sound = np.arange(20000, dtype=np.float32)[:, None].repeat(2, axis=1)

    def blocks() -> Iterator[np.ndarray]:
        for at in range(0, len(sound), size):
            yield sound[at : at + size]

    found = [block for block in within(blocks(), pairs) if len(block)]
    wanted = [np.arange(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert np.array_equal(np.concatenate(found)[:, 0], np.concatenate(wanted))


def test_the_windows_of_the_artificial_voice_are_where_it_sounds() -> None:
    """The ground that the tests above stand on."""
    sound = np.abs(voice(20.0)[:, 0])
    for begin, end in windows_of(20.0):
        first, last = round(begin * RATE), round(end * RATE)
        assert sound[first : first + RATE // 50].max() > 0.005
        assert sound[last - RATE // 25 : last].max() > 0.005
        assert not sound[last : last + RATE // 2].any()

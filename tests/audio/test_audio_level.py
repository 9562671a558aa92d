"""One gain, and a limiter that does no more than it must."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from audio_signals import hostile, music, noise, peaky
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from bot.audio.level import level
from bot.audio.limiter import Limiter
from bot.audio.loudness import measure
from bot.audio.pcm import RATE, PcmFile
from bot.domain.errors import AudioError


def true_peak(sound: np.ndarray) -> float:
    """At 4 times the rate, as BS.1770-4 has it, by another filter than ours and FFmpeg's."""
    return 20 * np.log10(np.abs(resample_poly(sound.astype(np.float64), 4, 1, axis=0, window=("kaiser", 10.0))).max())


def limited(sound: np.ndarray, ceiling: float) -> np.ndarray:
    return np.concatenate(list(Limiter(ceiling).limit([sound])))


@pytest.mark.parametrize("target", [-30.0, -20.0, -16.0])
def test_one_gain_brings_music_to_its_loudness(tmp_path: Path, target: float) -> None:
    file = PcmFile.write(tmp_path / "take", [music(8)])
    wanted = level(file, target, -1.0)
    assert wanted.ceiling is None
    sound = np.concatenate(list(wanted.apply(file.blocks())))
    assert measure([sound]).lufs == pytest.approx(target, abs=0.1)
    assert np.allclose(sound, music(8) * 10 ** (wanted.gain / 20), rtol=1e-5)


def test_peaks_that_would_pass_the_ceiling_are_limited_and_the_loudness_still_comes(tmp_path: Path) -> None:
    file = PcmFile.write(tmp_path / "take", [peaky(8)])
    plain = measure(file.blocks())
    assert plain.true_peak - plain.lufs - 16.0 > -1.0 + 3
    wanted = level(file, -16.0, -1.0)
    sound = np.concatenate(list(wanted.apply(file.blocks())))
    assert wanted.ceiling == -1.0
    assert measure([sound]).lufs == pytest.approx(-16.0, abs=0.2)
    assert wanted.lufs == pytest.approx(measure([sound]).lufs, abs=0.01)
    assert true_peak(sound) <= -0.95


def test_where_peaks_leave_no_room_the_loudness_yields(tmp_path: Path) -> None:
    clicks = np.zeros((5 * RATE, 2), np.float32)
    clicks[::4800] = 0.5
    file = PcmFile.write(tmp_path / "take", [clicks])
    wanted = level(file, -14.0, -1.0)
    assert wanted.lufs < -15
    assert true_peak(np.concatenate(list(wanted.apply(file.blocks())))) <= -0.9


def test_silence_has_no_level(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="silent"):
        level(PcmFile.write(tmp_path / "take", [np.zeros((RATE, 2), np.float32)]), -20.0, -1.0)


@pytest.mark.parametrize("ceiling", [-1.0, -6.0, -20.0])
@pytest.mark.parametrize(
    "sound", [music(3, 0.8), peaky(3, 0.3), noise(3), hostile(3)], ids=["music", "hits", "noise", "hostile"]
)
def test_no_true_peak_passes_the_ceiling(sound: np.ndarray, ceiling: float) -> None:
    """By the meter; another filter sees 0.3 dB more at most, in white noise. Faded: a jump has its own peaks."""
    fade = np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / 4800)[:, None]
    held = limited((sound * fade).astype(np.float32), ceiling)
    assert len(held) == len(sound)
    assert measure([held]).true_peak <= ceiling + 0.05
    assert true_peak(held) <= ceiling + 0.3


def test_what_stays_under_the_ceiling_is_not_touched() -> None:
    sound = music(3)
    assert np.array_equal(limited(sound, 0.0), sound)


def test_only_the_surroundings_of_a_peak_are_turned_down() -> None:
    sound = music(4, 0.05)
    sound[2 * RATE : 2 * RATE + 100] += np.hanning(100).astype(np.float32)[:, None]
    held = limited(sound, -6.0)
    touched = np.flatnonzero((held != sound).any(axis=1))
    assert touched[0] >= 2 * RATE - RATE // 100
    assert touched[-1] <= 3 * RATE
    assert np.abs(np.diff(held / np.where(sound == 0, 1, sound), axis=0)[:RATE]).max() < 0.01


def test_both_sides_are_turned_down_alike() -> None:
    sound = music(2, 0.1)
    sound[RATE : RATE + 60, 0] += 0.9
    held = limited(sound, -6.0)
    ratio = held / np.where(np.abs(sound) < 1e-3, 1, sound)
    both = (np.abs(sound) >= 1e-3).all(axis=1)
    assert np.allclose(ratio[both, 0], ratio[both, 1], atol=1e-3)


@given(cuts=st.lists(st.integers(1, 3 * RATE - 1), max_size=8))
@settings(max_examples=15)
def test_the_limiter_does_the_same_however_the_sound_comes(cuts: list[int]) -> None:
    sound = peaky(3, 0.2)
    parts = np.split(sound, sorted(set(cuts)))
    assert np.array_equal(np.concatenate(list(Limiter(-6.0).limit(parts))), limited(sound, -6.0))


@pytest.mark.parametrize("frames", [0, 1, 100, 257, RATE, RATE + 1, RATE + 300])
def test_any_length_comes_out_as_long_as_it_went_in(frames: int) -> None:
    sound = np.ones((frames, 2), np.float32)
    assert sum(map(len, Limiter(-6.0).limit([sound]))) == frames

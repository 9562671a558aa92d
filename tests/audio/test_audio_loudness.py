"""The meter agrees with other people's meters."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from bot.audio.loudness import SILENCE, measure
from bot.audio.pcm import RATE


def signals() -> dict[str, np.ndarray]:
    dice = np.random.default_rng(7)
    time = np.arange(RATE * 12) / RATE
    white = dice.standard_normal((len(time), 2))
    sine = np.stack([np.sin(2 * np.pi * 997 * time)] * 2, axis=1)
    swell = np.abs(np.sin(2 * np.pi * 0.11 * time))[:, None]
    pulse = (np.sin(2 * np.pi * 2 * time) > 0.6)[:, None]
    bass = np.stack([np.sin(2 * np.pi * 55 * time), np.sin(2 * np.pi * 82 * time)], axis=1)
    left = np.stack([white[:, 0], 0 * time], axis=1)
    late = np.where(time[:, None] < 6, 0.0005, 0.2) * white
    table = {
        "sine": 0.3 * sine,
        "white noise": 0.08 * white,
        "swelling noise": 0.1 * white * swell,
        "pulses": 0.4 * sine * pulse,
        "bass": 0.5 * bass,
        "one side": 0.1 * left,
        "quiet, then loud": late,
    }
    return {name: sound.astype(np.float32) for name, sound in table.items()}


@pytest.mark.parametrize("name", list(signals()))
def test_loudness_is_within_a_tenth_of_pyloudnorm(name: str) -> None:
    sound = signals()[name]
    asked = pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64))
    assert measure([sound]).lufs == pytest.approx(asked, abs=0.1)


def test_a_sine_at_minus_23_reads_minus_23() -> None:
    """EBU Tech 3341, case 1: a 1 kHz stereo sine of -23 dBFS peak is -23.0 LUFS."""
    time = np.arange(RATE * 20) / RATE
    sine = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    heard = measure([np.stack([sine, sine], axis=1)])
    assert heard.lufs == pytest.approx(-23.0, abs=0.1)
    assert heard.lra == pytest.approx(0.0, abs=0.1)
    assert heard.true_peak == pytest.approx(-23.0, abs=0.1)


def test_the_range_is_the_step_between_two_levels() -> None:
    """EBU Tech 3342, case 1: -20 dBFS for 20 s, then -30 dBFS for 20 s, is 10 LU."""
    time = np.arange(RATE * 20) / RATE
    sine = np.stack([np.sin(2 * np.pi * 1000 * time)] * 2, axis=1).astype(np.float32)
    assert measure([0.1 * sine, np.float32(10**-1.5) * sine]).lra == pytest.approx(10.0, abs=1.0)


def test_a_peak_between_the_samples_is_seen() -> None:
    """A sine at a quarter of the rate, sampled at 45 degrees: every sample is 3 dB under the wave's own top."""
    time = np.arange(RATE)
    swell = np.minimum(1, np.minimum(time, time[::-1]) / 4800)
    sine = (0.5 * swell * np.sin(np.pi / 2 * time + np.pi / 4)).astype(np.float32)
    heard = measure([np.stack([sine, sine], axis=1)])
    assert np.abs(sine).max() == pytest.approx(0.3536, abs=1e-3)
    assert heard.true_peak == pytest.approx(-6.02, abs=0.1)


@pytest.mark.parametrize("name", list(signals()))
def test_true_peak_agrees_with_another_four_times_filter(name: str) -> None:
    sound = signals()[name]
    peak = 20 * np.log10(np.abs(resample_poly(sound, 4, 1, axis=0, window=("kaiser", 8.0))).max())
    assert measure([sound]).true_peak == pytest.approx(peak, abs=0.3)


def test_a_click_in_the_last_samples_counts() -> None:
    sound = np.zeros((RATE + 1234, 2), np.float32)
    sound[-3, 1] = 0.5
    assert measure([sound]).true_peak == pytest.approx(-6.02, abs=0.2)


def test_blocks_of_any_size_read_the_same() -> None:
    sound = signals()["swelling noise"]
    whole = measure([sound])
    assert measure(np.array_split(sound, 37)) == whole
    assert measure(sound[i : i + 4800] for i in range(0, len(sound), 4800)) == whole


@pytest.mark.parametrize("frames", [0, 1, 4799, RATE])
def test_silence_reads_as_silence(frames: int) -> None:
    heard = measure([np.zeros((frames, 2), np.float32)])
    assert (heard.lufs, heard.lra, heard.true_peak) == (SILENCE, 0.0, -120.0)

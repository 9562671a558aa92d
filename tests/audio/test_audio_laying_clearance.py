"""How clear a voice stands above a bed is what a meter would say, and falls with what masks it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from audio_signals import music, noise
from scipy.signal import butter, sosfilt

from bot.audio.laying.clearing import WEIGHTS, compare
from bot.audio.laying.ducking import ducked
from bot.audio.laying.orders import clearance, read_posted
from bot.audio.pcm import RATE
from bot.domain.voice_over import Clearance, Ducking, Speech, suggest
from tests.recordings import film, recording
from tests.voices import voice

WINDOWS = ((0.5, 2.4), (3.6, 5.5))
SPOKEN = voice(6.0, WINDOWS)
SPEECH = Speech(seconds=6.0, windows=WINDOWS)


def under(bed: np.ndarray, ducking: Ducking) -> Clearance:
    found = compare(lambda: iter([SPOKEN]), lambda: iter([bed]), SPEECH, ducking)
    assert found is not None
    return found


def loudness(sound: np.ndarray) -> float:
    """Of the windows alone, by another meter."""
    parts = np.concatenate([sound[round(a * RATE) : round(b * RATE)] for a, b in WINDOWS])
    return float(pyloudnorm.Meter(RATE).integrated_loudness(parts.astype(np.float64)))


@pytest.mark.parametrize("how", [Ducking(), Ducking(gain=-6.0, dip=14.0)])
def test_margins_are_those_of_a_meter_over_the_same_frames(how: Ducking) -> None:
    bed = music(6.0)
    found = under(bed, how)
    dipped = np.concatenate(list(ducked([bed], WINDOWS, how)))
    assert found.margin == pytest.approx(loudness(SPOKEN) - loudness(bed) - how.gain, abs=0.1)
    assert found.ducked == pytest.approx(loudness(SPOKEN) - loudness(dipped), abs=0.1)


def test_the_suggestion_passes_by_measure_when_it_is_laid() -> None:
    bed, how = music(6.0, 0.2), Ducking()
    found = under(bed, how)
    assert not found.passes(18.0)
    better = under(bed, suggest(found, how))
    assert better.passes(18.0)
    assert better.ducked < 19.1


def test_the_index_falls_as_the_bed_comes_up() -> None:
    found = [under(noise(6.0, 0.1), Ducking(gain=gain)).index for gain in (-50.0, -20.0, -10.0, 0.0, 10.0, 30.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(1.0, abs=0.01)
    assert found[-1] < 0.1


def test_a_bed_in_the_bands_of_consonants_costs_more_than_one_below_them_at_one_loudness() -> None:
    among, below = (
        np.float32(sosfilt(butter(4, edges, "bandpass", fs=RATE, output="sos"), noise(6.0), axis=0))
        for edges in ((1000, 4000), (60, 300))
    )
    found = []
    for bed in (among, below):
        plain = under(bed, Ducking(dip=0.0))
        found.append(under(bed, Ducking(gain=plain.margin - 12.0, dip=0.0)))
    assert found[0].margin == pytest.approx(found[1].margin, abs=0.05)
    assert found[0].index < found[1].index - 0.03


def test_a_tone_is_found_in_its_own_band() -> None:
    tone = 0.2 * np.sin(2 * np.pi * 1800 * np.arange(6 * RATE) / RATE)
    bands = under(np.float32(tone)[:, None].repeat(2, axis=1), Ducking()).bands
    worst = min(bands, key=lambda band: band.margin)
    assert (worst.low, worst.high) == (1500, 2100)


def test_the_weights_are_shares_of_a_whole() -> None:
    assert sum(WEIGHTS) == pytest.approx(1.0)
    bands = under(music(6.0), Ducking()).bands
    assert [band.low for band in bands[1:]] == [band.high for band in bands[:-1]]


def test_without_speech_nothing_is_said() -> None:
    quiet = Speech(seconds=6.0)
    assert compare(lambda: iter([SPOKEN]), lambda: iter([music(6.0)]), quiet, Ducking()) is None


def test_a_bed_that_is_over_before_anybody_speaks_leaves_the_voice_clear() -> None:
    found = under(music(0.2), Ducking())
    assert found.index == pytest.approx(1.0, abs=0.01)
    assert found.passes(20.0)


def test_files_are_weighed_as_they_are_laid(tmp_path: Path) -> None:
    bed = recording(tmp_path / "bed.wav", music(6.0))
    for posted in (recording(tmp_path / "voice.wav", SPOKEN), film(tmp_path / "clip.mp4")):
        speech = read_posted(posted).speech
        assert speech is not None
        found = clearance(posted, bed, speech, Ducking())
        assert found is not None
        assert found.ducked == pytest.approx(found.margin + 10.0)

"""A bed of the length that was asked for, from takes that come longer or shorter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audio_signals import noise

from bot.audio.bed import Bed, FinishOrder
from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.finish import finish
from bot.audio.pcm import RATE
from bot.domain.music import Music


def beats(seconds: float) -> np.ndarray:
    """Hits at 120 bpm, every fourth of them lower and louder, over chords that change with the bar; the last rings."""
    at = np.arange(round(seconds * RATE)) / RATE
    since = at % 0.5
    down = (at // 0.5) % 4 == 0
    hit = np.exp(-since * 30) * np.where(down, np.sin(2 * np.pi * 60 * since), 0.3 * np.sin(2 * np.pi * 300 * since))
    root = np.array([220.0, 174.6, 261.6, 196.0])[(at // 2).astype(int) % 4]
    chord = sum(np.sin(2 * np.pi * np.cumsum(root * part) / RATE) for part in (1, 1.25, 1.5))
    last = 2 * (seconds // 2 - 1)
    sound = (0.4 * np.where(at < last + 0.5, hit, 0) + 0.05 * np.asarray(chord)) * np.exp(-2 * np.maximum(at - last, 0))
    return np.stack([sound, 0.8 * sound], axis=1).astype(np.float32)


def bed_of(tmp_path: Path, sound: np.ndarray, **more: Any) -> Bed:
    take = tmp_path / "take.flac"
    encode([sound], take, "flac", frames=len(sound))
    asked = {"frames": 4 * RATE, "picture": False, **more}
    return finish(FinishOrder(take=take, out=tmp_path, name="bed", format="flac", **asked))


def loudness_by_tenths(bed: Bed) -> np.ndarray[Any, Any]:
    sound = np.concatenate(list(decode(bed.path)))
    return np.sqrt(np.square(sound.reshape(-1, RATE // 10, 2)).mean(axis=(1, 2)))


@pytest.mark.parametrize("seconds", [2.1, 3.98, 4.04, 6.0, 15.7])
def test_whatever_the_length_of_the_take_the_bed_has_the_asked_one(tmp_path: Path, seconds: float) -> None:
    bed = bed_of(tmp_path, noise(seconds, 0.1))
    assert (bed.frames, len(loudness_by_tenths(bed))) == (4 * RATE, 40)
    assert bed.fitted is not None
    assert (bed.fitted.before, bed.fitted.after) == (pytest.approx(seconds, abs=1e-4), 4.0)
    assert loudness_by_tenths(bed)[:-3].min() > 0.5 * loudness_by_tenths(bed).max()


def test_a_fade_that_was_asked_for_fades(tmp_path: Path) -> None:
    loud = loudness_by_tenths(bed_of(tmp_path, noise(6, 0.1), fade_out=2.0))
    assert loud[:18].min() > 0.8 * loud[:18].max()
    assert loud[29:31].mean() < 0.7 * loud[:18].mean()
    assert loud[-1] < 0.05 * loud[:18].mean()


def test_what_is_exact_has_nothing_to_be_said_of_its_length(tmp_path: Path) -> None:
    bed = bed_of(tmp_path, noise(4, 0.1))
    assert bed.notes == ()
    assert bed.fitted is not None
    assert bed.fitted.untouched


@pytest.mark.parametrize("more", [{"fits": False}, {"frames": None}])
def test_what_is_not_to_be_fitted_stays_as_long_as_it_came(tmp_path: Path, more: dict[str, Any]) -> None:
    bed = bed_of(tmp_path, noise(5.3, 0.1), **more)
    assert bed.frames == round(5.3 * RATE)
    assert bed.fitted is None


def test_what_is_told_of_the_music_is_told_in_seconds_of_the_bed(tmp_path: Path) -> None:
    """24 s at 120 bpm become 14 s: every bar that is told begins with a low hit in the bed as well."""
    bed = bed_of(tmp_path, beats(24), frames=14 * RATE)
    assert bed.music is not None
    assert bed.fitted is not None
    assert bed.fitted.joins
    assert bed.music.seconds == 14.0
    assert bed.music.tempo == pytest.approx(120, rel=0.02)
    assert 6 <= len(bed.music.downbeats) <= 8
    sound = np.concatenate(list(decode(bed.path)))[:, 0]
    low = np.convolve(np.abs(np.diff(sound)), np.ones(480) / 480, "same")
    for bar in bed.music.downbeats[1:-1]:
        near = low[round((bar - 0.1) * RATE) : round((bar + 0.1) * RATE)]
        assert abs(int(near.argmax()) / RATE - 0.1) < 0.03


KNOWN = Music(
    seconds=8.0,
    tempo=120.0,
    beats=tuple(0.5 * beat for beat in range(16)),
    downbeats=(0.0, 2.0, 4.0, 6.0),
    sections=((0.0, "intro"), (4.0, "A")),
    key="A minor",
)


def test_what_a_score_knows_of_a_take_is_told_of_its_bed(tmp_path: Path) -> None:
    """Nothing of it could be heard in noise."""
    assert bed_of(tmp_path, noise(8, 0.1), frames=8 * RATE, music=KNOWN).music == KNOWN
    cut = bed_of(tmp_path, noise(8, 0.1), frames=6 * RATE, music=KNOWN)
    assert cut.music is not None
    assert (cut.music.seconds, cut.music.key) == (6.0, "A minor")
    assert cut.music.downbeats == pytest.approx((0.0, 2.0, 4.0), abs=0.05)


def test_what_a_score_knows_moves_with_a_silent_head_that_is_taken_off(tmp_path: Path) -> None:
    silent = noise(8, 0.1)
    silent[: 3 * RATE] = 0
    bed = bed_of(tmp_path, silent, frames=None, music=KNOWN)
    assert bed.seconds == pytest.approx(5.0, abs=0.05)
    assert bed.music is not None
    assert bed.music.downbeats == pytest.approx((1.0, 3.0), abs=0.05)
    assert bed.music.sections[0] == (0.0, "intro")
    assert any("silence at the beginning taken off" in note for note in bed.notes)


def test_sections_that_a_maker_told_of_are_those_of_the_bed(tmp_path: Path) -> None:
    told = ((0.0, "verse"), (2.5, "chorus"))
    bed = bed_of(tmp_path, noise(4, 0.1), sections=told)
    assert bed.music is not None
    assert bed.music.sections == told


def test_the_same_audio_as_before_is_said(tmp_path: Path) -> None:
    first = bed_of(tmp_path, beats(8), frames=8 * RATE)
    again = bed_of(tmp_path, 0.5 * beats(8), frames=8 * RATE, earlier=(("v1", first.fingerprint),))
    assert first.fingerprint
    assert "the same audio as v1" in again.notes

"""A bed of the length that was asked for, from takes that come longer or shorter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from audio_signals import noise

from bot.audio.bed import Bed, FinishOrder
from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.finish import finish
from bot.audio.pcm import RATE


def bed_of(tmp_path: Path, seconds: float, **more: Any) -> Bed:
    sound = noise(seconds, 0.1)
    take = tmp_path / "take.flac"
    encode([sound], take, "flac", frames=len(sound))
    order = FinishOrder(
        take=take, out=tmp_path, name="bed", format="flac", frames=4 * RATE, may_be_shorter=True, picture=False, **more
    )
    return finish(order)


def loudness_by_tenths(bed: Bed) -> np.ndarray[Any, Any]:
    sound = np.concatenate(list(decode(bed.path)))
    return np.sqrt(np.square(sound.reshape(-1, RATE // 10, 2)).mean(axis=(1, 2)))


def test_what_is_cut_fades_away_over_the_asked_seconds(tmp_path: Path) -> None:
    bed = bed_of(tmp_path, 6.0, fade=2.0)
    loud = loudness_by_tenths(bed)
    assert bed.frames == 4 * RATE
    assert bed.notes[0] == "cut from 6.000 s, with a fade of 2 s"
    assert loud[:20].min() > 0.9 * loud[:20].max()
    assert loud[29:31].mean() < 0.6 * loud[:20].mean()
    assert loud[-1] < 0.01 * loud[:20].mean()


def test_what_an_encoder_added_is_cut_without_a_fade_that_is_heard(tmp_path: Path) -> None:
    bed = bed_of(tmp_path, 4.04, fade=2.0)
    loud = loudness_by_tenths(bed)
    assert bed.frames == 4 * RATE
    assert loud[29:31].mean() > 0.9 * loud[:20].mean()
    assert bed.notes[0] == "cut from 4.040 s, with a fade of 30 ms"


def test_what_is_shorter_than_asked_stays_as_it_is_and_says_so(tmp_path: Path) -> None:
    bed = bed_of(tmp_path, 3.2)
    assert bed.frames == round(3.2 * RATE)
    assert bed.notes[0] == "3.2 s of the 4 s asked"


def test_what_lacks_a_few_milliseconds_is_made_exact(tmp_path: Path) -> None:
    assert bed_of(tmp_path, 3.98).frames == 4 * RATE


def test_what_is_exact_has_nothing_to_be_said_of_its_length(tmp_path: Path) -> None:
    assert bed_of(tmp_path, 4.0, fade=2.0).notes == ()

"""The outline in JSON is the sound's, in a format that others read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audio.outline import Outline, write
from bot.audio.pcm import RATE


def outline(sound: np.ndarray, pieces: int = 1) -> Outline:
    found = Outline(len(sound))
    for _ in found.through(np.array_split(sound, pieces)):
        pass
    return found


def written(found: Outline, out: Path, **marks: Any) -> dict[str, Any]:
    write(found, out, marks)
    return dict(json.loads(out.read_text()))


@given(frames=st.integers(1, 5000), pieces=st.integers(1, 9))
def test_each_pixel_is_the_lowest_and_the_highest_of_its_frames(frames: int, pieces: int) -> None:
    sound = np.random.default_rng(frames).uniform(-1, 1, (frames, 2)).astype(np.float32)
    found = outline(sound, pieces)
    data = np.array(found.data()).reshape(-1, 2)
    assert len(data) == -(-frames // 256)
    for pixel, (low, high) in enumerate(data):
        part = sound[256 * pixel : 256 * (pixel + 1)]
        assert (low, high) == (round(float(part.min() * np.float32(127))), round(float(part.max() * np.float32(127))))


def test_it_is_what_audiowaveform_calls_version_2(tmp_path: Path) -> None:
    found = written(outline(np.full((1000, 2), 0.5, np.float32)), tmp_path / "p.json", seconds=1.0, bars=[0.0])
    assert found == {
        "version": 2,
        "channels": 1,
        "sample_rate": 48_000,
        "samples_per_pixel": 256,
        "bits": 8,
        "length": 4,
        "seconds": 1.0,
        "bars": [0.0],
        "data": [64, 64] * 4,
    }


@pytest.mark.parametrize(("seconds", "pixel"), [(0.1, 256), (42, 256), (45, 512), (600, 4096), (1800, 16384)])
def test_longer_sounds_have_larger_pixels(seconds: float, pixel: int) -> None:
    assert Outline(round(seconds * RATE)).pixel == pixel


def test_ten_minutes_with_bars_stay_under_100_kb(tmp_path: Path) -> None:
    """The worst there is: every number three digits and a sign."""
    found = Outline(600 * RATE)
    second = np.tile(np.array([[-1.0, 1.0]], np.float32), (RATE, 1))
    for _ in found.through(second for _ in range(600)):
        pass
    marks = {"bars": [round(i * 1.2345, 3) for i in range(450)], "sections": [[float(i), "A"] for i in range(60)]}
    assert written(found, tmp_path / "p.json", **marks)["length"] == -(-600 * RATE // 4096)
    assert (tmp_path / "p.json").stat().st_size < 100_000

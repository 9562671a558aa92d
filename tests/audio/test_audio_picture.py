"""The picture shows the sound, and can be read on light and on dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audio_signals import music
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.audio.marks import Marks
from bot.audio.pcm import RATE
from bot.audio.peaks import Peaks, peaks
from bot.audio.picture import waveform

LIGHT, DARK = (255, 255, 255), (0x1A, 0x1D, 0x21)


def luminance(colour: np.ndarray) -> np.ndarray:
    """WCAG 2.2, relative luminance, of 0 to 255 per channel."""
    part = colour / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    light, dark = np.maximum(luminance(one), luminance(other)), np.minimum(luminance(one), luminance(other))
    return (light + 0.05) / (dark + 0.05)


def drawn(tmp_path: Path, shape: Peaks, seconds: float, **marks: Any) -> Image.Image:
    waveform(shape, tmp_path / "w.png", seconds=seconds, marks=Marks(**marks))
    return Image.open(tmp_path / "w.png")


EVEN = Peaks(rms=(0.2,) * 120, peak=(0.4,) * 120)
BARS = tuple(2.0 * bar for bar in range(12))


def runs(there: np.ndarray) -> int:
    """How many separate stretches of a row are drawn on."""
    return int((np.diff(np.concatenate([[0], there.astype(int)])) == 1).sum())


@pytest.mark.parametrize("ground", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_and_words_stand_out_on_light_and_on_dark(tmp_path: Path, ground: tuple[int, int, int]) -> None:
    """What is drawn in full colour has a contrast of 3.5 or more (WCAG asks 3 of graphics and of large text)."""
    sound = music(20)
    marks = {"sections": ((0.0, "intro"), (8.0, "A")), "downbeats": BARS[:10], "joins": (8.0, 15.0)}
    picture = drawn(tmp_path, peaks([sound], len(sound)), 20, **marks)
    flat = Image.new("RGB", picture.size, ground)
    flat.paste(picture, mask=picture)
    solid = np.asarray(picture)[:, :, 3] == 255
    assert solid[60:180].sum() > 5000
    assert solid[:40].sum() > 100
    assert solid[200:225].sum() > 200
    assert solid[235:].sum() > 200
    assert reddish(picture).sum() > 500
    assert contrast(np.asarray(flat)[solid].astype(float), np.array(ground, float)).min() >= 3.5


def test_it_is_a_small_transparent_png(tmp_path: Path) -> None:
    sound = music(45)
    picture = drawn(tmp_path, peaks([sound], len(sound)), 45)
    assert (picture.size, picture.format, picture.mode) == ((1200, 240), "PNG", "RGBA")
    assert (tmp_path / "w.png").stat().st_size < 40_000
    assert (np.asarray(picture)[:, :, 3] == 0).mean() > 0.5


def test_loud_is_high_and_quiet_is_low(tmp_path: Path) -> None:
    picture = drawn(tmp_path, Peaks(rms=(0.05,) * 60 + (0.3,) * 60, peak=(0.1,) * 60 + (1.0,) * 60), 10)
    alpha = np.asarray(picture)[46:196, :, 3]
    heights = (alpha > 60).sum(axis=0)
    assert heights[700:1100].max() >= 145
    assert 10 < heights[100:500].max() < 60


def test_even_silence_draws_a_line_of_dots(tmp_path: Path) -> None:
    picture = drawn(tmp_path, Peaks(rms=(0.0,) * 120, peak=(0.0,) * 120), 3)
    assert (np.asarray(picture)[46:196, :, 3] > 0).any(axis=0).mean() > 0.4


@pytest.mark.parametrize("seconds", [0.01, 0.5, 1, 3, 6, 45, 61.5, 180, 600, 3600])
def test_the_time_below_never_runs_into_itself(tmp_path: Path, seconds: float) -> None:
    below = np.asarray(drawn(tmp_path, Peaks(rms=(0.2,) * 120, peak=(0.4,) * 120), seconds))[206:, :, 3].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], below.astype(int), [0]])))
    gaps = edges[2::2] - edges[1:-1:2]
    words = 1 + (gaps >= 15).sum()
    assert 1 <= words <= 10
    assert below[-22:].any()


def test_names_of_sections_stand_where_there_is_room(tmp_path: Path) -> None:
    crowd = tuple((at / 4, f"a long name {at}") for at in range(100))
    picture = np.asarray(drawn(tmp_path, EVEN, 25, sections=(*crowd, (99.0, "beyond"))))
    assert 0.1 < (picture[8:40, :, 3] == 255).any(axis=0).mean() < 0.95


def reddish(picture: Image.Image) -> np.ndarray:
    """Where the colour of joins is."""
    red, _, blue, alpha = np.moveaxis(np.asarray(picture).astype(int), -1, 0)
    return np.asarray((red > blue + 60) & (alpha > 200))


def test_a_join_is_a_dashed_line_over_a_diamond_in_a_gap_of_the_waveform(tmp_path: Path) -> None:
    picture = drawn(tmp_path, EVEN, 24, joins=(6.0, 18.3))
    marked = reddish(picture)
    assert runs(marked.any(axis=0)) == 2
    for second in (6.0, 18.3):
        x = round(10 + 1180 * second / 24)
        assert runs(marked[46:185, x]) >= 8
        assert marked[190:205].sum(axis=1).max() >= 15
        alpha = np.asarray(picture)[120, x - 4 : x + 5, 3]
        assert alpha[[0, 1, 7, 8]].max() == 0


def test_each_bar_has_its_tick_where_it_begins(tmp_path: Path) -> None:
    """1180 pixels are 24 s: a bar of 2 s is 98 of them, and there is room for every number."""
    ruler = np.asarray(drawn(tmp_path, EVEN, 24, downbeats=BARS))[203:206, :, 3].max(axis=0) == 255
    found = [x for x in range(1200) if ruler[x] and not ruler[x - 1]]
    assert [abs(x - (10 + 1180 * at / 24)) <= 2 for x, at in zip(found, BARS, strict=True)] == [True] * 12


@pytest.mark.parametrize("bars", [1, 40, 300, 3000])
def test_however_many_bars_there_are_ticks_and_numbers_stand_apart(tmp_path: Path, bars: int) -> None:
    downbeats = tuple(600 * bar / bars for bar in range(bars))
    picture = np.asarray(drawn(tmp_path, EVEN, 600, downbeats=(*downbeats, 601.0)))
    assert picture.shape[0] == 270
    assert 1 <= runs(picture[203, :, 3] == 255) <= 200
    assert 1 <= runs(picture[221, :, 3] == 255) <= 120
    assert (picture[203:224, 1195:, 3] == 0).all()


@given(frames=st.integers(1, 3000), bars=st.integers(1, 200), pieces=st.integers(1, 9))
def test_peaks_are_those_of_each_stretch_however_the_sound_comes(frames: int, bars: int, pieces: int) -> None:
    sound = np.random.default_rng(frames).uniform(-1, 1, (frames, 2)).astype(np.float32)
    found = peaks(np.array_split(sound, pieces), frames, bars)
    assert len(found.rms) == len(found.peak) == bars
    assert max(found.peak) == np.abs(sound).max()
    for bar in range(bars):
        stretch = sound[-(-bar * frames // bars) : -(-(bar + 1) * frames // bars)]
        if len(stretch):
            assert found.peak[bar] == np.abs(stretch).max()
            assert found.rms[bar] == pytest.approx(np.sqrt(np.mean(stretch.astype(float) ** 2, axis=0).max()))


def test_sound_beyond_the_promised_frames_is_no_bar() -> None:
    sound = np.concatenate([np.full((RATE, 2), 0.1, np.float32), np.ones((RATE, 2), np.float32)])
    assert max(peaks([sound[:100], sound[100:]], RATE).peak) == pytest.approx(0.1)

"""How it sounds, by measure: exact, clean, with room for a voice; extensions, loops and stems are the same sound."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from composer_asks import score_of, sound_of
from numpy.typing import NDArray

from bench.listening import listen, vector
from bench.style import guess
from bot.audio.decode import decode
from bot.audio.loudness import measure
from bot.composer.ask import Ask
from bot.composer.engine import make_take
from bot.composer.render import render
from bot.composer.score import RATE
from bot.composer.styles import STYLES
from bot.domain.brief import Brief

Sound = NDArray[np.float32]


@cache
def _bed(style: str) -> Sound:
    return sound_of(score_of(style, seed=21, lengths=(12.0,)))


def _share(sound: Sound, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(sound, axis=0)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hz >= low) & (hz < high)].sum() / power.sum()))


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_bed_is_exact_clean_and_leaves_a_voice_its_room(style: str) -> None:
    sound = _bed(style)
    loud = measure([sound])
    assert sound.shape == (12 * RATE, 2)
    assert float(np.abs(sound).max()) < 1.0
    assert loud.true_peak - loud.lufs <= 19.0, "at -20 LUFS it must stay under -1 dBTP without a limiter"
    assert _share(sound, 1000, 4000) <= -14.0
    assert abs(float(sound.mean())) < 1e-3
    assert not sound[-1].any()


@pytest.mark.parametrize("style", sorted(STYLES))
def test_the_ending_rings_until_the_end(style: str) -> None:
    """One second before the end the last chord is still there; in the last frames it fades, with no click."""
    sound = _bed(style)
    ring = np.sqrt(np.mean(sound[-int(1.2 * RATE) : -int(0.8 * RATE)] ** 2))
    assert 20 * np.log10(ring / np.sqrt(np.mean(sound**2))) > -30
    assert float(np.abs(sound[-480:]).max()) < 0.005


@pytest.mark.parametrize("style", ["lo-fi", "corporate", "ambient"])
def test_an_extension_is_the_same_sound_until_the_first_ending(style: str) -> None:
    """Sample for sample, before any levelling."""
    first, then = score_of(style, lengths=(11.0,)), score_of(style, lengths=(11.0, 19.0))
    assert np.array_equal(sound_of(first)[: first.ending], sound_of(then)[: first.ending])


@pytest.mark.parametrize("style", ["lo-fi", "house"])
def test_a_loop_meets_itself_at_the_seam(style: str) -> None:
    sound = sound_of(score_of(style, lengths=(10.0,), loop=True))
    steps = np.abs(np.diff(np.concatenate([sound[-RATE:], sound[:RATE]]), axis=0)).max(axis=1)
    assert steps[RATE - 1] <= 2 * np.quantile(steps, 0.999)


def test_stems_add_up_to_the_take(tmp_path: Path) -> None:
    score = score_of("lo-fi", lengths=(8.0,))
    take = render(score, tmp_path / "take.flac", stems=tmp_path / "stems")
    assert [path.stem for path in take.stems] == [name for name, _ in take.parts]
    whole = _read(take.path)
    parts = sum(_read(path) for path in take.stems)
    assert len(whole) == score.frames
    assert float(np.abs(whole - parts).max()) < 2e-5


def test_the_same_ask_is_the_same_file(tmp_path: Path) -> None:
    """And progress is told from the first block to the last."""
    ask = Ask(Brief(description="calm lo-fi", genres=("lo-fi",), moods=("calm",)), 3, (6.0,))
    told: list[float] = []
    files = [make_take(ask, tmp_path / f"{i}.flac", progress=told.append).path for i in range(2)]
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in files}) == 1
    assert told[-1] == 1.0


def test_a_style_is_known_by_its_sound() -> None:
    """The bench's guess in small: three known seeds each, one unseen."""
    styles = ("lo-fi", "ambient", "house", "jazz", "chiptune")
    figures = {
        (s, seed): vector(listen(score_of(s, seed=seed, lengths=(12.0,)))) for s in styles for seed in (1, 2, 3, 90)
    }
    known = {style: np.stack([figures[style, seed] for seed in (1, 2, 3)]) for style in styles}
    said = guess(known, {(style, 90): figures[style, 90] for style in styles})
    assert sum(style == name for (style, _), name in said.items()) >= 4


def _read(path: Path) -> Sound:
    return np.concatenate(list(decode(path, max_seconds=60)))

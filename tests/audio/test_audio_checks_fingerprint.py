"""The same take is known again whatever was done to its file; another take is another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pieces import Sound, piece

from bot.audio.checks.fingerprint import same
from bot.audio.checks.look import look
from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.pcm import RATE, PcmFile

PIECES = (("house", 1), ("house", 2), ("ambient", 1), ("ambient", 2), ("drone", 1))
"""The last two are as like as any two of the composer's."""
SECONDS = 14.0


@pytest.fixture
def mark(tmp_path: Path) -> Callable[[Sound], str]:
    """The fingerprint of a sound."""
    return lambda sound: look(PcmFile.write(tmp_path / "pcm", [np.asarray(sound, np.float32)])).fingerprint


@pytest.mark.parametrize(("style", "seed"), PIECES[:4:2])
def test_it_outlives_level_shift_and_cut(mark: Callable[[Sound], str], style: str, seed: int) -> None:
    sound = piece(style, seed, SECONDS)
    whole = mark(sound)
    assert same(whole, mark(0.1 * sound))
    assert same(whole, mark(sound[RATE:]))
    assert same(whole, mark(sound[round(1.37 * RATE) :]))
    assert same(whole, mark(np.concatenate([0.05 * sound[:RATE][::-1], sound])))
    assert same(whole, mark(sound[: 9 * RATE]))
    assert same(whole, mark(sound[:, ::-1]))


@pytest.mark.parametrize("format_", ["mp3", "ogg"])
def test_it_outlives_a_codec(tmp_path: Path, mark: Callable[[Sound], str], format_: Any) -> None:
    sound = piece("ambient", 1, SECONDS)
    encode([sound], tmp_path / "again", format_, frames=len(sound))
    again = np.concatenate(list(decode(tmp_path / "again")))
    assert same(mark(sound), mark(again[RATE // 3 :]))


def test_other_seeds_and_other_styles_are_other_takes(mark: Callable[[Sound], str]) -> None:
    marks = [mark(piece(style, seed, SECONDS)) for style, seed in PIECES]
    assert not [pair for pair in combinations(marks, 2) if same(*pair)]


def test_it_is_small_and_nothing_has_none(mark: Callable[[Sound], str]) -> None:
    long = mark(np.concatenate([piece("house", 1, SECONDS)] * 4))
    assert len(bytes.fromhex(long)) <= 256
    assert mark(np.zeros((20 * RATE, 2))) == mark(piece("house", 1, SECONDS)[: 5 * RATE]) == ""
    assert not same("", "")
    assert not same("", long)

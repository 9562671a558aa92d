"""What the built-in engine writes for a music program: parts that line up with the take, and its score."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest

from bot.audio.decode import decode
from bot.audio.probe import probe
from bot.composer.ask import Ask
from bot.composer.engine import make_midi, make_stems, make_take
from bot.composer.stems import format_for
from bot.domain.brief import read

ASK = Ask(brief=read("upbeat house 0:12"), seed=3, lengths=(12.0,))


def sound(path: Path) -> np.ndarray[Any, Any]:
    return np.concatenate(list(decode(path)))


def test_the_parts_are_as_long_as_the_take_and_add_up_to_it(tmp_path: Path) -> None:
    take = make_take(ASK, tmp_path / "take.flac")
    made = make_stems(ASK, tmp_path / "parts")
    heard = [sound(stem.path) for stem in made]
    assert [(stem.name, stem.instrument) for stem in made] == list(take.parts)
    assert {len(each) for each in heard} == {ASK.frames}
    assert np.abs(np.sum(heard, axis=0) - sound(take.path)).max() < 1e-5
    assert {(probe(stem.path).container, probe(stem.path).codec) for stem in made} == {("wav", "pcm_s24le")}


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    made = make_stems(ASK, tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(stem.path for stem in made)


def test_parts_of_a_very_long_take_are_flac() -> None:
    minutes = 10 * 60 * 48_000
    assert [format_for(minutes, parts) for parts in (2, 7)] == ["wav", "flac"]


def test_the_score_is_that_of_the_take(tmp_path: Path) -> None:
    take = make_take(ASK, tmp_path / "take.flac")
    file = mido.MidiFile(file=io.BytesIO(make_midi(ASK, tmp_path / "score").read_bytes()))
    assert [track.name for track in file.tracks[1:]] == [name for name, _ in take.parts]
    assert file.length == pytest.approx(12.0, abs=0.001)


@pytest.mark.parametrize("make", [make_stems, make_midi])
def test_the_same_ask_makes_the_same_files(tmp_path: Path, make: Callable[..., Any]) -> None:
    made = [make(Ask(brief=ASK.brief, seed=3, lengths=(4.0,)), tmp_path / name) for name in ("a", "b")]
    first, second = [[each.path for each in m] if isinstance(m, tuple) else [m] for m in made]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]

"""A loop that is finished still runs into its own beginning, as a player decodes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from audio_signals import peaky

from bot.audio.bed import FinishOrder
from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.finish import finish
from bot.audio.notes import LOOPS
from bot.audio.pcm import RATE, PcmFile
from bot.audio.seam import coming_round, once
from bot.composer.ask import Ask
from bot.composer.engine import make_take
from bot.domain.brief import read


def decoded(path: Path) -> np.ndarray:
    return np.concatenate(list(decode(path)))


def a_loop() -> np.ndarray:
    """Sound with a hit at its very seam: a limiter is down where it ends and where it begins."""
    sound = peaky(4)
    sound[: RATE // 10] += np.float32(0.02)
    sound[-40:] += np.float32(0.4) * np.linspace(0, 1, 40, dtype=np.float32)[:, None]
    sound[:40] += np.float32(0.4) * np.linspace(1, 0, 40, dtype=np.float32)[:, None]
    return sound


@pytest.mark.parametrize("format_", ["wav", "flac"])
def test_the_gain_is_the_same_on_both_sides_of_the_seam(tmp_path: Path, format_: str) -> None:
    """Nothing fades, nothing is cut or added, and the limiter goes on over the seam: else it ticks."""
    take, sound = tmp_path / "take.flac", a_loop()
    encode([sound], take, "flac", frames=len(sound))
    order = FinishOrder(take=take, out=tmp_path, name="bed", format=format_, target_lufs=-12.0, loop=True)
    bed = finish(order)
    heard, source = decoded(bed.path), decoded(take)
    assert len(heard) == len(source)
    gain = np.abs(heard[[-1, 0]]).sum(axis=1) / np.abs(source[[-1, 0]]).sum(axis=1)
    assert gain[0] == pytest.approx(gain[1], rel=0.02)
    assert gain[0] < 0.8 * 10 ** (bed.gain / 20)
    assert bed.notes[0] == LOOPS


@pytest.mark.parametrize("format_", ["wav", "flac"])
def test_a_loop_by_the_built_in_engine_meets_itself_in_its_file(tmp_path: Path, format_: str) -> None:
    brief = read("house loop 0:06")
    take = make_take(Ask(brief, 3, (6.0,), loop=True), tmp_path / "take.flac")
    order = FinishOrder(take=take.path, out=tmp_path, name="bed", format=format_, frames=6 * RATE, loop=True)
    sound = decoded(finish(order).path)
    steps = np.abs(np.diff(np.concatenate([sound[-RATE:], sound[:RATE]]), axis=0)).max(axis=1)
    assert len(sound) == 6 * RATE
    assert steps[RATE - 1] <= 2 * np.quantile(steps, 0.999)
    loud = [float(np.sqrt(np.mean(part**2))) for part in (sound[-RATE:], sound)]
    assert loud[0] > 0.4 * loud[1]


@pytest.mark.parametrize(("format_", "notes"), [("wav", 1), ("mp3", 2)])
def test_where_players_leave_a_gap_it_is_said(tmp_path: Path, format_: str, notes: int) -> None:
    take = tmp_path / "take.flac"
    encode([peaky(2)], take, "flac", frames=2 * RATE)
    order = FinishOrder(take=take, out=tmp_path, name="bed", format=format_, target_lufs=-30.0, loop=True)
    assert len(finish(order).notes) == notes


@pytest.mark.parametrize("frames", [1000, RATE, 2 * RATE + 7])
def test_what_comes_round_is_taken_away_again(tmp_path: Path, frames: int) -> None:
    sound = peaky(frames / RATE)[:frames]
    source = PcmFile.write(tmp_path / "raw", [sound])
    round_ = np.concatenate(list(coming_round(source)))
    reach = min(RATE, frames)
    assert np.array_equal(round_, np.concatenate([sound[-reach:], sound, sound[:reach]]))
    assert np.array_equal(np.concatenate(list(once([round_], frames))), sound)

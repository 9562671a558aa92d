"""Blocks on disk and in other sizes are the same sound."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audio.pcm import PcmFile, rechunk
from bot.domain.errors import AudioError, DiskFull


def noise(frames: int, seed: int = 1) -> np.ndarray:
    return (0.1 * np.random.default_rng(seed).standard_normal((frames, 2))).astype(np.float32)


def test_what_is_written_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    sound = noise(100_001)
    file = PcmFile.write(tmp_path / "take.pcm", iter([sound[:7], sound[7:60_000], sound[60_000:]]))
    assert file.frames == 100_001
    assert np.array_equal(np.concatenate(list(file.blocks())), sound)
    assert [len(block) for block in file.blocks(48_000)] == [48_000, 48_000, 4_001]


def test_nothing_at_all_is_a_file_of_no_frames(tmp_path: Path) -> None:
    assert list(PcmFile.write(tmp_path / "none.pcm", []).blocks()) == []


def test_a_file_cut_behind_our_back_is_said_and_not_read_as_shorter(tmp_path: Path) -> None:
    file = PcmFile.write(tmp_path / "take.pcm", [noise(1000)])
    file.path.write_bytes(file.path.read_bytes()[:4000])
    with pytest.raises(AudioError, match="500 frames shorter"):
        list(file.blocks())


def test_a_full_disk_is_said_in_words() -> None:
    with pytest.raises(DiskFull, match="Free some space"):
        PcmFile.write(Path("/dev/full"), [noise(100_000)])


def test_mono_is_refused_rather_than_written_as_noise(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shape"):
        PcmFile.write(tmp_path / "x.pcm", [np.zeros((10, 1), np.float32)])


@given(sizes=st.lists(st.integers(0, 40), max_size=12), size=st.integers(1, 25))
def test_rechunked_blocks_join_to_the_same_sound(sizes: list[int], size: int) -> None:
    sound = noise(sum(sizes))
    cuts = np.cumsum([0, *sizes])
    parts = list(rechunk([sound[a:b] for a, b in itertools.pairwise(cuts)], size))
    assert np.array_equal(np.concatenate([np.zeros((0, 2), np.float32), *parts]), sound)
    assert all(len(part) == size for part in parts[:-1])
    assert all(0 < len(part) <= size for part in parts[-1:])

"""LAME's frames in FFmpeg's file: as they come, and with what players need to drop what is too much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.encode import encode
from bot.audio.mp3 import BIT_RATE, CODEC, packets
from bot.audio.pcm import RATE, Block

DELAY = 576
"""Samples that LAME adds before the sound; every decoder knows its own 529 (LAME's tag, revision 1)."""


def noise(frames: int) -> Block:
    return (0.1 * np.random.default_rng(1).standard_normal((frames, 2))).astype(np.float32)


def written(blocks: list[Block], tmp_path: Path) -> list[bytes]:
    """The frames of a sound that comes in these blocks."""
    with av.open(str(tmp_path / "none"), "w", format="mp3") as container:
        stream = cast("AudioStream", container.add_stream(CODEC, rate=RATE))
        return [bytes(packet) for packet in packets(stream, blocks, sum(map(len, blocks)))]


@pytest.mark.parametrize("frames", [1, 46, 47, 1152, 20_000])
def test_the_tag_says_what_every_player_drops(tmp_path: Path, frames: int) -> None:
    """By LAME's tag, which players read, and not only FFmpeg: delay and padding of 12 bits each, 141 bytes behind the
    word Info, and the number of frames 8 behind it."""
    encode([noise(frames)], tmp_path / "bed.mp3", "mp3", frames=frames)
    file = (tmp_path / "bed.mp3").read_bytes()
    info = file.index(b"Info")
    count = int.from_bytes(file[info + 8 : info + 12])
    both = int.from_bytes(file[info + 141 : info + 144])
    assert both >> 12 == DELAY
    assert count * 1152 - DELAY - (both & 0xFFF) == frames


def test_every_frame_is_as_long_as_the_bit_rate_says(tmp_path: Path) -> None:
    assert {len(frame) for frame in written([noise(RATE)], tmp_path)} == {1152 // 8 * BIT_RATE // RATE}


@given(cuts=st.lists(st.integers(0, 9_000), max_size=6))
@settings(max_examples=15)
def test_how_the_sound_is_cut_into_blocks_changes_no_byte(
    cuts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    sound, folder = noise(9_000), tmp_path_factory.mktemp("cut")
    assert written(np.split(sound, sorted(cuts)), folder) == written([sound], folder)


def test_frames_are_written_while_the_sound_still_comes(tmp_path: Path) -> None:
    """So ten minutes need no more memory than one."""
    came: list[int] = []

    def coming() -> Iterator[Block]:
        for number in range(50):
            came.append(number)
            yield noise(4800)

    with av.open(str(tmp_path / "none"), "w", format="mp3") as container:
        stream = cast("AudioStream", container.add_stream(CODEC, rate=RATE))
        next(packets(stream, coming(), 50 * 4800))
    assert len(came) <= 3


def test_silence_stays_silence(tmp_path: Path) -> None:
    encode([np.zeros((RATE, 2), np.float32)], tmp_path / "bed.mp3", "mp3", frames=RATE)
    with av.open(str(tmp_path / "bed.mp3")) as container:
        assert not any(frame.to_ndarray().any() for frame in container.decode(audio=0))

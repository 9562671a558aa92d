"""What is written is what was meant: exact in length, true in sound, tagged."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.encode import encode
from bot.audio.pcm import RATE
from bot.domain.errors import AudioError, DiskFull

FORMATS = ("mp3", "wav", "flac", "ogg")
TAGS = {
    "title": "Onbörding <1>",
    "artist": "bgm",
    "album": "#video",
    "comment": "made by the built-in engine, seed 4711",
    "copyright": "yours to use",
    "date": "2026-11-20",
    "genre": "lo-fi",
}


def music(frames: int) -> np.ndarray:
    time = np.arange(frames) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 220 * time) + 0.1 * np.sin(2 * np.pi * 1500 * time)
    return np.stack([tone, 0.5 * tone], axis=1).astype(np.float32)


def read(path: Path) -> tuple[np.ndarray, dict[str, str], str]:
    with av.open(str(path)) as container:
        tags = {**container.streams.audio[0].metadata, **container.metadata}
        name = container.streams.audio[0].codec_context.name
        frames = [np.atleast_2d(frame.to_ndarray()) for frame in container.decode(audio=0)]
    planar = [f if f.shape[0] == 2 else f.reshape(-1, 2).T for f in frames]
    return np.concatenate(planar, axis=1).T, tags, name


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("frames", [1, 1151, 1152, 4801, RATE, RATE * 3 + 777])
def test_it_decodes_to_the_exact_number_of_frames(tmp_path: Path, format_: Any, frames: int) -> None:
    encode([music(frames)], tmp_path / "bed", format_, frames=frames)
    assert len(read(tmp_path / "bed")[0]) == frames


@given(residue=st.one_of(st.integers(0, 50), st.integers(0, 1151)), whole=st.integers(1, 12))
@settings(max_examples=30)
def test_mp3_is_exact_at_every_residue_of_its_frame(residue: int, whole: int) -> None:
    """FFmpeg alone writes up to 46 samples too many at residues 1 to 46 of 1152."""
    frames = 1152 * whole + residue
    with tempfile.TemporaryDirectory() as folder:
        encode([music(frames)], Path(folder) / "bed.mp3", "mp3", frames=frames)
        assert len(read(Path(folder) / "bed.mp3")[0]) == frames


@pytest.mark.parametrize(
    ("format_", "codec"), [("mp3", "mp3float"), ("wav", "pcm_s24le"), ("flac", "flac"), ("ogg", "opus")]
)
def test_all_tags_come_back(tmp_path: Path, format_: Any, codec: str) -> None:
    encode([music(RATE)], tmp_path / "bed", format_, frames=RATE, tags=TAGS)
    _, tags, name = read(tmp_path / "bed")
    assert name == codec
    assert {key: tags.get(key) for key in TAGS} == TAGS


@pytest.mark.parametrize("format_", FORMATS)
def test_the_sound_is_the_same_sound_at_the_same_place(tmp_path: Path, format_: Any) -> None:
    sound = music(RATE)
    encode(np.array_split(sound, 7), tmp_path / "bed", format_, frames=RATE, bits=24)
    heard = read(tmp_path / "bed")[0]
    if heard.dtype.kind == "i":
        heard = heard / 2.0**31
    off = heard[2000:-2000] - sound[2000:-2000]
    assert 10 * np.log10(np.mean(off**2) / np.mean(sound**2)) < {"mp3": -30, "ogg": -20}.get(format_, -120)


@pytest.mark.parametrize("format_", ["wav", "flac"])
def test_24_bits_keep_every_step(tmp_path: Path, format_: Any) -> None:
    steps = np.random.default_rng(3).integers(-(2**23), 2**23, (5000, 2))
    encode([(steps / 2**23).astype(np.float32)], tmp_path / "bed", format_, frames=5000)
    assert np.array_equal(read(tmp_path / "bed")[0] >> 8, steps)


@pytest.mark.parametrize("format_", ["wav", "flac"])
def test_16_bits_are_dithered_so_that_what_is_under_a_step_is_still_heard(tmp_path: Path, format_: Any) -> None:
    quiet = np.full((RATE, 2), 0.3 / 2**15, np.float32)
    encode([quiet], tmp_path / "bed", format_, frames=RATE, bits=16)
    assert read(tmp_path / "bed")[0].mean() == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("bits", [16, 24])
def test_what_is_over_full_scale_is_clipped_and_never_wraps(tmp_path: Path, bits: Any) -> None:
    loud = np.tile(np.float32([[1.7, -1.7]]), (1000, 1))
    encode([loud], tmp_path / "bed.wav", "wav", frames=1000, bits=bits)
    heard = read(tmp_path / "bed.wav")[0]
    top = np.iinfo(heard.dtype).max * 0.9999
    assert (heard[:, 0] > top).all()
    assert (heard[:, 1] < -top).all()


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_sound_gives_the_same_bytes(tmp_path: Path, format_: Any) -> None:
    for name in ("a", "b"):
        encode([music(9000)], tmp_path / name, format_, frames=9000, tags=TAGS, bits=16)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_wrong_count_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="999 frames where 1000 were promised"):
        encode([music(999)], tmp_path / "bed.wav", "wav", frames=1000)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_no_number_is_refused(tmp_path: Path, format_: Any) -> None:
    sound = music(5000)
    sound[77, 0] = np.nan
    with pytest.raises(AudioError, match="no numbers"):
        encode([sound], tmp_path / "bed", format_, frames=5000)


def test_an_unknown_format_is_answered_with_those_that_work(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="mp3, wav, flac or ogg"):
        encode([music(10)], tmp_path / "bed", "m4a", frames=10)  # type: ignore[arg-type]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_full_disk_is_said_in_words(format_: Any) -> None:
    with pytest.raises(DiskFull):
        encode([music(RATE)], Path("/dev/full"), format_, frames=RATE)

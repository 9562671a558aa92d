"""Whatever comes in, 48 kHz stereo comes out, or words."""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame

from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.pcm import RATE
from bot.audio.probe import Probe, probe
from bot.domain.errors import AudioError

FORMATS = ("mp3", "wav", "flac", "ogg")


def music(seconds: float) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    tone = 0.4 * np.sin(2 * np.pi * 330 * time) * (1 + 0.3 * np.sin(2 * np.pi * 3 * time))
    return np.stack([tone, 0.7 * tone], axis=1).astype(np.float32)


def written(folder: Path, format_: Any, seconds: float = 6) -> Path:
    path = folder / f"take.{format_}"
    sound = music(seconds)
    encode([sound], path, format_, frames=len(sound))
    return path


def heard(path: Path, **caps: float) -> np.ndarray:
    return np.concatenate(list(decode(path, **caps)))


def foreign(path: Path, codec: str, rate: int, layout: str, sample: str) -> Path:
    """A file as somebody else would write it: 3 s of a 330 Hz tone of 0.4 in every channel."""
    time = np.arange(rate * 3) / rate
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        channels = stream.codec_context.channels
        tone = np.tile((0.4 * np.sin(2 * np.pi * 330 * time)).astype(np.float32), (channels, 1))
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(tone), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for made in av.AudioResampler(sample, layout, rate, stream.codec_context.frame_size or None).resample(frame):
            container.mux(stream.encode(made))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("format_", FORMATS)
def test_what_we_write_we_read_back_at_the_same_length(tmp_path: Path, format_: Any) -> None:
    assert len(heard(written(tmp_path, format_, 3.217))) == int(3.217 * RATE)


@pytest.mark.parametrize("format_", ["wav", "flac"])
def test_lossless_is_read_back_bit_for_bit(tmp_path: Path, format_: Any) -> None:
    sound = np.round(music(2) * 2**23) / np.float32(2**23)
    encode([sound], tmp_path / "take", format_, frames=len(sound))
    assert np.array_equal(heard(tmp_path / "take"), sound)


@pytest.mark.parametrize(
    ("name", "kind", "slack"),
    [
        ("mono.wav", ("pcm_s16le", 44_100, "mono", "s16"), 1),
        ("six.wav", ("pcm_s16le", 48_000, "5.1", "s16"), 0),
        ("high.flac", ("flac", 96_000, "stereo", "s32"), 1),
        ("low.flac", ("flac", 8_000, "mono", "s16"), 6),
        ("cd.mp3", ("libmp3lame", 44_100, "stereo", "fltp"), 50),
        ("phone.m4a", ("aac", 44_100, "stereo", "fltp"), 1200),
        ("float.wav", ("pcm_f32le", 32_000, "stereo", "flt"), 2),
    ],
)
def test_any_rate_and_layout_becomes_48_khz_stereo(
    tmp_path: Path, name: str, kind: tuple[str, int, str, str], slack: int
) -> None:
    sound = heard(foreign(tmp_path / name, *kind))
    assert sound.shape[1] == 2
    assert abs(len(sound) - 3 * RATE) <= slack
    spectrum = np.abs(np.fft.rfft(sound[RATE // 2 : RATE // 2 + 2 * RATE, 0]))
    assert np.argmax(spectrum) / 2 == pytest.approx(330, abs=1)


def test_a_probe_says_what_the_bytes_are_and_not_what_the_name_says(tmp_path: Path) -> None:
    path = foreign(tmp_path / "cd.wav", "pcm_s16le", 44_100, "mono", "s16").rename(tmp_path / "song.mp3")
    assert probe(path) == Probe("wav", "pcm_s16le", 44_100, 1, 3.0, 132_300)


@pytest.mark.parametrize(
    ("format_", "container", "codec"),
    [("mp3", "mp3", "mp3"), ("wav", "wav", "pcm_s24le"), ("flac", "flac", "flac"), ("ogg", "ogg", "opus")],
)
def test_a_probe_names_container_and_codec(tmp_path: Path, format_: Any, container: str, codec: str) -> None:
    found = probe(written(tmp_path, format_))
    assert (found.container, found.codec, found.sample_rate, found.channels) == (container, codec, RATE, 2)
    assert found.seconds == pytest.approx(6.0, abs=0.01)


NOT_AUDIO: dict[str, tuple[bytes, str]] = {
    "text called mp3": (b"This is not a song, whatever its name says.\n" * 200, "is text"),
    "an error page": (b"<!doctype html><html><body>502 Bad Gateway</body></html>" * 20, "is text"),
    "a playlist of other files": (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n", "is text"),
    "a list for concat": (b"ffconcat version 1.0\nfile take.wav\n", "is text"),
    "nothing": (b"", "is empty"),
    "zeros": (bytes(20_000), "cannot be read"),
    "dice": (np.random.default_rng(1).bytes(50_000), "cannot be read"),
    "a head of wav alone": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "cannot be read|holds no sound"),
}


@pytest.mark.parametrize("what", list(NOT_AUDIO))
@pytest.mark.parametrize("ask", [probe, heard])
def test_what_is_no_audio_is_said_in_words(tmp_path: Path, what: str, ask: Callable[[Path], object]) -> None:
    content, words = NOT_AUDIO[what]
    (tmp_path / "song.mp3").write_bytes(content)
    written(tmp_path, "wav", 1)
    with pytest.raises(AudioError, match=words):
        ask(tmp_path / "song.mp3")


def test_a_file_that_went_away_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="not there"):
        heard(tmp_path / "gone.mp3")


def test_a_picture_is_no_sound(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(AudioError, match="no sound"):
        heard(tmp_path / "film.mp4")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("part", [0.2, 0.5, 0.75])
def test_a_file_cut_off_on_its_way_is_told_from_a_whole_one(tmp_path: Path, format_: Any, part: float) -> None:
    path = written(tmp_path, format_)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(AudioError, match=r"cut off|damaged"):
        heard(path)


@pytest.mark.parametrize("format_", ["mp3", "flac", "ogg"])
def test_a_file_with_many_wrong_bytes_is_damaged(tmp_path: Path, format_: Any) -> None:
    path = written(tmp_path, format_)
    content = bytearray(path.read_bytes())
    for at in np.random.default_rng(5).integers(len(content) // 4, len(content), 1000):
        content[at] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(AudioError):
        heard(path)


def test_an_mp3_without_a_header_is_not_held_to_a_guessed_length(tmp_path: Path) -> None:
    """Its first frames are rich and the rest poor: by the first bit rate it looks far shorter or longer than it is."""
    quiet = np.concatenate([0.3 * np.random.default_rng(2).standard_normal((RATE, 2)), np.zeros((5 * RATE, 2))])
    path = tmp_path / "radio.mp3"
    with av.open(str(path), "w", options={"write_xing": "0"}) as container:
        stream = container.add_stream(
            "libmp3lame", rate=RATE, layout="stereo", options={"qscale": "2", "flags": "+qscale"}
        )
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(quiet.T, np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert len(heard(path)) == pytest.approx(6 * RATE, abs=3000)


def test_a_wav_whose_writer_could_not_go_back_is_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "wav")
    content = path.read_bytes().replace(b"data" + struct.pack("<I", 6 * RATE * 6), b"data\xff\xff\xff\xff")
    assert content != path.read_bytes()
    path.write_bytes(content)
    assert len(heard(path)) == 6 * RATE


def test_two_songs_one_after_the_other_in_a_file_are_both_read(tmp_path: Path) -> None:
    """The sample rate changes midway, which players take and a resampler does not."""
    first = foreign(tmp_path / "cd.mp3", "libmp3lame", 44_100, "stereo", "fltp")
    both = tmp_path / "both.mp3"
    both.write_bytes(first.read_bytes() + written(tmp_path, "mp3").read_bytes())
    assert len(heard(both)) == pytest.approx(9 * RATE, abs=6000)


@pytest.mark.parametrize("format_", FORMATS)
def test_longer_than_the_cap_is_refused_before_it_is_all_read(tmp_path: Path, format_: Any) -> None:
    got = []
    with pytest.raises(AudioError, match=r"longer than 0:02\.0"):
        got.extend(decode(written(tmp_path, format_), max_seconds=2))
    assert sum(map(len, got)) <= 2 * RATE


def test_exactly_the_cap_is_taken(tmp_path: Path) -> None:
    assert len(heard(written(tmp_path, "flac", 2), max_seconds=2)) == 2 * RATE


@pytest.mark.parametrize("rate", [1, 100, 4_000_000])
def test_a_rate_that_would_blow_up_is_refused(tmp_path: Path, rate: int) -> None:
    """At 1 Hz a file of 1 MB would become a week of sound."""
    content = written(tmp_path, "wav").read_bytes()
    head = content.index(b"fmt ") + 12
    (tmp_path / "slow.wav").write_bytes(content[:head] + struct.pack("<II", rate, rate * 6) + content[head + 8 :])
    with pytest.raises(AudioError, match="no music"):
        heard(tmp_path / "slow.wav")


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    path = foreign(tmp_path / "float.wav", "pcm_f32le", RATE, "stereo", "flt")
    content = bytearray(path.read_bytes())
    content[-400:-396] = struct.pack("<f", value)
    path.write_bytes(content)
    with pytest.raises(AudioError, match="no music"):
        heard(path)

"""A finished bed is what the receipt says, as a listener's player decodes it."""

from __future__ import annotations

import hashlib
import pickle
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyloudnorm
import pytest
from audio_signals import hostile, music, noise, peaky
from fitting_takes import composed
from PIL import Image

from bot.audio.bed import Bed, FinishOrder
from bot.audio.decode import decode
from bot.audio.delivered import deliver
from bot.audio.encode import encode
from bot.audio.finish import finish
from bot.audio.loudness import Loudness, measure
from bot.audio.pcm import RATE, PcmFile
from bot.domain.errors import AudioError, DiskFull
from bot.domain.fitting import in_words
from bot.domain.music import Music

FORMATS = ("mp3", "wav", "flac", "ogg")


def order(tmp_path: Path, sound: np.ndarray, format_: str = "flac", **more: Any) -> FinishOrder:
    take = tmp_path / "take.flac"
    encode([sound], take, "flac", frames=len(sound))
    return FinishOrder(take=take, out=tmp_path / "beds" / "t1", name="Onboarding 0-06 v1", format=format_, **more)


def heard(bed: Bed) -> np.ndarray:
    return np.concatenate(list(decode(bed.path)))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_bed_has_its_length_its_loudness_and_no_peak_over_the_ceiling(tmp_path: Path, format_: str) -> None:
    bed = finish(order(tmp_path, music(6), format_, frames=6 * RATE))
    sound = heard(bed)
    assert len(sound) == bed.frames == 6 * RATE
    assert bed.seconds == 6.0
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64)) == pytest.approx(-20, abs=0.2)
    assert bed.lufs == pytest.approx(-20, abs=0.3)
    assert bed.true_peak <= -1
    assert bed.notes == ()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["hits", "noise", "hostile", "loud"])
def test_the_delivered_peak_keeps_the_ceiling_in_every_format(tmp_path: Path, format_: str, name: str) -> None:
    sound = {"hits": peaky(3), "noise": noise(3), "hostile": hostile(3), "loud": music(3, 0.4)}[name]
    bed = finish(order(tmp_path, sound, format_, target_lufs=-9.0, picture=False, music=Music(seconds=3)))
    assert bed.true_peak <= -1
    assert measure([heard(bed)]).true_peak <= -1
    assert name != "hits" or any("limiter" in note for note in bed.notes)


@pytest.mark.parametrize("format_", FORMATS)
def test_where_the_loudness_yields_it_is_said(tmp_path: Path, format_: str) -> None:
    clicks = np.zeros((4 * RATE, 2), np.float32)
    clicks[::4800] = 0.5
    bed = finish(order(tmp_path, clicks, format_, target_lufs=-14.0, picture=False))
    assert bed.true_peak <= -1
    assert any("LUFS where -14 was asked" in note for note in bed.notes)


def test_what_is_said_of_the_file_is_true(tmp_path: Path) -> None:
    bed = finish(order(tmp_path, music(3), "mp3", tags={"title": "Onboarding", "copyright": "yours to use"}))
    assert bed.path == tmp_path / "beds" / "t1" / "Onboarding 0-06 v1.mp3"
    assert bed.sha256 == hashlib.sha256(bed.path.read_bytes()).hexdigest()
    assert bed.size == bed.path.stat().st_size
    assert Loudness(bed.lufs, bed.lra, bed.true_peak) == measure(decode(bed.path))
    with av.open(str(bed.path)) as container:
        assert container.metadata["title"] == "Onboarding"
        assert container.metadata["copyright"] == "yours to use"


def test_lossless_differs_from_the_take_by_one_gain_alone(tmp_path: Path) -> None:
    asked = order(tmp_path, music(3))
    bed = finish(asked)
    take = np.concatenate(list(decode(asked.take)))
    assert np.abs(heard(bed) - take * 10 ** (bed.gain / 20)).max() <= 2**-23


@pytest.mark.parametrize("bits", [16, 24])
def test_the_asked_bits_are_in_the_file(tmp_path: Path, bits: int) -> None:
    bed = finish(order(tmp_path, music(1), "wav", bits=bits))
    with av.open(str(bed.path)) as container:
        assert container.streams.audio[0].codec_context.name == f"pcm_s{bits}le"


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_order_gives_the_same_bytes(tmp_path: Path, format_: str) -> None:
    asked = order(tmp_path, music(2), format_)
    first = finish(asked)
    again = finish(replace(asked, out=tmp_path / "again"))
    assert first.sha256 == again.sha256
    assert first.picture is not None
    assert again.picture is not None
    assert first.picture.read_bytes() == again.picture.read_bytes()


def test_only_the_bed_its_picture_and_its_peaks_are_left_in_the_folder(tmp_path: Path) -> None:
    bed = finish(order(tmp_path, music(1), "mp3"))
    assert set(bed.path.parent.iterdir()) == {bed.path, bed.picture, bed.peaks}
    bare = finish(replace(order(tmp_path, music(1)), picture=False))
    assert (bare.picture, bare.peaks) == (None, None)


@pytest.mark.parametrize("content", [b"", b"<html>502 Bad Gateway</html>", b"\x00" * 5000])
def test_what_is_no_audio_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    asked = order(tmp_path, music(1))
    asked.take.write_bytes(content)
    with pytest.raises(AudioError):
        finish(asked)
    assert list(asked.out.iterdir()) == []


def test_an_end_that_was_asked_to_fade_fades_at_any_length(tmp_path: Path) -> None:
    """Of the very length that was asked, and of none: the take is exactly as long as it came either way."""
    sound = music(8)
    for frames in (8 * RATE, None):
        bed = finish(order(tmp_path, sound, "wav", frames=frames, fade_out=3.0))
        levels = np.sqrt(np.square(heard(bed)).reshape(16, -1).mean(axis=1))
        assert bed.frames == 8 * RATE
        assert levels[-1] < 0.2 * levels[9], frames
        assert (np.diff(levels[-5:]) < 0).all()
        assert levels[9] == pytest.approx(levels[:9].mean(), rel=0.3)


def test_a_loop_of_no_asked_length_comes_round(tmp_path: Path) -> None:
    take, _ = composed(tmp_path, "lo-fi", 20.0)
    sound = np.concatenate(list(take.blocks()))
    bed = finish(order(tmp_path, sound, "wav", loop=True))
    assert bed.frames == len(sound)
    assert bed.fitted is not None
    assert bed.fitted.loop


def test_a_hit_is_met_where_no_length_was_asked_and_one_after_the_end_is_said(tmp_path: Path) -> None:
    take, _ = composed(tmp_path, "lo-fi", 20.0)
    sound = np.concatenate(list(take.blocks()))
    bed = finish(order(tmp_path, sound, "wav", hits=(7.0, 90.0)))
    assert bed.frames == len(sound)
    assert bed.fitted is not None
    met = {hit.asked: hit.met for hit in bed.fitted.hits}
    assert met[7.0] == pytest.approx(7.0, abs=0.02)
    assert met[90.0] is None or met[90.0] < 20.0
    assert any("1:30" in line for line in in_words(bed.fitted)), in_words(bed.fitted)


def test_silence_is_said(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="silent"):
        finish(order(tmp_path, np.zeros((RATE, 2), np.float32)))


def test_a_bed_that_was_there_stays_when_the_next_one_fails(tmp_path: Path) -> None:
    asked = order(tmp_path, music(1))
    before = finish(asked).path.read_bytes()
    asked.take.write_bytes(b"not audio")
    with pytest.raises(AudioError):
        finish(asked)
    assert (asked.out / "Onboarding 0-06 v1.flac").read_bytes() == before


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    """The size that a file may have is what runs out here; the kernel says so in the same place."""
    import resource  # noqa: PLC0415
    import signal  # noqa: PLC0415

    asked = order(tmp_path, music(3))
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, was[1]))
    try:
        with pytest.raises(DiskFull):
            finish(asked)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(asked.out.iterdir()) == []


def test_the_picture_shows_the_delivered_sound(tmp_path: Path) -> None:
    half = music(4)
    half[2 * RATE :] *= 0.02
    bed = finish(order(tmp_path, half, sections=((0.0, "intro"), (2.0, "quiet"))))
    assert bed.picture is not None
    with Image.open(bed.picture) as picture:
        alpha = np.asarray(picture)[60:190, :, 3]
    assert picture.size[0] == 1200
    assert (alpha[:, 10:590] > 0).sum() > 3 * (alpha[:, 610:1190] > 0).sum()


def test_orders_and_beds_travel_between_processes(tmp_path: Path) -> None:
    asked = order(tmp_path, music(1))
    assert pickle.loads(pickle.dumps(asked)) == asked  # noqa: S301
    bed = finish(asked)
    assert pickle.loads(pickle.dumps(bed)) == bed  # noqa: S301


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    """10 s more are 4 MB of samples; none of it may be held where it is limited, encoded and measured."""

    def most_held(seconds: int) -> int:
        asked = order(tmp_path, music(1), "wav", target_lufs=-10.0)
        source = PcmFile.write(tmp_path / "raw", [music(seconds)])
        tracemalloc.start()
        try:
            deliver(asked, source, tmp_path / "bed")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most_held(1)
    assert most_held(15) < most_held(5) + 1_000_000

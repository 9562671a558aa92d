"""A clip is read to the frame: its length, its cuts, and its speech beside the pictures."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from bot.audio.laying.cuts import cuts_in, every_picture
from bot.audio.laying.orders import read_posted
from bot.audio.laying.timing import timing_of
from bot.domain.errors import AudioError
from bot.domain.recording import Recording
from tests.recordings import Film, film, recording
from tests.voices import voice

USUAL = Film()
SILENT = replace(USUAL, speech=None)


def near(found: tuple[float, ...], truth: tuple[float, ...], by: float = 1e-6) -> bool:
    return len(found) == len(truth) and all(abs(a - b) <= by for a, b in zip(found, truth, strict=True))


def test_a_clip_is_read_whole(tmp_path: Path) -> None:
    found = read_posted(film(tmp_path / "clip.mp4"))
    assert found.clip is not None
    assert found.speech is not None
    assert (found.clip.frames, found.clip.rate, found.clip.width, found.clip.height) == (120, Fraction(30), 160, 90)
    assert found.seconds == 4.0
    assert found.sound_frames == 192_000
    assert near(found.clip.cuts, USUAL.cuts)
    assert all(near(one, other, 0.03) for one, other in zip(found.speech.windows, USUAL.speech or (), strict=True))
    assert found.speech.lufs == pytest.approx(-17.5, abs=1)
    assert found.speech.seconds == 4.0


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(24000, 1001), Fraction(25), Fraction(60)])
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_length_and_cuts_are_exact_at_every_rate(tmp_path: Path, rate: Fraction, ending: str) -> None:
    wanted = replace(SILENT, rate=rate)
    clip = read_posted(film(tmp_path / f"clip.{ending}", wanted)).clip
    assert clip is not None
    assert (clip.frames, clip.rate) == (wanted.frames, rate)
    assert near(clip.cuts, tuple(float(round(cut * rate) / rate) for cut in wanted.cuts))


def test_a_rate_that_varies_gives_the_true_length(tmp_path: Path) -> None:
    clip = read_posted(film(tmp_path / "clip.mp4", replace(SILENT, halting=True))).clip
    assert clip is not None
    assert clip.frames == 80
    assert clip.seconds == 4.0
    assert near(clip.cuts, USUAL.cuts)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("turned.mov", replace(SILENT, turned=90)),
        ("upright.mp4", replace(SILENT, size=(90, 160))),
        ("tiny.mp4", replace(SILENT, size=(48, 32))),
        ("vp9.webm", replace(SILENT, codec="vp9")),
        ("ten bits.mov", replace(SILENT, codec="prores")),
        ("flash.mp4", replace(SILENT, flash=0.7)),
    ],
)
def test_cuts_are_found_in_every_kind_of_clip(tmp_path: Path, name: str, wanted: Film) -> None:
    clip = read_posted(film(tmp_path / name, wanted)).clip
    assert clip is not None
    assert near(clip.cuts, wanted.cuts), clip.cuts


def test_one_shot_has_no_cuts(tmp_path: Path) -> None:
    clip = read_posted(film(tmp_path / "clip.mp4", replace(SILENT, cuts=()))).clip
    assert clip is not None
    assert clip.cuts == ()


def test_of_shots_shorter_than_is_seen_one_cut_is_told(tmp_path: Path) -> None:
    clip = read_posted(film(tmp_path / "clip.mp4", replace(SILENT, cuts=(1.0, 1.2, 3.0)))).clip
    assert clip is not None
    assert len(clip.cuts) == 2
    assert near(clip.cuts[1:], (3.0,))


def test_of_a_clip_without_sound_no_speech_is_known(tmp_path: Path) -> None:
    found = read_posted(film(tmp_path / "clip.mp4", SILENT))
    assert found.speech is None
    assert found.clip is not None


def test_sound_that_begins_late_is_read_beside_its_pictures(tmp_path: Path) -> None:
    found = read_posted(film(tmp_path / "clip.mp4", replace(USUAL, late=0.4)))
    assert found.speech is not None
    assert found.speech.seconds == 4.0
    assert near(found.speech.windows[0], (0.9, 1.9), 0.03)


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a", "ogg"])
def test_a_voice_alone_is_read_from_every_kind_of_file(tmp_path: Path, ending: str) -> None:
    found = read_posted(recording(tmp_path / f"voice.{ending}", voice(5.0, ((0.5, 1.9), (3.0, 4.5)))))
    assert found.clip is None
    assert found.speech is not None
    assert found.seconds == pytest.approx(5.0, abs=0.025)
    assert len(found.speech.windows) == 2
    assert near(found.speech.windows[0], (0.5, 1.9), 0.03)


def test_a_clip_over_the_caps_is_refused_in_words(tmp_path: Path) -> None:
    long = film(tmp_path / "long.mkv", Film(seconds=700, rate=Fraction(1, 10), size=(32, 32), cuts=(), speech=None))
    with pytest.raises(AudioError, match="longer than 10 minutes"):
        read_posted(long)
    wide = film(tmp_path / "wide.mp4", Film(seconds=1 / 30, size=(4112, 2400), codec="mpeg4", cuts=(), speech=None))
    with pytest.raises(AudioError, match="4112 x 2400"):
        read_posted(wide)


def test_a_clip_whose_last_picture_is_said_to_stand_for_hours_is_refused(tmp_path: Path) -> None:
    """Else a file of some kilobytes would be hours of silence to read and to write."""
    data = bytearray(
        film(tmp_path / "clip.mp4", replace(SILENT, seconds=1.1, codec="mpeg4", halting=True)).read_bytes()
    )
    table = data.index(b"stts")
    lasts = table + 8 + 8 * int.from_bytes(data[table + 8 : table + 12], "big")
    data[lasts : lasts + 4] = (15360 * 70_000).to_bytes(4, "big")
    (tmp_path / "clip.mp4").write_bytes(data)
    with pytest.raises(AudioError, match="longer than 10 minutes"):
        timing_of(tmp_path / "clip.mp4")


def read_or_refused(path: Path) -> Recording | None:
    """What was read; None where it was refused, which must be in words."""
    try:
        return read_posted(path)
    except AudioError:
        return None


@pytest.mark.parametrize("size", [0, 20, 700])
def test_the_beginning_of_a_clip_alone_is_refused_in_words(tmp_path: Path, size: int) -> None:
    whole = film(tmp_path / "whole.mkv").read_bytes()
    (tmp_path / "part.mkv").write_bytes(whole[:size])
    with pytest.raises(AudioError, match=r"[Tt]he (file|clip) "):
        read_posted(tmp_path / "part.mkv")


@pytest.mark.parametrize("size", [5000, 40000])
def test_a_clip_that_was_cut_off_is_read_as_far_as_it_goes_or_refused(tmp_path: Path, size: int) -> None:
    whole = film(tmp_path / "whole.mkv").read_bytes()
    (tmp_path / "part.mkv").write_bytes(whole[:size])
    found = read_or_refused(tmp_path / "part.mkv")
    assert found is None or 0 < found.seconds <= 4.0


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_clip_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(film(tmp_path / "whole.mp4").read_bytes())
    for _ in range(40):
        data[dice.randrange(len(data))] = dice.randrange(256)
    (tmp_path / "damaged.mp4").write_bytes(data)
    found = read_or_refused(tmp_path / "damaged.mp4")
    assert found is None or 0 < found.seconds <= 600


def test_of_a_huge_clip_key_pictures_alone_are_looked_at(tmp_path: Path) -> None:
    """Told of such a size; a cut is where the first key picture shows it."""
    path = film(tmp_path / "clip.mp4", replace(SILENT, keys=12))
    timing = timing_of(path)
    assert timing is not None
    assert every_picture(timing)
    huge = replace(timing, width=40_000, height=30_000)
    assert not every_picture(huge)
    assert near(cuts_in(path, huge), (1.2, 2.8))

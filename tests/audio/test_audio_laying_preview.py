"""A bed laid under a voice or a clip: the dips exact, the length exact, the pictures untouched, the peaks held."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from audio_signals import hostile, music
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.laying.ducking import ducked, fading
from bot.audio.laying.orders import Laid, LayOrder, lay, read_posted
from bot.audio.loudness import measure
from bot.audio.pcm import RATE
from bot.domain.errors import AudioError
from bot.domain.voice_over import Ducking, Speech
from tests.recordings import Film, film, packets_of, recording, sound_of
from tests.voices import voice

WINDOWS = ((0.5, 1.5), (2.6, 3.5))
SHORT = Film(seconds=2.0, cuts=(0.8,), speech=((0.4, 1.5),))
ONE = np.ones((RATE, 2), np.float32)


def ones(seconds: float) -> list[np.ndarray]:
    return list(np.array_split(np.ones((round(seconds * RATE), 2), np.float32), 7))


def db(sound: np.ndarray) -> np.ndarray:
    return 20 * np.log10(np.maximum(np.abs(sound[:, 0]), 1e-9))


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recording(tmp_path_factory.mktemp("bed") / "bed.wav", music(5.0))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("clip") / "clip.mp4", SHORT)


def laid(posted: Path, bed: Path, out: Path, **changes: object) -> Laid:
    found = read_posted(posted)
    order = LayOrder(posted=posted, bed=bed, out=out, name="preview", speech=found.speech, clip=found.clip)
    return lay(replace(order, **changes))  # type: ignore[arg-type]


def test_the_bed_is_down_to_the_sample_when_the_first_syllable_comes() -> None:
    curve = db(np.concatenate(list(ducked(ones(5.0), [(2.0, 3.0)], Ducking(gain=-3.0)))))
    assert np.allclose(curve[: round(1.85 * RATE)], -3.0, atol=1e-3)
    assert np.allclose(curve[2 * RATE : round(3.2 * RATE)], -13.0, atol=1e-3)
    assert np.allclose(curve[round(3.7 * RATE) :], -3.0, atol=1e-3)
    assert curve[round(1.925 * RATE)] == pytest.approx(-8.0, abs=0.01)
    assert curve[round(3.45 * RATE)] == pytest.approx(-8.0, abs=0.01)
    assert curve[2 * RATE - 48] > -13.0 + 0.05


@given(cuts=st.lists(st.integers(1, RATE - 1), max_size=6), dip=st.floats(0, 18))
@settings(max_examples=25)
def test_ducking_is_the_same_however_the_sound_comes_and_keeps_its_length(cuts: list[int], dip: float) -> None:
    windows, how = [(0.1, 0.3), (0.7, 0.9)], Ducking(dip=dip)
    parts = np.concatenate(list(ducked(np.split(ONE, sorted(set(cuts))), windows, how)))
    assert np.array_equal(parts, np.concatenate(list(ducked([ONE], windows, how))))
    assert len(parts) == RATE


@given(frames=st.integers(1, RATE), fade=st.integers(1, RATE), size=st.integers(1000, RATE))
@settings(max_examples=25)
def test_a_fade_ends_at_its_frame_with_nothing(frames: int, fade: int, size: int) -> None:
    blocks = [ONE[at : at + size] for at in range(0, RATE, size)]
    found = np.concatenate(list(fading(blocks, frames, fade)))
    assert len(found) == frames
    assert found[-1, 0] < 0.01 or fade < 16
    assert (np.diff(found[:, 0]) <= 1e-6).all()


def test_a_voice_is_laid_over_its_bed_which_rings_out_after_it(tmp_path: Path, bed: Path) -> None:
    spoken = voice(4.0, WINDOWS)
    found = laid(recording(tmp_path / "voice.m4a", spoken), bed, tmp_path / "out", ducked=True, tags={"title": "Hello"})
    assert found.format == "mp3"
    assert found.frames == 5 * RATE
    heard = sound_of(found.preview)
    assert len(heard) == found.frames
    assert found.lufs == pytest.approx(measure([heard]).lufs, abs=0.05)
    assert found.true_peak <= -1.0
    assert found.size == found.preview.stat().st_size
    assert found.ducked is not None
    under = sound_of(found.ducked)
    assert len(under) == 5 * RATE
    assert np.abs(under - np.concatenate(list(ducked([music(5.0)], WINDOWS, Ducking())))).max() < 0.02
    with av.open(str(found.preview)) as container:
        assert container.metadata["title"] == "Hello"


def test_the_voice_stays_as_it_is_and_only_the_bed_moves(tmp_path: Path, bed: Path) -> None:
    spoken = voice(4.0, WINDOWS)
    posted = recording(tmp_path / "voice.wav", spoken)
    loud, soft = (
        sound_of(laid(posted, bed, tmp_path / name, ducking=Ducking(gain=gain)).preview)
        for name, gain in (("loud", 0.0), ("soft", -24.0))
    )
    whole = np.concatenate([spoken, np.zeros((RATE, 2), np.float32)])
    factor = np.dot((soft - whole).ravel(), whole.ravel()) / np.dot(whole.ravel(), whole.ravel())
    assert abs(factor) < 0.02
    assert np.std(soft - whole) < 0.15 * np.std(loud - whole)


def test_a_bed_much_longer_than_its_voice_fades_after_it(tmp_path: Path) -> None:
    long = recording(tmp_path / "bed.wav", music(8.0))
    found = laid(recording(tmp_path / "voice.wav", voice(2.0, ((0.5, 1.5),))), long, tmp_path / "out", ducked=True)
    assert found.frames == 7 * RATE
    heard = sound_of(found.preview)
    assert np.abs(heard[-RATE // 10 :]).max() < 0.02 < np.abs(heard[4 * RATE : 5 * RATE]).max()
    assert any("the preview ends 5 s after the voice" in note for note in found.notes)
    assert found.ducked is not None
    assert len(sound_of(found.ducked)) == 8 * RATE


def test_a_bed_that_ends_early_is_told(tmp_path: Path, bed: Path) -> None:
    found = laid(recording(tmp_path / "voice.wav", voice(7.0, ((0.5, 6.0),))), bed, tmp_path / "out")
    assert found.frames == 7 * RATE
    assert found.notes == ("the bed ends 2.0 s before the voice",)


@pytest.mark.parametrize(
    ("name", "wanted", "ending"),
    [
        ("clip.mp4", SHORT, "mp4"),
        ("turned.mov", replace(SHORT, turned=90), "mp4"),
        ("ntsc.mp4", replace(SHORT, rate=Fraction(30000, 1001)), "mp4"),
        ("halting.mp4", replace(SHORT, halting=True), "mp4"),
        ("late.mp4", replace(SHORT, late=0.4), "mp4"),
        ("mute.mp4", replace(SHORT, speech=None), "mp4"),
        ("reordered.mkv", SHORT, "mp4"),
        ("vp9.webm", replace(SHORT, codec="vp9"), "mp4"),
        ("ten bits.mov", replace(SHORT, codec="prores"), "mkv"),
    ],
)
def test_the_pictures_of_a_clip_are_copied_packet_by_packet(
    tmp_path: Path, bed: Path, name: str, wanted: Film, ending: str
) -> None:
    posted = film(tmp_path / name, wanted)
    found = laid(posted, bed, tmp_path / "out")
    assert found.preview.suffix[1:] == found.format == ending
    assert any("do not fit an MP4" in note for note in found.notes) == (ending == "mkv")
    ours, theirs = packets_of(found.preview), packets_of(posted)
    assert [data for _, data in ours] == [data for _, data in theirs]
    assert max(abs(one - other) for (one, _), (other, _) in zip(ours, theirs, strict=True)) <= Fraction(1, 1000)
    before, after = read_posted(posted), read_posted(found.preview)
    assert before.clip == after.clip
    assert found.frames == before.sound_frames
    assert found.true_peak <= -1.0
    with av.open(str(found.preview)) as container:
        assert next(container.decode(video=0)).rotation == wanted.turned
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(before.seconds, abs=0.001 if ending == "mp4" else 0.03)


def test_a_clip_has_its_own_sound_and_the_bed_ducked_under_it(tmp_path: Path, clip: Path, bed: Path) -> None:
    found = laid(clip, bed, tmp_path / "out", ducking=Ducking(dip=12.0))
    assert found.clearance is not None
    assert found.clearance.ducked == pytest.approx(found.clearance.margin + 12.0)
    heard = sound_of(found.preview)[: found.frames]
    bed_under = fading(ducked([music(5.0)], SHORT.speech or (), Ducking(dip=12.0)), found.frames, RATE)
    wanted = SHORT.sound + np.concatenate(list(bed_under))
    assert np.std(heard - wanted) < 0.15 * np.std(wanted)
    assert found.notes == ("the bed is 3.0 s longer than the clip: it fades out with it",)


def test_an_mp4_can_be_played_before_it_is_whole(tmp_path: Path, clip: Path, bed: Path) -> None:
    data = laid(clip, bed, tmp_path / "out").preview.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_order_gives_the_same_bytes(tmp_path: Path, clip: Path, bed: Path) -> None:
    one, two = (laid(clip, bed, tmp_path / name) for name in ("one", "two"))
    assert one.sha256 == two.sha256
    assert replace(one, preview=two.preview) == two


@pytest.mark.parametrize("kind", ["voice", "clip"])
def test_peaks_that_add_up_are_held_in_the_delivered_file(tmp_path: Path, clip: Path, kind: str) -> None:
    loud = recording(tmp_path / "bed.wav", 0.9 * hostile(2.0) + music(2.0, 0.5))
    posted = clip if kind == "clip" else recording(tmp_path / "voice.wav", voice(2.0, ((0.5, 1.5),)))
    found = laid(posted, loud, tmp_path / "out")
    assert found.true_peak <= -1.0
    assert measure([sound_of(found.preview)]).true_peak <= -0.95
    assert any("a limiter turned peaks" in note for note in found.notes)


def test_nothing_but_the_preview_is_left(tmp_path: Path, clip: Path, bed: Path) -> None:
    found = laid(clip, bed, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == [found.preview]


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path: Path, clip: Path, bed: Path) -> None:
    words = tmp_path / "words.mp3"
    words.write_text("This is no music.")
    for posted, under in ((clip, words), (words, bed)):
        with pytest.raises(AudioError, match="text"):
            lay(LayOrder(posted=posted, bed=under, out=tmp_path / "out", name="preview", speech=Speech(seconds=4.0)))
    assert not list((tmp_path / "out").iterdir())

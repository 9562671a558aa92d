"""Whatever the format, the length and the loudness asked for: the delivered file, decoded, is what was asked."""

from __future__ import annotations

import tempfile
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from audio_signals import music, noise, peaky
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.bed import Bed, FinishOrder
from bot.audio.decode import decode
from bot.audio.encode import encode
from bot.audio.finish import finish
from bot.audio.loudness import measure
from bot.audio.pcm import RATE

SOUNDS = {"music": music, "hits": peaky, "noise": noise}
TAGS = {
    "title": "Onbörding v1",
    "artist": "bgm, built-in engine",
    "comment": "calm | seed 7 | job j1",
    "copyright": "©",
}


def read_back(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        return {**container.streams.audio[0].metadata, **container.metadata}


def made(folder: Path, sound: np.ndarray, format_: str, target: float, **more: object) -> Bed:
    take = folder / "take.flac"
    encode([sound], take, "flac", frames=len(sound))
    order = FinishOrder(
        take=take,
        out=folder,
        name="bed",
        format=format_,
        target_lufs=target,
        frames=len(sound),
        tags=TAGS,
        picture=False,
        **more,  # type: ignore[arg-type]
    )
    return finish(order)


@given(
    format_=st.sampled_from(["mp3", "wav", "flac", "ogg"]),
    frames=st.integers(3 * RATE, 8 * RATE),
    target=st.floats(-36, -8),
    name=st.sampled_from(sorted(SOUNDS)),
    bits=st.sampled_from([16, 24]),
)
@settings(max_examples=6)
def test_length_loudness_peaks_and_tags_hold_in_what_is_delivered(
    format_: str, frames: int, target: float, name: str, bits: int
) -> None:
    """Where the ceiling leaves no room for the loudness, that is said, and only then it is less."""
    with tempfile.TemporaryDirectory() as folder:
        bed = made(Path(folder), SOUNDS[name](frames / RATE)[:frames], format_, target, bits=bits)
        sound = np.concatenate(list(decode(bed.path)))
        tags = read_back(bed.path)
    assert len(sound) == bed.frames == frames
    assert bed.true_peak <= -1
    assert measure([sound]).true_peak <= -1
    yielded = any("LUFS where" in note for note in bed.notes)
    assert bed.lufs < target if yielded else abs(bed.lufs - target) <= 0.1
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64)) == pytest.approx(bed.lufs, abs=0.1)
    assert {key: tags.get(key) for key in TAGS} == TAGS


@pytest.mark.parametrize("format_", ["mp3", "wav", "ogg"])
@pytest.mark.parametrize("target", [-23.0, -20.0, -16.0, -14.0])
def test_the_usual_levels_are_met_by_music_with_peaks(tmp_path: Path, format_: str, target: float) -> None:
    bed = made(tmp_path, peaky(4, every=0.9), format_, target)
    assert bed.lufs == pytest.approx(target, abs=0.1)
    assert bed.true_peak <= -1


def test_what_a_codec_takes_from_noise_is_made_up_for(tmp_path: Path) -> None:
    """MP3 leaves out what is over 20 kHz: white noise is 0.1 LU softer in it, and as loud as asked all the same."""
    sound = noise(3, 0.05)
    bed = made(tmp_path, sound, "mp3", -20.0)
    plain = measure([sound]).lufs + bed.gain
    assert plain > -19.93
    assert bed.lufs == pytest.approx(-20.0, abs=0.07)

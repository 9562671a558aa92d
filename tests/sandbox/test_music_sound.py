"""The sandbox's music is music: composed from the words, of the asked length, sung when asked, extended seamlessly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from mido import MidiFile
from numpy.typing import NDArray

from bot.audio.decode import decode
from bot.audio.probe import probe
from bot.domain.errors import AudioError
from sandbox.music.sound import QUARTET, Sound

RATE = 48_000
WORDS = "calm lo-fi with piano, 84 bpm"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = Sound()
    yield made
    await made.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


def heard(path: Path) -> NDArray[np.float32]:
    return np.concatenate(list(decode(path)))


def rms(wave: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.square(wave, dtype=np.float64).mean()))


def hearings(path: Path, *, low: float, high: float) -> float:
    """The share of the energy between two frequencies."""
    power = np.abs(np.fft.rfft(heard(path)[:, 0])) ** 2
    hz = np.fft.rfftfreq(len(heard(path)), 1 / RATE)
    return float(power[(hz > low) & (hz < high)].sum() / power.sum())


async def test_a_take_has_the_asked_length_and_is_no_silence(sound: Sound) -> None:
    path = await sound.compose(WORDS, seconds=4, seed=1)
    wave = heard(path)
    assert wave.shape == (4 * RATE, 2)
    assert rms(wave) > 0.01
    assert await sound.seconds(path) == 4.0


async def test_the_same_wish_is_the_same_file_and_another_seed_another_music(sound: Sound) -> None:
    path = await sound.compose(WORDS, seconds=4, seed=1)
    assert await sound.compose(WORDS, seconds=4, seed=1) == path
    other = await sound.compose(WORDS, seconds=4, seed=2)
    assert not np.array_equal(heard(other), heard(path))


async def test_a_song_has_a_voice_that_an_instrumental_has_not(sound: Sound) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=1)
    song = await sound.compose(WORDS, seconds=4, seed=1, vocal=True)
    voice = (await sound.stems(song))["vocals"]
    assert rms(heard(voice)) > 0.02
    assert rms(heard(song) - 0.7 * heard(bed) - heard(voice)) < 0.002
    assert hearings(voice, low=200, high=3500) > 0.9
    assert "vocals" not in await sound.stems(bed)


async def test_stems_are_the_parts_of_the_score_and_add_up_to_the_take(sound: Sound) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=1)
    stems = await sound.stems(bed)
    assert len(stems) >= 2
    assert all(probe(path).codec == "pcm_s16le" for path in stems.values())
    total = sum((heard(path) for path in stems.values()), np.zeros((4 * RATE, 2), np.float32))
    assert rms(total - heard(bed)) < 0.001


async def test_four_stems_add_up_and_an_instrumental_has_silent_vocals(sound: Sound) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=1)
    four = await sound.quartet(bed)
    assert tuple(four) == QUARTET
    assert rms(heard(four["vocals"])) < 0.0001
    total = sum((heard(path) for path in four.values()), np.zeros((4 * RATE, 2), np.float32))
    assert rms(total - heard(bed)) < 0.001


@pytest.mark.parametrize(("format_", "codec"), [
    ("mp3", "mp3"), ("wav", "pcm_s16le"), ("flac", "flac"), ("ogg", "opus"), ("m4a", "aac")])  # fmt: skip
async def test_it_is_encoded_as_what_it_is_called(sound: Sound, format_: str, codec: str) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=1)
    path = await sound.encoded(bed, format_)
    assert path.suffix == f".{format_}"
    assert probe(path).codec.startswith(codec)
    assert abs(await sound.seconds(path) - 4.0) < 0.05


async def test_a_tail_before_the_ending_goes_on_as_if_the_bed_had_been_longer(sound: Sound) -> None:
    """first[:start] and the tail are one piece: the same samples as of the longer bed, and no step where they meet."""
    song = await sound.compose(WORDS, seconds=5, seed=3, vocal=True)
    tail = await sound.tail(song, 2.0, seconds=4)
    whole = await sound.joined(song, tail)
    assert await sound.seconds(tail) == 4.0
    assert await sound.seconds(whole) == 6.0
    assert np.array_equal(heard(whole)[: 2 * RATE], heard(song)[: 2 * RATE])
    assert np.array_equal(heard(whole)[2 * RATE :], heard(tail))
    assert set(await sound.stems(whole)) >= {"vocals"}


async def test_a_tail_after_the_ending_goes_on_from_a_beat(sound: Sound) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=3)
    tail = await sound.tail(bed, 4.0, seconds=4)
    whole = await sound.joined(bed, tail)
    assert 4.0 <= await sound.seconds(tail) <= 8.0
    assert await sound.seconds(whole) == pytest.approx(4.0 + await sound.seconds(tail))
    assert rms(heard(tail)[:RATE]) > 0.005


async def test_a_tail_can_be_gone_on_from(sound: Sound) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=3)
    once = await sound.tail(bed, 1.0, seconds=4)
    again = await sound.tail(once, 1.0, seconds=5)
    assert await sound.seconds(await sound.joined(once, again)) >= 6.0


async def test_a_file_from_elsewhere_can_be_extended_parted_and_counted(sound: Sound, tmp_path: Path) -> None:
    bed = await sound.compose("techno 120 bpm", seconds=4, seed=1)
    brought = tmp_path / "theirs.mp3"
    brought.write_bytes((await sound.encoded(bed, "mp3")).read_bytes())
    tail = await sound.tail(brought, 2.0, seconds=3)
    assert await sound.seconds(await sound.joined(brought, tail)) == pytest.approx(5.0, abs=0.01)
    assert set(await sound.stems(brought)) == {"bass", "other"}
    assert 60 <= await sound.tempo(brought) <= 182
    assert await sound.style(brought) == ""


async def test_a_file_that_is_no_audio_is_refused_with_words(sound: Sound, tmp_path: Path) -> None:
    page = tmp_path / "page.mp3"
    page.write_text("<html>no</html>")
    with pytest.raises(AudioError):
        await sound.seconds(page)


async def test_tempo_and_style_are_as_composed(sound: Sound) -> None:
    bed = await sound.compose("lo-fi", seconds=4, seed=1, tempo=96)
    assert await sound.tempo(bed) == 96.0
    assert await sound.style(bed) == "lo-fi"


async def test_the_midi_file_holds_the_notes_of_the_score_and_the_singers(sound: Sound) -> None:
    song = await sound.compose(WORDS, seconds=4, seed=1, vocal=True)
    whole = await sound.joined(song, await sound.tail(song, 4.0, seconds=3))
    for take in (song, whole):
        midi = MidiFile(await sound.midi(take))
        notes = {
            track.name: sum(message.type == "note_on" and message.velocity > 0 for message in track)
            for track in midi.tracks
        }
        assert notes["vocals"] >= 2
        assert len([name for name, count in notes.items() if count]) >= 3
        assert midi.length == pytest.approx(await sound.seconds(take), abs=0.1)


async def test_peaks_are_those_of_the_sound(sound: Sound) -> None:
    bed = await sound.compose(WORDS, seconds=4, seed=1)
    peaks = await sound.peaks(bed, 50)
    assert len(peaks) == 50
    assert max(peaks) == pytest.approx(float(np.abs(heard(bed)).max()), abs=1e-4)


@pytest.mark.parametrize(
    "words", ["", "🎷", "--takes 99 --seed x", "0:45 0:30 1:00", "a" * 4000, "no drums no bass", "("]
)
async def test_any_words_become_music(sound: Sound, words: str) -> None:
    assert rms(heard(await sound.compose(words, seconds=3, seed=1))) > 0.001


async def test_after_close_no_file_is_left() -> None:
    made = Sound()
    path = await made.compose(WORDS, seconds=3, seed=1)
    await made.close()
    assert not path.exists()


async def test_it_works_by_the_workers_of_somebody_else(tmp_path: Path) -> None:
    """`run` is used for all that takes time."""
    done: list[str] = []

    async def run(work: Callable[..., object], /, *args: object) -> object:
        done.append(work.__name__)
        return work(*args)

    made = Sound(run)  # type: ignore[arg-type]
    await made.compose(WORDS, seconds=3, seed=1)
    await made.close()
    assert done == ["play"]


async def test_the_process_that_serves_never_loads_numpy() -> None:
    """The servers stay light: only workers need numpy and FFmpeg."""
    code = "import sys, sandbox.music.sound; print('numpy' in sys.modules or 'av' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: ASYNC221
    assert done.stdout.strip() == "False"

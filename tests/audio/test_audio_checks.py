"""What is wrong with a take is seen and said, what can be mended is mended, and what is well is left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import bad_takes
import numpy as np
import pytest
from audio_signals import music
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pieces import TEN, piece

from bot.audio.bed import FinishOrder
from bot.audio.checks.bridge import CONTEXT, bridge
from bot.audio.checks.checked import Checked, Mended
from bot.audio.checks.look import look
from bot.audio.checks.mend import mend
from bot.audio.decode import decode
from bot.audio.finish import finish
from bot.audio.pcm import RATE, PcmFile
from bot.domain.checks import Check, Finding
from bot.domain.errors import AudioError

Sound = NDArray[np.float32]
Taken = Callable[[Sound], PcmFile]


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    """A sound as a take on disk."""
    return lambda sound: PcmFile.write(tmp_path / "take", [np.asarray(sound, np.float32)])


def found(checked: Checked | Mended, check: Check) -> Finding | None:
    return next((finding for finding in checked.findings if finding.check is check), None)


def read(source: PcmFile) -> Sound:
    return np.concatenate(list(source.blocks()))


def mended(folder: Path, name: str) -> tuple[Mended, Checked, Sound]:
    """A bad take, mended; what a second look finds; and its sound."""
    source = PcmFile.write(folder / "pcm", decode(bad_takes.MENDED[name](folder)))
    done = mend(source, look(source, wanted=bad_takes.SECONDS))
    return done, look(done.take), read(done.take)


@pytest.mark.parametrize("style", TEN)
def test_nothing_is_found_in_the_composers_beds_and_not_a_byte_is_touched(taken: Taken, style: str) -> None:
    source = taken(piece(style, TEN.index(style) % 3 + 1, 10.0))
    before = hashlib.sha256(source.path.read_bytes()).hexdigest()
    checked = look(source, wanted=10.0)
    done = mend(source, checked)
    assert checked.findings == ()
    assert done == Mended(take=source, findings=())
    assert hashlib.sha256(source.path.read_bytes()).hexdigest() == before


def test_a_silent_tail_is_taken_off_behind_the_ring_out(tmp_path: Path) -> None:
    done, after, sound = mended(tmp_path, "silent_tail")
    tail = found(done, Check.SILENT_TAIL)
    assert tail is not None
    assert tail.mended
    assert tail.amount == pytest.approx(2.0, abs=0.15)
    assert len(sound) == pytest.approx(4 * RATE, abs=0.15 * RATE)
    assert not after.findings
    assert np.abs(sound[-1]).max() < 1e-4


def test_a_silent_head_is_taken_off_and_said_how_much(tmp_path: Path) -> None:
    done, after, sound = mended(tmp_path, "silent_head")
    assert done.head == pytest.approx(1.5, abs=0.02)
    assert len(sound) == pytest.approx(4.5 * RATE, abs=RATE // 50)
    assert not after.findings


def test_a_soft_beginning_and_a_long_ring_out_are_music(taken: Taken) -> None:
    """From -75 dBFS in 2 s, and back to it in 2 s, 27 dB a second."""
    time = np.arange(8 * RATE) / RATE
    pad = sum(np.sin(2 * np.pi * hz * time) for hz in (110, 165, 277))
    rise = 10 ** (np.minimum(np.linspace(-52, 160, len(time)), 0) / 20)
    sound = 0.1 * pad * np.minimum(rise, rise[::-1])
    checked = look(taken(np.stack([sound, np.roll(sound, 300)], axis=1)))
    assert checked.findings == ()


@pytest.mark.parametrize("wanted", [2.0, 2.4, None])
def test_what_a_fit_makes_up_for_is_not_short(taken: Taken, wanted: float | None) -> None:
    assert found(look(taken(music(2)), wanted=wanted), Check.SHORT) is None


def test_much_too_short_is_said_with_what_lacks(tmp_path: Path) -> None:
    done, _, _ = mended(tmp_path, "short")
    assert found(done, Check.SHORT) == Finding(check=Check.SHORT, amount=4.0)


def test_a_short_hole_is_bridged_and_a_long_one_is_said(tmp_path: Path) -> None:
    done, after, sound = mended(tmp_path, "dropouts")
    holes = [finding for finding in done.findings if finding.check is Check.DROPOUT]
    assert [(round(hole.at or 0, 2), round(hole.amount, 2), hole.mended) for hole in holes] == [
        (2.0, 0.03, True),
        (4.0, 0.5, False),
    ]
    assert [round(finding.at or 0, 1) for finding in after.findings] == [4.0]
    bridged, around = (sound[2 * RATE + at : 2 * RATE + at + RATE * 3 // 100] for at in (0, RATE // 10))
    assert 0.4 < np.sqrt(np.mean(bridged**2) / np.mean(around**2)) < 2
    steps = np.abs(np.diff(sound[2 * RATE - RATE // 10 : 2 * RATE + RATE // 10], axis=0)).max()
    assert steps < 2 * np.abs(np.diff(sound[RATE : 3 * RATE // 2], axis=0)).max()


@pytest.mark.parametrize("hz", [110.0, 440.0, 1760.0])
def test_a_tone_goes_on_over_the_bridge_as_if_nothing_had_been(hz: float) -> None:
    time = np.arange(2 * CONTEXT + 1440) / RATE
    tone = np.repeat(np.sin(2 * np.pi * hz * time)[:, None], 2, axis=1).astype(np.float32)
    filling = bridge(tone[:CONTEXT], 1440, tone[CONTEXT + 1440 :])
    assert filling is not None
    assert np.abs(filling - tone[CONTEXT : CONTEXT + 1440]).max() < 0.05


def test_rests_and_a_gate_in_rhythm_are_no_dropouts(taken: Taken) -> None:
    """A note let go in 60 ms, a beat of silence, the next one struck; and a pad cut into sixteenths."""
    time = np.arange(8 * RATE) / RATE
    rests = np.clip((0.5 - time % 1) / 0.06, 0, 1) * np.exp(-2 * (time % 1))
    gated = (time % 0.25 < 0.15).astype(np.float32)
    for shape in (rests, gated):
        assert found(look(taken(music(8) * shape[:, None])), Check.DROPOUT) is None


def test_a_single_rest_is_no_dropout(taken: Taken) -> None:
    """Let go in 60 ms; what goes on after it does so at once and no louder."""
    sound = music(6)
    sound[3 * RATE : 7 * RATE // 2] = 0
    sound[3 * RATE - 60 * RATE // 1000 : 3 * RATE] *= np.linspace(1, 0, 60 * RATE // 1000, dtype=np.float32)[:, None]
    assert look(taken(sound)).findings == ()


def test_a_hole_too_long_to_bridge_stays_and_is_said(taken: Taken) -> None:
    sound = music(5)
    sound[2 * RATE : 2 * RATE + 80 * RATE // 1000] = 0
    done = mend(source := taken(sound), look(source))
    hole = found(done, Check.DROPOUT)
    assert hole is not None
    assert not hole.mended
    assert np.array_equal(read(done.take), sound)


@pytest.mark.parametrize("over", [3.0, 12.0])
@pytest.mark.parametrize("rail", [1.0, 0.5])
def test_cut_tops_are_counted_at_the_rail_and_under_it(taken: Taken, over: float, rail: float) -> None:
    sound = music(4)
    sound *= 10 ** (over / 20) / np.abs(sound).max()
    clipped = found(look(taken(np.round(np.clip(sound, -1, 1) * 32767) / 32767 * rail)), Check.CLIPPED)
    assert clipped is not None
    assert clipped.amount >= 5


def test_full_scale_that_was_not_cut_is_no_clipping(taken: Taken) -> None:
    """Also a low tone, whose top hardly moves, and a square wave, whose top does not."""
    time = np.arange(4 * RATE) / RATE
    for wave in (np.sin(2 * np.pi * 50 * time), np.sign(np.sin(2 * np.pi * 220 * time)), None):
        sound = music(4) if wave is None else np.repeat(0.999 * wave[:, None], 2, axis=1)
        sound = sound / np.abs(sound).max() * 0.9999
        assert found(look(taken(np.round(sound * 32767) / 32767)), Check.CLIPPED) is None


def test_tops_are_drawn_anew_where_that_is_nearer_to_the_truth(taken: Taken) -> None:
    time = np.arange(4 * RATE) / RATE
    swell = 0.7 + 0.6 * np.abs(np.sin(np.pi * time))
    true = np.repeat((swell * np.sin(2 * np.pi * 180 * time))[:, None], 2, axis=1)
    cut = np.clip(true, -1, 1).astype(np.float32)
    source = taken(cut)
    done = mend(source, look(source))
    clipped = found(done, Check.CLIPPED)
    assert clipped is not None
    assert clipped.mended
    assert np.sum((read(done.take) - true) ** 2) < 0.2 * np.sum((cut - true) ** 2)


def test_tops_that_would_be_guessed_wrong_stay_and_are_said(taken: Taken) -> None:
    """Square waves: their tops are flat, and a curve over them is further from the truth."""
    sound = piece("chiptune", 2, 10.0)
    done = mend(source := taken(np.clip(sound / np.abs(sound).max() * 1.4, -1, 1)), look(source))
    clipped = found(done, Check.CLIPPED)
    assert clipped is not None
    assert not clipped.mended


def test_what_is_clipped_all_over_stays_and_is_said(tmp_path: Path) -> None:
    done, _, _ = mended(tmp_path, "clipped")
    clipped = found(done, Check.CLIPPED)
    assert clipped is not None
    assert not clipped.mended
    assert clipped.amount >= 20


def test_a_dead_side_is_filled_from_the_living_one(tmp_path: Path) -> None:
    done, after, sound = mended(tmp_path, "half_dead")
    assert found(done, Check.DEAD_SIDE) == Finding(check=Check.DEAD_SIDE, amount=0.0, mended=True)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert [finding.check for finding in after.findings] == [Check.MONO]


def test_mono_is_said_and_left_as_it_is(taken: Taken) -> None:
    source = taken(np.repeat(music(2)[:, :1], 2, axis=1))
    done = mend(source, look(source))
    assert [finding.check for finding in done.findings] == [Check.MONO]
    assert not done.findings[0].mended


def test_dc_is_taken_away(tmp_path: Path) -> None:
    done, after, sound = mended(tmp_path, "off_middle")
    off = found(done, Check.DC)
    assert off is not None
    assert off.amount == pytest.approx(0.05, abs=0.002)
    assert np.abs(sound.mean(axis=0)).max() < 0.002
    assert not after.findings


def test_what_can_hardly_be_heard_is_said(tmp_path: Path) -> None:
    done, _, _ = mended(tmp_path, "hardly_there")
    quiet = found(done, Check.QUIET)
    assert quiet is not None
    assert quiet.amount < -50


def test_a_voice_is_suspected_only_where_none_was_asked_for(tmp_path: Path) -> None:
    source = PcmFile.write(tmp_path / "pcm", decode(bad_takes.spoken_over(tmp_path)))
    assert found(look(source), Check.VOICE) is not None
    assert found(look(source, instrumental=False), Check.VOICE) is None


def test_the_label_of_the_earlier_take_is_said_where_it_is_the_same(taken: Taken) -> None:
    sound = np.concatenate([music(4, seed=seed) for seed in (1, 2, 3)])
    mark = look(taken(sound)).fingerprint
    checked = look(taken(0.5 * sound), earlier=[("v1", ""), ("v2", mark)])
    assert found(checked, Check.SAME) == Finding(check=Check.SAME, of="v2")


@given(frames=st.integers(0, 3 * RATE // 2), kind=st.sampled_from(["zeros", "music", "noise", "dc", "one"]))
@settings(max_examples=25)
def test_any_sound_of_any_length_is_looked_at_and_mended(
    tmp_path_factory: pytest.TempPathFactory, frames: int, kind: str
) -> None:
    """It never grows, and a second look finds nothing that the first one mended."""
    made = {
        "zeros": np.zeros((frames, 2)),
        "music": music(2)[:frames],
        "noise": 0.1 * np.random.default_rng(1).standard_normal((frames, 2)),
        "dc": np.full((frames, 2), 0.1),
        "one": np.eye(max(frames, 1), 2)[:frames],
    }[kind]
    source = PcmFile.write(tmp_path_factory.mktemp("any") / "pcm", [made.astype(np.float32)])
    done = mend(source, look(source, wanted=1.0))
    assert done.take.frames <= frames
    again = {finding.check for finding in look(done.take).findings}
    assert not again & {finding.check for finding in done.findings if finding.mended}
    assert np.isfinite(read(done.take)).all() if done.take.frames else True


@pytest.mark.parametrize("name", ["silent_tail", "half_dead", "dropouts"])
def test_a_bad_take_ends_as_a_bed_of_the_asked_length_that_says_so(tmp_path: Path, name: str) -> None:
    take = bad_takes.MENDED[name](tmp_path)
    order = FinishOrder(take=take, out=tmp_path / "beds", name="bed", format="wav", frames=6 * RATE, picture=False)
    bed = finish(order)
    assert bed.frames == 6 * RATE
    assert bed.findings
    assert bed.notes


@pytest.mark.parametrize("name", [name for name in bad_takes.REFUSED if name != "tables"])
def test_what_is_refused_is_refused_in_words_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    build, words = bad_takes.REFUSED[name]
    order = FinishOrder(take=build(tmp_path), out=tmp_path / "beds", name="bed", format="mp3", picture=False)
    with pytest.raises(AudioError, match=words):
        finish(order)
    assert not list((tmp_path / "beds").iterdir())

"""Beds fitted from takes that sound: joins, endings, loops, hits and stretches, against what the score knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from audio_signals import noise
from fitting_takes import composed, counted, imagined
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.fit import fit, planned
from bot.audio.fitting.looping import comes_round
from bot.audio.fitting.nudge import steps
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.fitting.render import alike, crossfaded, part, render
from bot.audio.listening.heard import Heard
from bot.audio.pcm import RATE, Block, PcmFile
from bot.domain.music import Music

SHARES = (0.25, 0.4, 0.6, 0.8, 1.25, 1.6, 2.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("takes")


@pytest.fixture(scope="module", params=["house", "lofi"])
def take(request: pytest.FixtureRequest, folder: Path) -> tuple[PcmFile, Heard]:
    return composed(folder, request.param, 60.0)


def sound_of(file: PcmFile) -> Block:
    return np.concatenate(list(file.blocks()))


def test_seven_lengths_are_exact_and_joined_on_downbeats_at_less_than_the_median(
    take: tuple[PcmFile, Heard], folder: Path
) -> None:
    source, heard = take
    bars = np.array(heard.music.downbeats)
    for share in SHARES:
        frames = round(share * source.frames) + 1234
        bed, fitted = fit(source, heard, FitAsk(frames=frames), folder / "bed.f32")
        assert bed.frames == frames
        assert bed.path.stat().st_size == frames * 8
        assert fitted.silence + fitted.faded <= 0.0501 * fitted.after
        assert abs(fitted.stretch - 1) <= 0.0201
        assert 1 <= len(fitted.joins) <= 2
        for join in fitted.joins:
            assert max(np.abs(bars - join.left).min(), np.abs(bars - join.entered).min()) <= 0.02
            assert join.cost is not None
            assert join.usual is not None
            assert join.cost < join.usual
            assert 0.01 <= join.crossfade <= 0.06


def rises(sound: Block) -> Block:
    """How much louder the bands become from one 5 ms to the next, in dB."""
    mono = np.pad(sound.sum(axis=1), (512, 1024))
    frames = np.lib.stride_tricks.sliding_window_view(mono, 1024)[::240]
    level = np.abs(np.fft.rfft(frames * np.hanning(1024), axis=1))
    level = 20 * np.log10(level + 1e-3 * level.max())
    return np.maximum(np.diff(level, axis=0, prepend=level[:1]), 0).mean(axis=1)


def test_a_join_stands_out_no_more_than_an_ordinary_downbeat(take: tuple[PcmFile, Heard], folder: Path) -> None:
    source, heard = take
    ordinary = rises(sound_of(source))
    bars = [at for at in heard.music.downbeats if 1 < at < source.seconds - 4]
    usual = [ordinary[int((at - 0.08) * 200) : int((at + 0.08) * 200)].max() for at in bars]
    for share in (0.4, 0.8):
        bed, fitted = fit(source, heard, FitAsk(frames=round(share * source.frames)), folder / "bed.f32")
        heard_rises = rises(sound_of(bed))
        for join in fitted.joins:
            assert heard_rises[int((join.at - 0.08) * 200) : int((join.at + 0.08) * 200)].max() <= 1.25 * max(usual)


def test_cut_downs_begin_as_the_take_does_and_end_as_it_ends(take: tuple[PcmFile, Heard], folder: Path) -> None:
    source, heard = take
    whole = sound_of(source)
    for seconds in (45, 30, 15, 6):
        bed, fitted = fit(source, heard, FitAsk(frames=seconds * RATE), folder / "bed.f32")
        sound = sound_of(bed)
        assert len(sound) == seconds * RATE
        assert alike(sound[: RATE // 2], whole[: RATE // 2]) > 0.999
        # The last chord is in it: half a second of the ending before anything fades, wherever it was moved to.
        ends = round((fitted.faded + fitted.silence) * RATE) + round(0.04 * RATE)
        chord = sound[-ends - RATE // 2 : -ends or None]
        at = (
            source.frames - round(fitted.shortened * RATE) - round(fitted.faded * RATE) - round(0.04 * RATE) - RATE // 2
        )
        assert max(alike(chord, whole[at + off : at + off + len(chord)]) for off in range(-24, 25)) > 0.99
        assert np.abs(sound[-48:]).max() < 0.02


def test_a_right_length_comes_back_as_it_is(take: tuple[PcmFile, Heard], folder: Path) -> None:
    source, heard = take
    bed, fitted = fit(source, heard, FitAsk(frames=source.frames), folder / "same.f32")
    assert bed is source
    assert fitted.untouched
    assert not (folder / "same.f32").exists()


@pytest.mark.parametrize("seconds", [6, 12.5, 30, 75])
def test_loops_of_any_length_come_round(take: tuple[PcmFile, Heard], folder: Path, seconds: float) -> None:
    source, heard = take
    bed, fitted = fit(source, heard, FitAsk(frames=round(seconds * RATE), loop=True), folder / "loop.f32")
    assert bed.frames == round(seconds * RATE)
    assert fitted.loop
    assert not fitted.silence
    assert not fitted.faded
    assert fitted.wrap is not None
    assert comes_round(bed)
    bars = np.array(heard.music.downbeats)
    assert np.abs(bars - fitted.wrap.entered).min() <= 0.02
    if fitted.wrap.cost is not None and fitted.wrap.usual is not None:
        assert fitted.wrap.cost < fitted.wrap.usual


def test_a_take_made_as_a_loop_stays_as_it_is_and_one_that_ends_does_not(folder: Path) -> None:
    source, heard = composed(folder, "lofi", 9.0, loop=True)
    bed, fitted = fit(source, heard, FitAsk(frames=source.frames, loop=True), folder / "loop.f32")
    assert bed is source
    assert fitted.loop
    source, heard = composed(folder, "lofi", 9.0)
    assert not comes_round(source)
    bed, fitted = fit(source, heard, FitAsk(frames=source.frames, loop=True), folder / "loop.f32")
    assert bed is not source
    assert comes_round(bed)


def test_a_cut_through_noise_does_not_come_round_but_a_whole_wave_does(folder: Path) -> None:
    at = np.arange(RATE) / RATE
    whole = np.stack([np.sin(2 * np.pi * 50 * at)] * 2, axis=1).astype(np.float32)
    assert comes_round(PcmFile.write(folder / "wave.f32", [whole]))
    assert not comes_round(PcmFile.write(folder / "cut.f32", [whole[: -RATE // 200]]))
    assert not comes_round(PcmFile.write(folder / "none.f32", [0 * whole]))


def test_hits_and_the_climax_are_met_in_the_sound(take: tuple[PcmFile, Heard], folder: Path) -> None:
    source, heard = take
    bed, fitted = fit(source, heard, FitAsk(frames=30 * RATE, climax=20.0), folder / "bed.f32")
    [hit] = fitted.hits
    assert hit.met == pytest.approx(20.0, abs=0.02)
    assert heard.music.climax is not None
    climax = part(source, round(heard.music.climax * RATE), round((heard.music.climax + 0.1) * RATE))
    around = part(bed, round(19.97 * RATE), round(20.13 * RATE))
    assert max(alike(climax, around[at : at + len(climax)]) for at in range(len(around) - len(climax))) > 0.95
    _, fitted = fit(source, heard, FitAsk(frames=45 * RATE, hits=(12.0,)), folder / "bed.f32")
    assert fitted.hits[0].met == pytest.approx(12.0, abs=0.02)


def test_music_without_a_pulse_gets_long_crossfades(folder: Path) -> None:
    source, heard = composed(folder, "drone", 30.0)
    heard = replace(heard, music=Music(seconds=30.0, climax=20.0))
    for share in SHARES:
        bed, fitted = fit(source, heard, FitAsk(frames=round(share * source.frames)), folder / "bed.f32")
        assert bed.frames == round(share * source.frames)
        assert all(join.bars is None for join in fitted.joins)
        assert max(join.crossfade for join in fitted.joins) >= (0.5 if share < 0.5 else 1.0)
    _, fitted = fit(source, heard, FitAsk(frames=24 * RATE, hits=(12.0,)), folder / "bed.f32")
    assert fitted.hits[0].met is None
    _, fitted = fit(source, heard, FitAsk(frames=24 * RATE, climax=12.0), folder / "bed.f32")
    assert fitted.hits[0].met == pytest.approx(12.0, abs=0.02)


def clicks(times: np.ndarray, seconds: float) -> Block:
    """Sharp hits over a soft chord."""
    at = np.arange(round(seconds * RATE)) / RATE
    sound = 0.05 * sum(np.sin(2 * np.pi * hz * at) for hz in (110, 164.8, 220))
    for time in times:
        begins = round(time * RATE)
        sound[begins : begins + 2400] += 0.6 * np.exp(-np.arange(2400) / 300) * np.sin(np.arange(2400) * 0.3)
    return np.stack([sound, sound], axis=1).astype(np.float32)


def hits_in(sound: Block) -> np.ndarray:
    edge = np.abs(np.diff(sound[:, 0], prepend=sound[:1, 0]))
    loud = np.flatnonzero(edge > 0.06)
    return loud[np.diff(loud, prepend=-RATE) > 0.1 * RATE] / RATE


@pytest.mark.parametrize("ratio", [0.98, 0.995, 1.003, 1.02])
def test_a_stretch_is_exact_doubles_no_hit_and_keeps_each_where_it_is_due(folder: Path, ratio: float) -> None:
    times = np.arange(0.5, 11.5, 0.5)
    take = PcmFile.write(folder / "clicks.f32", [clicks(times, 12.0)])
    longer = round((ratio - 1) * take.frames)
    [found] = steps(take, [(0, take.frames)], longer)
    assert -sum(step.by for step in found) == longer
    pieces, begins = [], 0
    for step in found:
        pieces.append(Piece(begins=begins, ends=step.at, crossfade=576 if begins else 0, tiny=bool(begins)))
        begins = step.at + step.by
    pieces.append(Piece(begins=begins, ends=take.frames, crossfade=576, tiny=True))
    sound = np.concatenate(list(render(Plan(pieces=tuple(pieces)), take)))
    assert len(sound) == take.frames + longer
    heard = hits_in(sound)
    assert len(heard) == len(times)
    assert np.abs(heard - times * ratio).max() <= 0.02


@settings(max_examples=20)
@given(wanted=st.integers(1, 9 * RATE), seconds=st.sampled_from([0.05, 0.9, 3.0]), loop=st.booleans())
def test_even_takes_of_moments_become_any_length_to_the_frame(
    folder: Path, wanted: int, seconds: float, loop: bool
) -> None:
    sound = noise(seconds, 0.1)
    take = PcmFile.write(folder / "moment.f32", [sound])
    heard = imagined(counted(seconds, 120) if seconds > 1 else Music(seconds=seconds), take.frames, ring=0.0)
    plan, fitted = planned(take, heard, FitAsk(frames=wanted, loop=loop))
    made = np.concatenate(list(render(plan, take))) if plan else sound
    assert len(made) == wanted
    assert np.isfinite(made).all()
    assert fitted.after == pytest.approx(wanted / RATE)


def test_a_crossfade_keeps_the_level_of_unlike_sounds_and_the_wave_of_like_ones() -> None:
    one, other = noise(0.5, 0.1, seed=1), noise(0.5, 0.1, seed=2)
    mixed = crossfaded(one, other)
    level = np.sqrt((mixed.reshape(10, -1) ** 2).mean(axis=1))
    assert np.abs(20 * np.log10(level / 0.1)).max() < 0.5
    assert np.abs(crossfaded(one, one) - one).max() < 1e-6


def test_a_plan_is_played_as_written(folder: Path) -> None:
    sound = noise(2.0, 0.2)
    take = PcmFile.write(folder / "plan.f32", [sound])
    first, second = Piece(begins=100, ends=30_000), Piece(begins=50_000, ends=90_000, crossfade=480)
    plan = Plan(pieces=(first, second), lead=7, fade_out=1000, rest=11)
    made = np.concatenate(list(render(plan, take)))
    assert len(made) == plan.frames == 7 + 29_900 + 40_000 + 11
    assert not made[:7].any()
    assert not made[-11:].any()
    assert (made[7 : 7 + 29_420] == sound[100:29_520]).all()
    assert (made[29_907 : 29_907 + 39_000] == sound[50_000:89_000]).all()
    assert np.abs(made[-15:]).max() < 1e-3
    assert plan.heard_at(50_000) == (29_907,)
    assert plan.heard_at(49_900) == (29_807,)
    assert plan.heard_at(40_000) == ()

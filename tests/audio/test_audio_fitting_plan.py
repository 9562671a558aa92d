"""Plans of fits: arithmetic that must hold for every take and every length, without a sound being made."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from fitting_takes import counted, hollow, imagined
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.fit import planned
from bot.audio.fitting.leftover import FILLER, Tail, settle
from bot.audio.fitting.paths import Walks
from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.fitting.schedule import Moment, Timing, schedules
from bot.audio.pcm import RATE
from bot.domain.music import Music


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


def assert_sound(plan: Plan, frames: int) -> None:
    """A plan can be played: its pieces lie in the take, and no crossfade is longer than what it leaves."""
    assert plan.rest >= 0
    for before, piece in zip((None, *plan.pieces), plan.pieces, strict=False):
        assert 0 <= piece.begins < piece.ends <= frames
        assert 0 <= piece.crossfade <= (before.frames if before else 0)


tempi = st.one_of(st.none(), st.floats(50, 190))


@settings(max_examples=25)
@given(
    seconds=st.floats(3, 90),
    tempo=tempi,
    share=st.floats(0.25, 2),
    ring=st.sampled_from([0.0, 0.6, 2.5, 5.0]),
    first=st.floats(0, 2),
    meter=st.sampled_from([3, 4]),
    loop=st.booleans(),
)
def test_any_length_of_any_take_is_exact_and_hardly_filled(
    folder: Path,
    *,
    seconds: float,
    tempo: float | None,
    share: float,
    ring: float,
    first: float,
    meter: int,
    loop: bool,
) -> None:
    """To the frame, stretched by 2 % at the most, with at most 5 % of silence and fade."""
    frames = round(seconds * RATE)
    music = counted(seconds, tempo, first=first, meter=meter) if tempo else Music(seconds=seconds)
    heard, take = imagined(music, frames, ring=ring), hollow(folder / "take.f32", frames)
    wanted = max(round(frames * share), 1)
    plan, fitted = planned(take, heard, FitAsk(frames=wanted, loop=loop))
    assert plan is None or plan.frames == wanted
    assert plan is not None or wanted == frames
    if plan is not None:
        assert_sound(plan, frames)
    assert abs(fitted.stretch - 1) <= 0.0211
    assert fitted.silence + fitted.faded <= FILLER * fitted.after + 0.002
    assert fitted.loop == loop


@pytest.mark.parametrize(("tempo", "seconds"), [(170.0, 152), (None, 1199)])
def test_ten_minutes_are_cut_and_doubled_exactly(folder: Path, tempo: float | None, seconds: int) -> None:
    frames = 600 * RATE
    take = hollow(folder / "long.f32", frames)
    heard = imagined(counted(600, tempo) if tempo else Music(seconds=600), frames)
    plan, fitted = planned(take, heard, FitAsk(frames=seconds * RATE + 1))
    assert plan is not None
    assert plan.frames == seconds * RATE + 1
    assert_sound(plan, frames)
    assert 1 <= len(fitted.joins) <= 4


@pytest.mark.parametrize("tempo", [75.0, 124.0, None])
def test_what_is_too_short_by_much_is_repeated_up_to_eight_times(folder: Path, tempo: float | None) -> None:
    frames = 40 * RATE
    heard = imagined(counted(40, tempo) if tempo else Music(seconds=40), frames)
    plan, fitted = planned(hollow(folder / "short.f32", frames), heard, FitAsk(frames=8 * frames + 7))
    assert plan is not None
    assert plan.frames == 8 * frames + 7
    assert all(join.repeats for join in fitted.joins)
    assert len(fitted.joins) >= 8
    assert plan.pieces[0].begins == 0


@settings(max_examples=15)
@given(
    tempo=st.floats(70, 170), share=st.sampled_from([0.25, 0.4, 0.6, 0.8, 1.25, 1.6, 2.0]), seed=st.integers(1, 1000)
)
def test_joins_lie_on_downbeats_and_are_cheaper_than_the_median_pair(
    folder: Path, tempo: float, share: float, seed: int
) -> None:
    frames = 90 * RATE
    music = counted(90, tempo)
    take, heard = hollow(folder / "bars.f32", frames), imagined(music, frames, ring=3.5, seed=seed)
    _, fitted = planned(take, heard, FitAsk(frames=round(share * frames)))
    assert fitted.joins
    bars = np.array(music.downbeats)
    for join in fitted.joins:
        assert join.bars is not None
        assert join.cost is not None
        assert join.usual is not None
        assert join.cost < join.usual
        for side in (join.left, join.entered):
            assert np.abs(bars - side).min() <= 0.0125


def test_a_take_of_the_right_length_is_not_touched_and_one_a_frame_off_hardly(folder: Path) -> None:
    frames = 20 * RATE
    take, heard = hollow(folder / "right.f32", frames), imagined(counted(20, 100), frames)
    plan, fitted = planned(take, heard, FitAsk(frames=frames))
    assert plan is None
    assert fitted.untouched
    shorter, _ = planned(take, heard, FitAsk(frames=frames - 1))
    assert shorter == Plan(pieces=(Piece(begins=0, ends=frames - 1),))
    longer, _ = planned(take, heard, FitAsk(frames=frames + 1))
    assert longer == Plan(pieces=(Piece(begins=0, ends=frames),), rest=1)


def test_the_ending_is_kept_but_where_a_fade_is_asked(folder: Path) -> None:
    frames = 60 * RATE
    take, heard = hollow(folder / "ending.f32", frames), imagined(counted(60, 120), frames, ring=3)
    plan, _ = planned(take, heard, FitAsk(frames=40 * RATE))
    assert plan is not None
    assert plan.pieces[-1].ends > frames - 2 * RATE
    faded, fitted = planned(take, heard, FitAsk(frames=40 * RATE, fade=2.5))
    assert faded is not None
    assert faded.pieces == (Piece(begins=0, ends=40 * RATE),)
    assert faded.fade_out == 2.5 * RATE
    assert fitted.faded == 2.5


@settings(max_examples=25)
@given(tempo=st.floats(70, 170), at=st.floats(8, 30), first=st.floats(0, 1))
def test_a_hit_is_met_within_20_ms_wherever_it_is(folder: Path, tempo: float, at: float, first: float) -> None:
    frames = 60 * RATE
    take = hollow(folder / "hit.f32", frames)
    heard = imagined(counted(60, tempo, first=first), frames, ring=4)
    plan, fitted = planned(take, heard, FitAsk(frames=45 * RATE, hits=(at,)))
    assert plan is not None
    assert plan.frames == 45 * RATE
    [hit] = fitted.hits
    assert hit.met is not None
    assert abs(hit.met - at) <= 0.02


def test_hits_are_met_in_the_order_of_asking_and_what_is_not_met_is_told(folder: Path) -> None:
    frames = 60 * RATE
    take, heard = hollow(folder / "hits.f32", frames), imagined(counted(60, 120), frames, ring=4)
    plan, fitted = planned(take, heard, FitAsk(frames=45 * RATE, hits=(12.0, 13.1, 30.0)))
    assert plan is not None
    first, second, third = fitted.hits
    assert first.met == pytest.approx(12.0, abs=0.02)
    assert third.met == pytest.approx(30.0, abs=0.02)
    assert second.asked == 13.1
    assert second.met is not None
    assert abs(second.met - 13.1) > 0.02


@pytest.mark.parametrize("tempo", [120.0, None])
def test_the_climax_falls_where_it_was_asked(folder: Path, tempo: float | None) -> None:
    frames = 60 * RATE
    music = counted(60, tempo) if tempo else Music(seconds=60)
    heard = imagined(replace(music, climax=44.0), frames)
    plan, fitted = planned(hollow(folder / "climax.f32", frames), heard, FitAsk(frames=40 * RATE, climax=20.0))
    assert plan is not None
    assert plan.frames == 40 * RATE
    [hit] = fitted.hits
    assert hit.climax
    assert hit.met == pytest.approx(20.0, abs=0.02)


def test_walks_are_the_cheapest_of_all() -> None:
    """Against every walk there is, on a ground small enough to try them all."""
    dice = np.random.default_rng(4)
    weighed = dice.uniform(0.2, 2, (5, 5))
    np.fill_diagonal(weighed, np.inf)
    walks = Walks(weighed, bars=6, shortest=1, first=1)
    for bars in range(1, 7):
        best = np.full(5, np.inf)
        for entered in product(range(5), repeat=bars):  # the place entered after each bar: one more is no join
            place, cost = 0, 0.0
            for at in entered:
                place += 1
                if place > 4 or (at != place and at == 4):
                    cost = np.inf
                    break
                cost, place = (cost, place) if at == place else (cost + weighed[place, at], at)
            best[place if place < 5 else 4] = min(best[place if place < 5 else 4], cost)
        for place in range(4):
            assert walks.cost(bars, place) == pytest.approx(best[place])


def test_a_walk_adds_up_and_is_where_it_is_held() -> None:
    dice = np.random.default_rng(5)
    weighed = dice.uniform(0.2, 2, (20, 20))
    walks = Walks(weighed, bars=40, shortest=3, first=1, held={17: 12})
    for bars in (18, 25, 40):
        jumps = walks.jumps(bars, 19)
        assert sum(weighed[jump.left, jump.entered] for jump in jumps) == pytest.approx(walks.cost(bars, 19))
        at, place = 0, 0
        seen = {}
        for jump in jumps:
            seen.update({bar: place + bar - at for bar in range(at, jump.bars)})
            assert place + jump.bars - at == jump.left
            at, place = jump.bars, jump.entered
        seen.update({bar: place + bar - at for bar in range(at, bars + 1)})
        assert seen[17] == 12
        assert seen[bars] == 19
        assert all(after.bars - before.bars >= 3 for before, after in pairwise(jumps))


@given(
    lack=st.integers(-3 * RATE, 3 * RATE),
    stretchable=st.integers(0, 60 * RATE),
    seconds=st.floats(0, 8),
    whole=st.integers(RATE, 60 * RATE),
)
def test_the_leftover_adds_up_and_stays_within_its_limits(
    lack: int, stretchable: int, seconds: float, whole: int
) -> None:
    frames = round(seconds * RATE)
    tail = Tail(frames=frames, level=[-0.3 * row for row in range(frames // 1920 + 1)])
    found = settle(lack, stretchable, tail, whole)
    if found is None:
        assert abs(lack) > 0.02 * stretchable
        return
    assert found.stretch - found.trimmed + found.silence == lack
    assert abs(found.stretch) <= 0.02 * stretchable
    assert found.silence + found.fade <= max(FILLER * whole, 0.03 * RATE)
    assert found.trimmed <= max(frames - 0.8 * RATE, 0)


@given(
    head=st.integers(0, 2 * RATE),
    bar=st.floats(1.2 * RATE, 4 * RATE),
    seconds=st.lists(st.floats(1, 60), min_size=1, max_size=3, unique=True),
)
def test_schedules_meet_their_moments_by_whole_bars_and_little_stretch(
    head: int, bar: float, seconds: list[float]
) -> None:
    moments = tuple(Moment(frame=round(second * RATE)) for second in seconds)
    for schedule in schedules(Timing(head=head, bar=bar, beats=4), moments):
        natural, due = float(schedule.begins - head), 0.0
        for bars, moment in zip(schedule.bars, schedule.moments, strict=True):
            passed = bars * bar - natural
            lack = moment.frame - due - passed
            assert abs(lack) <= max(0.02 * passed, 0.0081 * RATE) + 1
            natural, due = bars * bar, moment.frame

"""What is judged of a bed by what its provider said and what was found in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.audio.bed import Bed
from bot.domain.checks import Check, Finding
from bot.domain.fitting import Fitted
from bot.domain.thread import Take
from bot.work.finishing.bed_facts import is_cut_off

TAKE = Take(
    id="v1",
    thread_id="t1",
    job_id="j1",
    number=1,
    seed=None,
    lengths=(45.0,),
    provider="tiny",
    source="https://cdn.example/1.mp3",
    created_at=1.0,
    facts={"address": "https://cdn.example/1.mp3", "seconds": 60.0},
)
BED = Bed(
    path=Path("bed.mp3"),
    picture=None,
    frames=45 * 48_000,
    seconds=45.0,
    lufs=-20.0,
    lra=3.0,
    true_peak=-3.0,
    sha256="0" * 64,
    size=1,
    format="mp3",
    gain=0.0,
)


def silent_tail(seconds: float, *, mended: bool = True) -> Finding:
    return Finding(check=Check.SILENT_TAIL, amount=seconds, at=60.0 - seconds, mended=mended)


@pytest.mark.parametrize(
    ("before", "tail", "cut_off"),
    [(60.0, 0.0, False), (58.0, 0.0, False), (50.0, 0.0, True), (50.0, 10.0, False), (40.0, 10.0, True)],
)
def test_a_file_with_a_silent_end_came_whole(before: float, tail: float, *, cut_off: bool) -> None:
    """What was taken off it had come; only what never came is fetched again."""
    fitted = Fitted(before=before, after=45.0)
    bed = replace(BED, fitted=fitted, findings=(silent_tail(tail),) if tail else ())
    assert is_cut_off(TAKE, bed, free=False) is cut_off


@pytest.mark.parametrize(("tail", "cut_off"), [(0.0, True), (15.0, False)])
def test_so_did_one_of_no_asked_length(tail: float, *, cut_off: bool) -> None:
    bed = replace(BED, findings=(silent_tail(tail),) if tail else ())
    assert is_cut_off(TAKE, bed, free=True) is cut_off


def test_silence_that_was_left_in_is_not_counted_twice() -> None:
    bed = replace(BED, fitted=Fitted(before=50.0, after=45.0), findings=(silent_tail(10.0, mended=False),))
    assert is_cut_off(TAKE, bed, free=False)

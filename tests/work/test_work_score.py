"""What the built-in engine's score says of a take reaches the making of its bed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.rendered import Rendered
from bot.composer.score import RATE
from bot.domain.brief import Brief
from bot.domain.thread import Take, TakeState
from bot.providers.builtin.words import facts
from bot.work.finishing.bed_facts import music


def take(known: dict[str, Any]) -> Take:
    return Take(
        id="k1",
        thread_id="t1",
        job_id="j1",
        number=1,
        seed=7,
        lengths=(20.0,),
        provider="builtin",
        source="x",
        created_at=1.0,
        state=TakeState.RAW,
        facts=known,
    )


@pytest.mark.parametrize(("style", "meter"), [("lo-fi", 4), ("waltz", 3)])
def test_bars_and_beats_are_those_of_the_score(style: str, meter: int) -> None:
    ask = Ask(Brief(description=style, genres=(style,)), 7, (20.0,))
    score = compose(ask)
    bars = tuple(bar / RATE for bar in (*score.bars, score.ending))
    sections = tuple((section.start / RATE, section.name) for section in score.sections)
    rendered = Rendered(
        Path("x"), score.frames, 20.0, score.tempo, score.key, style, sections, (), 7, (), bars, meter, bars[2]
    )
    found = music(take(facts(ask, rendered, clip_id="1")))
    assert found is not None
    assert found.downbeats == pytest.approx(bars, abs=1e-4)
    assert set(found.downbeats) <= set(found.beats)
    inside = [beat for beat in found.beats if beat < bars[-1] - 0.01]
    assert len(inside) == meter * len(score.bars)
    assert (found.tempo, found.meter, found.key, found.seconds) == (score.tempo, meter, score.key, 20.0)
    assert (found.sections, found.climax) == (sections, pytest.approx(bars[2]))


@pytest.mark.parametrize("known", [{}, {"tempo": 90.0}, {"tempo": 90.0, "sections": [[0, "verse"]]}])
def test_a_take_without_a_score_has_to_be_heard(known: dict[str, Any]) -> None:
    assert music(take(known)) is None

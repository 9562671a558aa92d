"""What may be asked, and how an ask travels."""

from __future__ import annotations

import json
import pickle

import pytest

from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.engine import CAN_SING, ENGINE
from bot.composer.score import RATE
from bot.domain.brief import Brief
from bot.domain.errors import RequestRefused

BRIEF = Brief(description="calm lo-fi", moods=("calm",), genres=("lo-fi",), title="Onboarding", tempo=80)


def test_an_ask_travels_as_json_and_by_pickle() -> None:
    ask = Ask(BRIEF, 4711, (45.0, 75.0))
    assert Ask.from_json(json.loads(json.dumps(ask.as_json()))) == ask
    assert pickle.loads(pickle.dumps(ask)) == ask  # noqa: S301 - our own bytes


def test_what_a_later_version_adds_to_a_brief_is_left_out() -> None:
    data = Ask(BRIEF, 1, (30.0,)).as_json()
    data["brief"]["sparkles"] = 3
    assert Ask.from_json(data).brief == BRIEF


@pytest.mark.parametrize("lengths", [(), (2.9,), (600.5,), (45.0, 45.0), (45.0, 30.0)])
def test_lengths_that_cannot_be_are_refused_with_words(lengths: tuple[float, ...]) -> None:
    with pytest.raises(RequestRefused, match=r"\w+ \w+"):
        Ask(BRIEF, 1, lengths)


def test_a_loop_cannot_be_extended() -> None:
    with pytest.raises(RequestRefused, match="longer loop"):
        Ask(BRIEF, 1, (30.0, 60.0), loop=True)


@pytest.mark.parametrize("seconds", [3.0, 7.25, 45.0, 97.3, 600.0])
def test_the_length_is_exact_to_the_frame(seconds: float) -> None:
    ask = Ask(BRIEF, 1, (seconds,))
    assert compose(ask).frames == ask.frames == round(seconds * RATE)


def test_the_engine_says_what_it_is() -> None:
    assert ENGINE == "built-in engine"
    assert CAN_SING is False

"""Answers to commands: safe, within Slack's limits, with examples that work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_letters import PERMALINK, brief, hostile, job, long_hostile, take
from slack_limits import complaints
from test_slack_views import SLOW, assert_safe, shown

from bot.domain.brief import read
from bot.domain.job import Job, State
from bot.slack.views import answer
from bot.slack.views.guide import EXAMPLES
from bot.work.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    Cancelled,
    ChooseCancel,
    Help,
    Nothing,
    Refused,
    Status,
    StatusRow,
    Withdrawn,
)


def answers(text: st.SearchStrategy[str]) -> st.SearchStrategy[Answer]:
    briefs = st.builds(
        lambda words, title: brief(description=words, moods=(words,), exclude=(words,), title=title),
        text,
        st.none() | text,
    )
    jobs: st.SearchStrategy[Job] = st.builds(
        lambda b, state, reason: job(brief=b, state=state, reason=reason),
        briefs,
        st.sampled_from([state for state in State if state not in {State.DELIVERED, State.FAILED, State.CANCELLED}]),
        text,
    )
    rows = st.lists(st.builds(StatusRow, jobs, text, st.sampled_from([None, "1.2"])), max_size=60).map(tuple)
    return st.one_of(
        st.builds(Accepted, jobs, text, st.lists(text, max_size=9).map(tuple)),
        st.builds(AlreadyRunning, jobs),
        st.builds(Refused, text, st.none() | text),
        st.builds(Status, rows, st.floats(0, 1e6)),
        st.builds(ChooseCancel, rows),
        st.builds(Cancelled, st.lists(jobs, min_size=1, max_size=30).map(tuple)),
        st.sampled_from([Help(), Nothing(), Withdrawn(take())]),
    )


@SLOW
@given(answers(hostile | long_hostile))
def test_slack_answers_answers_never_ping_link_or_break_limits(given_answer: Answer) -> None:
    """Every answer to a command is safe and fits, with a locator that knows every address."""
    rendered = answer(given_answer, lambda ts: PERMALINK)
    if rendered is not None:
        assert_safe(rendered)
        assert complaints(rendered) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_slack_answers_help_examples_are_read(example: str) -> None:
    """Each example in the help is a brief that works, as it stands."""
    understood = read(example)
    assert understood.duration
    rendered = answer(Help())
    assert rendered is not None
    assert f"/bgm {example}" in shown(rendered)


def test_slack_answers_refusal_shows_an_example_to_copy() -> None:
    """What was wrong, then what to type."""
    rendered = answer(Refused("That is longer than 10:00.", "calm lo-fi 9:30"))
    assert rendered is not None
    assert shown(rendered) == "That is longer than 10:00.\nFor example: /bgm calm lo-fi 9:30"


def test_slack_answers_status_links_each_thread() -> None:
    """Each running job with its thread's address, where it is known."""
    given_status = Status((StatusRow(job(), "Onboarding", "1.2"), StatusRow(job(id="j2"), "Other", None)), 122.0)
    rendered = answer(given_status, lambda ts: PERMALINK)
    assert rendered is not None
    assert f"Onboarding ({PERMALINK})\n▓▓▓▓▓▓░░░░  composing · 0:21 of about 0:35" in shown(rendered)
    assert "\nOther\n" in shown(rendered)


def test_slack_answers_several_jobs_offer_one_cancel_each() -> None:
    """The choice is made by pressing, with each job's own id."""
    rendered = answer(ChooseCancel((StatusRow(job(), "One", None), StatusRow(job(id="j2"), "Two", None))))
    assert rendered is not None
    assert [block["accessory"]["value"] for block in rendered.blocks[1:]] == ["j1", "j2"]

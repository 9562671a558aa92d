"""The one table of moves: what it allows, what it ends in, and what the docs say of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.job import ENDED, RUNNING, TRANSITIONS, Event, State, advance
from bot.domain.states import diagram
from tests.samples import JOB

DOCS = Path(__file__).parents[2] / "docs" / "states.md"


@given(st.lists(st.sampled_from(list(Event)), max_size=30))
def test_no_run_of_events_leaves_the_table_or_an_end(events: list[Event]) -> None:
    """Whatever happens in whatever order, a job is in a known state, and what has ended stays ended."""
    job = JOB
    for at, event in enumerate(events):
        after = advance(job, event, float(at))
        if job.ended:
            assert after is None
        if after is not None:
            assert after.state is TRANSITIONS[(job.state, event)]
            assert after.updated_at == float(at)
            job = after


def test_every_state_can_be_reached_and_every_running_one_can_end() -> None:
    reached = {State.ACCEPTED}
    while more := {to for (state, _), to in TRANSITIONS.items() if state in reached} - reached:
        reached |= more
    assert reached == set(State)
    ending = set(ENDED)
    while more := {state for (state, _), to in TRANSITIONS.items() if to in ending} - ending:
        ending |= more
    assert ending == set(State)


def test_only_submitting_can_lose_an_outcome_and_only_the_provider_s_word_ends_it() -> None:
    """Money is out only in `submitting`: it is entered by SUBMIT alone, and left only by what is known of the call."""
    assert {key for key, to in TRANSITIONS.items() if to is State.SUBMITTING} == {(State.ACCEPTED, Event.SUBMIT)}
    leaving = {event for (state, event) in TRANSITIONS if state is State.SUBMITTING}
    assert leaving == {Event.STARTED, Event.NEVER_SENT, Event.REFUSED, Event.MOVED_ON, Event.LOST}


@pytest.mark.parametrize("state", sorted(RUNNING - {State.SUBMITTING, State.POSTING}))
def test_a_job_can_be_cancelled_wherever_nothing_is_half_done(state: State) -> None:
    assert TRANSITIONS[(state, Event.CANCEL)] is State.CANCELLED


def test_the_reason_of_a_move_replaces_the_one_before() -> None:
    waiting = advance(JOB, Event.SUBMIT, 2.0, reason="first")
    assert waiting is not None
    assert waiting.reason == "first"
    started = advance(waiting, Event.STARTED, 3.0)
    assert started is not None
    assert started.reason is None


def test_docs_show_the_table_as_it_is() -> None:
    """docs/states.md holds the diagram that `python -m bot.domain.states` prints."""
    assert diagram() in DOCS.read_text()

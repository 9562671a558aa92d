"""Answers to commands: safe, within Slack's limits, with examples that work."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_letters import PERMALINK, brief, hostile, job, long_hostile, take
from slack_limits import complaints
from test_slack_views import SLOW, assert_safe, shown

from bot.domain.brief import read
from bot.domain.job import Job, State
from bot.domain.money import Balance, Price
from bot.domain.operation import Operation
from bot.slack.plain import plain_message
from bot.slack.views import answer
from bot.slack.views.guide import EXAMPLES
from bot.work.asking.answers import (
    Accepted,
    AccountRow,
    AlreadyRunning,
    Answer,
    Cancelled,
    ChooseCancel,
    Credits,
    Help,
    Nothing,
    ProviderRow,
    Providers,
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


MUSICAPI = ProviderRow(
    name="musicapi",
    label="MusicAPI",
    models=("sonic-v6", "sonic-v5"),
    can=frozenset({Operation.CREATE, Operation.STEMS, Operation.JOIN}),
    rights="commercial use allowed",
    calls_back=True,
    usual=True,
)


def test_slack_answers_providers_say_what_each_can_and_how_to_name_it() -> None:
    """In the order in which they are tried; what is only there by name says so."""
    producer = replace(MUSICAPI, name="producer", label="MusicAPI Producer", models=(), usual=False)
    rendered = answer(Providers((MUSICAPI, producer), public=True))
    assert rendered
    said = plain_message(rendered.text, rendered.blocks)
    assert "MusicAPI · --provider musicapi\nmake, stems\nModels: sonic-v6, sonic-v5\nRights:" in said
    assert "--provider producer · only when named" in said
    assert "Rights: commercial use allowed. It tells me when it is done." in said
    shut = answer(Providers((MUSICAPI,), public=False))
    assert shut
    assert "`BGM_PUBLIC_URL`" in str(shut.blocks)
    assert "It tells me when it is done" not in plain_message(shut.text, shut.blocks)


def test_slack_answers_credits_say_what_is_left_spent_and_asked() -> None:
    """The balance with its age, what was reckoned since, the prices."""
    row = AccountRow(
        account="musicapi", label="MusicAPI", balance=Balance(88.0, "credits", 100.0), reckoned=12.0,
        prices=((Operation.CREATE, Price(20.0)), (Operation.JOIN, Price(2.0)), (Operation.STEMS, None),
                (Operation.WAV, Price(2.0)), (Operation.LYRIC_TIMES, Price(1.0)), (Operation.MIDI, Price(1.0))),
    )  # fmt: skip
    rendered = answer(Credits((row,), 400.0, asking=True))
    assert rendered
    said = plain_message(rendered.text, rendered.blocks)
    assert "MusicAPI · 88 credits left · as of 5 min 0 s ago · 12 credits spent since, by my reckoning" in said
    assert said.splitlines()[1:5] == [
        "1 credit: lyrics with times, MIDI",
        "2 credits: join an extension, WAV",
        "20 credits: make",
        "price not known: stems",
    ]
    assert "newer figures" in said
    unknown = answer(Credits((replace(row, balance=None),), 400.0))
    assert unknown
    said = plain_message(unknown.text, unknown.blocks)
    assert "MusicAPI · what is left is not known · 12 credits spent, by my reckoning" in said
    assert "newer figures" not in said


@SLOW
@given(hostile)
def test_slack_answers_accounts_of_hostile_text_fit(text: str) -> None:
    """What vendors call their models and rights is plain words."""
    row = replace(MUSICAPI, label=text, models=(text,) * 20, rights=text)
    prices = tuple((operation, Price(number + 0.5, text)) for number, operation in enumerate(Operation))
    account = AccountRow(account="a", label=text, balance=None, reckoned=1.0, prices=prices)
    for given_answer in (Providers((row,) * 20, public=False), Credits((account,) * 20, 0.0)):
        rendered = answer(given_answer)
        assert rendered
        assert complaints(rendered) == []
        assert_safe(rendered)


@pytest.mark.parametrize(
    ("engine", "who"), [("built-in engine", "By the built-in engine."), ("MusicAPI", "By MusicAPI.")]
)
def test_slack_answers_say_who_makes_it(engine: str, who: str) -> None:
    """A name stands alone; what is no name has its article."""
    rendered = answer(Accepted(job(), engine))
    assert rendered
    assert who in plain_message(rendered.text, rendered.blocks)

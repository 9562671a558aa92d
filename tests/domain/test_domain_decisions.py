"""Small decisions: emoji, plans, looks, waits, Slack's refusals, names of files."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import LONGEST, SHORTEST, Brief
from bot.domain.delivery import LATER, WORDS, Fine, Gone, Later, Never, judge
from bot.domain.errors import RequestRefused, SlackError
from bot.domain.job import Kind
from bot.domain.limits import Spacing, backoff
from bot.domain.naming import bed_name, clock, safe
from bot.domain.plan import extended_lengths, first_lengths
from bot.domain.polling import Durations, expected_lag, next_look
from bot.domain.thread import Take
from bot.domain.wish import EMOJI, Wish, seeds, wish_of

BRIEF = Brief(description="calm lo-fi", moods=("calm",), genres=("lo-fi",))


def take(*lengths: float) -> Take:
    return Take(
        id="v1",
        thread_id="t1",
        job_id="j1",
        number=1,
        seed=7,
        lengths=lengths,
        provider="builtin",
        source="x",
        created_at=1.0,
    )


@pytest.mark.parametrize(
    ("emoji", "wish"),
    [
        ("fast_forward", Wish.EXTEND),
        ("heavy_plus_sign", Wish.EXTEND),
        ("arrow_forward", Wish.EXTEND),
        ("repeat", Wish.REGENERATE),
        ("arrows_counterclockwise", Wish.REGENERATE),
        ("x", Wish.CANCEL),
        ("thumbsup", None),
        ("repeat::skin-tone-3", Wish.REGENERATE),
        (":fast_forward:", Wish.EXTEND),
    ],
)
def test_emoji_mean_what_the_table_says_whatever_their_skin_tone(emoji: str, wish: Wish | None) -> None:
    assert wish_of(emoji) is wish


def test_what_the_bot_seeds_means_something() -> None:
    both = frozenset({Kind.REGENERATE, Kind.EXTEND, Kind.WAV})
    assert [EMOJI[emoji] for emoji in seeds(both)] == [Wish.EXTEND, Wish.REGENERATE]
    assert [EMOJI[emoji] for emoji in seeds({Kind.REGENERATE})] == [Wish.REGENERATE]
    assert seeds(()) == ()


@pytest.mark.parametrize(
    ("lengths", "asked", "after"),
    [
        ((45.0,), None, 75.0),
        ((45.0, 75.0), None, 105.0),
        ((45.0,), 90.0, 90.0),
        ((45.0,), 20.0, 75.0),
        ((590.0,), None, 600.0),
    ],
)
def test_an_extension_is_half_a_minute_or_the_asked_length(
    lengths: tuple[float, ...], asked: float | None, after: float
) -> None:
    assert extended_lengths(take(*lengths), asked) == (*lengths, after)


def test_a_bed_of_full_length_is_not_extended_but_told() -> None:
    with pytest.raises(RequestRefused, match="10 minutes"):
        extended_lengths(take(LONGEST))


def test_a_brief_without_a_length_gets_a_minute() -> None:
    assert first_lengths(BRIEF) == (60.0,)


@given(median=st.floats(0.5, 600), last=st.floats(0, 900), cost=st.floats(0.2, 5))
def test_the_next_look_comes_when_the_expected_lag_is_worth_one(median: float, last: float, cost: float) -> None:
    durations = Durations(median)
    due = next_look(durations, last, cost=cost)
    assert due > last
    assert expected_lag(durations, last, due) >= cost * 0.99


def test_looks_are_rare_before_the_end_is_near_and_dense_around_it() -> None:
    durations, looks = Durations(60.0), [0.0]
    while looks[-1] < 100:
        looks.append(next_look(durations, looks[-1]))
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert gaps[0] > 20
    assert min(gaps) < 10


@given(calls=st.lists(st.floats(0, 100), min_size=2, max_size=40).map(sorted), every=st.floats(0.1, 10))
def test_spaced_calls_are_never_closer_than_their_spacing(calls: list[float], every: float) -> None:
    spacing, sent = Spacing(every), []
    for now in calls:
        if spacing.wait(now) == 0:
            sent.append(now)
            spacing = spacing.used(now)
    assert all(later - earlier >= every * 0.999 for earlier, later in pairwise(sent))


@given(st.integers(0, 10_000))
def test_waits_grow_but_stay_bounded(attempts: int) -> None:
    assert 1.0 <= backoff(attempts) <= 60.0
    assert backoff(attempts) <= backoff(attempts + 1)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_final_refusal_of_slack_has_words_that_end_in_a_full_stop(code: str) -> None:
    verdict = judge(SlackError(code), 1)
    assert isinstance(verdict, Never)
    assert verdict.words.endswith(".")


@pytest.mark.parametrize("code", sorted(LATER))
def test_passing_trouble_at_slack_is_tried_again(code: str) -> None:
    assert isinstance(judge(SlackError(code), 3), Later)


def test_a_named_wait_is_obeyed_and_deleted_or_doubled_things_are_no_failure() -> None:
    assert judge(SlackError("ratelimited", 17.0), 9) == Later(17.0)
    assert judge(SlackError("message_not_found"), 1) == Gone()
    assert judge(SlackError("already_reacted"), 1) == Fine()
    assert judge(SlackError("something_new"), 1) == Never("Slack refused it (something_new).")


@pytest.mark.parametrize(("seconds", "text"), [(45, "0:45"), (5.4, "0:05"), (600, "10:00"), (3723, "1:02:03")])
def test_lengths_read_as_on_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_a_bed_is_named_for_its_title_length_and_number() -> None:
    titled = Brief(description="calm", title="Onboarding")
    assert bed_name(titled, 45.0, "v1") == "Onboarding 0-45 v1"
    assert bed_name(BRIEF, SHORTEST, "v2") == "calm lo-fi 0-03 v2"


@given(st.text())
def test_any_title_makes_a_name_that_every_file_system_takes(title: str) -> None:
    name = safe(title)
    assert name
    assert len(name) <= 61
    assert not set(name) & set('/\\:*?"<>|\x00')
    assert name == name.strip(" .")

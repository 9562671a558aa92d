"""Views: within Slack's limits, with nothing alive that we did not write, and saying what people need to know."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from slack_letters import (
    ANN,
    PERMALINK,
    brief,
    hostile,
    hostile_letters,
    job,
    letter,
    long_hostile,
    receipt,
    take,
    texts,
)
from slack_limits import complaints

from bot.domain.job import Event, Kind, State, can
from bot.domain.ports import Letter
from bot.domain.receipt import NOT_ON_FILE
from bot.domain.thread import PostKind, TakeState
from bot.slack.blocks import Rendered
from bot.slack.plain import plain_message
from bot.slack.views import alt_text, render
from bot.slack.views.progress import bar

OURS = re.compile(rf"<@{ANN}>|<https?://[A-Za-z0-9.:_-]+(/[^|<>\s]*)?\|[^<>|]*>")
SLOW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def shown(rendered: Rendered) -> str:
    return plain_message(rendered.text, rendered.blocks, {ANN: "ann"})


def buttons(rendered: Rendered) -> list[str]:
    return re.findall(r"\[([^\[\]]+)\]", shown(rendered))


def assert_safe(rendered: Rendered) -> None:
    for kind, text in texts(rendered):
        rest = OURS.sub("", text) if kind == "mrkdwn" else text
        assert not re.search(r"[<>]", rest), text
        assert not re.search(r"@(channel|here|everyone)", re.sub(r"`[^`]*`", "", rest)), text
        assert not re.search(r"\w://", re.sub(r"`[^`]*`", "", rest)), text


@SLOW
@given(hostile_letters())
def test_slack_views_letters_never_ping_link_or_break_limits(given_letter: Letter) -> None:
    """Whatever people type and vendors return, every post is safe and fits."""
    rendered = render(given_letter)
    assert_safe(rendered)
    assert complaints(rendered) == []


@SLOW
@given(hostile_letters(long_hostile))
def test_slack_views_letters_of_any_length_fit(given_letter: Letter) -> None:
    """Texts of any length are cut so that Slack takes the message."""
    rendered = render(given_letter)
    assert complaints(rendered) == []
    assert len(alt_text(given_letter)) <= 1000


@given(hostile)
def test_slack_views_alt_text_survives_any_facts(text: str) -> None:
    """What a vendor says of sections is words or nothing."""
    for facts in (
        {"sections": text},
        {"sections": [(0, text), (5.0, text)]},
        {"sections": 7},
        {"sections": [text, None]},
    ):
        described = alt_text(letter(PostKind.FILE, takes=(take(facts=facts),), take_id="k1"))
        assert described.startswith("Waveform of Onboarding v1: 45 seconds")
        assert not re.search(r"[<>\n]", described)


def test_slack_views_alt_text_tells_length_and_sections() -> None:
    """The picture in words."""
    facts = {"sections": [(0.0, "intro"), (5.0, "theme"), (40.0, "ending")]}
    assert alt_text(letter(PostKind.FILE, takes=(take(facts=facts),), take_id="k1")) == (
        "Waveform of Onboarding v1: 45 seconds; intro, theme from 0:05 then ending from 0:40"
    )
    long = take(receipt=receipt(seconds=61.0))
    assert (
        alt_text(letter(PostKind.FILE, takes=(long,), take_id="k1")) == "Waveform of Onboarding v1: 1 minute 1 second"
    )


def test_slack_views_thread_card_says_what_was_understood() -> None:
    """What, who, where it stands; and Cancel."""
    asked = job(brief=brief(exclude=("drums", "sax"), tempo=76, instruments=("piano",), takes=2, format="wav"))
    card = render(letter(PostKind.OPEN, job=asked))
    assert shown(card) == (
        "Onboarding\n"
        "calm lo-fi · with piano · instrumental · 0:45 · 76 bpm · without drums or sax · 2 takes · wav\n"
        "Asked by @ann · built-in engine\n"
        "▓▓▓▓▓▓░░░░  composing · 0:21 of about 0:35  [Cancel]"
    )
    mentions = [text.count(f"<@{ANN}>") for _, text in texts(card)]
    assert sum(mentions[1:]) == 1


@pytest.mark.parametrize("kind", [kind for kind in PostKind if kind not in {PostKind.OPEN, PostKind.EDIT}])
def test_slack_views_only_the_opening_card_mentions(kind: PostKind) -> None:
    """No other post mentions anybody."""
    later = job(kind=Kind.EXTEND, parent="k1", id="j2")
    rendered = render(letter(kind, job=later, takes=(take(),), take_id="k1", words="Hello @ann", user=ANN))
    assert not any("<@" in text for _, text in texts(rendered))


def test_slack_views_card_without_title_is_named_by_its_music() -> None:
    """No title: the music is the name, said once; no known word at all: the words themselves."""
    untitled = shown(render(letter(PostKind.OPEN, job=job(brief=brief(title=None)))))
    assert untitled.startswith("calm lo-fi\ninstrumental · 0:45\n")
    unknown = brief(title=None, moods=(), genres=(), description="something for a whale video")
    wordless = shown(render(letter(PostKind.OPEN, job=job(brief=unknown))))
    assert wordless.startswith("Background music\n“something for a whale video” · instrumental")


@pytest.mark.parametrize("state", State)
def test_slack_views_cancel_shows_exactly_while_it_can(state: State) -> None:
    """A Cancel button that would do nothing is never shown."""
    card = render(letter(PostKind.EDIT, job=job(state=state), takes=(take(),)))
    assert ("Cancel" in buttons(card)) == can(state, Event.CANCEL)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"state": State.WAITING}, "composing · 0:21 of about 0:35"),
        ({"state": State.WAITING, "expected": None}, "composing · 0:21"),
        ({"state": State.WAITING, "expected": 10.0}, "composing · 0:21, longer than the usual 0:10"),
        ({"state": State.ACCEPTED, "reason": "The engine rests."}, "The engine rests."),
        ({"state": State.UNSETTLED}, "nothing is ordered twice"),
        ({"state": State.POSTING}, "▓▓▓▓▓▓▓▓▓▓  uploading"),
        ({"state": State.DELIVERED}, "Done in 12 s: v1 is below."),
        ({"state": State.CANCELLED}, "Cancelled after 12 s. Nothing was posted."),
        ({"state": State.FAILED, "reason": "No credit left."}, "This could not be made. No credit left."),
        ({"state": State.FAILED}, 'To try again: /bgm calm lo-fi 0:45 for "Onboarding"'),
    ],
)
def test_slack_views_state_is_told_in_words(changes: dict[str, object], line: str) -> None:
    """Each state has its own sentence; a failure says what to do."""
    assert line in shown(render(letter(PostKind.EDIT, job=job(**changes), takes=(take(),))))


def test_slack_views_bar_fills_with_time_and_is_full_only_at_the_end() -> None:
    """Ten cells, never beyond."""
    assert [bar(x).count("▓") for x in (-1, 0, 0.05, 0.3, 0.99, 1, 7)] == [0, 0, 0, 3, 9, 10, 10]
    late = shown(render(letter(PostKind.EDIT, job=job(), now=1e6)))
    assert "▓▓▓▓▓▓▓▓▓░" in late


def test_slack_views_take_card_is_a_receipt_with_buttons() -> None:
    """All that a colleague needs a year later, and what can be done with it now."""
    card = render(letter(PostKind.TAKE, takes=(take(),), take_id="k1"))
    assert shown(card) == (
        f"v1 · Onboarding 0-45 v1.mp3 ({PERMALINK})\n"
        "0:45.000 · −20.0 LUFS · −1.2 dBTP · 76 bpm · A minor\n"
        "built-in engine, seed 4711 · free · yours to use\n"
        "[Extend] [Regenerate] [WAV]"
    )
    assert {button["value"] for button in card.blocks[-1]["elements"]} == {"k1"}


def test_slack_views_take_card_says_what_is_not_on_file() -> None:
    """Nothing unknown is left out in silence."""
    unknown = take(receipt=receipt(tempo=None, key=None, seed=None, rights=NOT_ON_FILE))
    card = shown(render(letter(PostKind.TAKE, takes=(unknown,), take_id="k1")))
    assert "tempo and key not on file" in card
    assert "built-in engine · free · rights not on file" in card


@pytest.mark.parametrize(
    ("changes", "offers", "labels"),
    [
        ({}, frozenset(Kind), ["Extend", "Regenerate", "WAV"]),
        ({}, frozenset({Kind.REGENERATE}), ["Regenerate"]),
        ({"lengths": (600.0,)}, frozenset(Kind), ["Regenerate", "WAV"]),
        ({"receipt": receipt(format="wav")}, frozenset(Kind), ["Extend", "Regenerate"]),
        ({"state": TakeState.WITHDRAWN}, frozenset(Kind), []),
        ({"state": TakeState.EXPIRED}, frozenset(Kind), ["Make it again"]),
        ({"state": TakeState.EXPIRED}, frozenset({Kind.EXTEND}), []),
        ({"state": TakeState.EXPIRED, "seed": None}, frozenset(Kind), []),
    ],
)
def test_slack_views_take_card_offers_what_works(
    changes: dict[str, object], offers: frozenset[Kind], labels: list[str]
) -> None:
    """A button is shown only where pressing it does something."""
    card = render(letter(PostKind.RETAKE, takes=(take(**changes),), take_id="k1", offers=offers))
    assert buttons(card) == labels


def test_slack_views_child_says_where_it_came_from() -> None:
    """A later job's card and its take's card both name the parent."""
    extend = job(id="j2", kind=Kind.EXTEND, parent="k1", lengths=(45.0, 75.0), shown_as="j2:card")
    second = take(id="k2", job_id="j2", number=2, parent="k1", origin="extended", lengths=(45.0, 75.0))
    assert shown(render(letter(PostKind.CARD, job=extend, takes=(take(),)))).startswith("Extending v1 to 1:15\n")
    done = replace(extend, state=State.DELIVERED)
    assert shown(render(letter(PostKind.EDIT, job=done, takes=(take(), second)))) == (
        "v2 · extended from v1\nDone in 12 s: v2 is below."
    )
    card = render(letter(PostKind.TAKE, job=done, takes=(take(), second), take_id="k2"))
    assert shown(card).startswith("v2 · extended from v1 · Onboarding 1-15 v2.mp3")


def test_slack_views_edit_of_the_card_is_the_card() -> None:
    """An edit shows what posting it now would show."""
    assert render(letter(PostKind.OPEN)) == render(letter(PostKind.EDIT))


def test_slack_views_steps_that_show_nothing_are_empty() -> None:
    """Reactions and removals have no words."""
    for kind in (PostKind.SEED, PostKind.REMOVE):
        assert render(letter(kind, takes=(take(),), take_id="k1")) == Rendered(render(letter(kind)).text, ())

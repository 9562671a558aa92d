"""Views: within Slack's limits, with nothing alive that we did not write, and saying what people need to know."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

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

from bot.domain.brief import read
from bot.domain.job import Event, Kind, State, can
from bot.domain.ports import Letter
from bot.domain.receipt import NOT_ON_FILE
from bot.domain.thread import PostKind, TakeState
from bot.slack.blocks import Rendered
from bot.slack.plain import plain_message
from bot.slack.views import alt_text, file_name, file_titles, render
from bot.slack.views.progress import bar

OURS = re.compile(rf"<@{ANN}>|<https?://[A-Za-z0-9.:_-]+(/[^|<>\s]*)?\|[^<>|]*>")
SLOW = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


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
        {"heard": text},
        {"heard": {"sections": text}},
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
    cut = {**facts, "heard": {"sections": [[0.0, "theme"], [20.0, "ending"]]}}
    assert alt_text(letter(PostKind.FILE, takes=(take(facts=cut),), take_id="k1")).endswith(
        "seconds; theme then ending from 0:20"
    ), "of the bed, not of the take that it was cut from"
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
        ({"state": State.WAITING, "kind": Kind.STEMS}, "working on it · 0:21 of about 0:35"),
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


@pytest.mark.parametrize(
    ("asked", "details", "typed"),
    [
        ("soul 2 min --vocal", {}, "/bgm soul 2:00 --vocal"),
        ("soul 2 min --write-lyrics --voice ann --model v9 --gender female", {"about": "rain\non tin"},
         "/bgm soul, about rain on tin 2:00 --vocal --write-lyrics --model v9 --gender f --voice ann"),
        ("soul 2 min --vocal --melody-id 47", {"lyrics": "la la"}, "/bgm song soul 2:00 --vocal --melody-id 47"),
        ("chiptune 0:30 --loop wav", {}, "/bgm chiptune 0:30 --loop wav"),
    ],
)  # fmt: skip
def test_slack_views_what_failed_can_be_typed_again_as_it_was(asked: str, details: dict[str, str], typed: str) -> None:
    """With its singer, its ids and its loop; own lyrics go into the form once more."""
    wanted = read(asked)
    failed = job(state=State.FAILED, brief=wanted, details=details, lengths=(wanted.duration or 60.0,))
    assert f"To try again: {typed}" in shown(render(letter(PostKind.EDIT, job=failed)))
    again = read(typed.removeprefix("/bgm ").removeprefix("song "))
    assert replace(again, description=wanted.description) == wanted


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
        "[Extend] [Regenerate] [WAV] [More …]"
    )
    assert {button["value"] for button in card.blocks[-1]["elements"]} == {"k1"}


def test_slack_views_take_card_leaves_out_a_note_that_says_nothing() -> None:
    """Slack refuses a message with an empty piece in it."""
    silent = render(letter(PostKind.TAKE, takes=(take(receipt=receipt(notes=(" ", "\x00"))),), take_id="k1"))
    assert complaints(silent) == []
    assert "context" not in [block["type"] for block in silent.blocks]
    half = render(letter(PostKind.TAKE, takes=(take(receipt=receipt(notes=(" ", "cut at a bar"))),), take_id="k1"))
    assert "cut at a bar" in shown(half)


def test_slack_views_take_card_says_what_is_not_on_file() -> None:
    """Nothing unknown is left out in silence."""
    unknown = take(receipt=receipt(tempo=None, key=None, seed=None, rights=NOT_ON_FILE))
    card = shown(render(letter(PostKind.TAKE, takes=(unknown,), take_id="k1")))
    assert "tempo and key not on file" in card
    assert "built-in engine · free · rights not on file" in card


@pytest.mark.parametrize(
    ("changes", "offers", "labels"),
    [
        ({}, frozenset(Kind), ["Extend", "Regenerate", "WAV", "More …"]),
        ({}, frozenset({Kind.REGENERATE}), ["Regenerate"]),
        ({"lengths": (600.0,)}, frozenset(Kind), ["Regenerate", "WAV", "More …"]),
        ({"receipt": receipt(format="wav")}, frozenset(Kind), ["Extend", "Regenerate", "More …"]),
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


def test_slack_views_card_of_several_takes_names_them_all() -> None:
    """MusicAPI makes two of each order: the card says so, and where they came from."""
    extend = job(id="j2", kind=Kind.EXTEND, parent="k1", shown_as="j2:card", state=State.DELIVERED)
    two = [take(id=f"k{n}", job_id="j2", number=n, parent="k1", origin="extended") for n in (3, 4)]
    assert shown(render(letter(PostKind.EDIT, job=extend, takes=(take(), *two)))) == (
        "v3 and v4 · extended from v1\nDone in 12 s: v3 and v4 are below."
    )
    of_file = replace(extend, kind=Kind.EXTEND_FILE, parent=None, details={"title": "draft_1.mp3"})
    from_none = [replace(one, parent=None, origin="") for one in two]
    card = shown(render(letter(PostKind.EDIT, job=of_file, takes=tuple(from_none))))
    assert card.startswith("v3 and v4 · extended from draftˍ1.mp3\n")


@pytest.mark.parametrize(
    ("state", "again"),
    [(State.ACCEPTED, True), (State.WAITING, False), (State.DELIVERED, False), (State.FAILED, False)],
)
def test_slack_views_card_goes_on_saying_why_another_provider_makes_it(state: State, again: bool) -> None:
    """After the delivery as well, and once."""
    why = "MusicAPI has no credits left, so the built-in engine makes it."
    moved = job(state=state, reason=why if again else None)
    assert shown(render(letter(PostKind.EDIT, job=moved, moved_on=why))).count(why) == 1


@pytest.mark.parametrize("kind", [PostKind.TELL, PostKind.WHISPER])
def test_slack_views_lines_of_words_stay_lines(kind: PostKind) -> None:
    """Several notes are read one below the other; a vendor's signs in them are plain words."""
    told = render(letter(kind, words="The title was cut.\n*No* tempo."))
    assert told.text == "The title was cut.\n∗No∗ tempo."


def test_slack_views_edit_of_the_card_is_the_card() -> None:
    """An edit shows what posting it now would show."""
    assert render(letter(PostKind.OPEN)) == render(letter(PostKind.EDIT))


def test_slack_views_steps_that_show_nothing_are_empty() -> None:
    """Reactions and removals have no words."""
    for kind in (PostKind.SEED, PostKind.REMOVE):
        assert render(letter(kind, takes=(take(),), take_id="k1")) == Rendered(render(letter(kind)).text, ())


def test_slack_views_question_has_two_buttons_until_it_is_decided() -> None:
    """What is known, the price of ordering twice, and after a decision who decided what."""
    lost = job(state=State.UNSETTLED)
    asking = letter(PostKind.QUESTION, job=lost, words="The balance fell by 10 credits.", engine="MusicAPI")
    card = render(replace(asking, prices={Kind.MAKE: "10 credits"}))
    assert buttons(card) == ["Order again (may cost twice)", "Give up"]
    assert "Nobody can say whether MusicAPI took the order of Onboarding." in shown(card)
    assert "The balance fell by 10 credits." in shown(card)
    assert "10 credits each" in str(card.blocks)
    decided = render(letter(PostKind.ANSWERED, job=job(), words="@ben said to order it again."))
    assert shown(decided) == "Onboarding: @ben said to order it again."
    assert buttons(render(letter(PostKind.QUESTION, job=job(state=State.FAILED)))) == []


def test_slack_views_take_card_shows_the_model_asked_for_and_the_one_returned() -> None:
    """Where a provider mapped one onto another."""
    mapped = take(receipt=receipt(engine="MusicAPI", model="sonic-v6"), facts={"model_asked": "sonic-v4"})
    assert "MusicAPI sonic-v4 → sonic-v6, seed 4711" in shown(
        render(letter(PostKind.TAKE, takes=(mapped,), take_id="k1"))
    )
    same = take(receipt=receipt(engine="MusicAPI", model="sonic-v6"), facts={"model_asked": "sonic-v6"})
    assert "→" not in shown(render(letter(PostKind.TAKE, takes=(same,), take_id="k1")))


def test_slack_views_what_is_paid_for_is_confirmed_with_its_price() -> None:
    """The price stands before the press counts; what is free asks nothing."""
    offered = letter(PostKind.TAKE, takes=(take(),), take_id="k1", engine="MusicAPI")
    priced = str(render(replace(offered, prices={Kind.EXTEND: "17 credits"})).blocks)
    assert priced.count("'confirm'") == 2  # the question and its yes
    assert "MusicAPI takes 17 credits for it." in priced
    assert "'confirm'" not in str(render(offered).blocks)


@pytest.mark.parametrize("kind", list(Kind))
def test_slack_views_every_kind_of_job_has_a_card_that_says_what_it_does(kind: Kind) -> None:
    """Of a take, or of a posted file."""
    for parent, details in (("k1", {"style": "folk", "name": "ann"}), (None, {"title": "draft.mp3", "style": "folk"})):
        of_kind = job(kind=kind, parent=parent, details=details, shown_as="j2:card", id="j2")
        said = shown(render(letter(PostKind.CARD, job=of_kind, takes=(take(),))))
        assert said.splitlines()[0]
        assert complaints(render(letter(PostKind.CARD, job=of_kind, takes=(take(),)))) == []


def test_slack_views_files_are_named_as_they_lie_there() -> None:
    """Extras keep their own names; a bed is called after its take."""
    given_letter = letter(PostKind.FILES, words="v1 · stems: drums, bass")
    post = replace(given_letter.post, data={"files": ["extras/j1/One v1 drums.wav", "extras/j1/One v1 bass.wav"]})
    files = replace(given_letter, post=post)
    assert file_titles(files) == ("One v1 drums", "One v1 bass")
    assert file_name(files, PurePath("extras/j1/One v1 drums.wav"), picture=False) == "One v1 drums.wav"
    assert render(files).text == "v1 · stems: drums, bass · Onboarding"
    longer = replace(files, post=replace(post, words="v1 · stems: drums, bass\nAs long as it was made, 0:10."))
    assert render(longer).text == "v1 · stems: drums, bass · Onboarding\nAs long as it was made, 0:10."
    bed = letter(PostKind.FILE, takes=(take(),), take_id="k1")
    assert file_name(bed, PurePath("beds/k1/x.mp3"), picture=False) == "Onboarding 0-45 v1.mp3"
    assert file_name(bed, PurePath("beds/k1/x.png"), picture=True) == "Onboarding 0-45 v1 waveform.png"

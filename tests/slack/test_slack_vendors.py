"""What vendors write (stems' names, models, notes, moderation's words) is plain words wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_letters import brief, hostile, job, letter, long_hostile, receipt, take
from slack_limits import complaints, units
from test_slack_views import SLOW, assert_safe

from bot.domain.extra import Extra
from bot.domain.forms import AudioAsked, MoreAsked, Posted
from bot.domain.job import Kind, State
from bot.domain.naming import bed_name, extra_name
from bot.domain.ports import Letter
from bot.domain.thread import PostKind
from bot.domain.wish import Wish
from bot.providers import refusals
from bot.slack import forms
from bot.slack.blocks import Block
from bot.slack.views import file_name, file_titles, render
from bot.work.asking.answers import AudioForm, Choice, Confirm, SongForm, TakeForm
from bot.work.finishing import extra_words

LIMITS = {"title": 24, "submit": 24, "close": 24, "label": 150, "hint": 300, "placeholder": 150, "description": 75}
"""Of a modal's plain texts, by the field that holds them; an option's text has 75."""
ANY = hostile | long_hostile

KINDS = (Kind.STEMS, Kind.ALL_STEMS, Kind.MIDI, Kind.TEMPO, Kind.VOCALS, Kind.LYRICS, Kind.VOICE)


def extras(names: list[str], kind: Kind) -> list[Extra]:
    return [
        Extra(
            id=f"x{number}",
            job_id="j1",
            take_id="k1",
            provider="musicapi",
            operation=kind,
            number=number,
            name=name,
            source="",
            created_at=1.0,
            data={"average": name, "vocal_start_s": name, "facts": {"tempo": name}},
        )
        for number, name in enumerate(names)
    ]


@st.composite
def letters(draw: st.DrawFn) -> Letter:
    """A message about extras, a question, a failure or a receipt, in a vendor's words."""
    kind, text = draw(st.sampled_from(KINDS)), draw(ANY)
    rows = extras(draw(st.lists(ANY, min_size=1, max_size=15)), kind)
    the_job = job(
        kind=kind,
        state=draw(st.sampled_from([State.UNSETTLED, State.DELIVERED, State.FAILED, State.ACCEPTED])),
        reason=refusals.shown(text) if draw(st.booleans()) else text,
        details={"name": text},
    )
    shown = take(
        facts={"model_asked": draw(ANY), "seconds": draw(st.sampled_from([50.0, text]))},
        receipt=receipt(engine=draw(ANY), model=draw(ANY), notes=(draw(ANY),), cost=draw(ANY)),
    )
    said = extra_words.said(the_job, shown, rows, engine=draw(ANY), notes=(draw(ANY),))
    post = draw(st.sampled_from([PostKind.FILES, PostKind.TELL, PostKind.QUESTION, PostKind.EDIT, PostKind.TAKE]))
    price = draw(ANY)
    prices = dict.fromkeys(Kind, price)
    return letter(post, job=the_job, takes=(shown,), take_id="k1", words=said, engine=draw(ANY), prices=prices)


@SLOW
@given(letters())
def test_slack_vendors_words_never_ping_link_or_break_limits(given_letter: Letter) -> None:
    """Extras, questions, failures and receipts, in whatever words and of whatever length."""
    rendered = render(given_letter)
    assert_safe(rendered)
    assert complaints(rendered) == []


@given(ANY, ANY)
def test_slack_vendors_names_of_files_are_one_plain_name_each(title: str, stem: str) -> None:
    """A stem's name is part of a file's name and of its title: no folder, nothing hidden, nothing that Slack reads."""
    given_job = job(brief=brief(title=title))
    name = f"{extra_name(bed_name(given_job.brief, 45.0, 'v1'), stem)}.wav"
    assert PurePath(name).name == name
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    assert not re.search(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e]", name)
    sent = letter(PostKind.FILES, job=given_job, words="x")
    path = PurePath("extras") / "j1" / name
    assert file_name(sent, path, picture=False) == name
    (shown,) = file_titles(_with_files(sent, str(path)))
    assert not re.search(r"[<>\n]|@(?:channel|here|everyone)|\w://", shown)


def _with_files(sent: Letter, *paths: str) -> Letter:
    return replace(sent, post=replace(sent.post, data={"files": paths}))


@given(ANY)
def test_slack_vendors_refusals_are_one_line_however_they_are_said(text: str) -> None:
    """An error's words are cut before they are stored, wherever the vendor puts them."""
    for body in ({"error": text}, {"error": {"message": text}}, {"detail": [text, {"msg": text}]}, {"message": text}):
        said = refusals.words(body)
        assert len(said) <= refusals.LONGEST
        assert not re.search(r"[\x00-\x1f\u202a-\u202e\u200b]", said)


@SLOW
@given(ANY, ANY)
def test_slack_vendors_forms_show_plain_words_within_every_limit(text: str, price: str) -> None:
    """Each title, label, hint, option and description of a modal, and what it keeps."""
    for view in modals(text, price):
        assert units(view["private_metadata"]) <= 3000
        for field, said in plain_texts(view):
            assert not re.search(r"[<>\n]|@(?:channel|here|everyone)|\w://", said), said
            assert 1 <= units(said) <= LIMITS.get(field, 75), field
        for said in marked(view):
            assert not re.search(r"<|@(?:channel|here|everyone)|\w://", re.sub(r"`[^`]*`", "", said)), said


def modals(text: str, price: str) -> list[Block]:
    posted = Posted(file_id="F1", title=text[:150], channel="C1", root_ts="1.0", seconds=4.5)
    wishes = (Wish.RESTYLE, Wish.STEMS, Wish.ALL_STEMS, Wish.MIDI, Wish.TEMPO, Wish.VOCALS, Wish.LYRICS, Wish.VOICE)
    choices = tuple(Choice(wish, price) for wish in wishes)
    return [
        forms.take_modal(TakeForm(take(), text, choices), "C1"),
        forms.audio_modal(AudioForm(posted, (Choice(Wish.EXTEND_FILE, price), Choice(Wish.RESTYLE_FILE)))),
        forms.song_modal(SongForm(text, "C1", tuple(dict.fromkeys((text[:40] or "a", "b"))), price, price)),
        forms.price_modal(Confirm(AudioAsked(file=posted, wish=Wish.STEMS), text, price)),
        forms.price_modal(Confirm(MoreAsked(take_id="k1", wish=Wish.RESTYLE), text, price), "C1"),
        forms.with_words({}, {"what": text})["view"],
    ]


def plain_texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every plain text, with the name of the field that holds it."""
    if isinstance(value, Mapping):
        if value.get("type") == "plain_text":
            yield field, value["text"]
        for name, inner in value.items():
            yield from plain_texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from plain_texts(inner, field)


def marked(value: Any) -> Iterator[str]:
    """Every text in which Slack reads formatting."""
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from marked(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from marked(inner)

"""What people type comes out as plain words, whatever it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from slack_letters import SNIPPETS, hostile, long_hostile
from slack_limits import units

from bot.slack import text

LIMITS = st.integers(0, 400)
LIVE = re.compile(
    r"[<>*_~`]|&(?!(amp|lt|gt);)|[@＠]\w|\w://|:[\w+'-]+:|(?<=\w)\.(?=[^\W\d_]{2})|^&gt;|[\n\r\x00-\x1f\u200b-\u200c\u202a-\u202e]"
)


@settings(max_examples=300)
@given(hostile, LIMITS)
@example("http://a.b_", 20)
@example("http://a.b`/bgm calm`", 13)
def test_slack_text_escape_leaves_nothing_alive(words: str, limit: int) -> None:
    """No ping, link, address, emoji, quote or formatting, within the limit."""
    written = text.escape(words, limit)
    assert not LIVE.search(written), written
    assert units(written) <= limit


@settings(max_examples=200)
@given(hostile, LIMITS)
def test_slack_text_plain_leaves_no_markup(words: str, limit: int) -> None:
    """Titles and labels hold nothing that would be markup if they were parsed after all."""
    written = text.plain(words, limit)
    assert not re.search(r"[<>\n\r\x00]|&#?\w+;|[@＠]\w|\w://|:[\w+'-]+:", written), written
    assert units(written) <= limit


@settings(max_examples=200)
@given(hostile, LIMITS)
def test_slack_text_code_is_one_span(words: str, limit: int) -> None:
    """Code is one span with nothing alive inside, or nothing at all."""
    written = text.code(words, limit)
    assert units(written) <= limit
    if written:
        inner = re.fullmatch(r"`([^`\n]+)`", written)
        assert inner
        assert not re.search(r"[<>]|&(?!(amp|lt|gt);)", inner[1])


@settings(max_examples=200)
@given(hostile | long_hostile, st.integers(0, 1500))
def test_slack_text_words_keep_only_our_commands_as_code(words: str, limit: int) -> None:
    """Between backticks only commands of ours survive as code; all else is plain."""
    written = text.words(words, limit)
    assert units(written) <= limit
    rest = re.sub(r"`((/bgm|/invite @bgm|--)[^`<>]*|[A-Z][A-Z0-9_]{2,40})`", "", written)
    assert not re.search(r"[<>*_~`]", rest), written


@settings(max_examples=200)
@given(st.lists(hostile, max_size=5).map("\n".join), LIMITS)
def test_slack_text_lines_are_each_as_safe_as_one(words: str, limit: int) -> None:
    """A line of somebody's words begins no quote and no format, and all of them together fit."""
    written = text.lines(words, limit)
    assert units(written) <= limit
    for line in written.split("\n"):
        assert not LIVE.search(re.sub(r"`[^`]*`", " ", line)), line
    assert "" not in written.split("\n") or written == ""


def test_slack_text_lines_stay_lines() -> None:
    """What was written on two lines is read on two; empty ones are left out, and code stays code."""
    assert text.lines("v1 · stems\n\nAsk: `/bgm calm`\n*x*") == "v1 · stems\nAsk: `/bgm calm`\n∗x∗"
    assert text.lines("one\ntwo three four\nfive", 12) == "one\ntwo thr…"


@given(hostile)
def test_slack_text_links_and_mentions_of_strangers_are_words(words: str) -> None:
    """Only a user id of Slack's form is a mention, and only a plain web address is a link."""
    assert not LIVE.search(text.mention(words)) or re.fullmatch(r"<@[UW][A-Z0-9_]{2,20}>", text.mention(words))
    made = text.link(words, words)
    assert not re.search(r"<(?!https?://[\w.:-]+[^|<>]*\|[^<>|]*>$)", made), made
    assert "<!" not in made


def test_slack_text_writes_the_one_real_mention_and_link() -> None:
    """A real id is a mention; Slack's own permalink is a link with its ampersands escaped."""
    assert text.mention("U012AB3CD") == "<@U012AB3CD>"
    assert text.mention("U012AB3CD> <!channel") == "U012AB3CD&gt; &lt;!channel"
    link = text.link("https://x.slack.com/archives/C1/p1?thread_ts=1.2&cid=C1", "a|b")
    assert link == "<https://x.slack.com/archives/C1/p1?thread_ts=1.2&amp;cid=C1|a¦b>"
    assert text.link("javascript:alert(1)", "x") == "x"
    assert text.link("https://x|<!channel>", "x") == "x"
    spaced = text.link("https://x.slack.com/files/U1/F1/Bed 0-45 é<!>.mp3", "bed")
    assert spaced == "<https://x.slack.com/files/U1/F1/Bed%200-45%20%C3%A9%3C%21%3E.mp3|bed>"
    assert text.link(None, "x") == "x"


def test_slack_text_command_to_copy_stays_exact() -> None:
    """What one is told to type can be copied: no look-alikes, no joiners."""
    assert text.code('/bgm calm lo-fi 0:45 for "On_boarding"') == '`/bgm calm lo-fi 0:45 for "On_boarding"`'
    assert text.words("Type `/invite @bgm` in it and ask again.") == "Type `/invite @bgm` in it and ask again."
    assert text.words("You said `rm -rf *`") == "You said ˋrm -rf ∗ˋ"


@pytest.mark.parametrize(
    ("words", "limit", "kept"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("unbreakable", 5, "unbr…"),
        ("🎵🎵🎵", 3, "🎵…"),
        ("x", 0, ""),
        ("calm, warm and slow", 12, "calm, warm…"),
    ],
)
def test_slack_text_cut_ends_at_a_word(words: str, limit: int, kept: str) -> None:
    """A long text ends at a word with an ellipsis, and never inside a character."""
    assert text.cut(words, limit) == kept


def test_slack_text_never_cuts_an_entity_in_two() -> None:
    """However tight the limit, an ampersand is whole or gone."""
    for limit in range(30):
        assert re.fullmatch(r"(&amp;|a|…|\s)*", text.escape("&a&a &&a a&", limit))


@pytest.mark.parametrize("words", SNIPPETS)
def test_slack_text_ordinary_words_are_untouched_around_the_danger(words: str) -> None:
    """Only the dangerous signs change: plain words before and after stay readable."""
    written = text.escape(f"calm piano {words[:20]} rain", 300)
    assert written.startswith("calm piano")
    assert written.endswith("rain")


@pytest.mark.parametrize("words", ["calm lo-fi, 0:45", "drum & bass", "−20.0 LUFS · 76 bpm", "1.5 min", "F♯ minor"])
def test_slack_text_ordinary_text_stays_as_typed(words: str) -> None:
    """Times, figures and ampersands look as they were typed."""
    assert text.escape(words).replace("&amp;", "&") == words
    assert text.plain(words, 100) == words

"""What holds for any text at all."""

from __future__ import annotations

import string
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief, as_json, read
from bot.domain.errors import BriefRefused
from bot.domain.reading.lexicon import ENTRIES, Kind, find_entries, key, page

PLAIN = [
    "calm",
    "lo-fi",
    "no",
    "drums",
    ",",
    "or",
    "and",
    "without",
    "45s",
    "0:45",
    "90 bpm",
    "x3",
    "wav",
    "for",
    "in",
    "80s",
]
MARKS = [
    '"',
    "'",
    "“",
    "”",
    "--",
    "—",
    "&lt;",
    "&amp;",
    "<!channel>",
    "<@U1|ann>",
    "<https://x.y|z>",
    "*",
    "_",
    "~",
    "`",
    "(",
    ")",
]
MORE = [
    "--length",
    "--tempo",
    "90",
    "5 min",
    "'80s",
    "vocals",
    "title:",
    "piano",
    "half a minute",
    "30-45s",
    "\u200b",
    "🎵",
    "٣",
]
PIECES = st.sampled_from([*PLAIN, *MARKS, *MORE])
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
)
WORDS = st.lists(
    st.sampled_from(["calm", "warm", "lo-fi", "jazz", "piano", "strings", "no drums", "slow"]), min_size=1, max_size=6
)


def understood(text: str) -> Brief | None:
    try:
        return read(text)
    except BriefRefused as error:
        refusal = error
    assert refusal.message.strip()
    assert isinstance(read(refusal.example), Brief)
    return None


@given(TEXTS)
def test_any_text_is_read_or_refused_with_words_and_an_example_that_works(text: str) -> None:
    brief = understood(text)
    if brief:
        assert brief.duration is None or 3 <= brief.duration <= 600
        assert brief.tempo is None or 40 <= brief.tempo <= 220
        assert 1 <= brief.takes <= 4
        assert not set(brief.exclude) & set(brief.instruments)
        for names in (brief.moods, brief.genres, brief.instruments, brief.exclude):
            assert len(names) == len(set(names))
            assert all(name == name.lower() for name in names)


@given(TEXTS)
def test_nothing_that_was_read_can_mention_or_link_in_slack(text: str) -> None:
    brief = understood(text)
    if brief:
        for said in (brief.description, brief.title or ""):
            assert "<" not in said
            assert ">" not in said


@given(WORDS, st.sampled_from(["", '0:45 for "X"', "90 bpm x2", "wav --seed 3", "'80s 45s"]))
def test_reading_a_description_again_hears_the_same_music(words: list[str], rest: str) -> None:
    first = read(f"{' '.join(words)} {rest}")
    again = read(first.description)
    assert (again.moods, again.genres, again.instruments) == (first.moods, first.genres, first.instruments)
    assert (again.exclude, again.instrumental) == (first.exclude, first.instrumental)
    assert again.description == first.description


@given(
    WORDS, st.integers(0, 6), st.sampled_from(["--length 45", "--tempo 90", "--takes 2", "--seed 7", "--format wav"])
)
def test_a_flag_means_the_same_wherever_it_stands(words: list[str], place: int, flag: str) -> None:
    first = as_json(read(" ".join([flag, *words])))
    at = min(place, len(words))
    assert as_json(read(" ".join([*words[:at], flag, *words[at:]]))) == first


@given(WORDS, st.sampled_from([("0:30", "0:45"), ("45s", "1m30s"), ("20", "30")]))
def test_the_last_flag_wins(words: list[str], lengths: tuple[str, str]) -> None:
    first, last = lengths
    text = " ".join(words)
    assert read(f"{text} --length {first} --length {last}") == read(f"{text} --length {last}")


@given(st.text(string.printable, max_size=60).filter(lambda t: not set(t) & set("\"'`<>&")))
def test_nothing_inside_a_title_is_parsed(title: str) -> None:
    assert as_json(read(f'calm 0:45 for "{title}"')) | {"title": None} == as_json(read("calm 0:45"))


def test_the_vocabulary_is_large_and_each_entry_in_one_list_only() -> None:
    names: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for kind, name in ENTRIES.values():
        names[kind].add(name)
    assert len(names[Kind.GENRE]) >= 60
    assert len(names[Kind.MOOD]) >= 80
    assert len(names[Kind.INSTRUMENT]) >= 40
    assert not names[Kind.GENRE] & names[Kind.MOOD]
    assert not names[Kind.GENRE] & names[Kind.INSTRUMENT]
    assert not names[Kind.MOOD] & names[Kind.INSTRUMENT]


@given(st.sampled_from(sorted(ENTRIES)))
def test_every_entry_is_found_by_its_own_words(words: tuple[str, ...]) -> None:
    found = find_entries(" ".join(words))
    assert [(entry.kind, entry.name) for entry in found] == [ENTRIES[words]]
    assert key(" ".join(words)) == words


def test_the_docs_hold_the_whole_vocabulary() -> None:
    """docs/vocabulary.md is what `python -m bot.domain.reading.lexicon` prints."""
    docs = Path(__file__).parents[2] / "docs" / "vocabulary.md"
    assert docs.read_text().strip() == page().strip()

"""Songs in a brief: who sings, with which kept voice, whose words; and what asks for the form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief, length_of, read, song_words, voice_name
from bot.domain.errors import BriefRefused


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("soul ballad, female vocals 2 min", "f"),
        ("rock with a male voice", "m"),
        ("man's voice jazz", "m"),
        ("rock sung by a woman", "f"),
        ("rock --gender f", "f"),
        ("rock, male vocals --gender woman", "f"),
        ("pop, male and female vocals", None),
        ("pop --vocal", None),
        ("soul with a woman's lead vocals", "f"),
    ],
)
def test_a_song_knows_who_sings_it(text: str, gender: str | None) -> None:
    """The singer is heard in the words or in --gender; both of them together are nobody in particular."""
    brief = read(text)
    assert not brief.instrumental
    assert brief.gender == gender


@pytest.mark.parametrize(
    "text",
    [
        "calm bed under a male voice",
        "calm, for a female voice-over",
        "no female vocals, pop",
        "pop without male voice",
        "female vocals --instrumental",
        "rock --voice ann --instrumental",
    ],
)
def test_a_voice_that_is_not_to_sing_makes_no_song(text: str) -> None:
    """A voice to lie under, one that is left out, or --instrumental: nobody sings."""
    brief = read(text)
    assert brief.instrumental
    assert (brief.gender, brief.voice, brief.exclude) == (None, None, ())


def test_a_kept_voice_makes_it_a_song() -> None:
    """--voice NAME is kept in lower case, one word of it; nothing of it stays in the description."""
    brief = read('soul 2 min --voice "Ann B"')
    assert (brief.instrumental, brief.voice, brief.description) == (False, "ann-b", "soul")


def test_lyrics_and_tags_are_asked_for_by_flags() -> None:
    """--write-lyrics makes it a song; --better-tags goes with any brief."""
    song = read("pop about rain --write-lyrics")
    assert (song.instrumental, song.write_lyrics, song.better_tags) == (False, True, False)
    bed = read("pop 0:45 --better-tags")
    assert (bed.instrumental, bed.write_lyrics, bed.better_tags) == (True, False, True)
    assert not read("pop 0:45 --better-tags=false").better_tags


@pytest.mark.parametrize("text", ["pop --gender x", "pop --voice ''", 'pop --voice "<!channel>"', "pop --gender"])
def test_a_singer_that_nobody_can_be_is_refused_with_an_example(text: str) -> None:
    """The example works."""
    with pytest.raises(BriefRefused) as caught:
        read(text)
    assert isinstance(read(caught.value.example), Brief)


@pytest.mark.parametrize(
    ("text", "words"),
    [("song", ""), ("Song about rain", "about rain"), ("songs about rain", None), ("my song", None), ("", None)],
)
def test_the_form_is_asked_for_by_its_first_word(text: str, words: str | None) -> None:
    """`/bgm song …` opens it; a brief that only has the word in it does not."""
    assert song_words(text) == words


@pytest.mark.parametrize(("text", "seconds"), [("2:30", 150.0), ("90", 90.0), ("2 min", 120.0)])
def test_a_length_alone_is_read_as_in_its_flag(text: str, seconds: float) -> None:
    """Forms read lengths as --length does."""
    assert length_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "9h", "2:30 or 3:00"])
def test_a_length_that_is_none_is_refused(text: str) -> None:
    """With words."""
    with pytest.raises(BriefRefused):
        length_of(text)


@given(st.text(max_size=60))
def test_the_name_of_a_voice_is_harmless_and_stays_itself(text: str) -> None:
    """Whatever is typed: a name that reads back as itself, or a refusal."""
    try:
        name = voice_name(text)
    except BriefRefused:
        return
    assert voice_name(name) == name
    assert not set(name) & set('<>@&`*|\n"')

"""Ids that guide a piece: a word each, as the provider gave them."""

from __future__ import annotations

import pytest

from bot.domain.brief import as_json, read
from bot.domain.errors import BriefRefused


def test_an_id_keeps_its_letters_and_is_no_word_of_the_description() -> None:
    brief = read("calm lo-fi 0:45 --instrumental-id aB-4711_x.2:9 --provider mureka")
    assert brief.guides == {"instrumental_id": "aB-4711_x.2:9"}
    assert (brief.description, brief.instrumental) == ("calm lo-fi", True)
    assert as_json(brief)["instrumental_id"] == "aB-4711_x.2:9"


@pytest.mark.parametrize("name", ["reference-id", "vocal-id", "melody-id"])
def test_what_guides_songs_makes_it_a_song_unless_one_says_otherwise(name: str) -> None:
    assert not read(f"soul 2 min --{name} 12").instrumental
    assert read(f"soul 2 min --{name} 12 --instrumental").instrumental
    assert list(read(f"soul 2 min —{name}=12").guides.values()) == ["12"]


@pytest.mark.parametrize("value", ["../x", '"two words"', "a" * 101, "<@U1>", "?"])
def test_what_is_no_id_is_refused_with_an_example_that_can_be_read(value: str) -> None:
    with pytest.raises(BriefRefused) as refused:
        read(f"calm --melody-id {value}")
    assert read(str(refused.value.example)).guides

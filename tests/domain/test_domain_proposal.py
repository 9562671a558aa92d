"""A brief proposed for a clip: what title and message say of music, and nothing else; it reads back as just that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import read
from bot.domain.reading.proposal import named, proposed


@pytest.mark.parametrize(
    ("title", "message", "words"),
    [
        ("Onboarding_v3.mp4", "", 'calm lo-fi instrumental for "Onboarding v3"'),
        ("IMG_2034.MOV", "", "calm lo-fi instrumental"),
        (
            "launch-film.mp4",
            "something upbeat and corporate, please",
            'upbeat corporate instrumental for "launch film"',
        ),
        ("Teaser.mp4", "with piano, but no drums", 'with piano, no drums, instrumental for "Teaser"'),
        ("Dark Alley.mov", "<@U0BEN> see <https://example.com/jazz|this>", 'dark instrumental for "Dark Alley"'),
        ("clip.mp4", "cinematic &amp; epic", "epic cinematic instrumental"),
    ],
)
def test_what_is_said_of_music_is_proposed(title: str, message: str, words: str) -> None:
    assert proposed(title, message) == words


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("launch_film_v2.final.mp4", "launch film v2 final"),
        ('He said "hi".mp4', "He said hi"),
        ("Screen Recording 2026-11-21 at 10.03.22.mov", ""),
        ("VID-20261121-WA0003.mp4", "VID 20261121 WA0003"),
        ("", ""),
        ("../../etc/passwd", "etc passwd"),
    ],
)
def test_a_file_is_called_by_its_title(title: str, name: str) -> None:
    assert named(title) == name


@given(st.text(max_size=200), st.text(max_size=300) | st.lists(st.sampled_from(
    ["upbeat", "jazz", "no", "without", "piano", "drums", "0:45", "--loop", "for", '"', "calm", ",", "song", "vocals"]
)).map(" ".join))  # fmt: skip
def test_whatever_people_write_the_proposal_is_a_brief(title: str, message: str) -> None:
    """It is instrumental, has the title, names nothing that was left out, and no length: that is the clip's."""
    brief = read(proposed(title, message))
    assert brief.instrumental
    assert brief.duration is None
    assert (brief.title or "") == named(title)
    assert brief.genres or brief.moods or brief.instruments
    assert not set(brief.instruments) & set(brief.exclude)

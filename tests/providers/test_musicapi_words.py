"""What Sonic is asked for, value by value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from musicapi_parts import CLIP, order, song

from bot.domain.brief import read
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.providers.musicapi import sonic_models as models
from bot.providers.musicapi.sonic_words import OPERATIONS, request, target
from bot.providers.musicapi.words import beyond, cut, size


def fields(asked: Order) -> dict[str, Any]:
    return dict(request(asked).body["fields"])


def test_a_bed_is_asked_for_in_custom_mode_with_all_that_was_said() -> None:
    body = request(order("calm lo-fi with piano, no drums, for a product tour, 84 bpm 0:45")).body
    assert body == {
        "call": "create",
        "price": "20 credits",
        "fields": {
            "task_type": "create_music",
            "custom_mode": True,
            "mv": "sonic-v6",
            "make_instrumental": True,
            "title": "calm lo-fi",
            "tags": "lo-fi, calm, piano, 84 bpm, for a product tour",
            "prompt": "[Instrumental]",
            "negative_tags": "drums, vocals",
            "duration": 53,
        },
    }


def test_words_that_the_vocabulary_does_not_know_are_told_in_description_mode() -> None:
    asked = fields(order("rain on a tin roof, 90 bpm", lengths=(60.0,)))
    assert asked["custom_mode"] is False
    assert asked["gpt_description_prompt"] == "rain on a tin roof. 90 bpm. Instrumental, no vocals"
    assert asked["negative_tags"] == "vocals"
    assert "tags" not in asked
    assert "prompt" not in asked


def test_a_brief_of_a_length_alone_still_says_something() -> None:
    assert fields(order("0:45"))["gpt_description_prompt"] == "Calm background music. Instrumental, no vocals"


def test_a_song_without_lyrics_leaves_them_to_the_model() -> None:
    asked = fields(order(song(), gender="f"))
    assert (asked["custom_mode"], asked["make_instrumental"]) == (False, False)
    assert "rain" in asked["gpt_description_prompt"]
    assert (asked["vocal_gender"], asked["tags"]) == ("f", "country, sad, about rain")
    assert "negative_tags" not in asked


def test_what_a_song_is_about_is_told_to_who_writes_its_words_and_is_no_style_tag() -> None:
    """Left to the model it is in the description; written first, in that call's."""
    brief = song("slow soul --vocal")
    left = request(order(brief, about="rain on\na tin roof")).body["fields"]
    assert (left["custom_mode"], left["gpt_description_prompt"]) == (False, "slow soul, about rain on a tin roof")
    assert left["tags"] == "soul, slow"
    first = request(order(brief, Operation.WRITE_LYRICS, about="rain")).body["fields"]
    assert first == {"description": "slow soul, about rain"}
    then = request(order(brief, about="rain", lyrics="Drip, drop")).body["fields"]
    assert (then["tags"], then["prompt"]) == ("soul, slow", "Drip, drop")
    tags = request(order(brief, Operation.BETTER_TAGS, about="rain")).body["fields"]
    assert tags == {"tags": "soul, slow"}


def test_a_song_with_lyrics_is_sung_as_written() -> None:
    asked = fields(order(song(), lyrics="[Verse]\nRain again", lyrics_title="Rain", voice="p-1"))
    assert (asked["custom_mode"], asked["prompt"], asked["title"]) == (True, "[Verse]\nRain again", "Rain")
    assert (asked["task_type"], asked["persona_id"]) == ("persona_music", "p-1")


def test_an_instrumental_takes_neither_lyrics_nor_voice() -> None:
    asked = fields(order("calm lo-fi", lyrics="la la", voice="p-1", gender="m"))
    assert (asked["task_type"], asked["prompt"]) == ("create_music", "[Instrumental]")
    assert "persona_id" not in asked
    assert "vocal_gender" not in asked


def test_better_tags_are_used_in_place_of_the_words() -> None:
    assert fields(order("calm lo-fi 84 bpm", tags="lo-fi, dusty, warm"))["tags"] == "lo-fi, dusty, warm, 84 bpm"
    assert fields(order("calm lo-fi 84 bpm", tags="lo-fi at 84 BPM"))["tags"] == "lo-fi at 84 BPM"


@pytest.mark.parametrize(
    ("seconds", "asked"), [(3, 10), (4.7, 10), (5, 11), (45, 53), (60, 68), (300, 320), (338, 360), (360, 360)]
)
def test_more_is_asked_for_than_the_bed_needs_within_the_field(seconds: float, asked: int) -> None:
    assert target(seconds) == asked


@pytest.mark.parametrize(
    ("kept", "whole", "start"),
    [(45.0, 61.2, 45.0), (60.0, 61.2, 59.2), (75.0, 61.2, 59.2), (3.0, 3.0, 1.5), (45.0, None, 43.0)],
)
def test_an_extension_goes_on_where_the_bed_ends_and_before_the_clip_rings_out(
    kept: float, whole: float | None, start: float
) -> None:
    clip = {**CLIP, "seconds": whole}
    asked = fields(order("calm lo-fi", Operation.EXTEND, lengths=(kept, kept + 30), clip=clip))
    assert (asked["task_type"], asked["continue_clip_id"], asked["continue_at"]) == ("extend_music", "c1", start)
    assert asked["duration"] == target(kept + 30 - start)


def test_an_extension_of_more_than_one_call_can_make_says_so() -> None:
    asked = request(order("calm lo-fi", Operation.EXTEND, lengths=(45.0, 600.0), clip=CLIP))
    assert asked.body["fields"]["duration"] == 360
    assert asked.notes == ("MusicAPI adds at most 6:00 at once: press Extend again for the rest.",)


def test_a_join_names_the_new_part_and_nothing_else() -> None:
    assert request(order("calm", Operation.JOIN, clip=CLIP)).body == {
        "call": "create",
        "fields": {"task_type": "concat_music", "continue_clip_id": "c1"},
        "price": "2 credits",
    }


def test_a_cover_is_in_the_new_style_and_sings_the_same_words() -> None:
    asked = fields(order("calm lo-fi", Operation.RESTYLE, clip=CLIP, style="slow bossa nova"))
    assert (asked["task_type"], asked["continue_clip_id"], asked["tags"]) == ("cover_music", "c1", "slow bossa nova")
    sung = fields(order(song(), Operation.RESTYLE, clip={**CLIP, "lyrics": "Rain again"}, style="bossa"))
    assert sung["prompt"] == "Rain again"


def test_a_posted_file_is_gone_on_with_and_joined_in_one_call() -> None:
    body = request(order("calm lo-fi", Operation.EXTEND_FILE, lengths=(60.0,), file="in/a.mp3", seconds=30.0)).body
    asked = body["fields"]
    assert body["call"] == "upload-extend"
    assert (asked["continue_at"], asked["auto_concat"], asked["duration"]) == (28.0, True, target(32.0))
    assert "url" not in asked
    assert request(order("calm", Operation.RESTYLE_FILE, style="jazz")).body["call"] == "upload-cover"


@pytest.mark.parametrize(
    ("operation", "call", "price"),
    [
        (Operation.STEMS, "stems/basic", "30 credits"),
        (Operation.ALL_STEMS, "stems/full", "75 credits"),
        (Operation.WAV, "wav", "2 credits"),
        (Operation.MIDI, "midi", "1 credit"),
        (Operation.TEMPO, "bpm", "1 credit"),
        (Operation.LYRIC_TIMES, "aligned-lyrics", "1 credit"),
    ],
)
def test_what_is_done_to_a_clip_names_the_clip(operation: Operation, call: str, price: str) -> None:
    assert request(order("calm", operation, clip=CLIP)).body == {
        "call": call,
        "fields": {"clip_id": "c1"},
        "price": price,
    }


def test_a_voice_is_taken_out_of_thirty_seconds_at_most_and_that_is_said() -> None:
    asked = request(order(song(), Operation.VOCALS, clip={**CLIP, "seconds": 120.0}))
    assert asked.body["fields"] == {"clip_id": "c1", "vocal_start_s": 30.0, "vocal_end_s": 60.0}
    assert asked.notes == ("MusicAPI takes out 30 s of a voice at most: from 0:30 to 1:00.",)
    short = request(order(song(), Operation.VOCALS, clip={**CLIP, "seconds": 20.0}))
    assert (short.body["fields"]["vocal_end_s"], short.notes) == (20.0, ())


def test_a_voice_is_kept_under_the_name_it_was_given() -> None:
    asked = fields(order(song(), Operation.KEEP_VOICE, clip=CLIP, name="Ann"))
    assert asked == {"name": "Ann", "clip_id": "c1", "styles": "country, sad"}


def test_lyrics_are_ordered_by_less_than_120_characters() -> None:
    asked = request(order(song("a song about " + "rain and wind and " * 20), Operation.WRITE_LYRICS))
    assert size(asked.body["fields"]["description"]) < 120
    assert len(asked.notes) == 1


def test_words_are_made_better_as_they_would_have_been_sent() -> None:
    assert fields(order("calm lo-fi 84 bpm", Operation.BETTER_TAGS)) == {"tags": "lo-fi, calm, 84 bpm"}
    assert fields(order("rain on a roof", Operation.BETTER_TAGS)) == {"tags": "rain on a roof"}


def test_what_is_too_long_is_cut_at_a_word_and_said() -> None:
    asked = request(order(song(), lyrics="words " * 1000))
    assert asked.body["fields"]["prompt"].endswith("words")
    assert size(asked.body["fields"]["prompt"]) <= 5000
    (note,) = asked.notes
    assert note.startswith("MusicAPI takes 5,000 characters for lyrics: you gave 5,999, and I cut after “")


def test_the_typed_models_own_limits_hold() -> None:
    brief = replace(song(), model="sonic-v3-5")
    asked = request(order(brief, lyrics="words " * 1000, gender="f", tags="dusty " * 60))
    assert size(asked.body["fields"]["prompt"]) <= 3000
    assert size(asked.body["fields"]["tags"]) <= 200
    assert "vocal_gender" not in asked.body["fields"]
    assert any("cannot be told who sings" in note for note in asked.notes)


def test_a_seed_that_was_asked_for_is_said_to_be_of_no_use() -> None:
    assert any("no seed" in note for note in request(order("calm lo-fi --seed 7")).notes)
    assert not request(order("calm lo-fi")).notes


@pytest.mark.parametrize(
    ("typed", "model"),
    [
        ("sonic-v6", "sonic-v6"),
        ("v6", "sonic-v6"),
        ("6-wild", "sonic-v6-wild"),
        ("chirp-v5", "sonic-v5"),
        ("sonic-v4-5-plus", "sonic-v4-5-plus"),
        ("v4.5", "sonic-v4-5"),
        ("sonic-v4-5-all", None),
        ("v9", None),
        ("fuzz-2.0", None),
        ("", None),
    ],
)
def test_models_are_known_by_the_names_that_people_and_answers_use(typed: str, model: str | None) -> None:
    found = models.model_named(typed)
    assert (found.id if found else None) == model


def test_a_retired_model_is_passed_on_as_it_was_typed() -> None:
    assert fields(order("calm lo-fi --model sonic-v5"))["mv"] == "sonic-v5"


def test_what_follows_on_a_clip_is_made_by_the_model_that_made_it() -> None:
    asked = order("calm lo-fi", Operation.EXTEND, lengths=(45.0, 75.0), clip={**CLIP, "model": "sonic-v6-wild"})
    assert fields(asked)["mv"] == "sonic-v6-wild"


def test_every_operation_has_a_price_and_the_newest_reading_holds() -> None:
    assert all(models.price(operation) for operation in OPERATIONS)
    assert [str(models.price(one)) for one in (Operation.CREATE, Operation.STEMS, Operation.WAV)] == [
        "20 credits",
        "30 credits",
        "2 credits",
    ]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("calm lo-fi with piano", ""),
        ("something calm for a product tour", "for a product tour"),
        ("not sad, no drums, like rain", "like rain"),
        ("instrumental background music", ""),
        ("background music for a podcast", ""),
        ("sunny, like waves, and with gulls", "like waves, gulls"),
    ],
)
def test_what_goes_beyond_the_vocabulary_is_found(words: str, left: str) -> None:
    assert beyond(read(words)) == left


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_cut_text_is_within_the_limit_and_a_beginning(text: str, limit: int) -> None:
    kept = cut(text, limit)
    assert size(kept) <= limit
    assert text.startswith(kept)


@given(st.text(min_size=1, max_size=3000), st.sampled_from(sorted(OPERATIONS)), st.booleans(), st.text(max_size=6000))
def test_whatever_was_typed_is_within_the_limits_and_the_same_each_time(
    words: str, operation: Operation, instrumental: bool, lyrics: str
) -> None:
    brief = replace(read("calm lo-fi"), description=words, instrumental=instrumental)
    asked = order(brief, operation, lengths=(45.0, 75.0), clip=CLIP, lyrics=lyrics, style=words, name=words)
    first = request(asked)
    assert first == request(asked)
    sent = first.body["fields"]
    limits = {"title": 80, "prompt": 5000, "tags": 1000, "gpt_description_prompt": 400, "negative_tags": 1000}
    assert all(size(str(sent.get(name, ""))) <= limit for name, limit in limits.items())
    if sent.get("task_type") == "create_music":
        assert sent["gpt_description_prompt" if not sent["custom_mode"] else "prompt"].strip()

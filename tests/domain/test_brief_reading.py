"""How a brief is read, sentence by sentence."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.brief import Brief, as_json, is_command, read
from bot.domain.errors import BriefRefused


def got(text: str, field: str) -> Any:
    return as_json(read(text))[field]


def refusal(text: str) -> BriefRefused:
    with pytest.raises(BriefRefused) as caught:
        read(text)
    assert isinstance(read(caught.value.example), Brief)
    return caught.value


def test_the_first_brief_of_all_is_understood_whole() -> None:
    assert as_json(read('calm lo-fi instrumental 0:45 for "Onboarding"')) == {
        "description": "calm lo-fi instrumental",
        "moods": ["calm"],
        "genres": ["lo-fi"],
        "instruments": [],
        "exclude": [],
        "instrumental": True,
        "duration": 45.0,
        "tempo": None,
        "title": "Onboarding",
        "takes": 1,
        "format": "mp3",
        "provider": None,
        "model": None,
        "seed": None,
        "gender": None,
        "voice": None,
        "better_tags": False,
        "write_lyrics": False,
        "loop": False,
        "loudness": None,
        "fade": None,
        "cutdowns": [],
        "hits": [],
        "climax": None,
        **dict.fromkeys(("instrumental_id", "reference_id", "vocal_id", "melody_id")),
    }


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("calm &amp; warm", "calm & warm"),
        ("ＣＡＬＭ", "CALM"),
        ("ca\u200blm", "calm"),
        ("calm\u00a0\u3000\n\tpiano", "calm piano"),
        ("<https://x.com/a|the reference> calm", "the reference calm"),
        ("<https://x.com/3m20s> calm", "calm"),
        ("<mailto:a@b.c|write me> calm", "write me calm"),
        ("calm <@U123|ann> <@U9> <#C1|general> <!channel> <!subteam^S1|@team> piano", "calm piano"),
        ("&lt;!channel&gt; calm &amp;lt;@U1&amp;gt;", "calm"),
        ("\uff1c!channel\uff1e calm", "calm"),
    ],
)
def test_before_reading_the_text_is_plain(text: str, description: str) -> None:
    assert got(text, "description") == description


def test_digits_of_any_script_are_digits() -> None:
    assert got("calm ٤٥s", "duration") == 45.0


@pytest.mark.parametrize("text", ["", "   ", "!!!", "45", "…", "🎵", "3/4"])
def test_a_text_without_a_letter_or_a_length_is_refused(text: str) -> None:
    refusal(text)


def test_three_thousand_characters_are_read_and_one_more_is_refused() -> None:
    assert read("a" * 3000)
    assert "3,000" in refusal("a" * 3001).message
    assert "3,000" in refusal("<" * 1_000_000).message


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", "help"),
        ("  ", "help"),
        ("help", "help"),
        ("HELP", "help"),
        (" status ", "status"),
        ("cancel", "cancel"),
        ("cancel culture podcast intro", None),
        ("help me relax, calm 0:45", None),
        ("status quo rock", None),
    ],
)
def test_a_command_is_one_only_as_the_whole_text(text: str, command: str | None) -> None:
    assert is_command(text) == command


FLAGS = [
    ("--instrumental vocals", "instrumental", True),
    ("calm --no-instrumental", "instrumental", False),
    ("calm --vocal", "instrumental", False),
    ("calm --vocals", "instrumental", False),
    ("calm --instrumental=false", "instrumental", False),
    ("calm --vocal --instrumental", "instrumental", True),
    ("calm --vocal=false", "instrumental", True),
    ("--length 90 calm", "duration", 90.0),
    ("calm --length=1:30", "duration", 90.0),
    ("calm --duration 2 min", "duration", 120.0),
    ("calm -l 45", "duration", 45.0),
    ("calm –length 45", "duration", 45.0),
    ("calm —length 45", "duration", 45.0),
    ("calm ‐‐length 45", "duration", 45.0),
    ("calm 0:30 --length 45", "duration", 45.0),
    ("calm --length 30 --length 45", "duration", 45.0),
    ("calm 0:45 or 3:00 --length 50", "duration", 50.0),
    ("calm 90 bpm --tempo 122", "tempo", 122),
    ("calm --bpm=100", "tempo", 100),
    ("calm x2 --takes 3", "takes", 3),
    ("calm --versions 2", "takes", 2),
    ("calm wav --format flac", "format", "flac"),
    ("calm --seed 4711", "seed", 4711),
    ("calm --provider builtin", "provider", "builtin"),
    ("calm --model v9", "model", "v9"),
    ("calm --title=Launch day", "title", "Launch"),
    ('calm --title "Launch day"', "title", "Launch day"),
    ('calm for "A" --title “B”', "title", "B"),
    ("—vocals calm", "instrumental", False),
]


@pytest.mark.parametrize(("text", "field", "value"), FLAGS)
def test_flags_with_dashes_of_any_kind_beat_words_and_the_last_one_wins(text: str, field: str, value: object) -> None:
    assert got(text, field) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("calm --unknown", "--unknown"),
        ("calm -lenght 45", "Did you mean --length?"),
        ("calm —tempoo 45", "Did you mean --tempo?"),
        ("calm --instrumentel", "Did you mean --instrumental?"),
        ("calm --length", "needs a value"),
        ("calm --length soon", "needs a value|not a length"),
        ("calm --seed x", "A seed is"),
        ("calm --format exe", "no exe"),
        ("calm --takes 9", "1 to 4"),
        ("calm --tempo fast", "whole number"),
    ],
)
def test_a_flag_that_cannot_be_meant_is_refused_with_words(text: str, words: str) -> None:
    message = refusal(text).message
    assert any(part in message for part in words.split("|"))


@pytest.mark.parametrize("text", ["calm - piano", "calm – soft", "calm -piano", "calm —not loud—", "co-op calm"])
def test_any_other_dash_is_prose(text: str) -> None:
    assert "calm" in got(text, "description")


@pytest.mark.parametrize(
    ("text", "genres"),
    [
        ("lofi", ["lo-fi"]),
        ("lo fi", ["lo-fi"]),
        ("hiphop", ["hip hop"]),
        ("hip-hop", ["hip hop"]),
        ("dnb", ["drum and bass"]),
        ("drum & bass", ["drum and bass"]),
        ("drum &amp; bass", ["drum and bass"]),
        ("synth pop", ["synth-pop"]),
        ("r and b", ["r&b"]),
        ("rnb", ["r&b"]),
        ("R & B", ["r&b"]),
        ("r'n'b", ["r&b"]),
        ("R&amp;B", ["r&b"]),
        ("lo-fi hip hop", ["lo-fi", "hip hop"]),
        ("deep house", ["deep house"]),
        ("house, deep", ["house"]),
        ("jazz jazz Jazz", ["jazz"]),
    ],
)
def test_synonyms_meet_in_one_name_and_the_longest_entry_wins(text: str, genres: list[str]) -> None:
    assert got(text, "genres") == genres


@pytest.mark.parametrize(
    ("text", "instruments"),
    [
        ("sax", ["saxophone"]),
        ("drum", ["drums"]),
        ("pianos and violins", ["piano", "violin"]),
        ("acoustic guitar", ["acoustic guitar"]),
        ("choir and vocoder", ["choir", "vocoder"]),
    ],
)
def test_instruments_are_named_once_and_for_all(text: str, instruments: list[str]) -> None:
    assert got(text, "instruments") == instruments


def test_moods_stay_as_written() -> None:
    assert got("Chilled and melancholy", "moods") == ["chilled", "melancholy"]


LENGTHS = [
    ("0:45", 45.0),
    ("00:47", 47.0),
    ("0:47.5", 47.5),
    ("45s", 45.0),
    ("45 sec.", 45.0),
    ("90-second intro", 90.0),
    ("2m", 120.0),
    ("2 min", 120.0),
    ("1m30s", 90.0),
    ("1min20", 80.0),
    ("make it 1 min 30", 90.0),
    ("1 min 90 bpm", 60.0),
    ("1.5 min", 90.0),
    ("1,5 min", 90.0),
    ("1 minute 20 seconds", 80.0),
    ("1 minute and 20 seconds", 80.0),
    ("2'30\"", 150.0),
    ("2’30”", 150.0),
    ("two minute calm", 120.0),
    ("thirty seconds", 30.0),
    ("forty-five seconds", 45.0),
    ("half a minute", 30.0),
    ("one and a half minutes", 90.0),
    ("a minute and a half", 90.0),
    ("about 45 s", 45.0),
    ("3s", 3.0),
    ("600 s", 600.0),
    ("10:00", 600.0),
    ("0:45 and again 45s", 45.0),
    ("for 45s", 45.0),
    ("45s, fade 3 s", 45.0),
    ("45s with a 3s fade", 45.0),
    ("scene 12 - 45s", 45.0),
    ("x3 45s", 45.0),
]


@pytest.mark.parametrize(("text", "seconds"), LENGTHS)
def test_lengths_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert got(text, "duration") == seconds


@pytest.mark.parametrize(
    "text",
    [
        "in 5 min calm",
        "fade 3 s calm",
        "3/4 waltz",
        "4/4 house",
        "24/7 calm",
        "808 trap",
        "8-bit calm",
        "2 of 3 calm",
        "#3 calm",
        "1999 calm",
        "scene 12 calm",
        "take 2 calm",
        "calm 45",
    ],
)
def test_what_only_looks_like_a_length_is_none(text: str) -> None:
    assert got(text, "duration") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9h", "3 seconds to 10 minutes"),
        ("1:02:03", "3 seconds to 10 minutes"),
        ("2s", "3 seconds to 10 minutes"),
        ("2.9 s", "3 seconds to 10 minutes"),
        ("601s", "3 seconds to 10 minutes"),
        ("0:45 or 3:00", "0:45 or 3:00? Say --length 0:45."),
        ("30–45 s", "range"),
        ("30-45s", "range"),
        ("30 to 45 seconds", "range"),
        ("0:30-0:45", "range"),
        ("00:00:45:12", "Frames"),
        ("0:75", "00 to 59"),
    ],
)
def test_a_length_that_cannot_be_is_refused_with_words(text: str, words: str) -> None:
    assert words in refusal(f"calm {text}").message


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("'90s hip hop", None),
        ("’90s hip hop", None),
        ("1980s pop", None),
        ("the 70s", None),
        ("70s soul", None),
        ("80s dreamy synth pop", None),
        ("90s calm hip hop", None),
        ("90s calm piano", 90.0),
        ("80s", 80.0),
        ("30s lo-fi", 30.0),
        ("60s jazz", 60.0),
        ("70s soul 45s", 45.0),
        ("45s '80s synthwave", 45.0),
    ],
)
def test_decades_are_no_lengths_and_stay_in_the_description(text: str, seconds: float | None) -> None:
    assert got(f"x {text}", "duration") == seconds
    if seconds is None:
        assert "0s" in got(f"x {text}", "description")


@pytest.mark.parametrize(
    ("text", "tempo"), [("90bpm", 90), ("90 BPM", 90), ("bpm 100", 100), ("at 40 bpm", 40), ("220bpm", 220)]
)
def test_tempos_are_read(text: str, tempo: int) -> None:
    assert got(f"calm {text}", "tempo") == tempo


@pytest.mark.parametrize("text", ["39 bpm", "221 bpm", "90.5 bpm", "90-100 bpm", "90 to 100 bpm", "90 bpm or 100 bpm"])
def test_a_tempo_that_cannot_be_played_is_refused(text: str) -> None:
    refusal(f"calm {text}")


def test_slow_and_fast_are_moods() -> None:
    assert got("slow or fast", "moods") == ["slow", "fast"]


@pytest.mark.parametrize(
    ("text", "takes"),
    [("x3", 3), ("3x", 3), ("×2", 2), ("3 takes", 3), ("four versions", 4), ("take 2", 1), ("v2", 1), ("1080x1920", 1)],
)
def test_takes_are_counted(text: str, takes: int) -> None:
    assert got(f"calm {text}", "takes") == takes


@pytest.mark.parametrize("text", ["x0", "0 takes", "x5", "5 versions", "99999999999x"])
def test_none_or_more_than_four_takes_are_refused(text: str) -> None:
    assert "1 to 4" in refusal(f"calm {text}").message


@pytest.mark.parametrize(
    ("text", "form"), [("wav", "wav"), ("MP3", "mp3"), ("as flac", "flac"), ("ogg file", "ogg"), ("wave", "mp3")]
)
def test_a_bare_format_is_the_format(text: str, form: str) -> None:
    assert got(f"calm {text}", "format") == form


@pytest.mark.parametrize(
    ("text", "exclude", "instruments"),
    [
        ("no drums", ["drums"], []),
        ("without sax or strings", ["saxophone", "strings"], []),
        ("no sax, no drums", ["saxophone", "drums"], []),
        ("no drums, warm piano", ["drums"], ["piano"]),
        ("no drums, bass or piano", ["drums", "bass", "piano"], []),
        ("no drums nor bass", ["drums", "bass"], []),
        ("no drums and piano", ["drums", "piano"], []),
        ("no drums and warm piano", ["drums"], ["piano"]),
        ("no drums, piano", ["drums"], ["piano"]),
        ("no kazoo", ["kazoo"], []),
        ("no drum & bass", ["drum and bass"], []),
        ("no loud drums", ["drums"], []),
        ("piano, no piano", ["piano"], []),
        ("no vocals", [], []),
        ("no vocals or drums", ["drums"], []),
        ("not sad", [], []),
        ("no rush", [], []),
        ("nothing", [], []),
    ],
)
def test_what_is_left_out_is_named_and_not_asked_for(text: str, exclude: list[str], instruments: list[str]) -> None:
    brief = as_json(read(f"x {text}"))
    assert (brief["exclude"], brief["instruments"]) == (exclude, instruments)
    assert "sad" not in brief["moods"]
    assert brief["description"] == f"x {text}"


@pytest.mark.parametrize(
    ("text", "instrumental"),
    [
        ("calm", True),
        ("vocals", False),
        ("a vocal track", False),
        ("singing", False),
        ("a singer", False),
        ("sung", False),
        ("with lyrics", False),
        ("with voice", False),
        ("no vocals", True),
        ("without singing", True),
        ("no drums or vocals", True),
        ("voice-over", True),
        ("voiceover bed", True),
        ("for a voice over", True),
        ("with voice-over", True),
        ("under a voice", True),
        ("under the vocals", True),
        ("vocal training", True),
        ("singing bowls", True),
        ("choir and vocoder", True),
        ("instrumental", True),
    ],
)
def test_a_singer_comes_only_when_asked_for(text: str, instrumental: bool) -> None:
    assert got(f"x {text}", "instrumental") is instrumental


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('for "Onboarding"', "Onboarding"),
        ("for “Big Day”", "Big Day"),
        ("for „Großer Tag“", "Großer Tag"),
        ("for «Le jour»", "Le jour"),
        ("for 'Ann's intro'", "Ann's intro"),
        ("title: “Launch”", "Launch"),
        ('for"Tight"', "Tight"),
        ("for Anna", None),
        ("for “never closes", None),
        ('for ""', None),
        ('for "45s no drums --length 9h x3"', "45s no drums --length 9h x3"),
        ('for "A &amp; B"', "A & B"),
    ],
)
def test_a_title_is_quoted_and_nothing_in_it_is_parsed(text: str, title: str | None) -> None:
    brief = as_json(read(f"calm {text}"))
    assert brief["title"] == title
    assert (brief["duration"], brief["takes"], brief["exclude"]) == (None, 1, [])


def test_the_description_is_the_text_less_all_that_was_understood_as_a_number() -> None:
    text = 'Warm piano, 0:45, 90 bpm, x2, wav, no drums --seed 7 for "Launch", not too sad'
    assert got(text, "description") == "Warm piano, no drums, not too sad"

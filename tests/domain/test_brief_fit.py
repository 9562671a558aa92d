"""How a bed is to fit, in a brief: level, fade, cut-downs, hits and climax, by flags and in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.brief import Brief, as_json, read
from bot.domain.errors import BriefRefused
from bot.domain.reading.flags import EXAMPLES, MEANINGS, NAMES, page
from bot.domain.reading.levels import LEVELS


def got(text: str, *names: str) -> Any:
    brief = as_json(read(text))
    return tuple(brief[name] for name in names) if len(names) > 1 else brief[names[0]]


def refusal(text: str) -> BriefRefused:
    with pytest.raises(BriefRefused) as caught:
        read(text)
    assert isinstance(read(caught.value.example), Brief)
    return caught.value


LEVELLED = [
    ("calm --loudness -16", -16.0),
    ("calm --loudness −16", -16.0),
    ("calm --loudness –16 LUFS", -16.0),
    ("calm --loudness=-16.5LUFS 0:45", -16.5),
    ("calm --lufs -23", -23.0),
    ("calm --loudness -36", -36.0),
    ("calm --loudness -8", -8.0),
    ("calm --loudness podcast", -16.0),
    ("calm --loudness Full", -14.0),
    ("calm --loudness bed", -20.0),
    ("calm --loudness broadcast, warm", -23.0),
    ("calm 0:45 at -16 LUFS", -16.0),
    ("calm 0:45 -16 LUFS", -16.0),
    ("calm, −14,5 lufs", -14.5),
    ("calm –18LUFS", -18.0),
    ("calm -16 LUFS --loudness -20", -20.0),
    ("calm at -16 LUFS or -14 LUFS --loudness full", -14.0),
    ("podcast intro", None),
    ("full orchestral, for a broadcast", None),
    ("calm, loudness matters", None),
]


@pytest.mark.parametrize(("text", "level"), LEVELLED)
def test_a_level_is_read_from_its_flag_or_from_lufs_in_words(text: str, level: float | None) -> None:
    assert got(text, "loudness") == level


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("calm --loudness -40", "-36 to -8 LUFS"),
        ("calm --loudness 16", "-36 to -8 LUFS"),
        ("calm --loudness loud", "podcast (-16)"),
        ("calm --loudness", "needs a value"),
        ("calm -5 LUFS", "-36 to -8 LUFS"),
        ("calm -18 to -16 LUFS", "range"),
        ("calm at -16 LUFS and later -14 LUFS", "-16 or -14"),
    ],
)
def test_a_level_that_cannot_be_is_refused_with_words(text: str, words: str) -> None:
    assert words in refusal(text).message


FADED = [
    ("calm 0:45 --fade", 2.0),
    ("calm 0:45 --fade 3", 3.0),
    ("calm 0:45 --fade 0:03", 3.0),
    ("calm 0:45 --fade=3.5s", 3.5),
    ("calm 0:45 --fade 0.1", 0.1),
    ("calm 2 min --fade 30", 30.0),
    ("calm --fade 30", 30.0),
    ("calm 3s --fade", 1.5),
    ("--fade calm 0:45", 2.0),
    ("calm --fade 90 bpm 0:45", 2.0),
    ("calm --fade 2 takes 0:45", 2.0),
    ("calm --fade no drums 0:45", 2.0),
    ("calm --fade-out 4 0:45", 4.0),
    ("calm fade out 0:45", 2.0),
    ("calm fade-out 3 s 0:45", 3.0),
    ("calm 0:45, fades out", 2.0),
    ("calm 0:45, fading out", 2.0),
    ("calm 0:45, fade-out", 2.0),
    ("calm 0:45, fades in and out", 2.0),
    ("calm 0:45 with a fade of 3 s", 3.0),
    ("calm 0:45 with a gentle fade", 2.0),
    ("calm 0:45, fade 3 s", 3.0),
    ("calm 0:45 fades out over 4 seconds", 4.0),
    ("calm 0:45 fade out in 4s", 4.0),
    ("calm 0:45 with a 3s fade", 3.0),
    ("calm 0:45, 3-second fade-out", 3.0),
    ("calm 0:45 fade 3 s --fade 5", 5.0),
    ("calm 0:45 fade out --fade=false", None),
    ("calm 0:45 fade out --fade none", None),
    ("calm 0:45 fade out --no-fade", None),
    ("calm 0:45 --fade 0", None),
    ("calm 0:45 no fade", None),
    ("calm 0:45 without a fade-out", None),
    ("calm 0:45, don't fade out", None),
    ("calm 0:45, no drums or fade out", None),
    ("calm 0:45, 3s fade in", None),
    ("calm 0:45, fade in 3 s", None),
    ("calm 0:45 with a fade to black", None),
    ("faded memories 0:45", None),
    ("calm 0:45, the drums fade out", None),
    ("cross-fade techno 0:45", None),
]


@pytest.mark.parametrize(("text", "fade"), FADED)
def test_a_fade_is_one_of_the_end_and_nothing_else(text: str, fade: float | None) -> None:
    assert got(text, "fade") == fade


def test_a_fade_in_words_stays_in_the_description_and_one_by_flag_does_not() -> None:
    assert got("calm 0:45, fade 3 s", "description", "duration") == ("calm, fade 3 s", 45.0)
    assert got("calm --fade 3 0:45", "description", "duration") == ("calm", 45.0)
    assert got("calm --fade no drums 0:45", "exclude") == ["drums"]
    for text in ("calm fade out 0:45", "calm 0:45 fade out", "calm 45s fade out 3 s", "calm 0:45 fade 3 s"):
        assert got(text, "duration") == 45.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("calm 0:45 --fade 31", "0.1 to 30 s"),
        ("calm --fade 0:45", "stands before it"),
        ("calm 0:45 fade out over 40 s", "0.1 to 30 s"),
        ("calm 0:45 fade 40 s", "0:45 or 40 s"),
        ("calm 0:10 --fade 6", "more than half of 10 s"),
        ("calm 0:10, fade 6 s", "more than half of 10 s"),
        ("calm --set 10,5 --fade 6", "more than half of 10 s"),
        ("calm 0:45 fade 3 s or fade 5 s", "3 or 5 s"),
        ("chiptune 0:30 --loop --fade", "A loop has no end"),
        ("chiptune loop 0:30 --fade 3", "A loop has no end"),
        ("chiptune 0:30 --loop, fade out", "A loop has no end"),
    ],
)
def test_a_fade_that_cannot_be_is_refused_with_words(text: str, words: str) -> None:
    assert words in refusal(text).message


SETS = [
    ("calm --set 45,30,15,6", 45.0, [30.0, 15.0, 6.0]),
    ("calm --set 45, 30, 15, 6", 45.0, [30.0, 15.0, 6.0]),
    ("calm --set 45 30 15 6", 45.0, [30.0, 15.0, 6.0]),
    ("calm --set 45 30 15 6 --seed 3", 45.0, [30.0, 15.0, 6.0]),
    ("--set 0:45,0:30 calm", 45.0, [30.0]),
    ("calm --set 45s,30s and 15s", 45.0, [30.0, 15.0]),
    ("calm --set=6,15,30,45", 45.0, [30.0, 15.0, 6.0]),
    ("calm --set 1:30,0:30,30", 90.0, [30.0]),
    ("calm --set 1m30s,30", 90.0, [30.0]),
    ('calm --set "45, 30"', 45.0, [30.0]),
    ("calm 0:45 --set 30,15", 45.0, [30.0, 15.0]),
    ("calm 0:45 --set 45,30,15", 45.0, [30.0, 15.0]),
    ("calm --length 60 --set 45,30", 60.0, [45.0, 30.0]),
    ("calm --set 45,30, 90 bpm", 45.0, [30.0]),
    ("calm --set 30", 30.0, []),
    ("calm --cutdowns 30,15 0:45", 45.0, [30.0, 15.0]),
    ("calm 1 min --set 50,45,40,35,30,25,20,15", 60.0, [50.0, 45.0, 40.0, 35.0, 30.0, 25.0, 20.0, 15.0]),
    ("calm 0:45 and cut-downs of 30, 15 and 6 s", 45.0, [30.0, 15.0, 6.0]),
    ("calm 0:45, cut-downs 30, 15, 6", 45.0, [30.0, 15.0, 6.0]),
    ("calm 0:45 with cutdowns of 30 and 15 s, 90 bpm, x2", 45.0, [30.0, 15.0]),
    ("calm 0:45 plus a 15s cutdown", 45.0, [15.0]),
    ("calm 0:45 with 30s and 15s cutdowns", 45.0, [30.0, 15.0]),
    ("calm, cutdown of 15s, 0:45", 45.0, [15.0]),
    ("calm 60s, 30s cutdown", 60.0, [30.0]),
    ("calm 0:45, cutdowns of 30 and 15 s --set 20", 45.0, [20.0]),
    ("calm 0:45, cutdowns please", 45.0, []),
    ("calm, cut down to 30 s", 30.0, []),
    ("calm 0:45 cut down the drums", 45.0, []),
    ("warm piano —set in Paris 0:45", 45.0, []),
]


@pytest.mark.parametrize(("text", "duration", "cutdowns"), SETS)
def test_the_longest_of_a_set_is_the_bed_unless_a_length_is_given(
    text: str, duration: float, cutdowns: list[float]
) -> None:
    assert got(text, "duration", "cutdowns") == (duration, cutdowns)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("calm 0:20 --set 30,15", "30 s is longer than the bed, 20 s. Say --length 30."),
        ("calm --set 45,2", "3 seconds to 10 minutes"),
        ("calm --set 601,30", "3 seconds to 10 minutes"),
        ("calm --set short", "--set takes lengths"),
        ("calm --set", "needs a value"),
        ("calm --set 60,50,45,40,35,30,25,20,15,10", "8 cut-downs"),
        ("calm --set 0:75", "00 to 59"),
    ],
)
def test_a_set_that_cannot_be_is_refused_with_words(text: str, words: str) -> None:
    assert words in refusal(text).message


MOMENTS = [
    ("calm 0:45 --hit 0:12", 45.0, [12.0], None),
    ("calm 0:45 --hit 12", 45.0, [12.0], None),
    ("calm 0:45 --hit 12.48s", 45.0, [12.48], None),
    ("calm 0:45 --hit 0:12,0:30", 45.0, [12.0, 30.0], None),
    ("calm 0:45 --hit 0:30, 0:12 and 0:12", 45.0, [30.0, 12.0], None),
    ("calm 0:45 --hit 0:12 --hit 0:30", 45.0, [12.0, 30.0], None),
    ("calm --hit 0:12 --climax 0:30", None, [12.0], 30.0),
    ("calm 0:45 --hits 3,5,7", 45.0, [3.0, 5.0, 7.0], None),
    ("calm 0:45 --climax 0:30", 45.0, [], 30.0),
    ("calm 0:45 --climax 10 --climax 20", 45.0, [], 20.0),
    ("chiptune 0:30 --loop --hit 0:12", 30.0, [12.0], None),
    ("calm 0:45, hit at 0:12", 45.0, [12.0], None),
    ("calm 0:45, a hit at 0:12", 45.0, [12.0], None),
    ("calm with a big hit at 12.5 s, 0:45", 45.0, [12.5], None),
    ("calm, a hit at 0:12, 0:45", 45.0, [12.0], None),
    ("calm, a hit at 0:12 and 0:20, 0:45", 45.0, [12.0, 20.0], None),
    ("calm 0:45, hits at 0:12, 0:20 and 0:31", 45.0, [12.0, 20.0, 31.0], None),
    ("epic 0:45, drop at 0:30", 45.0, [], 30.0),
    ("epic 0:45, the climax is at 0:30", 45.0, [], 30.0),
    ("epic 0:45, hit at 0:12, drop at 0:30", 45.0, [12.0], 30.0),
    ("calm 0:45 hit at 0:12 --hit 0:20", 45.0, [20.0], None),
    ("calm 0:45, hits at 0:05 and 0:12, 15s and 6s cutdowns", 45.0, [5.0, 12.0], None),
    ("a hit 0:45", 45.0, [], None),
    ("hit at bar 12, 0:45", 45.0, [], None),
    ("a hit at 12, 0:45", 45.0, [], None),
    ("a smash —hit single 0:45", 45.0, [], None),
]


@pytest.mark.parametrize(("text", "duration", "hits", "climax"), MOMENTS)
def test_moments_are_read_and_are_no_lengths(
    text: str, duration: float | None, hits: list[float], climax: float | None
) -> None:
    assert got(text, "duration", "hits", "climax") == (duration, hits, climax)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("calm 0:45 --hit 0:45", "behind the end"),
        ("calm 0:45 --hit 0:12,1:00", "hit at 60 s lies behind the end, 45 s"),
        ("calm 0:45 --climax 50", "climax at 50 s lies behind the end"),
        ("calm --set 45,30 --hit 0:50", "behind the end"),
        ("calm 0:45 --hit soon", "not a time"),
        ("calm 0:45 --hit", "needs a value"),
        ("calm 0:45 --climax 10,20", "one climax"),
        ("calm 0:45, drop at 0:20, climax at 0:30", "20 or 30 s"),
        ("calm 0:45 --hit 1,2,3,4,5,6,7,8,9", "8 hits"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_with_words(text: str, words: str) -> None:
    assert words in refusal(text).message


def test_what_is_understood_of_the_fit_stays_out_of_the_description() -> None:
    text = "Warm piano 0:45, a hit at 0:12, drop at 0:30, cut-downs of 30 and 15 s, -16 LUFS, no drums"
    assert got(text, "description") == "Warm piano, no drums"


@pytest.mark.parametrize("text", ["calm -hats", "calm —face", "calm –sat", "calm -luis"])
def test_short_flags_make_no_slips_of_plain_words(text: str) -> None:
    assert "calm" in got(text, "description")


def test_the_slip_of_a_short_flag_is_told_where_a_flag_was_meant() -> None:
    assert "Did you mean --fade?" in refusal("calm --fads 3").message
    assert "Did you mean --loudness?" in refusal("calm -loudnes -16").message
    assert "--loudness" in refusal("calm --what").message


@pytest.mark.parametrize("flag", EXAMPLES)
def test_every_flag_has_an_example_that_is_read(flag: str) -> None:
    assert read(EXAMPLES[flag])


def test_the_docs_hold_every_flag() -> None:
    """docs/briefs.md holds what `python -m bot.domain.reading.flags` prints, and that names every flag there is."""
    assert page() in (Path(__file__).parents[2] / "docs" / "briefs.md").read_text()
    assert set(MEANINGS) == set(NAMES.values())


def _seconds(value: float) -> str:
    return f"{value:g}"


TENTHS = st.integers(30, 6000).map(lambda tenths: tenths / 10)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "duration": TENTHS,
        "loudness": st.one_of(st.integers(-360, -80).map(lambda tenths: tenths / 10), st.sampled_from(sorted(LEVELS))),
        "fade": st.integers(1, 300).map(lambda tenths: tenths / 10),
        "cutdowns": st.lists(TENTHS, min_size=1, max_size=8, unique=True),
        "hits": st.lists(st.integers(0, 5999).map(lambda tenths: tenths / 10), min_size=1, max_size=8, unique=True),
        "climax": st.integers(0, 5999).map(lambda tenths: tenths / 10),
    },
)
FLAGS = {"duration": "length", "cutdowns": "set", "hits": "hit"}


def flags(asked: dict[str, Any]) -> list[str]:
    return [f"--{FLAGS.get(name, name)} {_typed(value)}" for name, value in asked.items()]


def _typed(value: Any) -> str:
    match value:
        case list():
            return ",".join(map(_seconds, value))
        case str():
            return value
        case _:
            return _seconds(value)


@given(ASKED, st.permutations(["calm", "warm piano", "no drums", "90 bpm", "x2"]), st.randoms(use_true_random=False))
def test_values_survive_flags_in_any_order_or_are_refused_for_a_reason(
    asked: dict[str, Any], words: list[str], dice: Any
) -> None:
    """What is read is what was typed, wherever it stands; refused is only what cannot be together."""
    pieces = [*words, *flags(asked)]
    dice.shuffle(pieces)
    whole = asked.get("duration") or max(asked.get("cutdowns", [0])) or None
    end = whole or 600.0
    beyond = [moment for moment in (*asked.get("hits", ()), asked.get("climax", 0)) if moment >= end]
    longer = whole is not None and max(asked.get("cutdowns", [0])) > whole
    faded = whole is not None and asked.get("fade", 0) > whole / 2
    if beyond or longer or faded:
        refusal(" ".join(pieces))
        return
    brief = read(" ".join(pieces))
    level = asked.get("loudness")
    assert brief.loudness == LEVELS.get(level, level)
    assert brief.fade == asked.get("fade")
    assert brief.cutdowns == tuple(sorted((c for c in asked.get("cutdowns", ()) if c != whole), reverse=True))
    assert (brief.hits, brief.climax) == (tuple(asked.get("hits", ())), asked.get("climax"))
    assert (brief.duration, brief.tempo, brief.takes, brief.exclude) == (whole, 90, 2, ("drums",))


PIECES = [
    *("--fade", "--set", "--hit", "--climax", "--loudness", "--loop", "—hit", "–set", "--no-fade"),
    *("45,30", "0:12", ",", "and", "30", "-16", "LUFS", "podcast", "calm", "0:45", "90 bpm", "x2"),
    *("fade out", "3 s", "fade", "cut-downs of", "15s cutdown", "hits at", "drop at", "no", "9999", "0:75", "٣"),
]


def understood(text: str) -> Brief | None:
    try:
        return read(text)
    except BriefRefused as error:
        example_of = error.example
    assert isinstance(read(example_of), Brief)
    return None


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
@example("--set 45,30,0:75")
@example("cut-downs of 1e9")
def test_any_words_of_a_fit_are_read_or_refused_with_an_example_that_works(text: str) -> None:
    brief = understood(text)
    if brief is None:
        return
    assert brief.fade is None or brief.duration is None or brief.fade <= brief.duration / 2
    assert not (brief.loop and brief.fade is not None)
    assert all(cut < (brief.duration or 0) for cut in brief.cutdowns)
    assert all(0 <= hit < (brief.duration or 600) for hit in brief.hits)

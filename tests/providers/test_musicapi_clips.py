"""How Sonic's answers are read: clips that finish apart, pairs, stems, figures; and anything else that may come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.operation import Operation
from bot.domain.results import Broken, Finished, Pending, RawExtra
from bot.providers.musicapi import sonic_figures
from bot.providers.musicapi.sonic_clips import read

Json = dict[str, Any]
ASKED = {"mv": "sonic-v5"}


def clip(number: int = 1, state: str = "succeeded", **more: Any) -> Json:
    return {
        "clip_id": f"c{number}",
        "state": state,
        "title": "Harbour bed",
        "tags": "lo-fi",
        "lyrics": "[Instrumental]",
        "audio_url": f"https://cdn.example/c{number}.mp3",
        "video_url": None,
        "mv": "sonic-v6",
        "duration": "61.2",
        **more,
    }


def answer(*clips: Any, **more: Any) -> Json:
    return {"code": 200, "message": "success", "data": list(clips), **more}


def finished(body: Json, operation: str = Operation.CREATE, *, late: bool = False) -> Finished:
    look = read(body, operation, ASKED, late=late)
    assert isinstance(look, Finished)
    return look


@pytest.mark.parametrize(
    "body",
    [{"type": "not_ready", "message": "later"}, {"type": "not_ready", "message": "failed"}, {"data": []}, {}],
)
def test_a_task_that_has_no_clips_yet_is_pending(body: Json) -> None:
    assert read(body, Operation.CREATE, ASKED) == Pending()


def test_both_clips_become_takes_with_what_was_asked_and_what_was_returned() -> None:
    done = finished(answer(clip(1), clip(2, lyrics="La la", duration=58)))
    assert [(take.index, take.source, take.facts["seconds"]) for take in done.takes] == [
        (0, "https://cdn.example/c1.mp3", 61.2),
        (1, "https://cdn.example/c2.mp3", 58.0),
    ]
    first, second = (take.facts for take in done.takes)
    assert (first["model_asked"], first["model"], first["clip_id"]) == ("sonic-v5", "sonic-v6", "c1")
    assert first["terms"].startswith("https://musicapi.ai/terms")
    assert "lyrics" not in first
    assert "tail" not in first
    assert second["lyrics"] == "La la"
    assert done.returned["data"][0]["mv"] == "sonic-v6"


def test_the_state_decides_and_not_the_presence_of_an_address() -> None:
    streaming = clip(2, "running", audio_url="https://audiopipe.example/?item_id=c2")
    assert read(answer(clip(1), streaming), Operation.CREATE, ASKED) == Pending(0.5)


@pytest.mark.parametrize("url", ["", None, "https://cdn.example/None.mp3", "None.mp3", 7])
def test_a_succeeded_clip_without_a_file_is_not_done(url: Any) -> None:
    assert read(answer(clip(1, audio_url=url)), Operation.CREATE, ASKED) == Pending()


def test_a_failed_twin_spoils_nothing_and_is_told() -> None:
    done = finished(answer(clip(1), clip(2, "failed", audio_url=None, error_message="upstream said no")))
    assert [take.facts["clip_id"] for take in done.takes] == ["c1"]
    assert done.notes == ("1 of 2 takes failed at MusicAPI (“upstream said no”).",)


def test_a_twin_that_never_ends_is_waited_for_no_longer_once_it_is_late() -> None:
    body = answer(clip(1), clip(2, "running"))
    done = finished(body, late=True)
    assert len(done.takes) == 1
    assert done.notes == ("1 of 2 takes did not come from MusicAPI in time: the others are here.",)


def test_two_that_still_run_are_waited_for_however_late() -> None:
    assert isinstance(read(answer(clip(1, "running"), clip(2, "running")), Operation.CREATE, ASKED, late=True), Pending)


def test_a_task_whose_clips_all_failed_is_broken_in_the_vendors_words() -> None:
    body = answer(clip(1, "failed", message="too loud"), clip(2, "failed"), refund_processed=True)
    assert read(body, Operation.CREATE, ASKED) == Broken(
        "MusicAPI could not make it: “too loud”. The credits were given back.", refunded=True
    )


def test_a_failed_task_says_whether_the_credits_came_back() -> None:
    body = {"type": "failed", "message": "generation failed", "refund_processed": False}
    assert read(body, Operation.CREATE, ASKED) == Broken(
        "MusicAPI could not make it: “generation failed”.", refunded=False
    )


def test_an_extension_gives_new_parts_that_are_to_be_joined_and_a_join_gives_the_whole() -> None:
    assert [take.facts.get("tail") for take in finished(answer(clip(1), clip(2)), Operation.EXTEND).takes] == [True] * 2
    assert "tail" not in finished(answer(clip(3)), Operation.JOIN).takes[0].facts


def pair(number: int, full: Any, state: str = "succeeded") -> Json:
    return {"extended": clip(number, state), "full": full}


def test_a_pair_is_its_whole_and_waits_for_it() -> None:
    half = answer(pair(1, clip(11)), pair(2, None))
    assert read(half, Operation.EXTEND_FILE, ASKED) == Pending(0.5)
    done = finished(answer(pair(1, clip(11)), pair(2, clip(12))), Operation.EXTEND_FILE)
    assert [take.facts["clip_id"] for take in done.takes] == ["c11", "c12"]
    assert not any(take.facts.get("tail") for take in done.takes)


def test_a_pair_whose_join_failed_or_is_late_leaves_its_new_part_to_be_joined() -> None:
    failed = finished(answer(pair(1, clip(11, "failed"))), Operation.EXTEND_FILE)
    late = finished(answer(pair(1, None)), Operation.EXTEND_FILE, late=True)
    for done in (failed, late):
        assert [(take.facts["clip_id"], take.facts["tail"]) for take in done.takes] == [("c1", True)]
    assert isinstance(read(answer(pair(1, None, "failed")), Operation.EXTEND_FILE, ASKED), Broken)


def test_stems_are_named_by_title_and_those_of_one_title_are_numbered_side_by_side() -> None:
    body = answer(*(clip(n, title=title) for n, title in enumerate(["Drums", "Bass", "Drums", "Bass", "Vocals"])))
    assert [extra.name for extra in finished(body, Operation.ALL_STEMS).extras] == [
        "drums 1",
        "drums 2",
        "bass 1",
        "bass 2",
        "vocals",
    ]


def test_stems_lose_what_all_their_titles_begin_with() -> None:
    body = answer(clip(1, title="Bed - Part A - Drums"), clip(2, title="Bed - Part A - Bass"))
    assert [extra.name for extra in finished(body, Operation.STEMS).extras] == ["drums", "bass"]


def test_stems_are_read_from_items_without_a_state_and_from_a_map_of_names() -> None:
    listed = finished({"data": [{"name": "Drums", "audio_url": "https://cdn.example/d.mp3"}]}, Operation.STEMS)
    mapped = finished({"data": {"Drums": "https://cdn.example/d.mp3"}}, Operation.STEMS)
    for done in (listed, mapped):
        assert [(extra.name, extra.source) for extra in done.extras] == [("drums", "https://cdn.example/d.mp3")]


def test_a_failed_stem_is_told() -> None:
    done = finished(answer(clip(1, title="Drums"), clip(2, "failed", title="Bass")), Operation.STEMS)
    assert done.notes == ("1 of 2 parts failed at MusicAPI.",)


def figures(call: str, body: Json, fields: Json | None = None) -> Any:
    return sonic_figures.read(call, body, fields or {})


def test_a_wav_is_its_address() -> None:
    done = figures("wav", {"code": 200, "data": {"wav_url": "https://cdn.example/a.wav"}})
    assert done.extras == (RawExtra(name="wav", source="https://cdn.example/a.wav"),)
    assert figures("wav", {"data": {}}) is None


def test_a_midi_file_is_waited_for() -> None:
    assert figures("midi", {"data": {"midi_url": None, "instruments": [], "state": "running"}}) == Pending()
    assert figures("midi", {"type": "not_ready"}) == Pending()
    assert isinstance(figures("midi", {"data": {"state": "error"}}), Broken)
    body = {"data": {"midi_url": "https://cdn.example/a.mid", "instruments": [{"name": "Piano", "notes": [1]}]}}
    (extra,) = figures("midi", body).extras
    assert (extra.name, extra.source, extra.data) == ("midi", "https://cdn.example/a.mid", {"instruments": ["Piano"]})


def test_a_tempo_is_a_fact_and_an_extra() -> None:
    done = figures("bpm", {"data": {"avg_bpm": "84.2", "max_bpm": 85, "min_bpm": None}})
    assert done.facts == {"tempo": 84.2}
    assert done.extras == (RawExtra(name="tempo", data={"average": 84.2, "min": None, "max": 85.0}),)


def test_a_voice_is_known_by_its_id_even_without_a_file() -> None:
    body = {"data": {"vox_audio_id": "v1", "vocal_start_s": 0, "wave_response": {"waveform": [0.1]}}}
    (extra,) = figures("vox", body, {"vocal_end_s": 30.0}).extras
    assert (extra.source, extra.data) == ("", {"vox_audio_id": "v1", "vocal_start_s": 0.0, "vocal_end_s": 30.0})
    body["data"]["audio_url"] = "https://cdn.example/v.mp3"
    assert figures("vox", body).extras[0].source == "https://cdn.example/v.mp3"


def test_lyrics_have_times_and_those_that_could_not_be_placed_follow_the_word_before() -> None:
    words = [
        {"word": "Rain", "start_s": 1.0, "end_s": 1.5, "success": True},
        {"word": "again", "start_s": 0, "end_s": 0, "success": False},
        {"word": "", "start_s": 2},
        {"word": "falls", "start_s": "2.5", "end_s": None},
    ]
    (extra,) = figures("aligned-lyrics", {"data": {"alignment": words}}).extras
    assert extra.data == {
        "words": [
            {"word": "Rain", "start": 1.0, "end": 1.5},
            {"word": "again", "start": 1.5, "end": 1.5},
            {"word": "falls", "start": 2.5, "end": 2.5},
        ]
    }
    assert figures("aligned-lyrics", {"type": "not_ready"}) == Pending()
    assert figures("aligned-lyrics", {"data": {"alignment": []}}) == Pending()


def test_lyrics_voices_tags_and_uploads_are_facts_for_the_calls_that_follow() -> None:
    written = {"code": 200, "results": [{"title": "", "lyrics": " "}, {"title": "Rain", "lyrics": "Rain again"}]}
    assert figures("lyrics", written).facts == {"lyrics": "Rain again", "lyrics_title": "Rain"}
    kept = figures("persona", {"code": 200, "persona_id": "p1"}, {"name": "Ann"})
    assert (kept.facts, kept.extras[0].name) == ({"voice": "p1"}, "voice")
    assert figures("upsample-tags", {"data": {"upsampled_tags": "a, b"}}).facts == {"tags": "a, b"}
    assert figures("upload", {"code": 200, "clip_id": "c9"}).facts == {"clip_id": "c9"}
    for call in ("lyrics", "persona", "upsample-tags", "upload", "bpm", "vox"):
        assert figures(call, {"code": 200, "message": "success"}) is None


def test_an_upload_that_is_a_task_after_all_is_waited_for() -> None:
    assert sonic_figures.polled("upload", answer(clip(1, "running")), {}) == Pending()
    done = sonic_figures.polled("upload", answer(clip(1)), {})
    assert isinstance(done, Finished)
    assert done.facts == {"clip_id": "c1", "seconds": 61.2}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
names = ("clip_id", "state", "audio_url", "title", "mv", "duration", "lyrics", "extended", "full", "message")
clips = st.dictionaries(st.sampled_from(names), values | st.sampled_from(["succeeded", "failed", "https://a.example"]))
bodies = st.fixed_dictionaries(
    {"data": st.lists(clips, max_size=4) | values}, optional={"type": values, "code": values}
)


@given(bodies, st.sampled_from(sorted(Operation)), st.booleans())
def test_whatever_comes_is_read_as_something(body: Json, operation: str, late: bool) -> None:
    match read(body, operation, ASKED, late=late):
        case Finished() as done:
            assert all(take.source.startswith("http") for take in done.takes)
            assert done.takes or done.extras
        case Pending() | Broken():
            pass


@given(
    st.sampled_from(sorted(sonic_figures.READERS)),
    st.dictionaries(st.sampled_from(["data", "results", "type"]), values),
)
def test_whatever_an_answer_holds_is_read_as_something_or_nothing(call: str, body: Json) -> None:
    assert figures(call, body) is None or isinstance(figures(call, body), Finished | Pending | Broken)
    assert isinstance(sonic_figures.polled(call, body, {}), Finished | Pending | Broken)

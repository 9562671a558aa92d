"""Voices and clips over the sandbox's Slack: what is heard of messages, what the two shortcuts open and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from slack_letters import job, take
from slack_stage import World

from bot.domain.errors import RequestRefused, StoreFull
from bot.domain.forms import LayAsked, Posted, Said
from bot.domain.wish import Wish
from bot.slack import forms
from bot.slack.attachments import MOST_BYTES
from bot.slack.forms.parts import METADATA
from bot.slack.identity import Identity
from bot.slack.posted import in_thread, recording_in, sound_in
from bot.slack.text import size
from bot.work.asking.answers import Accepted, Confirm, Mistakes, Refused
from tests.recordings_small import recorded

BOT = Identity(bot_user_id="U_BGM", bot_id="B_BGM", team_id="T1")
CLIP = {"id": "F1", "title": "Launch.mp4", "mimetype": "video/mp4", "filetype": "mp4", "duration_ms": 12500}
VOICE = {"id": "F2", "name": "voice.m4a", "mimetype": "audio/mp4", "filetype": "m4a"}
SPOKEN = {"id": "F3", "name": "audio_message.mp4", "mimetype": "video/mp4", "subtype": "slack_audio"}
TEXT = {"id": "F4", "name": "notes.txt", "mimetype": "text/plain", "filetype": "text"}


def event(**changes: Any) -> dict[str, Any]:
    """A message that Ann writes in a thread of #video."""
    usual = {"type": "message", "channel": "C1", "user": "U_ANN", "ts": "2.0", "thread_ts": "1.0", "text": ""}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def ann(world: World) -> Any:
    return world.sandbox.person("ann")


async def shared(world: World, ending: str, **more: Any) -> dict[str, Any]:
    """A recording that Ann shares in #video."""
    message = await ann(world).upload("video", f"Launch film.{ending}", recorded(ending), **more)
    return dict(message)


# What messages are heard


@pytest.mark.parametrize(
    ("files", "found"),
    [([CLIP], ("F1", True)), ([VOICE], ("F2", False)), ([SPOKEN], ("F3", False)), ([TEXT, VOICE, CLIP], ("F1", True))],
)
def test_slack_posted_a_recording_in_a_thread_is_heard(files: list[Any], found: tuple[str, bool]) -> None:
    posted = in_thread(event(files=files, subtype="file_share", text="here"), BOT)
    assert isinstance(posted, Posted)
    assert (posted.file_id, posted.is_video, posted.channel, posted.root_ts) == (*found, "C1", "1.0")
    assert posted.words == "here"


@pytest.mark.parametrize("text", ["lower it", "<@U_BGM> lower it", "<@U_BGM>, lower it please"])
def test_slack_posted_a_wish_in_so_many_words_is_heard(text: str) -> None:
    assert in_thread(event(text=text), BOT) == Said(wish=Wish.LOWER, channel="C1", root_ts="1.0")


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "what a nice bed"},
        {"text": "lower it", "thread_ts": None},
        {"text": "lower it", "bot_id": "B9"},
        {"text": "lower it", "user": "U_BGM"},
        {"text": "lower it", "user": None},
        {"text": "lower it", "subtype": "message_changed"},
        {"text": "lower it", "ts": "1.0"},
        {"text": None},
        {"files": [TEXT], "subtype": "file_share"},
        {"files": [CLIP], "subtype": "file_share", "thread_ts": None},
        {"files": [CLIP], "subtype": "file_share", "user": "U_BGM"},
        {"files": [None, "x"], "subtype": "file_share"},
        {"files": [VOICE], "subtype": "message_deleted"},
    ],
)
def test_slack_posted_all_else_is_passed_over(changes: dict[str, Any]) -> None:
    """Talk, other programs, edits, the channel itself, files of no sound."""
    assert in_thread(event(**changes), BOT) is None


def test_slack_posted_a_shortcut_takes_the_first_file_that_fits() -> None:
    payload = {"channel": {"id": "C1"}, "message": {"ts": "1.0", "files": [TEXT, VOICE, CLIP]}}
    recording, sound = recording_in(payload), sound_in(payload)
    assert recording is not None
    assert sound is not None
    assert (recording.file_id, recording.seconds, sound.file_id, sound.seconds) == ("F1", 12.5, "F2", None)


async def test_slack_posted_a_file_in_a_thread_reaches_intake_once(world: World) -> None:
    """As Slack really tells of it: with its length, and the event's id as its key. The channel itself is not heard."""
    root = await ann(world).say("video", "here it comes")
    await shared(world, "mp4")
    message = await shared(world, "m4a", thread_ts=root["ts"], text="my voice")
    await world.intake.until(1)
    await world.sandbox.delivered()
    (posted,) = world.intake.forms
    assert isinstance(posted, Posted)
    assert (posted.file_id, posted.root_ts) == (message["files"][0]["id"], root["ts"])
    assert (posted.words, posted.is_video) == ("my voice", False)
    assert posted.seconds == pytest.approx(1.0, abs=0.1)
    assert world.intake.asked == [("posted", "U_ANN")]
    assert world.intake.keys[0].startswith("Ev")


async def test_slack_posted_a_file_that_could_not_be_stored_comes_again(world: World) -> None:
    """An event that is not acked is sent anew."""
    world.intake.failure = StoreFull("The disk is full.")
    root = await ann(world).say("video", "here it comes")
    await shared(world, "wav", thread_ts=root["ts"])
    await world.intake.until(1)
    world.intake.failure = None
    await world.intake.until(2)
    assert len(set(world.intake.keys)) == 1


# The forms


async def opened(world: World, callback: str, ending: str = "mp4", **more: Any) -> dict[str, Any]:
    message = await shared(world, ending, **more)
    assert (await ann(world).shortcut("video", message["ts"], callback)).ok
    return dict(ann(world).modal())


def elements(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


async def test_slack_lay_offers_the_newest_bed_and_a_new_one_with_its_price(world: World) -> None:
    world.intake.newest = take(number=3)
    view = await opened(world, "bgm_lay", "m4a")
    options = elements(view)["what"]["options"]
    assert [(one["value"], one["text"]["text"], one["description"]["text"]) for one in options] == [
        ("lay", "v3 of this thread", "0:45 · free"),
        ("lay new", "A new bed", "as you say below · 10 credits"),
    ]
    assert elements(view)["what"]["initial_option"]["value"] == "lay"
    world.intake.answer = Accepted(job(), "MusicAPI")
    await ann(world).submit(view, {"what": "lay"})
    assert ann(world).modal() is None
    asked = world.intake.forms[-1]
    assert isinstance(asked, LayAsked)
    assert (asked.wish, asked.words, asked.shown, asked.file.title) == (Wish.LAY, "", "10 credits", "Launch film.m4a")


async def test_slack_lay_without_a_bed_offers_a_new_one_alone(world: World) -> None:
    view = await opened(world, "bgm_lay", "mp3")
    assert [one["value"] for one in elements(view)["what"]["options"]] == ["lay new"]


async def test_slack_score_proposes_words_that_can_be_changed(world: World) -> None:
    view = await opened(world, "bgm_score", text="make it shine")
    field = elements(view)["words"]
    assert field["initial_value"] == 'calm lo-fi for "Launch"'
    assert "MusicAPI makes it: 10 credits" in str(view["blocks"])
    posted = world.intake.forms[-1]
    assert isinstance(posted, Posted)
    assert (posted.words, posted.is_video) == ("make it shine", True)
    world.intake.answer = Accepted(job(), "MusicAPI")
    await ann(world).submit(view, {"words": "epic drums"})
    asked = world.intake.forms[-1]
    assert isinstance(asked, LayAsked)
    assert (asked.wish, asked.words, asked.shown, asked.file.is_video) == (Wish.SCORE, "epic drums", "10 credits", True)
    assert "Making Onboarding" in str(ann(world).modal()["blocks"]).replace("*", "")
    assert asked.file.seconds == pytest.approx(1.0, abs=0.1)
    assert world.intake.keys[-1] == view["id"]


async def test_slack_score_at_another_price_is_confirmed(world: World) -> None:
    view = await opened(world, "bgm_score")
    world.intake.price, world.intake.answer = "25 credits", Accepted(job(), "MusicAPI")
    await ann(world).submit(view, {"words": "epic drums"})
    asking = ann(world).modal()
    assert "25 credits" in str(asking["blocks"])
    await ann(world).submit(asking, {})
    agreed = world.intake.forms[-1]
    assert isinstance(agreed, LayAsked)
    assert (agreed.wish, agreed.words, agreed.agreed, agreed.file.is_video) == (Wish.SCORE, "epic drums", True, True)


@pytest.mark.parametrize("letter", ["a", "\u6f22", "\U0001f3b5", '"', "\\"])
def test_slack_score_in_any_script_can_be_agreed_to(letter: str) -> None:
    """A form keeps at most 3,000 characters, as Slack counts: a long brief in Japanese or in emoji fits, and comes
    back as it was typed."""
    file = Posted(file_id="F1", title=letter * 150, channel="C1", root_ts="1.1", seconds=40.0, is_video=True)
    asked = LayAsked(file=file, wish=Wish.SCORE, words=letter * 600)
    view = forms.price_modal(Confirm(asked, file.title, "12 credits"))
    assert size(view["private_metadata"]) <= METADATA
    back, _ = forms.read_agreed(view)
    assert isinstance(back, LayAsked)
    assert (back.words, back.file) == (asked.words, file)


async def test_slack_lay_mistakes_stand_beside_their_fields(world: World) -> None:
    view = await opened(world, "bgm_lay")
    world.intake.answer = Mistakes({"words": "Say what the bed should be like."})
    assert (await ann(world).submit(view, {"what": "lay new"})).errors == {"words": "Say what the bed should be like."}


@pytest.mark.parametrize("callback", ["bgm_lay", "bgm_score"])
async def test_slack_lay_on_a_message_without_a_recording_says_what_to_choose(world: World, callback: str) -> None:
    said = await ann(world).say("video", "just words")
    await ann(world).shortcut("video", said["ts"], callback)
    assert "audio or video file" in str(ann(world).modal()["blocks"])
    assert world.intake.forms == []


@pytest.mark.parametrize("callback", ["bgm_lay", "bgm_score"])
async def test_slack_lay_says_why_it_cannot(world: World, callback: str) -> None:
    world.intake.answer = Refused("Launch film.mp4 is too short.")
    view = await opened(world, callback)
    assert "too short" in str(view["blocks"])


# The bytes


async def test_slack_files_a_clip_is_fetched_as_it_was_shared(world: World, tmp_path: Path) -> None:
    message = await shared(world, "mp4")
    await world.slack.files.fetch(message["files"][0]["id"], tmp_path / "clip")
    assert (tmp_path / "clip").read_bytes() == recorded("mp4")


async def test_slack_files_what_is_too_large_is_not_even_begun(world: World, tmp_path: Path) -> None:
    """By what Slack says of it, in words that name the limit."""
    message = await shared(world, "mp4")
    file_id = message["files"][0]["id"]
    world.sandbox.files.files[file_id].size = MOST_BYTES + 1
    with pytest.raises(RequestRefused, match="larger than 500 MB"):
        await world.slack.files.fetch(file_id, tmp_path / "clip")
    assert not (tmp_path / "clip").exists()


async def test_slack_posted_ordinary_talk_asks_intake_nothing(world: World) -> None:
    """Acked, and nothing is read or written for it; a wish among it is heard."""
    root = await ann(world).say("video", "lower it")
    await ann(world).say("video", "what a day", root["ts"])
    await ann(world).upload("video", "notes.txt", b"words", thread_ts=root["ts"])
    await world.sandbox.delivered()
    assert world.intake.asked == []
    await ann(world).say("video", "@bgm a bit lower, please", root["ts"])
    await world.intake.until(1)
    assert world.intake.forms == [Said(wish=Wish.LOWER, channel="C_VIDEO", root_ts=root["ts"])]

"""What `/bgm` answers: help, status, cancel, and briefs that cannot be done."""

from __future__ import annotations

import re

import pytest
from scenario_words import audio_files, buttons, said
from stage import Stage

from bot.domain.brief import read
from bot.domain.job import Job, State

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("words", ["", "help", "  HELP "])
async def test_help_and_nothing_at_all_explain_with_briefs_that_work(stage: Stage, words: str) -> None:
    room = stage.room()
    answer = await stage.person("ann").slash(room, words)
    assert answer.ok
    examples = re.findall(r"`/bgm ([^`]+)`", said(stage.person("ann").ephemerals(room)[-1]))
    briefs = [example for example in examples if example not in {"status", "cancel", "help"}]
    assert len(briefs) >= 3
    for example in briefs:
        assert read(example.replace("&amp;", "&")).duration
    assert {"status", "cancel", "help"} <= set(examples)
    assert await stage.jobs(room) == []


async def test_three_takes_become_v1_v2_v3_in_one_thread(stage: Stage, early: dict[str, list[Job]]) -> None:
    (job,) = early["three takes"]
    await stage.reached(job, State.DELIVERED)
    takes = await stage.read(lambda tx: tx.takes(job_id=job.id))
    assert [take.label for take in takes] == ["v1", "v2", "v3"]
    assert len({take.seed for take in takes}) == 3
    thread = await stage.read(lambda tx: tx.thread(job.thread_id))
    messages = stage.slack.thread(thread.channel, str(thread.root_ts))
    names = [file["name"] for message in messages for file in audio_files(message)]
    assert names == [f"Three 0-03 v{number}.mp3" for number in (1, 2, 3)]
    assert [list(buttons(m)) for m in messages[1:] if buttons(m)] == [["Extend", "Regenerate", "WAV", "More …"]] * 3


GARBAGE = [
    "🎵🎵🎵",
    "calm 0:01",
    "calm 9h",
    "chiptune 0:30 or 3:00",
    "chiptune 300 bpm",
    "lofi x9",
    "chiptune --format exe",
    "calm --lenght 45",
    "x" * 3100,
]


@pytest.mark.parametrize("words", GARBAGE)
async def test_a_brief_that_cannot_be_done_is_refused_with_an_example_that_works(stage: Stage, words: str) -> None:
    room = stage.room()
    answer = await stage.person("ann").slash(room, words)
    assert answer.ok, answer.failed
    (example,) = re.findall(r"`/bgm ([^`]+)`", answer.text)
    assert read(example.replace("&amp;", "&"))
    assert len(answer.text) > len(example) + 20
    assert await stage.jobs(room) == []
    assert stage.slack.messages(room) == []


async def test_vocals_are_refused_in_words_that_offer_what_can_be_done(stage: Stage) -> None:
    room = stage.room()
    answer = await stage.person("ann").slash(room, "pop song with vocals 0:30")
    assert "can't sing" in answer.text
    assert "instrumental" in answer.text
    assert await stage.jobs(room) == []


async def test_a_command_in_a_thread_is_refused_by_slack_itself_and_starts_nothing(stage: Stage) -> None:
    room = stage.room()
    root = await stage.person("ann").say(room, "hello")
    answer = await stage.person("ann").slash(room, "chiptune 0:03", thread_ts=root["ts"])
    assert not answer.ok
    assert await stage.jobs(room) == []


async def test_people_who_ask_at_the_same_time_each_get_a_thread_of_their_own(
    stage: Stage, early: dict[str, list[Job]]
) -> None:
    beds = [await stage.made(job) for job in early["at once"]]
    assert sorted(bed.job.asker for bed in beds) == ["U_ANN", "U_BEN", "U_CHLOE"]
    assert len({bed.root_ts for bed in beds}) == 3
    for bed in beds:
        who = bed.job.asker[2:].lower()
        assert [file["name"] for file in audio_files(bed.file)] == [f"For {who} 0-03 v1.mp3"]

"""From `/bgm ...` to a bed in the thread: what the one who asked, and everybody else, sees."""

from __future__ import annotations

from urllib.parse import quote

import numpy as np
import pyloudnorm
import pytest
from scenario_words import RATE, audio_files, buttons, decoded, mentioned, pictures, reactions, said
from stage import Bed, Stage

from sandbox.slack.records import BOT_USER

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_answer_comes_at_once_to_the_asker_alone_and_says_what_was_understood(stage: Stage) -> None:
    room = stage.room()
    answer = await stage.person("ann").slash(room, 'chiptune 0:03 for "Onboarding"')
    assert answer.ok
    assert not answer.in_channel
    for word in ("Onboarding", "chiptune", "instrumental", "0:03", "built-in engine"):
        assert word in answer.text
    assert [m["text"] for m in stage.person("ann").ephemerals(room)] == [answer.text]
    assert stage.person("ben").ephemerals(room) == []


async def test_a_card_opens_the_thread_and_says_in_the_end_that_it_is_done(stage: Stage, bed: Bed) -> None:
    root = stage.slack.messages(bed.channel)[-1]
    assert root["ts"] == bed.root_ts
    assert root["user"] == BOT_USER
    for word in ("Onboarding", "chiptune", "instrumental", "0:03", "Asked by", "built-in engine"):
        assert word in said(root)
    await stage.ended(bed.job)
    done = stage.slack.messages(bed.channel)[-1]
    assert "Done in" in said(done)
    assert "v1 is below" in said(done)
    assert buttons(done) == {}


async def test_the_asker_is_mentioned_in_the_card_and_nowhere_else_in_the_whole_thread(stage: Stage, bed: Bed) -> None:
    thread = stage.slack.thread(bed.channel, bed.root_ts)
    assert [mentioned(message) for message in thread] == [["U_ANN"], *[[] for _ in thread[1:]]]
    assert [message["ts"] for message in thread if "<@" in message["text"]] == [bed.root_ts]


async def test_the_file_has_the_title_the_length_and_the_take_in_its_name(bed: Bed) -> None:
    assert [file["name"] for file in audio_files(bed.file)] == ["Onboarding 0-03 v1.mp3"]
    assert audio_files(bed.file)[0]["title"] == "Onboarding 0-03 v1"


async def test_the_file_is_as_long_as_asked_to_the_sample_and_20_lufs(stage: Stage, bed: Bed) -> None:
    samples = decoded(await stage.download(audio_files(bed.file)[0]))
    assert samples.shape == (3 * RATE, 2)
    assert abs(pyloudnorm.Meter(RATE).integrated_loudness(samples.astype(float)) - -20.0) <= 0.5
    assert np.abs(samples).max() < 10 ** (-1 / 20)


async def test_the_file_comes_with_a_picture_of_its_waveform_that_is_told_in_words_too(bed: Bed) -> None:
    (picture,) = pictures(bed.file)
    assert picture["name"] == "Onboarding 0-03 v1 waveform.png"
    assert picture["alt_txt"].startswith("Waveform of Onboarding v1: 3 seconds")


async def test_the_takes_card_links_to_the_file_and_carries_the_receipt(bed: Bed) -> None:
    words = said(bed.card)
    assert f"<{quote(audio_files(bed.file)[0]['permalink'], safe=':/')}|" in words
    receipt = bed.take.receipt
    assert receipt is not None
    for part in ("0:03.000", "LUFS", "dBTP", "bpm", f"seed {bed.take.seed}", "free", "built-in engine", receipt.key):
        assert str(part) in words
    assert receipt.frames == 3 * RATE


async def test_the_takes_card_offers_what_can_be_done_with_it(bed: Bed) -> None:
    assert list(buttons(bed.card)) == ["Extend", "Regenerate", "WAV", "More …"]


async def test_extend_and_regenerate_are_pressed_already_and_the_bots_own_press_makes_no_job(
    stage: Stage, bed: Bed
) -> None:
    await stage.ended(bed.job)
    await stage.slack.delivered()
    assert reactions((await stage.shown(bed.take)).card) == {"fast_forward": [BOT_USER], "repeat": [BOT_USER]}
    assert [job.id for job in await stage.jobs(bed.channel)] == [bed.job.id]

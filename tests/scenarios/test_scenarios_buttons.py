"""The WAV button under a take."""

from __future__ import annotations

import io

import av
import pytest
from scenario_words import RATE, Json, audio_files, buttons, decoded
from stage import Bed, Stage

from bot.domain.job import State

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def click(stage: Stage, who: str, message: Json, label: str) -> None:
    """Presses a button by its label; the app must answer in time."""
    answer = await stage.person(who).click(message, buttons(message)[label]["action_id"])
    assert answer.ok, answer.failed


async def test_wav_brings_a_24_bit_file_of_the_same_length_under_the_same_take(stage: Stage, fresh: Bed) -> None:
    await click(stage, "ben", fresh.card, "WAV")
    (_, job) = await stage.has_jobs(fresh.channel, 2)
    await stage.reached(job, State.DELIVERED)
    thread = stage.slack.thread(fresh.channel, fresh.root_ts)
    (message, file) = next((m, f) for m in thread for f in audio_files(m) if f["name"].endswith(".wav"))
    assert file["name"] == "Onboarding 0-03 v1.wav"
    assert "*v1* as WAV" in message["text"]
    data = await stage.download(file)
    with av.open(io.BytesIO(data)) as container:
        assert container.streams.audio[0].codec_context.name == "pcm_s24le"
    assert decoded(data).shape == (3 * RATE, 2)

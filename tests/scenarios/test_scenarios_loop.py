"""A loop from `/bgm ...` to the file in the thread: said on its cards, whole to the sample, and without a seam."""

from __future__ import annotations

import numpy as np
import pytest
from scenario_words import RATE, audio_files, buttons, decoded, said
from stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_loop_runs_into_its_own_beginning_and_cannot_be_extended(stage: Stage) -> None:
    bed = await stage.bed("chiptune loop 0:06 wav")
    assert "loops without a seam" in said(stage.slack.messages(bed.channel)[-1])
    assert "loops without a seam" in said(bed.card)
    assert "Extend" not in buttons(bed.card)
    samples = decoded(await stage.download(audio_files(bed.file)[0]))
    assert samples.shape == (6 * RATE, 2)
    steps = np.abs(np.diff(np.concatenate([samples[-RATE:], samples[:RATE]]), axis=0)).max(axis=1)
    assert steps[RATE - 1] <= 2 * np.quantile(steps, 0.999)
    ben = stage.person("ben")
    await stage.react(bed, "fast_forward")
    await stage.until(lambda: any("is a loop" in said(message) for message in ben.messages(f"D_{ben.id[2:]}")))
    assert [job.id for job in await stage.jobs(bed.channel)] == [bed.job.id]

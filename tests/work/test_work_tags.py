"""A bed says of itself what it is: title, brief, engine, seed, rights and job, in every format."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from bot.audio.encode import Format, encode
from bot.domain.brief import Brief
from bot.domain.job import Job, Kind
from bot.domain.thread import Take, TakeState
from bot.work.finishing.bed_facts import Unknown, tags

JOB = Job(
    id="j17",
    thread_id="t1",
    kind=Kind.MAKE,
    brief=Brief(description="calm lo-fi, no drums", title="Onbörding 2"),
    asker="U1",
    created_at=100.0,
    updated_at=100.0,
    seed=4711,
    lengths=(45.0,),
    provider="tiny",
)
TAKE = Take(
    id="k1",
    thread_id="t1",
    job_id="j17",
    number=3,
    seed=4711,
    lengths=(45.0,),
    provider="tiny",
    source="x",
    created_at=1.0,
    state=TakeState.RAW,
)


def by_pyav(path: Path) -> str:
    with av.open(str(path)) as container:
        return "\n".join({**container.streams.audio[0].metadata, **container.metadata}.values())


def by_ffprobe(path: Path) -> str:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_entries", "format_tags:stream_tags", str(path)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return "\n".join(
        str(value) for part in (said["format"], *said["streams"]) for value in part.get("tags", {}).values()
    )


@pytest.mark.parametrize("format_", ["mp3", "wav", "flac", "ogg"])
@pytest.mark.parametrize("read", [by_pyav, by_ffprobe])
def test_what_a_bed_is_can_be_read_in_its_file(tmp_path: Path, format_: Format, read: object) -> None:
    if read is by_ffprobe and shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not here")
    path = tmp_path / f"bed.{format_}"
    encode([np.zeros((4800, 2), np.float32)], path, format_, frames=4800, tags=tags(JOB, TAKE, Unknown("Tiny", "ours")))
    said = read(path)  # type: ignore[operator]
    for wanted in ("Onbörding 2 v3", "calm lo-fi, no drums", "Tiny", "seed 4711", "ours", "job j17"):
        assert wanted in said

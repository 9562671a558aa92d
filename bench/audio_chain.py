"""From the bytes of a take to a finished bed, beside what the FFmpeg command line needs for as much."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from bot.audio.bed import FinishOrder, make_bed
from bot.audio.workers import Workers

ROUNDS = 7
SECONDS, FADE = 45, 3
_MEASURED = re.compile(r'"(input_i|input_tp|input_lra|input_thresh|target_offset)" : "([-0-9.]+)"')
_NAMES = {
    "input_i": "measured_I",
    "input_tp": "measured_TP",
    "input_lra": "measured_LRA",
    "input_thresh": "measured_thresh",
    "target_offset": "offset",
}
_LOUDNORM = "loudnorm=I=-20:TP=-1:LRA=11"
_PICTURE = "showwavespic=s=1200x240"


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds that one thing took us and FFmpeg, in turns; medians, and the median of the ratios."""

    ours: float
    theirs: float | None
    ratio: float | None
    processor: float | None = None
    """The ratio of processor seconds, all processors together."""


async def chain(workers: Workers, take: Path, folder: Path) -> Pair:
    """A 45 s take to a WAV with a fade and a picture; FFmpeg does as much (loudnorm twice)."""
    order = FinishOrder(take=take, out=folder, name="bed", format="wav", frames=SECONDS * 48_000, fade_out=FADE)
    return await _paired(workers, make_bed, order, lambda: _ffmpeg_chain(take, folder))


async def mp3(workers: Workers, take: Path, folder: Path) -> Pair:
    """The MP3 alone, 224 kbit/s, of the WAV of 45 s that was made before."""
    command = ("-i", str(folder / "bed.wav"), "-c:a", "libmp3lame", "-b:a", "224k", "-compression_level", "5")
    return await _paired(workers, encode_mp3, folder / "bed.wav", lambda: _ffmpeg(*command, str(folder / "theirs.mp3")))


def encode_mp3(wav: Path) -> None:
    """For a worker: a WAV as MP3, as a bed is encoded."""
    from bot.audio.decode import decode  # noqa: PLC0415 (only a worker needs what it imports)
    from bot.audio.encode import encode  # noqa: PLC0415

    encode(decode(wav), wav.with_suffix(".mp3"), "mp3", frames=SECONDS * 48_000)


def encode_by_pyav(wav: Path) -> float:
    """For a worker: processor seconds of the LAME in PyAV's wheel over those of ours, at the same settings."""
    import av  # noqa: PLC0415
    from av.audio.frame import AudioFrame  # noqa: PLC0415

    from bot.audio.decode import decode  # noqa: PLC0415

    started = time.process_time()
    encode_mp3(wav)
    ours, started = time.process_time() - started, time.process_time()
    options = {"compression_level": "5"}
    with av.open(str(wav.with_suffix(".pyav.mp3")), "w") as container:
        stream: Any = container.add_stream("libmp3lame", rate=48_000, options=options)
        stream.layout, stream.format, stream.bit_rate = "stereo", "fltp", 224_000
        for block in decode(wav):
            frame = AudioFrame.from_ndarray(block.T.copy(), format="fltp", layout="stereo")
            frame.sample_rate = 48_000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return (time.process_time() - started) / ours


async def formats(workers: Workers, take: Path, folder: Path) -> dict[str, float]:
    """Seconds from the take to a bed in each format."""
    found = {}
    order = FinishOrder(take=take, out=folder, name="bed", format="wav", frames=SECONDS * 48_000)
    for format_ in ("wav", "flac", "mp3", "ogg"):
        started = time.perf_counter()
        await workers.run(make_bed, replace(order, format=format_))
        found[format_] = time.perf_counter() - started
    return found


async def _paired(workers: Workers, work: Callable[..., object], given: object, other: Callable[[], None]) -> Pair:
    ours, theirs, spent = [], [], []
    there = shutil.which("ffmpeg") is not None
    await workers.run(work, given)
    for _ in range(ROUNDS):
        before = await workers.run(processor_seconds)
        started = time.perf_counter()
        await workers.run(work, given)
        ours.append(time.perf_counter() - started)
        mine = await workers.run(processor_seconds) - before
        if there:
            before, started = _children(), time.perf_counter()
            other()
            theirs.append(time.perf_counter() - started)
            spent.append(mine / (_children() - before))
    if not there:
        return Pair(median(ours), None, None)
    return Pair(median(ours), median(theirs), median(a / b for a, b in zip(ours, theirs, strict=True)), median(spent))


def processor_seconds() -> float:
    """Of the process that is asked."""
    spent = os.times()
    return spent.user + spent.system


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _ffmpeg_chain(take: Path, folder: Path) -> None:
    """Two commands, as its manual has it: the first measures; the second levels, fades, writes and draws."""
    said = _ffmpeg("-i", str(take), "-af", f"{_LOUDNORM}:print_format=json", "-f", "null", "-")
    measured = ":".join(f"{_NAMES[name]}={value}" for name, value in _MEASURED.findall(said))
    levelled = f"{_LOUDNORM}:{measured}:linear=true,afade=t=out:st={SECONDS - FADE}:d={FADE},aresample=48000"
    graph = f"[0:a]{levelled},asplit[bed][shown];[shown]{_PICTURE}[picture]"
    bed, picture = str(folder / "theirs.wav"), str(folder / "theirs.png")
    _ffmpeg(
        *("-i", str(take), "-filter_complex", graph),
        *("-map", "[bed]", "-c:a", "pcm_s24le", bed, "-map", "[picture]", "-frames:v", "1", picture),
    )


def _ffmpeg(*arguments: str) -> str:
    """What it says on the way."""
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr

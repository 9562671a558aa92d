"""`python -m bench audio`: what making a bed costs. Name parts to measure only those: chain listening memory clip
composer loop."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench import audio_chain
from bench.held import HeldLoop
from bench.held_bot import everything
from bench.rss import Peak
from bot.audio.bed import FinishOrder, make_bed
from bot.audio.laying.orders import LayOrder, lay, read_posted
from bot.audio.workers import Workers
from bot.composer.ask import Ask
from bot.composer.engine import make_take
from bot.domain.brief import Brief

Figures = dict[str, Any]
WARM = ("bot.audio.finish", "bot.audio.laying.preview", "bot.audio.laying.reading", "bot.composer.engine")
CHAIN_WANTED, LISTENING_WANTED, CLIP_WANTED, HELD_WANTED = 0.6, 1.0, 5.0, 0.020
CUTS = (7.2, 15.5, 22.0, 31.4)


def take_of(seconds: float, folder: Path) -> Path:
    """For a worker: a take by the built-in engine."""
    path = folder / f"{seconds:g}.flac"
    if not path.exists():
        make_take(Ask(Brief(description="lo-fi", genres=("lo-fi",)), 7, (seconds,)), path)
    return path


def as_mp3(take: Path) -> Path:
    """For a worker: the take as a provider sends it."""
    from bot.audio.decode import decode  # noqa: PLC0415 (only a worker needs what it imports)
    from bot.audio.encode import encode  # noqa: PLC0415

    sound = list(decode(take))
    encode(sound, take.with_suffix(".mp3"), "mp3", frames=sum(map(len, sound)))
    return take.with_suffix(".mp3")


async def chain(folder: Path) -> Figures:
    """From an MP3 of 45 s to a bed with its picture, and the MP3 encode beside it."""
    workers = Workers(1, warm=WARM)
    take = await workers.run(as_mp3, await workers.run(take_of, 45.0, folder))
    whole, mp3 = await audio_chain.chain(workers, take, folder), await audio_chain.mp3(workers, take, folder)
    pyav = await workers.run(audio_chain.encode_by_pyav, folder / "bed.wav")
    formats = await audio_chain.formats(workers, take, folder)
    await workers.close()
    _say("45 s take to WAV with picture", whole, f"wanted: at most {CHAIN_WANTED}")
    _say("its MP3, 224 kbit/s", mp3, "beside it")
    print(f"the LAME of PyAV's wheel       {pyav:.2f} of the processor time of ours")
    print("45 s take to a bed: " + ", ".join(f"{name} {took:.2f} s" for name, took in formats.items()))
    return {"chain": _pair(whole), "mp3": _pair(mp3), "pyav_lame": pyav, "formats": formats}


def _pair(pair: audio_chain.Pair) -> Figures:
    return {"ours_s": pair.ours, "ffmpeg_s": pair.theirs, "ratio": pair.ratio, "processor_ratio": pair.processor}


def _say(what: str, pair: audio_chain.Pair, wanted: str) -> None:
    theirs = "no ffmpeg on this machine"
    if pair.theirs is not None and pair.ratio is not None and pair.processor is not None:
        theirs = (
            f"FFmpeg {pair.theirs:.2f} s, ratio {pair.ratio:.2f} ({wanted}), of processor time {pair.processor:.2f}"
        )
    print(f"{what:30s} {pair.ours:.2f} s, {theirs}")


def heard_in(take: Path) -> tuple[float, float]:
    """For a worker: seconds of listening to a take that is decoded, by the clock and of processors."""
    from bot.audio.decode import decode  # noqa: PLC0415 (only a worker needs what it imports)
    from bot.audio.listening.listen import listen  # noqa: PLC0415
    from bot.audio.pcm import PcmFile  # noqa: PLC0415

    source = PcmFile.write(take.with_suffix(".raw"), decode(take))
    runs = []
    for _ in range(3):
        started, spent = time.perf_counter(), time.process_time()
        listen(source)
        runs.append((time.perf_counter() - started, time.process_time() - spent))
    source.path.unlink()
    return median(took for took, _ in runs), median(spent for _, spent in runs)


async def listening(folder: Path) -> Figures:
    """Tempo, bars, sections and key of 180 s."""
    workers = Workers(1, warm=WARM)
    took, spent = await workers.run(heard_in, await workers.run(take_of, 180.0, folder))
    await workers.close()
    print(
        f"listening to 180 s             {took:.2f} s, {spent:.2f} s of processor (wanted: under {LISTENING_WANTED:g})"
    )
    return {"seconds": took, "processor": spent}


def most_memory(order: FinishOrder) -> tuple[float, float]:
    """For a worker of its own: the highest RssAnon while it makes a bed, and the seconds."""
    peak, started = Peak(), time.perf_counter()
    make_bed(order)
    return peak.stop(), time.perf_counter() - started


async def memory(folder: Path) -> Figures:
    """The highest RssAnon of a worker that fits a take to three quarters of its length, as MP3."""
    found = {}
    for seconds in (60, 180, 600):
        makers, workers = Workers(1, warm=WARM), Workers(1)
        take = await makers.run(take_of, float(seconds), folder)
        order = FinishOrder(take=take, out=folder, name="bed", format="mp3", frames=seconds * 36_000)
        found[seconds] = await workers.run(most_memory, order)
        await makers.close()
        await workers.close()
    words = ", ".join(f"{seconds} s: {held:.0f} MB in {took:.1f} s" for seconds, (held, took) in found.items())
    print(f"RssAnon of a worker, fitting   {words}")
    return {f"{seconds}_mb": held for seconds, (held, _) in found.items()}


def film(folder: Path) -> Path:
    """For a worker: 40 s of video, 720p at 30 pictures a second, H.264 and AAC, with four cuts and a voice."""
    from tests import recordings  # noqa: PLC0415 (only a worker needs what it imports)

    speech = ((2.0, 6.5), (9.0, 14.0), (17.0, 20.5), (24.0, 30.0), (33.0, 38.0))
    wanted = recordings.Film(seconds=40.0, size=(1280, 720), cuts=CUTS, speech=speech)
    return recordings.film(folder / "clip.mp4", wanted)


def voice_of(folder: Path) -> Path:
    """For a worker: a voice of 10 s, as a telephone records it."""
    from tests import recordings, voices  # noqa: PLC0415

    return recordings.recording(folder / "voice.m4a", voices.voice(10.0, ((1.0, 4.0), (6.0, 9.0))))


async def scored(workers: Workers, clip: Path, take: Path, out: Path) -> Figures:
    """Reads a clip, fits a take to it and lays it under the clip's speech; seconds of each."""
    at, before = [time.perf_counter()], await workers.run(audio_chain.processor_seconds)
    posted = await workers.run(read_posted, clip)
    at.append(time.perf_counter())
    assert posted.clip is not None
    order = FinishOrder(
        take=take, out=out, name="bed", format="wav", frames=posted.clip.sound_frames, hits=posted.clip.cuts[:2]
    )
    bed = await workers.run(make_bed, order)
    at.append(time.perf_counter())
    speech = posted.speech
    await workers.run(lay, LayOrder(posted=clip, bed=bed.path, out=out, name="lay", speech=speech, clip=posted.clip))
    at.append(time.perf_counter())
    read, fitted, laid = (after - before for before, after in pairwise(at))
    spent = await workers.run(audio_chain.processor_seconds) - before
    return {"read": read, "bed": fitted, "lay": laid, "whole": at[-1] - at[0], "processor": spent}


async def clip(folder: Path) -> Figures:
    """A clip of 40 s end to end: read, a take of 60 s fitted to it, laid under its speech, muxed."""
    workers = Workers(1, warm=WARM)
    shown, take = await workers.run(film, folder), await workers.run(take_of, 60.0, folder)
    runs = [await scored(workers, shown, take, folder) for _ in range(3)]
    await workers.close()
    found = {name: median(run[name] for run in runs) for name in runs[0]}
    parts = ", ".join(f"{name} {found[name]:.2f} s" for name in ("read", "bed", "lay", "processor"))
    print(f"scored clip, 40 s of 720p30    {found['whole']:.2f} s ({parts}; wanted: within {CLIP_WANTED:g})")
    return found


async def composer(_folder: Path) -> Figures:
    """The built-in engine's rendering; `python -m bench composer` has more styles."""
    found = {}
    for seconds in (45, 180, 600):
        command = [sys.executable, "-m", "bench", "composer", "lo-fi", str(seconds)]
        said = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, text=True)
        found[f"{seconds}_s"] = json.loads(said.stdout)["wall"]
    print("composing lo-fi                " + ", ".join(f"{k[:-2]} s: {v:.2f} s" for k, v in found.items()))
    return found


async def loop(folder: Path) -> Figures:
    """How long the event loop is held at most while the whole bot makes a set, lays a bed under a voice and scores a
    clip; what its Slack and its music API do is in the same loop, and counted."""
    own = asyncio.get_running_loop()
    assert isinstance(own, HeldLoop)
    workers = Workers(1, warm=WARM)
    shown, spoken = await workers.run(film, folder), await workers.run(voice_of, folder)
    await workers.close()

    def begins() -> None:
        own.longest, own.callbacks = 0.0, 0

    await everything(folder / "bot", spoken.read_bytes(), shown.read_bytes(), begins)
    held, count = own.longest, own.callbacks
    print(f"event loop held at most        {held * 1000:.1f} ms in {count} callbacks (wanted: {HELD_WANTED * 1000:g})")
    return {"held_ms": held * 1000, "callbacks": count, "by": own.culprit}


PARTS: dict[str, Callable[[Path], Awaitable[Figures]]] = {
    "chain": chain,
    "listening": listening,
    "memory": memory,
    "clip": clip,
    "composer": composer,
    "loop": loop,
}


async def _measured(wanted: list[str]) -> Figures:
    with tempfile.TemporaryDirectory(prefix="bgm-bench-") as folder:
        return {name: await PARTS[name](Path(folder)) for name in wanted}


def main() -> int:
    """Prints a line each, and one of JSON."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        print(f"There is no {', '.join(sorted(unknown))}; there is {', '.join(PARTS)}.")
        return 2
    with asyncio.Runner(loop_factory=HeldLoop) as runner:
        found = runner.run(_measured(wanted))
    print(json.dumps({"bench": "audio", **found}))
    return 0

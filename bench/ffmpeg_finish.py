"""What finishing costs: seconds per format, memory over the length, and how far the meter is from another one.

    python bench/ffmpeg_finish.py [--long]

Prints one JSON. Each figure of time and memory comes from a process of its own; RssAnon, because mapped libraries are
no memory that a length costs.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bot.audio.bed import FinishOrder
from bot.audio.encode import encode
from bot.audio.finish import finish
from bot.audio.loudness import measure
from bot.audio.pcm import RATE, Block

FORMATS = ("mp3", "wav", "flac", "ogg")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true", help="600 s of each format too")
    lengths = (45, 180, 600) if parser.parse_args().long else (45, 180)
    with tempfile.TemporaryDirectory(prefix="bgm-bench-") as folder:
        takes = {seconds: _take(Path(folder), seconds) for seconds in {60, *lengths}}
        runs = [_run(takes[seconds], format_, target) for seconds in lengths for format_, target in _cases(seconds)]
        flat = [_run(takes[60], format_, -20.0) for format_ in FORMATS]
    print(json.dumps({"finish": runs, "memory_at_60_s": flat, "meter": _meter_errors()}, indent=1))


def _cases(seconds: int) -> Iterator[tuple[str, float]]:
    for format_ in FORMATS:
        yield format_, -20.0
        if seconds == 45:
            yield format_, -10.0


def _music(second: int) -> Block:
    """Second number `second` of chords with a pulse, about 12 dB of crest."""
    at = np.arange(second * RATE, (second + 1) * RATE) / RATE
    dice = np.random.default_rng(second)
    tones = [np.sin(2 * np.pi * f * at + f) for f in (110, 220, 277.2, 329.6, 660, 1320)]
    pulse = 0.4 + 0.6 * np.exp(-5 * (at * 1.5 % 1))
    left, right = (sum(tone * (0.5 + 0.4 * np.sin(i + side)) for i, tone in enumerate(tones)) for side in (0, 2))
    sound = np.stack([left, right], axis=1) * pulse[:, None] + 0.05 * dice.standard_normal((RATE, 2))
    return (0.1 * sound).astype(np.float32)


def _take(folder: Path, seconds: int) -> Path:
    path = folder / f"{seconds}.flac"
    encode((_music(second) for second in range(seconds)), path, "flac", frames=seconds * RATE)
    return path


def _run(take: Path, format_: str, target: float) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    process = context.Process(target=_measured, args=(take, format_, target, results))
    process.start()
    result: dict[str, Any] = results.get()
    process.join()
    return {"seconds": int(take.stem), "format": format_, "target": target, **result}


def _measured(take: Path, format_: str, target: float, results: Any) -> None:
    before, done, most = _anonymous(), threading.Event(), [0]

    def watch() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], _anonymous())

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bgm-bench-") as folder:
        order = FinishOrder(take=take, out=Path(folder), name="bed", format=format_, target_lufs=target)
        bed = finish(order)
        took = time.perf_counter() - started
    done.set()
    watcher.join()
    results.put(
        {
            "took_s": round(took, 2),
            "rss_anon_peak_mb": round(most[0] / 1024),
            "rss_anon_before_mb": round(before / 1024),
            "lufs": round(bed.lufs, 2),
            "true_peak": round(bed.true_peak, 2),
            "notes": bed.notes,
        }
    )


def _anonymous() -> int:
    """RssAnon of this process, kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


def _meter_errors() -> dict[str, float]:
    """LU by which the meter differs from pyloudnorm."""
    import pyloudnorm  # noqa: PLC0415 - a test dependency

    dice = np.random.default_rng(1)
    time_ = np.arange(30 * RATE) / RATE
    white = dice.standard_normal((len(time_), 2))
    sine = np.sin(2 * np.pi * 997 * time_)[:, None] * np.ones((1, 2))
    signals = {
        "music": np.concatenate([_music(second) for second in range(30)]),
        "sine": 0.3 * sine,
        "white noise": 0.08 * white,
        "pulses": 0.4 * sine * (np.sin(2 * np.pi * 2 * time_) > 0.6)[:, None],
        "bass": 0.5 * np.sin(2 * np.pi * 55 * time_)[:, None] * np.ones((1, 2)),
        "one side": white * np.array([0.1, 0]),
        "quiet, then loud": np.where(time_ < 15, 0.0005, 0.2)[:, None] * white,
    }
    errors = {}
    for name, sound in signals.items():
        other = pyloudnorm.Meter(RATE).integrated_loudness(np.asarray(sound, np.float64))
        errors[name] = round(measure([np.asarray(sound, np.float32)]).lufs - other, 3)
    return errors


if __name__ == "__main__":
    main()

"""From a score to files: the take as 24-bit FLAC, unlevelled but never clipped, and one FLAC per part when
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import numpy as np

from bot.audio.encode import encode
from bot.audio.pcm import Block, PcmFile

from .desk import Mixed, Mixer
from .rendered import Rendered
from .score import RATE, Score
from .styles import STYLES


def render(
    score: Score, out: Path, *, stems: Path | None = None, progress: Callable[[float], None] | None = None
) -> Rendered:
    """Write the take to `out` (FLAC, 48 kHz stereo, 24 bits, exactly `score.frames`), and `<part>.flac` into `stems`.

    `progress` is told shares from 0 to 1. The stems add up to the take. Raises DiskFull or AudioError as `encode` does.
    """
    mixer = Mixer(score, STYLES[score.style].desk, stems=stems is not None)
    with ExitStack() as stack:
        raw = _raw_files(score, stems, stack) if stems is not None else []
        told = _told(mixer.blocks(), score.frames, raw, progress)
        encode(_ahead(told), out, "flac", frames=score.frames)
    written = tuple(_finish_stem(Path(file.name), score.frames) for file in raw)
    sections = tuple((section.start / RATE, section.name) for section in score.sections)
    parts = tuple((part.name, part.instrument) for part in score.parts)
    return Rendered(
        out,
        score.frames,
        score.frames / RATE,
        score.tempo,
        score.key,
        score.style,
        sections,
        parts,
        score.seed,
        written,
        bars=tuple(bar / RATE for bar in sorted({*score.bars, score.ending}) if bar < score.frames),
        meter=score.meter,
        climax=max(score.sections, key=lambda section: section.energy).start / RATE if score.sections else None,
    )


def blocks(score: Score) -> Iterator[Block]:
    """The take as blocks of (n, 2), for who wants to hear it without a file."""
    for mixed in Mixer(score, STYLES[score.style].desk).blocks():
        yield np.ascontiguousarray(mixed.bed.T)


def _raw_files(score: Score, folder: Path, stack: ExitStack) -> list[BinaryIO]:
    folder.mkdir(parents=True, exist_ok=True)
    return [stack.enter_context((folder / f"{part.name}.f32").open("wb")) for part in score.parts]


def _told(
    mixed: Iterable[Mixed], frames: int, raw: list[BinaryIO], progress: Callable[[float], None] | None
) -> Iterator[Block]:
    done = 0
    for block in mixed:
        for file, stem in zip(raw, block.stems, strict=False):
            file.write(np.ascontiguousarray(stem.T, dtype="<f4").tobytes())
        done += block.bed.shape[1]
        if progress is not None:
            progress(done / frames)
        yield np.ascontiguousarray(block.bed.T)


def _ahead(blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks, the next one being made while this one is encoded."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = pool.submit(next, blocks, None)
            yield block


def _finish_stem(raw: Path, frames: int) -> Path:
    flac = raw.with_suffix(".flac")
    encode(PcmFile(raw, frames).blocks(), flac, "flac", frames=frames)
    raw.unlink()
    return flac

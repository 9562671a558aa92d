"""From a score to one file per part: what a video or music editor lays under each other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from bot.audio.encode import Format, encode
from bot.audio.folder import replacing, scratch
from bot.audio.pcm import PcmFile

from .desk import Mixer
from .rendered import Stem
from .score import Score
from .styles import STYLES

LARGEST = 400_000_000
"""Bytes of WAV that all parts together may take; more than that is written as FLAC, about half as large."""
_BYTES_PER_FRAME = 6


def write_stems(score: Score, folder: Path) -> tuple[Stem, ...]:
    """One file per part of the score in `folder`, `0.take` and on: 48 kHz stereo, 24 bits, exactly `score.frames`.

    They begin with the bed and add up to the unlevelled take. They are WAV, which every editor reads, unless together
    they are over `LARGEST`: then FLAC. Each file is there whole or not at all. Raises DiskFull or AudioError as
    `encode` does.
    """
    with ExitStack() as stack:
        raw = [stack.enter_context(scratch(folder)) for _ in score.parts]
        _play(score, raw)
        format_ = format_for(score.frames, len(raw))
        return tuple(
            Stem(part.name, part.instrument, _encoded(PcmFile(path, score.frames), folder / f"{index}.take", format_))
            for index, (part, path) in enumerate(zip(score.parts, raw, strict=True))
        )


def format_for(frames: int, parts: int) -> Format:
    """WAV while so many parts of so many frames stay under `LARGEST`, else FLAC."""
    return "wav" if frames * parts * _BYTES_PER_FRAME <= LARGEST else "flac"


def _play(score: Score, raw: Sequence[Path]) -> None:
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in raw]
        for block in Mixer(score, STYLES[score.style].desk, stems=True).blocks():
            for file, stem in zip(files, block.stems, strict=True):
                file.write(np.ascontiguousarray(stem.T, dtype="<f4").tobytes())


def _encoded(sound: PcmFile, out: Path, format_: Format) -> Path:
    with replacing(out) as part:
        encode(sound.blocks(), part, format_, frames=sound.frames)
    return out

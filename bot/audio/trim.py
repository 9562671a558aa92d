"""A take brought to the frame that was asked for, when it is a little off. It does not fit music to a length."""

from __future__ import annotations

import os

import numpy as np

from bot.audio.pcm import RATE, PcmFile
from bot.domain.errors import AudioError

FADE = RATE * 30 // 1000
"""Frames of the fade at a cut: 30 ms, long enough for no click and too short to be heard as a fade."""
_LACK = RATE // 20
"""Frames that may be made up with silence: an encoder's frame or two."""
_FRAME = 8


def to_frames(source: PcmFile, frames: int) -> PcmFile:
    """The same file, changed in place, with exactly `frames` frames.

    What is too long is cut with a 30 ms fade. Up to 50 ms that lack become silence after a fade; more is an AudioError.
    """
    lack = frames - source.frames
    if lack > _LACK:
        raise AudioError(f"The take is {source.seconds:.1f} s long where {frames / RATE:.1f} s were asked for.")
    if lack:
        _fade_out(source, min(frames, source.frames))
        os.truncate(source.path, frames * _FRAME)
    return PcmFile(source.path, frames)


def _fade_out(source: PcmFile, end: int) -> None:
    """Fades what sounds before `end`."""
    length = min(FADE, end)
    with source.path.open("r+b") as file:
        file.seek((end - length) * _FRAME)
        tail = np.fromfile(file, "<f4", 2 * length).reshape(-1, 2)
        tail *= np.cos(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None] ** 2
        file.seek((end - length) * _FRAME)
        file.write(tail.tobytes())

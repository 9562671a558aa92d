"""A take brought to the frame that was asked for, when it is a little off. It does not fit music to a length."""

from __future__ import annotations

import os

import numpy as np

from bot.audio.pcm import RATE, PcmFile
from bot.domain.errors import AudioError

FADE = 0.03
"""Seconds: long enough for no click, and too short to be heard as a fade."""
_LACK = RATE // 20
"""Frames, an encoder's one or two, that may be made up with silence or cut away without a fade that is heard."""
_FRAME = 8


def to_frames(source: PcmFile, frames: int, *, fade: float = FADE) -> PcmFile:
    """The same file, changed in place, with exactly `frames` frames.

    What is too long is cut, and fades away over `fade` seconds; 30 ms where hardly anything is cut. Up to 50 ms that
    lack become silence after such a short fade; more is an AudioError.
    """
    lack = frames - source.frames
    if lack > _LACK:
        raise AudioError(f"The take is {source.seconds:.1f} s long where {frames / RATE:.1f} s were asked for.")
    if lack:
        _fade_out(source, min(frames, source.frames), fade if -lack > _LACK else FADE)
        os.truncate(source.path, frames * _FRAME)
    return PcmFile(source.path, frames)


def lacks(source: PcmFile, frames: int) -> bool:
    """Whether it is shorter than so many frames by more than can be made up with silence."""
    return frames - source.frames > _LACK


def cuts_music(source: PcmFile, frames: int) -> bool:
    """Whether bringing it to so many frames cuts away what could be heard."""
    return source.frames - frames > _LACK


def _fade_out(source: PcmFile, end: int, fade: float) -> None:
    """Fades what sounds before `end` to nothing: half the level in the middle of the fade, and flat at both ends."""
    length = min(max(round(fade * RATE), 1), end)
    with source.path.open("r+b") as file:
        file.seek((end - length) * _FRAME)
        tail = np.fromfile(file, "<f4", 2 * length).reshape(-1, 2)
        tail *= np.cos(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None] ** 2
        file.seek((end - length) * _FRAME)
        file.write(tail.tobytes())

"""Where another shot begins in a clip: the picture changes by far more than it moves, and does not change back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bot.audio.laying.timing import MAX_PIXELS, Timing, pictures_of
from bot.audio.probe import opened
from bot.domain.errors import AudioError

SHORTEST = 0.4
"""Seconds of a shot."""
_WIDE, _HIGH = 64, 36
"""What a picture is looked at as."""
_EIGHT_BITS = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray"}
_BINS = 32
_AROUND = 1.0
"""Seconds on each side that tell how much the picture moves anyway."""
_FEWEST = 8
"""Pictures on each side, where there are few in a second."""
_CHANGE, _MOTION = 5.0, 6.0
"""Of 255: a change that counts at all. And how many times the usual spread it must stand over the usual change."""
_LIGHTS = 0.08
"""The share of the picture's points that changed their brightness."""
_OTHER_LIGHTS = 0.35
"""The same between pictures that are so far apart that everything may have moved."""
_FLASH = 3
"""Pictures that a flash or a broken picture lasts at most."""
_LASTING = 0.5
"""The share of a change that must still be there after that."""
_ALL, _MOST = 10_000_000_000, 20_000_000_000
"""Pixels of a whole clip up to which every picture is decoded, and then those that others build on; beyond, key
pictures alone."""
_DAMAGED = 100
_AT_ONCE = 1000
"""Pictures that are compared at once: few are in memory."""

Curve = NDArray[np.float64]
"""A number for each picture."""
Picture = NDArray[np.float32]
"""Shape (36, 64): brightness."""


@dataclass(frozen=True, slots=True, eq=False)
class _Changes:
    """How each picture differs from the one before."""

    at: Curve
    """Seconds from the first picture."""
    moved: Curve
    """The mean difference of brightness, of 255."""
    lights: Curve
    """The share of points that changed their brightness, by histogram."""
    small: NDArray[np.uint8]
    """Shape (pictures, 9 * 16): the pictures themselves."""


def every_picture(timing: Timing) -> bool:
    """Whether a clip is small enough that all its pictures are looked at."""
    return timing.frames * timing.width * timing.height <= _ALL


def cuts_in(path: Path, timing: Timing) -> tuple[float, ...]:
    """Seconds, to the frame, at which another shot begins; the first shot not counted. Fades are not looked for.

    Of a very large clip only some pictures are looked at, and a cut is where the first of them is that shows it.
    AudioError, with words, when the pictures cannot be decoded.
    """
    changes = _changes(path, timing)
    found: list[int] = []
    for number in np.flatnonzero(_sudden(changes) & (changes.at >= SHORTEST)).tolist():
        if changes.at[number] > timing.length - SHORTEST:
            continue
        if found and changes.at[number] - changes.at[found[-1]] < SHORTEST:
            if changes.moved[number] > changes.moved[found[-1]]:
                found[-1] = number
        else:
            found.append(number)
    return tuple(float(changes.at[number]) for number in found)


def _sudden(changes: _Changes) -> NDArray[np.bool_]:
    moved = changes.moved
    if len(moved) < 3:
        return np.zeros(len(moved), bool)
    apart = float(np.median(np.diff(changes.at)))
    reach = min(max(_FEWEST, round(_AROUND / max(apart, 1e-3))), 240)
    usual, spread = _usual(moved, reach)
    if apart >= SHORTEST / 2:
        return (moved > usual + _CHANGE) & (changes.lights > _OTHER_LIGHTS)
    over = (moved > usual + _MOTION * spread + _CHANGE) & (changes.lights > _LIGHTS)
    return over & (_stays(changes) > _LASTING * moved)


def _usual(moved: Curve, reach: int) -> tuple[Curve, Curve]:
    """The median change around each picture, and how widely changes spread around that."""
    padded = np.pad(moved, reach, "reflect" if len(moved) > reach else "edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    usual, spread = np.empty(len(moved)), np.empty(len(moved))
    for at in range(0, len(moved), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        usual[part] = np.median(around[part], axis=1)
        spread[part] = 1.4826 * np.median(np.abs(around[part] - usual[part, None]), axis=1)
    return usual, spread


def _stays(changes: _Changes) -> Curve:
    """How much of a change is still there a few pictures later, and was not there a few pictures before."""
    small, last = changes.small, len(changes.small) - 1
    found = np.empty(len(small))
    for begin in range(0, len(small), _AT_ONCE):
        at = np.arange(begin, min(begin + _AT_ONCE, len(small)))
        later = _apart(small[np.minimum(at + _FLASH, last)], small[np.maximum(at - 1, 0)])
        since = _apart(small[at], small[np.maximum(at - 1 - _FLASH, 0)])
        found[begin : begin + len(at)] = np.minimum(later, since)
    return found


def _apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Curve:
    return np.asarray(np.abs(one.astype(np.int16) - other).mean(axis=1), np.float64)


def _changes(path: Path, timing: Timing) -> _Changes:
    at, moved, lights, small = [], [], [], []
    before: Picture | None = None
    shades = np.zeros(_BINS)
    with opened(path) as container:
        for shown, picture in _pictures(container, timing):
            now = np.bincount((picture.ravel() * (_BINS / 256)).astype(np.intp), minlength=_BINS) / picture.size
            at.append(shown)
            moved.append(0.0 if before is None else float(np.abs(picture - before).mean()))
            lights.append(0.0 if before is None else float(np.abs(now - shades).sum() / 2))
            small.append(picture.reshape(9, 4, 16, 4).mean(axis=(1, 3)).astype(np.uint8).tobytes())
            before, shades = picture, now
    thumbs = np.frombuffer(b"".join(small), np.uint8).reshape(-1, 9 * 16)
    return _Changes(np.array(at), np.array(moved), np.array(lights), thumbs)


def _pictures(container: InputContainer, timing: Timing) -> Iterator[tuple[float, Picture]]:
    stream = pictures_of(container)
    if stream is None:
        return
    _hurry(stream, stream.codec_context, timing)
    for frame in _decoded(container, stream):
        if frame.pts is None or frame.time_base is None:
            continue
        shown = frame.pts * frame.time_base - timing.first
        if 0 <= shown < timing.length:
            yield (float(shown if timing.varies else round(shown * timing.rate) / timing.rate), _bright(frame))


def _hurry(stream: VideoStream, codec: CodecContext, timing: Timing) -> None:
    pixels = timing.frames * timing.width * timing.height
    stream.thread_type = "AUTO"
    # Smoothing the edges of blocks takes a third of the time, and is not seen at this size.
    codec.options = {"skip_loop_filter": "all", "max_pixels": str(MAX_PIXELS)}
    if pixels > _ALL:
        stream.codec_context.skip_frame = "NONREF" if pixels <= _MOST else "NONKEY"


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    damaged = 0
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError as error:
            damaged += 1
            if damaged > _DAMAGED:
                raise AudioError("The clip is damaged: its pictures cannot be read.") from error


def _bright(frame: VideoFrame) -> Picture:
    if frame.format.name not in _EIGHT_BITS or frame.width < _WIDE or frame.height < _HIGH:
        return np.asarray(frame.reformat(_WIDE, _HIGH, "gray").to_ndarray(), np.float32)
    plane = frame.planes[0]
    lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    rows = (np.arange(_HIGH) * frame.height + frame.height // 2) // _HIGH
    across = frame.width // _WIDE
    seen = lines[rows, : across * _WIDE].reshape(_HIGH, _WIDE, across)
    return np.asarray(seen.mean(axis=2, dtype=np.float32))

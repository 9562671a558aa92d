"""From a file to blocks: whatever it is, 48 kHz stereo comes out, under caps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from bot.audio.pcm import BLOCK, RATE, Block, rechunk
from bot.audio.probe import declared_seconds, sound_in
from bot.audio.promised import promised_seconds
from bot.domain.errors import AudioError

MAX_SECONDS = 1800.0
MAX_BYTES = 1_000_000_000
"""Half an hour of 24-bit WAV at 96 kHz."""
_PACKET = 1 << 20
"""Samples that one packet may become: a packet of music is far under a second."""
_DAMAGED = 8
"""Packets that may be unreadable, as in a player, before the file counts as damaged."""
_SHORT = 1.0
"""Seconds, or the hundredth part, that a file may be shorter than it promises: headers round."""
_TOO_LONG = "The file is longer than {}, the longest that is taken."
_LOUD = 16.0
"""+24 dBFS: what a damaged file becomes, and music never."""


def decode(path: Path, *, max_seconds: float = MAX_SECONDS) -> Iterator[Block]:
    """The sound of a file (its first audio stream), resampled to 48 kHz and mixed to stereo, a block at a time.

    AudioError, with words, when the file is no audio, is longer than `max_seconds` or larger than 1 GB, ends well
    before the length that it declares, or is damaged in many places; blocks that came before the error are right.
    """
    _small_enough(path)
    with sound_in(path) as (container, stream):
        frames = 0
        promised = _promised(container, stream, path)
        if promised is not None and promised > max_seconds + _SHORT:
            raise AudioError(_TOO_LONG.format(_clock(max_seconds)))
        for block in rechunk(_blocks(container, stream), BLOCK):
            if not (np.abs(block) < _LOUD).all():  # written so that NaN fails it too
                raise AudioError("The file is damaged: it holds samples that no music has.")
            frames += len(block)
            if frames > max_seconds * RATE:
                raise AudioError(_TOO_LONG.format(_clock(max_seconds)))
            yield block
        if not frames:
            raise AudioError("The file holds no sound.")
        if promised is not None and frames / RATE < promised - max(_SHORT, promised / 100):
            came = f"{_clock(frames / RATE)} of {_clock(promised)}"
            raise AudioError(f"The file ends early: {came} came. It may have been cut off.")


def _blocks(container: InputContainer, stream: AudioStream) -> Iterator[Block]:
    mixer = _Mixer()
    for frame in _frames(container, stream):
        yield from mixer.mix(frame)
    yield from mixer.rest()


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    damaged = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError as error:
            damaged += 1
            if damaged > _DAMAGED:
                raise AudioError("The file is damaged: parts of it cannot be read.") from error
            continue
        if sum(frame.samples for frame in frames) > _PACKET:
            raise AudioError("The file is damaged: it has a packet longer than any music has.")
        yield from frames


class _Mixer:
    """Resamples to 48 kHz stereo floats. A stream that changes its rate or layout midway gets a new resampler."""

    def __init__(self) -> None:
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    def mix(self, frame: AudioFrame) -> Iterator[Block]:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._shape:
            yield from self.rest()
            self._shape, self._resampler = shape, AudioResampler("flt", "stereo", RATE)
        frame.pts = None
        yield from self._resampled(frame)

    def rest(self) -> Iterator[Block]:
        """What the resampler still holds."""
        if self._resampler is not None:
            yield from self._resampled(None)
            self._resampler = None

    def _resampled(self, frame: AudioFrame | None) -> Iterator[Block]:
        for mixed in self._resampler.resample(frame) if self._resampler else ():
            if mixed.samples:
                yield np.asarray(mixed.to_ndarray(), np.float32).reshape(-1, 2)


def _promised(container: InputContainer, stream: AudioStream, path: Path) -> float | None:
    declared = declared_seconds(container, stream)
    return promised_seconds(path, container.format.name.partition(",")[0], stream.rate, declared)


def _small_enough(path: Path) -> None:
    if path.exists() and path.stat().st_size > MAX_BYTES:
        raise AudioError(f"The file is larger than {MAX_BYTES / 1e6:.0f} MB, the most that is taken.")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"

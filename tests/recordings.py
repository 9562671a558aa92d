"""What people post in a thread, made here: a voice as a file, and a clip whose shots and speech are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bot.audio.encode import encode
from bot.audio.pcm import RATE
from tests.voices import voice

_EXACT = {"fflags": "+bitexact"}
_CODECS = {"h264": "libx264", "hevc": "libx265", "vp9": "libvpx-vp9", "mpeg4": "mpeg4", "prores": "prores_ks"}
_OPTIONS = {
    "h264": {"preset": "ultrafast", "bf": "2", "threads": "1", "flags": "+bitexact"},
    "hevc": {"preset": "ultrafast", "x265-params": "log-level=none:pools=1"},
    "vp9": {"deadline": "realtime", "cpu-used": "8"},
    "mpeg4": {"threads": "1", "flags": "+bitexact"},
    "prores": {"profile": "0"},
}


def recording(path: Path, sound: NDArray[np.float32]) -> Path:
    """A sound as a file; its ending says which kind: wav, mp3, flac, ogg, or m4a (AAC)."""
    kind = path.suffix[1:]
    if kind == "m4a":
        with av.open(str(path), "w", format="ipod", options=_EXACT) as container:
            _write(_aac(container), sound, container)
    else:
        encode([sound], path, kind, frames=len(sound), bits=16)  # type: ignore[arg-type]
    return path


@dataclass(frozen=True, kw_only=True)
class Film:
    """A clip to be made: shots of moving coloured shapes, and a voice."""

    seconds: float = 4.0
    size: tuple[int, int] = (160, 90)
    rate: Fraction = Fraction(30)
    cuts: tuple[float, ...] = (1.2, 2.5)
    speech: tuple[tuple[float, float], ...] | None = ((0.5, 1.5), (2.6, 3.6))
    """None for a clip without sound."""
    codec: str = "h264"
    turned: int = 0
    """Degrees, as a telephone notes them."""
    late: float = 0.0
    """Seconds by which the sound begins after the picture."""
    halting: bool = False
    """Every third picture is left out, so that the rate varies."""
    keys: int = 250
    """Pictures from one that stands by itself to the next, at most."""
    flash: float | None = None
    """Second at which two pictures are white."""

    @property
    def frames(self) -> int:
        """Pictures, those left out counted."""
        return round(self.seconds * self.rate)

    @property
    def sound(self) -> NDArray[np.float32]:
        """What is heard."""
        return voice(self.seconds, self.speech or (), seed=3)


def film(path: Path, wanted: Film = Film()) -> Path:
    """Writes the clip; the ending of `path` says which container: mp4, mov, mkv or webm."""
    with av.open(str(path), "w", options=_EXACT) as container:
        stream = cast(
            "VideoStream",
            container.add_stream(
                _CODECS[wanted.codec], rate=wanted.rate, options={**_OPTIONS[wanted.codec], "g": str(wanted.keys)}
            ),
        )
        stream.width, stream.height = wanted.size
        stream.pix_fmt = "yuv422p10le" if wanted.codec == "prores" else "yuv420p"
        stream.time_base = stream.codec_context.time_base = 1 / wanted.rate
        if wanted.turned:
            stream.set_display_rotation(wanted.turned)
        opus = path.suffix == ".webm"
        sound = None if wanted.speech is None else (_opus(container) if opus else _aac(container))
        for frame in _pictures(wanted):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound is not None:
            _write(sound, wanted.sound, container, first=round(wanted.late * RATE))
    return path


def _pictures(wanted: Film) -> Iterator[VideoFrame]:
    width, height = wanted.size
    starts = [round(cut * wanted.rate) for cut in wanted.cuts]
    flash = -9 if wanted.flash is None else round(wanted.flash * wanted.rate)
    shots = [_Shot(number, width, height) for number in range(len(starts) + 1)]
    for number in range(wanted.frames):
        if wanted.halting and number % 3 == 1 and number not in starts:
            continue
        shot = sum(number >= start for start in starts)
        planes = shots[shot].at(number)
        if 0 <= number - flash < 2:
            planes[:height] = 235
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = number, 1 / wanted.rate
        yield frame


class _Shot:
    """One place: a wall of its own brightness and colour that the camera pans over, with a body moving through."""

    def __init__(self, number: int, width: int, height: int) -> None:
        dice = np.random.default_rng(number + 1)
        self._dice, self._width, self._height = dice, width, height
        waves = np.linspace(0, dice.uniform(4, 14), 2 * width)
        tall = np.linspace(0, dice.uniform(2, 7), height)
        bright = (40, 150, 90, 190, 65, 125)[number % 6]
        self._wall = np.clip(bright + 35 * np.sin(tall)[:, None] * np.sin(waves)[None, :], 16, 235).astype(np.uint8)
        self._colour = dice.integers(60, 200, 2)
        self._speed = int(dice.integers(1, 4))

    def at(self, number: int) -> NDArray[np.uint8]:
        width, height = self._width, self._height
        planes = np.empty((height * 3 // 2, width), np.uint8)
        left = _there_and_back(number * self._speed, width)
        planes[:height] = self._wall[:, left : left + width]
        side, across = height // 4, _there_and_back(3 * number * self._speed, width - height // 4)
        planes[height // 3 : height // 3 + side, across : across + side] = 220
        planes[height:] = self._colour[0]
        planes[height + height // 4 :] = self._colour[1]
        return planes


def _there_and_back(way: int, width: int) -> int:
    return width - abs(way % (2 * width) - width)


def _aac(container: OutputContainer) -> AudioStream:
    stream = cast("AudioStream", container.add_stream("aac", rate=RATE))
    stream.layout, stream.format, stream.bit_rate = "stereo", "fltp", 160_000
    return stream


def _opus(container: OutputContainer) -> AudioStream:
    stream = cast("AudioStream", container.add_stream("libopus", rate=RATE))
    stream.layout, stream.format, stream.bit_rate = "stereo", "flt", 96_000
    return stream


def _write(stream: AudioStream, sound: NDArray[np.float32], container: OutputContainer, *, first: int = 0) -> None:
    for at in range(0, len(sound), 4800):
        part = np.ascontiguousarray(sound[at : at + 4800])
        shaped = part.reshape(1, -1) if stream.format.name == "flt" else np.ascontiguousarray(part.T)
        frame = AudioFrame.from_ndarray(shaped, format=stream.format.name, layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, first + at, Fraction(1, RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def sound_of(path: Path) -> NDArray[np.float32]:
    """All that is heard of a file, by its own clock: shape (frames, 2) at 48 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("flt", "stereo", RATE)
        parts = [
            mixed.to_ndarray().reshape(-1, 2)
            for frame in container.decode(audio=0)
            for mixed in resampler.resample(frame)
        ]
        parts += [mixed.to_ndarray().reshape(-1, 2) for mixed in resampler.resample(None)]
    return np.concatenate(parts)


def packets_of(path: Path) -> Sequence[tuple[Fraction, bytes]]:
    """(seconds from the first picture, bytes) of each packet of pictures, in the order of the file."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        first = min(packet.pts for packet in packets if packet.pts is not None)
        return [((packet.pts - first) * packet.time_base, bytes(packet)) for packet in packets]

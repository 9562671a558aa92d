"""Small real recordings, as people share them: a tone as MP3, WAV or M4A, and a clip of coloured pictures as MP4."""

from __future__ import annotations

import io
from functools import cache
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

RATE = 48_000
SECONDS = 1.0
KINDS = {"mp3": ("mp3", "libmp3lame"), "wav": ("wav", "pcm_s16le"), "m4a": ("mp4", "aac"), "mp4": ("mp4", "aac")}
MIMES = {"mp3": "audio/mpeg", "wav": "audio/wav", "m4a": "audio/mp4", "mp4": "video/mp4"}


@cache
def recorded(ending: str, seconds: float = SECONDS) -> bytes:
    """A file of that kind; of an MP4 the first half is dark and the second bright, at 160 x 90 and 25 pictures/s."""
    container_name, codec = KINDS[ending]
    held = io.BytesIO()
    with av.open(held, "w", format=container_name) as container:
        pictures = _pictures(container) if ending == "mp4" else None
        sound = cast("AudioStream", container.add_stream(codec, rate=RATE))
        sound.layout = "stereo"
        if pictures is not None:
            _film(container, pictures, seconds)
        _tone(container, sound, seconds)
    return held.getvalue()


def _pictures(container: OutputContainer) -> VideoStream:
    stream = cast("VideoStream", container.add_stream("libx264", rate=25))
    stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
    return stream


def _film(container: OutputContainer, stream: VideoStream, seconds: float) -> None:
    count = round(seconds * 25)
    for number in range(count):
        shade = 40 if number < count / 2 else 220
        frame = av.VideoFrame.from_ndarray(np.full((90, 160, 3), shade, dtype=np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _tone(container: OutputContainer, stream: AudioStream, seconds: float) -> None:
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.tile((0.2 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), (2, 1))
    resampler = av.AudioResampler(format=stream.format, layout="stereo", rate=RATE, frame_size=stream.frame_size)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="stereo")
    frame.sample_rate = RATE
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))

"""What the bytes of a file really are, whatever its name says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from bot.domain.errors import AudioError

_CONTAINERS = "wav,w64,aiff,flac,mp3,ogg,aac,mov,mp4,m4a,matroska,webm,caf"
# Playlists and the like could make FFmpeg open other files and addresses: only plain containers, only this file.
_ONLY_THIS_FILE = {"protocol_whitelist": "file", "format_whitelist": _CONTAINERS}
_RATES = range(4_000, 768_001)
_CHANNELS = range(1, 17)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file says of itself, read from its bytes. Length is as declared or estimated; decoding tells the truth."""

    container: str
    """FFmpeg's short name: wav, mp3, flac, ogg, mov ..."""
    codec: str
    """mp3, pcm_s24le, flac, opus, aac ..."""
    sample_rate: int
    """Hz."""
    channels: int
    seconds: float | None
    """None where the file does not say."""
    frames: int | None
    """At its own sample rate; None where the file does not say."""


def probe(path: Path) -> Probe:
    """Reads the head of a file. AudioError, with words, when it is empty, text, a picture or otherwise no audio."""
    with sound_in(path) as (container, stream):
        seconds = declared_seconds(container, stream)
        return Probe(
            container=container.format.name.partition(",")[0],
            codec=stream.codec_context.codec.canonical_name,
            sample_rate=stream.rate,
            channels=stream.channels,
            seconds=seconds,
            frames=None if seconds is None else round(seconds * stream.rate),
        )


@contextmanager
def sound_in(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """The opened file and its first audio stream; every FFmpeg error inside it becomes an AudioError with words."""
    with opened(path) as container:
        yield container, _first_sound(container)


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The opened file, whatever streams it has; every FFmpeg error inside it becomes an AudioError with words."""
    try:
        with av.open(f"file:{path}", options=_ONLY_THIS_FILE, metadata_errors="replace") as container:
            yield container
    except FileNotFoundError:
        raise AudioError("The file is not there any more.") from None
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(f"The file {_complaint(path)}") from error


def declared_seconds(container: InputContainer, stream: AudioStream) -> float | None:
    """What FFmpeg takes the length of an opened file for; None where it cannot say."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base


def _first_sound(container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        raise AudioError("The file holds no sound.")
    stream = container.streams.audio[0]
    if not (stream.rate and stream.channels):
        raise AudioError("The file cannot be read as audio: it is damaged, or is something else.")
    if stream.rate not in _RATES or stream.channels not in _CHANNELS:
        raise AudioError(f"The file says it has {stream.channels} channels at {stream.rate} Hz, which is no music.")
    return stream


def _complaint(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        return "is empty."
    if all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in head):
        return "is text, not audio."
    return "cannot be read as audio: it is damaged or of a kind that is not known here."

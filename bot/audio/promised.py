"""How long a file's own headers say it is: FFmpeg estimates or forgives where a file was cut off on its way."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import AudioError

_UNKNOWN = 0x7FFF_0000
"""From here on, a WAV's sizes are what a writer puts who cannot go back: not known."""
_TAIL = 128 * 1024
"""A page of Ogg is at most 65 307 bytes: the last one begins in here."""


def promised_seconds(path: Path, container: str, rate: int, declared: float | None) -> float | None:
    """The length that a file promises in seconds; None where it promises none.

    `container` is FFmpeg's short name and `declared` what FFmpeg takes the length for: right for FLAC and MP4, a guess
    for MP3 and bare AAC, and blind to what is missing for WAV and Ogg. AudioError for an Ogg file with no last page.
    """
    if container == "aac":
        return None
    read = _HEADERS.get(container)
    if read is None:
        return declared
    with path.open("rb") as file:
        return read(file, rate)


def _wav(file: BinaryIO, _rate: int) -> float | None:
    """From the size of its data chunk."""
    if file.read(4) != b"RIFF":
        return None
    file.seek(12)
    bytes_per_second = 0
    while len(head := file.read(8)) == 8:
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"data":
            return size / bytes_per_second if bytes_per_second and size < _UNKNOWN else None
        start = file.tell()
        if name == b"fmt ":
            bytes_per_second = int.from_bytes(file.read(12)[8:], "little")
        file.seek(start + size + size % 2)
    return None


def _mp3(file: BinaryIO, rate: int) -> float | None:
    """From the count of frames in its Xing or Info header; many MP3 files have none."""
    head = file.read(10)
    if head[:3] == b"ID3":
        size = sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
        file.seek(10 + size)
    else:
        file.seek(0)
    first = file.read(256)
    at = max(first.find(b"Xing"), first.find(b"Info"))
    if at < 0 or len(first) < at + 12:
        return None
    flags, frames = struct.unpack_from(">II", first, at + 4)
    return frames * (1152 if rate >= 32_000 else 576) / rate if flags & 1 else None


def _ogg(file: BinaryIO, rate: int) -> float | None:
    """From the position that its last page ends at; only a file that is whole has a page marked as last."""
    opus = b"OpusHead" in file.read(4096)
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    at = tail.rfind(b"OggS")
    if at < 0 or len(tail) < at + 27 or not tail[at + 5] & 4 or len(tail) < at + _page_size(tail[at:]):
        raise AudioError("The file stops in the middle of its sound. It may have been cut off.")
    position: int = struct.unpack_from("<q", tail, at + 6)[0]
    return position / (48_000 if opus else rate) if position > 0 else None


def _page_size(page: bytes) -> int:
    count = page[26]
    return 27 + count + sum(page[27 : 27 + count])


_HEADERS: dict[str, Callable[[BinaryIO, int], float | None]] = {"wav": _wav, "mp3": _mp3, "ogg": _ogg}

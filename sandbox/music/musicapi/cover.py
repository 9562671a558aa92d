"""The picture that comes with a clip: one colour of its own, as a PNG."""

from __future__ import annotations

import colorsys
import hashlib
import struct
import zlib

SIZE = 256  # pixels


def cover(clip_id: str) -> bytes:
    """The picture of a clip, the same each time."""
    hue = hashlib.sha256(clip_id.encode()).digest()[0] / 256
    colour = bytes(round(255 * part) for part in colorsys.hls_to_rgb(hue, 0.55, 0.45))
    rows = (b"\0" + colour * SIZE) * SIZE
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

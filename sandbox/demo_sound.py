"""A short tone and a small picture for the demo, made with the standard library."""

from __future__ import annotations

import io
import math
import struct
import wave
import zlib

RATE = 48_000  # Hz
CHORD = (220.0, 277.18, 329.63)  # Hz: A major


def tone(seconds: float) -> bytes:
    """A soft chord that swells and fades, as a 16-bit mono WAV of exactly `seconds`."""
    count = round(seconds * RATE)
    held = io.BytesIO()
    with wave.open(held, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", _sample(i, count)) for i in range(count)))
    return held.getvalue()


def waveform(width: int = 600, height: int = 120) -> bytes:
    """A PNG of bars on a transparent ground that reads on light and on dark."""
    rows = []
    for y in range(height):
        row = bytearray([0])
        for x in range(width):
            tall = height * 0.45 * math.sin(math.pi * x / width) * (0.6 + 0.4 * math.sin(x * 0.37) ** 2)
            inside = x % 6 < 4 and abs(y - height / 2) <= tall
            row += bytes((56, 140, 118, 255)) if inside else bytes(4)
        rows.append(bytes(row))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _sample(index: int, count: int) -> int:
    swell = math.sin(math.pi * index / count)
    return int(6000 * swell * sum(math.sin(2 * math.pi * hz * index / RATE) for hz in CHORD) / len(CHORD))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

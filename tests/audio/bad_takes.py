"""Takes that went wrong, one function each: a folder in, a file in it out. Each says how it must end.

Music here is `audio_signals.music`: steady chords with a pulse, 6 s unless said.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.audio.encode import encode
from bot.audio.pcm import RATE
from tests.audio.audio_signals import music
from tests.voices import voice

SECONDS = 6.0
Sound = NDArray[np.float32]
Builder = Callable[[Path], Path]


def silent_tail(folder: Path) -> Path:
    """4 s of music, then 2 s of noise at -64 dB: a bed, with the tail taken off and said."""
    tail = np.random.default_rng(1).standard_normal((2 * RATE, 2)) * 10 ** (-64 / 20)
    return _written(folder / "silent-tail.flac", np.concatenate([_rung_out(music(4)), tail.astype(np.float32)]))


def silent_head(folder: Path) -> Path:
    """1.5 s of digital silence before the music: a bed, with the head taken off and said."""
    return _written(folder / "silent-head.flac", np.concatenate([np.zeros((3 * RATE // 2, 2), np.float32), music(4.5)]))


def short(folder: Path) -> Path:
    """2 s where 6 were asked: a bed of 6 s made of repeats, and it is said that the take was shorter."""
    return _written(folder / "short.mp3", _rung_out(music(2)))


def clipped(folder: Path) -> Path:
    """12 dB over full scale, cut off at it, 16 bits: a bed, and it is said in how many places."""
    return _written(folder / "clipped.wav", np.clip(music(SECONDS, 1.5), -1, 1))


def spoken_over(folder: Path) -> Path:
    """Somebody speaks, 6 dB under the music: a bed, and a voice is suspected."""
    speech = voice(SECONDS, ((0.3, 2.9), (3.2, 5.8)), speaker=0)
    return _written(folder / "voice.mp3", music(SECONDS, 0.15) + _as_loud(speech, music(SECONDS, 0.15), -6))


def dropouts(folder: Path) -> Path:
    """Gone for 30 ms at 2 s and for half a second at 4 s: a bed; the first hole is bridged, the second is said."""
    sound = music(SECONDS)
    sound[2 * RATE : 2 * RATE + RATE * 3 // 100] = 0
    sound[4 * RATE : 4 * RATE + RATE // 2] = 0
    return _written(folder / "dropouts.wav", sound)


def half_dead(folder: Path) -> Path:
    """Nothing on the left: a bed, with the left side filled from the right."""
    sound = music(SECONDS)
    sound[:, 0] = 0
    return _written(folder / "half-dead.flac", sound)


def off_middle(folder: Path) -> Path:
    """Stands 5 % above the middle: a bed that stands in it."""
    return _written(folder / "dc.wav", music(SECONDS) + np.float32(0.05))


def hardly_there(folder: Path) -> Path:
    """At about -65 LUFS: a bed, and it is said that hardly anything is to be heard."""
    return _written(folder / "quiet.wav", music(SECONDS, 10 ** (-56 / 20)))


def silent(folder: Path) -> Path:
    """Nothing but zeros: refused, as silent."""
    return _written(folder / "silent.wav", np.zeros((round(SECONDS * RATE), 2), np.float32))


def truncated(folder: Path) -> Path:
    """A file that stopped coming halfway: refused, as cut off or damaged."""
    path = _written(folder / "truncated.flac", music(SECONDS))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def empty(folder: Path) -> Path:
    """0 bytes: refused, as empty."""
    return _bytes(folder / "empty.mp3", b"")


def text(folder: Path) -> Path:
    """A text file called .mp3: refused, as text."""
    return _bytes(folder / "text.mp3", b"This is not a song, whatever its name says.\n" * 200)


def zipped(folder: Path) -> Path:
    """A packed file called .mp3: refused."""
    return _bytes(folder / "zipped.mp3", gzip.compress(bytes(range(256)) * 4000))


def tables(folder: Path) -> Path:
    """An MP4 of 2 kB whose tables say it has 80 million samples, for which FFmpeg takes 3 GB: refused, with a worker's
    memory bounded."""
    return _bytes(folder / "tables.m4a", _mp4(80_000_000))


def hours(folder: Path) -> Path:
    """A FLAC of 20 kB that says it lasts for 37 hours: refused, as too long, before it is decoded."""
    path = _written(folder / "hours.flac", np.zeros((RATE, 2), np.float32))
    content = bytearray(path.read_bytes())
    content[21] |= 0x01  # the top bits of the 36 that count its samples
    content[22:26] = struct.pack(">I", 0x80_00_00_00)
    return _bytes(path, bytes(content))


def crowded(folder: Path) -> Path:
    """A WAV of 16 channels at 768 kHz, 0.3 s in 7 MB of zeros: refused, as silent; memory is flat."""
    size = 768_000 * 32 * 3 // 10
    form = struct.pack("<IHHIIHH", 16, 1, 16, 768_000, 768_000 * 32, 32, 16)
    head = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + form + b"data" + struct.pack("<I", size)
    return _bytes(folder / "crowded.wav", head + bytes(size))


def picture(folder: Path) -> Path:
    """A PNG called .mp4: refused."""
    return _bytes(folder / "picture.mp4", b"\x89PNG\r\n\x1a\n" + bytes(np.random.default_rng(2).bytes(5000)))


MENDED: Mapping[str, Builder] = {
    maker.__name__: maker
    for maker in (
        silent_tail, silent_head, short, clipped, spoken_over, dropouts, half_dead, off_middle, hardly_there,
    )
}  # fmt: skip
"""They end as a bed of which something is said."""
REFUSED: Mapping[str, tuple[Builder, str]] = {
    "silent": (silent, "silent"),
    "truncated": (truncated, "cut off|damaged|ends early"),
    "empty": (empty, "is empty"),
    "text": (text, "is text"),
    "zipped": (zipped, "cannot be read"),
    "tables": (tables, "no sound|damaged|memory"),
    "hours": (hours, "longer than 30:00"),
    "crowded": (crowded, "silent"),
    "picture": (picture, "cannot be read"),
}
"""They end in an AudioError, with words that match."""


def _written(path: Path, sound: Sound) -> Path:
    kind: Any = path.suffix[1:]
    encode([sound.astype(np.float32)], path, kind, frames=len(sound), bits=16)
    return path


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _rung_out(sound: Sound) -> Sound:
    """With an end that falls by 40 dB in its last second."""
    fall = np.ones(len(sound), np.float32)
    fall[-RATE:] = 10 ** np.linspace(0, -2, RATE)
    return sound * fall[:, None]


def _as_loud(sound: Sound, other: Sound, decibels: float) -> Sound:
    """At a level, where it sounds, so many dB over that of the other."""
    loud = np.sqrt(np.mean(sound[np.abs(sound) > 1e-6] ** 2))
    return sound * np.float32(np.sqrt(np.mean(other**2)) / loud * 10 ** (decibels / 20))


def _mp4(samples: int) -> bytes:
    """The least that FFmpeg takes for an MP4 of AAC, with one chunk of so many samples of one byte."""
    decoder = b"\x04\x11\x40\x15\0\0\0" + struct.pack(">II", 128_000, 128_000) + b"\x05\x02\x11\x90\x06\x01\x02"
    entry = _box(
        b"mp4a",
        bytes(6) + struct.pack(">H", 1) + bytes(8) + struct.pack(">HHHHI", 2, 16, 0, 0, RATE << 16),
        _box(b"esds", bytes(4), b"\x03\x19\0\0\0" + decoder),
    )
    table = _box(
        b"stbl",
        _box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        _box(b"stts", bytes(4), struct.pack(">III", 1, samples, 1024)),
        _box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, samples, 1)),
        _box(b"stsz", bytes(4), struct.pack(">II", 1, samples)),
        _box(b"stco", bytes(4), struct.pack(">II", 1, 48)),
    )
    media = _box(
        b"mdia",
        _box(b"mdhd", bytes(4), struct.pack(">IIIII", 0, 0, RATE, 30 * RATE, 0x55C40000)),
        _box(b"hdlr", bytes(8) + b"soun" + bytes(12) + b"x\0"),
        _box(b"minf", _box(b"smhd", bytes(8)), table),
    )
    track = _box(b"trak", _box(b"tkhd", bytes(4), struct.pack(">IIIII", 0, 0, 1, 0, 30_000) + bytes(60)), media)
    head = struct.pack(">IIII", 0, 0, 1000, 30_000) + struct.pack(">IH", 0x10000, 0x100) + bytes(70)
    movie = _box(b"moov", _box(b"mvhd", bytes(4), head + struct.pack(">I", 2)), track)
    return _box(b"ftyp", b"isom\0\0\2\0isom") + _box(b"mdat", b"\x21\x10\x05" * 600) + movie


def _box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + kind + content

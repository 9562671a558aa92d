"""Parts that are encoded side by side are one MP3: nobody can hear, or read in its bytes, where they meet."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.packet import Packet
from hypothesis import given
from hypothesis import strategies as st

from bot.audio.mp3 import CHUNK, Part, Planes, joined, parts
from bot.audio.pcm import RATE

LENGTH = 30
"""Chunks in a part here, about three seconds."""


def chunks(sound: np.ndarray) -> list[Planes]:
    planes = np.ascontiguousarray(sound.T, np.float32)
    return [np.ascontiguousarray(planes[:, at : at + CHUNK]) for at in range(0, planes.shape[1], CHUNK)]


def tones(frames: int) -> np.ndarray:
    at = np.arange(frames) / RATE
    hertz = np.array([[110, 331, 663, 2640], [111, 331, 663, 2640]])
    return np.asarray(0.1 * np.sin(2 * np.pi * hertz * at[:, None, None]).sum(axis=2))


def attacks(frames: int) -> np.ndarray:
    """Noise that starts anew several times a second, also where parts meet: hard to encode, with short windows."""
    at = np.arange(frames) / RATE
    noise = np.random.default_rng(1).standard_normal((frames, 2))
    pulse = np.exp(-30 * (at * 4 % 1)) + np.exp(-30 * ((at - LENGTH * CHUNK / RATE) % 10))
    return np.asarray(0.3 * noise * pulse[:, None])


def silence_then_loud(frames: int) -> np.ndarray:
    """Digital silence up to where the first parts meet, then all at once."""
    sound = 3 * tones(frames)
    sound[: LENGTH * CHUNK] = 0
    return sound


def whole(sound: list[Planes]) -> list[bytes]:
    """What one encoder makes of it."""
    return [bytes(packet) for packet in Part(begins=0, chunks=tuple(sound), warm=0, ahead=0).encode().own]


@pytest.mark.parametrize("music", [tones, attacks, silence_then_loud])
def test_parts_are_byte_for_byte_what_one_encoder_writes(music: object) -> None:
    sound = chunks(music(LENGTH * CHUNK * 2 + 5000))  # type: ignore[operator]
    found = list(parts(sound, LENGTH))
    assert len(found) == 3
    assert [bytes(packet) for packet in joined(part.encode() for part in found)] == whole(sound)


def test_where_parts_meet_a_decoder_plays_on_without_a_seam() -> None:
    """Also where the second encoder has not got used to what was before: after loud music, faint music is written
    otherwise than from a fresh start."""
    sound = 3 * tones(LENGTH * CHUNK * 2)
    sound[(LENGTH - 7) * CHUNK :] *= 1e-3
    first, second = (part.encode() for part in parts(chunks(sound), LENGTH))
    assert first.meets(second)
    there, alone = decoded([*first.own, *second.own]), decoded([*second.before, *second.own])
    after = len(second.own) * 1152
    assert np.array_equal(there[-after:], alone[-after:])
    before = decoded([*first.own, *first.part.and_(second.part).encode().own[len(first.own) :]])
    assert np.array_equal(there[:-after], before[:-after])


def decoded(packets: list[Packet[AudioStream]]) -> np.ndarray:
    """The sound of frames of MP3 as they follow each other."""
    decoder = cast("AudioCodecContext", av.CodecContext.create("mp3float", "r"))
    heard = [frame.to_ndarray() for packet in packets for frame in decoder.decode(av.Packet(bytes(packet)))]
    return np.concatenate(heard, axis=1).T


def test_parts_that_do_not_meet_are_encoded_as_one() -> None:
    """Here the second encoder warms up on another sound."""
    sound = chunks(tones(LENGTH * CHUNK * 3))
    first, second, third = parts(sound, LENGTH)
    misled = replace(second, chunks=(*chunks(attacks(second.warm * CHUNK)), *second.chunks[second.warm :]))
    assert not first.encode().meets(misled.encode())
    assert [bytes(packet) for packet in joined(part.encode() for part in (first, misled, third))] == whole(sound)


@given(count=st.integers(1, 200), length=st.integers(1, 50))
def test_every_chunk_is_in_one_part(count: int, length: int) -> None:
    sound = [np.full((2, 1), number, np.float32) for number in range(count)]
    found = list(parts(sound, length))
    own = [part.chunks[part.warm : len(part.chunks) - part.ahead] for part in found]
    assert [int(chunk[0, 0]) for part in own for chunk in part] == list(range(count))
    assert all(len(part) == length for part in own[:-1])
    assert [part.begins for part in found] == [number * length for number in range(len(found))]


def test_the_number_of_processors_changes_no_byte(tmp_path: Path) -> None:
    """One processor, and all that are there."""
    script = (
        "import os, sys, numpy as np\n"
        "if sys.argv[2] == 'one': os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from pathlib import Path\n"
        "from bot.audio.encode import encode\n"
        "sound = (0.1 * np.random.default_rng(1).standard_normal((300_000, 2))).astype(np.float32)\n"
        "encode([sound], Path(sys.argv[1]), 'mp3', frames=300_000)\n"
    )
    for name in ("one", "all"):
        subprocess.run([sys.executable, "-c", script, str(tmp_path / name), name], check=True)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "all").read_bytes()

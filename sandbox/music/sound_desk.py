"""Spans to files: playing, parts, mixing, encoding. numpy and FFmpeg; for workers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame

from bot.audio.decode import decode
from bot.audio.encode import Format, encode
from bot.audio.folder import replacing
from bot.audio.pcm import RATE, Block
from bot.audio.peaks import peaks
from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.render import blocks, render
from sandbox.music.sound_piece import Piece, Span
from sandbox.music.sound_score import SINGER, first_page, sung
from sandbox.music.sound_voice import sing

_JOIN = RATE // 100
"""Frames over which two spans that do not belong together meet."""
_UNDER_VOICE = np.float32(0.7)
"""How far the band steps back behind a singer."""
_AAC_FRAME = 1024


def play(spans: tuple[Span, ...], out: Path) -> Piece:
    """See sound_work.play."""
    sound = _joined([_heard(span) for span in spans])
    _save(sound, out, "flac")
    page = first_page(spans)
    if page is None:
        return Piece(path=out, spans=spans, tempo=_beat(sound), key="", style="")
    return Piece(path=out, spans=spans, tempo=page.tempo, key=page.key, style=page.style)


def parts(spans: tuple[Span, ...], folder: Path) -> dict[str, Path]:
    """See sound_work.parts. One part at a time is in memory."""
    found = {}
    with TemporaryDirectory(dir=folder) as scratch:
        heard = [_parted(span, Path(scratch) / str(at)) for at, span in enumerate(spans)]
        for name in dict.fromkeys(name for each in heard for name in each):
            sounds = [
                each[name]() if name in each else np.zeros((span.end - span.start, 2), np.float32)
                for each, span in zip(heard, spans, strict=True)
            ]
            found[name] = folder / f"{name}.wav"
            _save(_joined(sounds), found[name], "wav")
    return found


def mixed(paths: tuple[Path, ...], frames: int, out: Path) -> Path:
    """See sound_work.mixed."""
    total = np.zeros((frames, 2), np.float32)
    for path in paths:
        sound = read(path)[:frames]
        total[: len(sound)] += sound
    _save(total, out, "wav")
    return out


def brought(path: Path) -> Piece:
    """See sound_work.brought."""
    sound = read(path)
    return Piece(path=path, spans=(Span(path, 0, len(sound)),), tempo=_beat(sound), key="", style="")


def bars(path: Path, count: int) -> tuple[float, ...]:
    """See sound_work.bars."""
    sound = read(path)
    return peaks([sound], len(sound), count).peak


def encoded(source: Path, format: str, out: Path) -> Path:  # noqa: A002 (the word that everybody uses for it)
    """See sound_work.encoded."""
    _save(read(source), out, format)
    return out


def read(path: Path) -> Block:
    """A whole file as samples. AudioError when it is none."""
    return np.concatenate(list(decode(path)))


def _heard(span: Span) -> Block:
    """What the span sounds like: the band, and the singer over it."""
    if not isinstance(span.source, Ask):
        return read(span.source)[span.start : span.end]
    score = compose(span.source)
    bed = np.concatenate(list(blocks(score)))
    if span.vocal:
        bed *= _UNDER_VOICE
        bed += sing(sung(score).notes, len(bed))
    return bed[span.start : span.end]


def _parted(span: Span, scratch: Path) -> dict[str, Callable[[], Block]]:
    """What plays each part of a span, by its name. A brought file is parted by pitch alone: what lies low, the rest."""
    if not isinstance(span.source, Ask):
        source = span.source
        return {
            "bass": lambda: _low(read(source)[span.start : span.end]),
            "other": lambda: (sound := read(source)[span.start : span.end]) - _low(sound),
        }
    score = compose(span.source)
    step = _UNDER_VOICE if span.vocal else np.float32(1)
    files = render(score, scratch / "bed.flac", stems=scratch).stems
    found: dict[str, Callable[[], Block]] = {
        file.stem: lambda file=file: read(file)[span.start : span.end] * step  # type: ignore[misc]
        for file in files
    }
    if span.vocal:
        found[SINGER] = lambda: sing(sung(score).notes, score.frames)[span.start : span.end]
    return found


def _joined(sounds: list[Block]) -> Block:
    """One after the other; where they meet, both fade for ten milliseconds."""
    ramp = np.linspace(0, 1, _JOIN, dtype=np.float32)[:, None]
    if len(sounds) == 1:
        return sounds[0]
    for before, after in pairwise(sounds):
        if min(len(before), len(after)) >= _JOIN:
            before[-_JOIN:] *= ramp[::-1]
            after[:_JOIN] *= ramp
    return np.concatenate(sounds)


def _low(sound: Block) -> Block:
    """What lies below about 180 Hz."""
    spectrum = np.fft.rfft(sound, axis=0)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)[:, None]
    return np.asarray(np.fft.irfft(spectrum / (1 + (hz / 180) ** 8), len(sound), axis=0), np.float32)


def _beat(sound: Block) -> float:
    """A guess at the tempo, 60 to 180: the lag at which the onsets resemble themselves most; 120 without onsets."""
    hop = RATE // 100
    energy = np.square(sound[: len(sound) // hop * hop]).reshape(-1, hop * 2).sum(axis=1)
    onsets = np.maximum(np.diff(np.sqrt(energy)), 0)
    lags = [lag for lag in range(33, 101) if lag < len(onsets) // 2]
    if not lags or not onsets.any():
        return 120.0
    likeness = [float(np.dot(onsets[lag:], onsets[:-lag]) / (len(onsets) - lag)) for lag in lags]
    return round(6000 / lags[int(np.argmax(likeness))], 1)


def _save(sound: Block, out: Path, format_: str) -> None:
    """Writes a file that is there whole or not at all: takes in 24 bits, all else that has bits in 16."""
    with replacing(out) as part:
        if format_ == "m4a":
            _aac(sound, part)
        else:
            encode([sound], part, cast("Format", format_), frames=len(sound), bits=24 if out.suffix == ".flac" else 16)


def _aac(sound: Block, out: Path) -> None:
    with av.open(str(out), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=RATE)
        stream.layout, stream.format, stream.bit_rate = "stereo", "fltp", 192_000
        for at in range(0, len(sound), _AAC_FRAME):
            planes = np.ascontiguousarray(np.clip(sound[at : at + _AAC_FRAME], -1, 1).T)
            frame = AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

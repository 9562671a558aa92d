"""What a worker process does for the sandbox's sound. Nothing here imports numpy or FFmpeg before it is called."""

from __future__ import annotations

from pathlib import Path

from sandbox.music.sound_piece import Piece, Span

# ruff: noqa: PLC0415 (imports belong to the worker)


def play(spans: tuple[Span, ...], out: Path) -> Piece:
    """Plays the spans into `out` (24-bit FLAC, 48 kHz stereo)."""
    from sandbox.music import sound_desk

    return sound_desk.play(spans, out)


def go_on(spans: tuple[Span, ...], start: int, frames: int, out: Path) -> Piece:
    """About `frames` frames of music that follow frame `start` of the spans, in `out`."""
    from sandbox.music import sound_desk, sound_score

    return sound_desk.play(sound_score.following(spans, start, frames), out)


def parts(spans: tuple[Span, ...], folder: Path) -> dict[str, Path]:
    """One 16-bit WAV per part of the music, in `folder`; they add up to the whole."""
    from sandbox.music import sound_desk

    return sound_desk.parts(spans, folder)


def mixed(paths: tuple[Path, ...], frames: int, out: Path) -> Path:
    """The sum of some files, `frames` long, as a 16-bit WAV; silence when there are none."""
    from sandbox.music import sound_desk

    return sound_desk.mixed(paths, frames, out)


def written(spans: tuple[Span, ...], out: Path) -> Path:
    """The score as a Standard MIDI File."""
    from bot.composer.midi import midi_file
    from sandbox.music import sound_score

    out.write_bytes(midi_file(sound_score.score(spans)))
    return out


def encoded(source: Path, format: str, out: Path) -> Path:  # noqa: A002 (the word that everybody uses for it)
    """The same sound as mp3, wav (16 bits), flac (16 bits), ogg (Opus) or m4a (AAC)."""
    from sandbox.music import sound_desk

    return sound_desk.encoded(source, format, out)


def brought(path: Path) -> Piece:
    """A file from elsewhere, read once: how long it is, and a guess at its tempo. AudioError when it is no audio."""
    from sandbox.music import sound_desk

    return sound_desk.brought(path)


def bars(path: Path, count: int) -> tuple[float, ...]:
    """The peaks of a file, 0 to 1, in `count` equal stretches."""
    from sandbox.music import sound_desk

    return sound_desk.bars(path, count)

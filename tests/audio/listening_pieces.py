"""Small pieces whose beats and bars are known, made of kicks, snares, hats, clicks and chords."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE, PcmFile

Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    sound: Sound
    beats: Sound
    downbeats: Sound


def written(folder: Path, sound: Sound) -> PcmFile:
    stereo = np.repeat(sound[:, None], 2, axis=1).astype(np.float32)
    return PcmFile.write(folder / "piece.f32", [stereo[at : at + RATE] for at in range(0, len(stereo), RATE)])


def beats(tempo: float, seconds: float, first: float, drift: float = 0.0) -> Sound:
    """Beat times; the tempo goes from `drift` (a share) below to as much above."""
    out = [first]
    while out[-1] < seconds:
        out.append(out[-1] + 60 / (tempo * (1 + drift * (2 * out[-1] / seconds - 1))))
    return np.array(out[:-1])


def clicks(tempo: float, seconds: float, first: float) -> Piece:
    """A metronome in four: a high click on one, a soft lower one on the others."""
    sound, at = np.zeros(round(seconds * RATE)), beats(tempo, seconds, first)
    for i, second in enumerate(at):
        _put(sound, second, _tone(1000, 0.03) * 0.5 if i % 4 else _tone(1500, 0.03))
    return Piece(0.3 * sound, at, at[::4])


def band(
    tempo: float, seconds: float, first: float, *, meter: int = 4, swing: float = 0.5, drift: float = 0.0
) -> Piece:
    """Kick, snare, hats in eighths (the second where `swing` has it) and a chord a bar."""
    sound, at = np.zeros(round(seconds * RATE)), beats(tempo, seconds, first, drift)
    dice = np.random.default_rng(5)
    kick, snare, hat = _kick(), dice.standard_normal(9600) * _fall(9600) * 0.5, _hat(dice)
    for i, second in enumerate(at):
        kicks = i % meter == 0 or (meter == 4 and i % meter == 2)
        _put(sound, second, kick if kicks else snare)
        _put(sound, second, hat)
        _put(sound, second + swing * 60 / tempo, 0.7 * hat)
        if i % meter == 0:
            _put(sound, second, _chord((110, 87.3, 130.8, 98)[i // meter % 4], meter * 60 / tempo))
    return Piece(0.3 * sound, at, at[::meter])


def speech(seconds: float) -> Sound:
    """Noise in syllables of no steady length, with pauses."""
    dice, at = np.random.default_rng(7), 0
    sound = 0.2 * np.convolve(dice.standard_normal(round(seconds * RATE)), np.ones(8) / 8, "same")
    while at < len(sound):
        length = int(RATE * dice.uniform(0.08, 0.35))
        here = sound[at : at + length]
        here *= np.hanning(length)[: len(here)] * (dice.uniform(0.2, 1) if dice.random() < 0.8 else 0)
        at += length
    return sound


def _put(sound: Sound, second: float, what: Sound) -> None:
    at = round(second * RATE)
    sound[at : at + len(what)] += what[: max(len(sound) - at, 0)]


def _fall(frames: int) -> Sound:
    return np.exp(-6 * np.arange(frames) / frames)


def _tone(hz: float, seconds: float) -> Sound:
    frames = round(seconds * RATE)
    return np.sin(2 * np.pi * hz * np.arange(frames) / RATE) * _fall(frames)


def _kick() -> Sound:
    hz = 50 + 100 * np.exp(-np.arange(12000) / 900)
    return np.sin(2 * np.pi * np.cumsum(hz) / RATE) * _fall(12000)


def _hat(dice: np.random.Generator) -> Sound:
    return 0.3 * np.diff(dice.standard_normal(2401)) * _fall(2400)


def _chord(root: float, seconds: float) -> Sound:
    time = np.arange(round(seconds * RATE)) / RATE
    shape = np.minimum(1, time / 0.01) * np.clip((seconds - time) / 0.02, 0, 1)
    return 0.08 * shape * sum(np.sin(2 * np.pi * root * ratio * time) for ratio in (1, 1.25, 1.5, 2, 2.5))

"""An artificial voice: a source and filter model, so that tests know to the sample when somebody speaks.

Glottal pulses with jitter and shimmer under a falling and accented pitch, through four resonators that glide from vowel
to vowel, with hissed and stopped consonants between them, three to six syllables a second. Nobody would take it for a
human, but what detectors look at is there: moving pitch, moving formants, the rhythm of syllables, hiss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, resample_poly, sosfilt

from bot.audio.pcm import RATE

_LOW_RATE = 16_000
_STEP = 80
"""Samples, 5 ms, between two settings of the resonators."""
_VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
    (660, 1720, 2410),
)
"""The first three formants of six vowels, Hz (Peterson and Barney, 1952, men)."""
_WIDTHS = (70.0, 100.0, 140.0, 250.0)
_SPEECH_RMS = 10 ** (-20 / 20)

Windows = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Speaker:
    """Who speaks."""

    pitch: float
    """Hz."""
    size: float
    """Of the mouth, as a factor on the formants."""
    pace: float
    """Syllables a second."""
    breath: float = 0.02
    lively: float = 0.25
    """How far the pitch moves, in octaves."""


SPEAKERS = (
    Speaker(pitch=115, size=1.0, pace=4.2),
    Speaker(pitch=205, size=1.16, pace=4.8, breath=0.04),
    Speaker(pitch=95, size=0.95, pace=3.4, lively=0.12),
    Speaker(pitch=245, size=1.22, pace=5.4, breath=0.03, lively=0.4),
    Speaker(pitch=150, size=1.05, pace=4.0, breath=0.08),
)


def windows_of(seconds: float, *, seed: int = 0, first: float = 0.5) -> tuple[tuple[float, float], ...]:
    """Phrases of 1 to 4 s with pauses of 1 to 2.5 s between them, within so many seconds."""
    dice = np.random.default_rng(seed + 100)
    found, at = [], first
    while at + 1.0 < seconds - 0.3:
        end = min(at + dice.uniform(1.0, 4.0), seconds - 0.3)
        found.append((round(at, 3), round(end, 3)))
        at = end + dice.uniform(1.0, 2.5)
    return tuple(found)


@cache
def voice(
    seconds: float, windows: tuple[tuple[float, float], ...] | None = None, *, speaker: int = 0, seed: int = 0
) -> NDArray[np.float32]:
    """Shape (frames, 2), both sides alike: speech within the windows at about -20 dB RMS, digital silence elsewhere."""
    dice = np.random.default_rng(1000 * speaker + seed)
    sound = np.zeros(round(seconds * RATE), np.float32)
    for begin, end in windows if windows is not None else windows_of(seconds, seed=seed):
        first, last = round(begin * RATE), min(round(end * RATE), len(sound))
        sound[first:last] = _phrase(last - first, SPEAKERS[speaker], dice)
    spoken = sound[sound != 0]
    if len(spoken):
        sound *= _SPEECH_RMS / np.sqrt(np.mean(spoken**2))
    return np.repeat(sound[:, None], 2, axis=1)


def _phrase(frames: int, who: Speaker, dice: np.random.Generator) -> NDArray[np.float32]:
    """Syllables one after the other: the first sounds at once, the last to the end."""
    length = -(-frames // 3) + _STEP
    steps = -(-length // _STEP)
    marks = _syllables(steps, who, dice)
    formants, voiced, hiss = _score(marks, steps, who, dice)
    time = np.linspace(0, 1, steps)
    accents = np.interp(np.arange(steps), marks[:-1], dice.uniform(-0.5, 0.8, len(marks) - 1))
    pitch = who.pitch * 2 ** (who.lively * (accents - 0.6 * time)) * (1 + 0.012 * dice.standard_normal(steps))
    buzz = _glottis(np.repeat(pitch, _STEP), dice) + who.breath * dice.standard_normal(steps * _STEP)
    spoken = _through(buzz * _smooth(np.repeat(voiced, _STEP)), formants)
    # Vowels differ by a few dB; resonators in a row make far more of it.
    spoken /= (_loudness(spoken) + 1e-9) ** 0.7
    spoken *= _smooth(np.repeat(np.maximum(voiced, 0.02), _STEP)) ** 0.7
    spoken /= np.abs(spoken).max() + 1e-9
    noise = sosfilt(_HISS, dice.standard_normal(steps * _STEP)) * _smooth(np.repeat(hiss, _STEP))
    whole = resample_poly((spoken + 0.25 * noise)[:length], 3, 1)[:frames]
    edge = np.minimum(np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (0.008 * RATE), 1.0)
    return (whole * edge).astype(np.float32)


def _syllables(steps: int, who: Speaker, dice: np.random.Generator) -> list[int]:
    """Where each begins, in steps, and the end."""
    marks, usual = [0], _LOW_RATE / _STEP / who.pace
    while marks[-1] < steps:
        marks.append(marks[-1] + max(16, round(usual * dice.uniform(0.7, 1.4))))
    marks[-1] = steps
    if len(marks) > 2 and marks[-1] - marks[-2] < 16:
        del marks[-2]
    return marks


def _score(
    marks: list[int], steps: int, who: Speaker, dice: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For every step the formants, how much the voice sounds, and how much hiss."""
    formants = np.empty((steps, 4))
    voiced, hiss = np.zeros(steps), np.zeros(steps)
    targets = who.size * np.array([(*_VOWELS[dice.integers(len(_VOWELS))], 3500) for _ in marks])
    for column in range(4):
        middles = [(a + b) / 2 for a, b in pairwise(marks)]
        formants[:, column] = np.interp(np.arange(steps), middles, targets[:-1, column])
    for number, (begin, end) in enumerate(pairwise(marks)):
        kind = "hiss" if number == 0 and dice.random() < 0.4 else ("none" if number == 0 else dice.choice(_CONSONANTS))
        onset = {"none": 0, "hiss": 14, "stop": 12, "soft": 8}[kind]
        vowel = np.arange(end - begin - onset) / max(1, end - begin - onset)
        voiced[begin + onset : end] = dice.uniform(0.7, 1.0) * np.maximum(0.25, np.sin(np.pi * (0.12 + 0.8 * vowel)))
        if kind == "hiss":
            hiss[begin : begin + onset] = dice.uniform(0.5, 1.0)
        elif kind == "stop":
            hiss[begin + onset - 3 : begin + onset] = 1.0
        elif kind == "soft":
            voiced[begin : begin + onset] = 0.2
    return formants, voiced, hiss


_CONSONANTS = ("none", "hiss", "stop", "soft")
_HISS = butter(2, (2500, 7000), "bandpass", fs=_LOW_RATE, output="sos")


def _glottis(pitch: NDArray[np.float64], dice: np.random.Generator) -> NDArray[np.float64]:
    """Pulses of the vocal folds: one a period, each a little different in height, falling by about 12 dB an octave."""
    phase = np.cumsum(pitch / _LOW_RATE)
    pulses = np.diff(np.floor(phase), prepend=0.0)
    pulses *= 1 + 0.08 * dice.standard_normal(len(pulses))
    # Leaving the lips makes it 6 dB an octave brighter: one pole of the two is left.
    return np.asarray(lfilter([1.0], [1.0, -0.88], pulses - pulses.mean()))


def _through(source: NDArray[np.float64], formants: NDArray[np.float64]) -> NDArray[np.float64]:
    """The source through four resonators in a row, which move every 5 ms."""
    sound = source
    for column, width in enumerate(_WIDTHS):
        radius = np.exp(-np.pi * width / _LOW_RATE)
        state, parts = np.zeros(2), []
        for step, block in enumerate(sound.reshape(-1, _STEP)):
            poles = [1.0, -2 * radius * np.cos(2 * np.pi * formants[step, column] / _LOW_RATE), radius**2]
            part, state = lfilter([sum(poles)], poles, block, zi=state)
            parts.append(part)
        sound = np.concatenate(parts)
    return sound


def _smooth(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.convolve(curve, np.hanning(98)[1:-1] / np.hanning(98).sum(), "same"))


def _loudness(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """RMS over 50 ms."""
    return np.sqrt(np.convolve(sound**2, np.full(800, 1 / 800), "same"))

"""Sounds that the tests of this room work on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE


def music(seconds: float, loud: float = 0.1, seed: int = 1) -> NDArray[np.float32]:
    """Soft noise chords with a pulse, about 12 dB of crest: something like a bed."""
    frames = round(seconds * RATE)
    time = np.arange(frames) / RATE
    dice = np.random.default_rng(seed)
    tones = [np.sin(2 * np.pi * f * time + dice.uniform(0, 6)) for f in (110, 220, 277.2, 329.6, 660, 1320)]
    pulse = 0.4 + 0.6 * np.exp(-5 * (time * 1.5 % 1))
    sides = [sum(tone * dice.uniform(0.3, 1) for tone in tones) for _ in range(2)]
    sound = np.stack(sides, axis=1) * pulse[:, None] + 0.05 * dice.standard_normal((frames, 2))
    return (loud * sound).astype(np.float32)


def peaky(seconds: float, loud: float = 0.05, every: float = 0.4, seed: int = 2) -> NDArray[np.float32]:
    """Music with short loud hits: its peaks are over the ceiling long before its loudness is at the target."""
    sound = music(seconds, loud, seed)
    for at in range(RATE // 5, len(sound) - 200, round(every * RATE)):
        sound[at : at + 100] += np.float32(0.3) * np.hanning(100).astype(np.float32)[:, None]
    return sound


def hostile(seconds: float) -> NDArray[np.float32]:
    """A clipped wave at a quarter of the rate: codecs and the space between its samples go far over it."""
    at = np.arange(round(seconds * RATE))
    wave = np.clip(3 * np.sin(np.pi / 2 * at + np.pi / 4) + np.sin(at * 0.013), -0.9, 0.9)
    return np.stack([wave, -wave], axis=1).astype(np.float32)


def noise(seconds: float, loud: float = 0.3, seed: int = 3) -> NDArray[np.float32]:
    """White noise: what codecs are worst at."""
    dice = np.random.default_rng(seed)
    return (loud * dice.standard_normal((round(seconds * RATE), 2))).astype(np.float32)

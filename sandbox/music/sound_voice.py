"""A voice without words: a buzzing source through the formants of sung vowels. numpy; for workers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE, Block
from bot.composer.score import Note

Wave = NDArray[np.float32]

_VOWELS = (
    ((730, 90, 1.0), (1090, 110, 0.5), (2440, 170, 0.2), (3400, 250, 0.1)),  # ah
    ((570, 80, 1.0), (840, 100, 0.45), (2410, 170, 0.12), (3300, 250, 0.06)),  # oh
    ((300, 60, 1.0), (870, 100, 0.3), (2240, 170, 0.06), (3200, 250, 0.04)),  # oo
    ((530, 80, 1.0), (1840, 120, 0.4), (2480, 170, 0.25), (3500, 250, 0.1)),  # eh
)
"""Hz, width in Hz and height of each formant: round figures for a singing voice."""
_LEVEL = 0.22
_SWELL = RATE * 45 // 1000


def sing(notes: tuple[Note, ...], frames: int) -> Block:
    """The line that these notes are, `frames` frames, in the middle of the picture with a little width."""
    line = np.zeros(frames + RATE, dtype=np.float32)
    for note in notes:
        syllable = _syllable(note)
        line[note.at : note.at + len(syllable)] += syllable[: max(0, len(line) - note.at)]
    left, right = line[:frames], np.concatenate([np.zeros(240, np.float32), line])[:frames]
    return np.ascontiguousarray(np.stack([left, 0.6 * left + 0.4 * right], axis=1), dtype=np.float32)


def _syllable(note: Note) -> Wave:
    """One note, sung on a vowel that its own place chooses."""
    n = note.length + _SWELL
    t = np.arange(n) / RATE
    hz = 440 * 2 ** ((note.pitch - 69) / 12)
    bend = 1 + 0.006 * np.sin(2 * np.pi * 5.4 * t) * np.clip(t / 0.3, 0, 1) - 0.03 * np.exp(-t / 0.03)
    phase = np.cumsum(hz * bend / RATE)
    buzz = 2 * (phase % 1.0) - 1
    tone = np.fft.irfft(np.fft.rfft(buzz, 2 * n) * _throat(2 * n, note), 2 * n)[:n]
    return np.asarray(tone * _breath(n) * note.velocity * _LEVEL / max(float(np.abs(tone).max()), 1e-9), np.float32)


def _throat(n: int, note: Note) -> NDArray[np.float64]:
    """How strongly each frequency sounds: a peak at every formant, and nothing below the voice or above 6 kHz."""
    hz = np.fft.rfftfreq(n, 1 / RATE)
    vowel = _VOWELS[(note.at // 4800 + note.pitch) % len(_VOWELS)]
    peaks = sum((height / (1 + ((hz - centre) / width) ** 2) for centre, width, height in vowel), np.zeros_like(hz))
    return np.asarray((peaks + 0.03) * (hz > 80) * np.clip((6000 - hz) / 1000, 0, 1))


def _breath(n: int) -> NDArray[np.float64]:
    rise = np.clip(np.arange(n) / _SWELL, 0, 1)
    return np.asarray(np.sin(np.pi / 2 * np.minimum(rise, rise[::-1])) ** 2)

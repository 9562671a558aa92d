"""How clear a voice stands above a bed: by loudness, and band by band, while it speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.audio.decode import decode
from bot.audio.laying.ducking import ducked
from bot.audio.laying.soundtrack import exactly, sound_of
from bot.audio.laying.speech import loudness_of, within
from bot.audio.laying.timing import timing_of
from bot.audio.loudness import SILENCE
from bot.audio.pcm import RATE, Block, rechunk
from bot.domain.voice_over import CLEAR, Band, Clearance, Ducking, Speech

EDGES = (150, 210, 290, 400, 560, 790, 1100, 1500, 2100, 3000, 4100, 5700, 8000)
"""Hz: twelve bands of about half an octave."""
WEIGHTS = (0.02, 0.03, 0.05, 0.08, 0.09, 0.11, 0.12, 0.13, 0.13, 0.11, 0.08, 0.05)
"""What each adds to understanding: our own rough shares, after the shape of the band importance of ANSI S3.5."""
_SIZE = 2048
"""Frames looked at at once: 43 ms, about a sound of speech."""
_SOFT = 25.0
"""dB under its loud moments in a band, from which on a voice has nothing to say there."""
_FLOOR = 1e-12
_MOST = 60.0

Source = Callable[[], Iterator[Block]]
"""Begins a sound anew each time."""
Powers = NDArray[np.float64]
"""Shape (moments, 12)."""


def clear(voice: Path, bed: Path, speech: Speech, ducking: Ducking) -> Clearance | None:
    """See `bot.audio.laying.orders.clearance`."""
    timing = timing_of(voice)
    return compare(lambda: sound_of(voice, timing), lambda: decode(bed), speech, ducking)


def compare(voice: Source, bed: Source, speech: Speech, ducking: Ducking) -> Clearance | None:
    """The same of two sounds that begin together."""
    spoken = speech.lufs or loudness_of(voice(), speech.windows)
    if spoken is None:
        return None
    frames = round(speech.seconds * RATE)
    plain = loudness_of(exactly(ducked(bed(), (), ducking), frames), speech.windows) or SILENCE
    above = _powers(voice(), speech)
    below = _powers(exactly(ducked(bed(), speech.windows, ducking), frames), speech)
    index, margins = _heard(above, below)
    shares = zip(EDGES, EDGES[1:], margins, WEIGHTS, strict=False)
    bands = tuple(Band(low=low, high=high, margin=margin, weight=weight) for low, high, margin, weight in shares)
    # While somebody speaks the bed is all the way down, never in between (`voice_over.envelope`).
    return Clearance(index=index, margin=spoken - plain, ducked=spoken - plain + ducking.dip, bands=bands)


def _heard(voice: Powers, bed: Powers) -> tuple[float, Sequence[float]]:
    """The share of speech that is heard, weighted, and by how many dB each band of it stands above the bed.

    Each sound of speech counts in the bands that it has, by how far it stands clear there (`voice_over.audible`). So a
    bed that fills the softer sounds costs more than one that only meets the loud ones.
    """
    count = min(len(voice), len(bed))
    level, over = 10 * np.log10(voice[:count]), 10 * np.log10(voice[:count] / bed[:count])
    spoken = level > np.percentile(level, 95, axis=0) - _SOFT
    audible = np.clip((over + CLEAR) / (2 * CLEAR), 0, 1)
    shares = (audible * spoken).sum(axis=0) / np.maximum(spoken.sum(axis=0), 1)
    margins = 10 * np.log10(voice[:count].mean(axis=0) / bed[:count].mean(axis=0))
    return float(shares @ np.array(WEIGHTS)), np.clip(margins, -_MOST, _MOST).tolist()


def _powers(sound: Iterator[Block], speech: Speech) -> Powers:
    found = [_spectrum(block) for block in rechunk(within(sound, speech.windows), _SIZE) if len(block) == _SIZE]
    return np.array(found)


def _spectrum(block: Block) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(block * _HANN, axis=0)
    power = (spectrum.real**2 + spectrum.imag**2).sum(axis=1)
    return np.asarray(np.add.reduceat(power, _BINS)[:-1] + _FLOOR, np.float64)


_HANN = np.hanning(_SIZE).astype(np.float32)[:, None]
_BINS = np.array([round(edge * _SIZE / RATE) for edge in EDGES])

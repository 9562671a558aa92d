"""Listening to a take: one pass over it, then tempo, bars, sections and key from what was kept."""

from __future__ import annotations

import numpy as np

from bot.audio.listening.heard import HOP, Features, Floats, Heard
from bot.audio.listening.key import key
from bot.audio.listening.pulse import CLEAR, Pulse, pulse
from bot.audio.listening.spectrum import Spectra, spectra
from bot.audio.pcm import RATE, PcmFile
from bot.domain.music import Music


def listen(source: PcmFile) -> Heard:
    """What is heard in a take of any length; the same bytes are always heard alike. Runs in a worker.

    Memory grows by 3 MB a minute of music or less; 180 s take about half a second.
    """
    heard = spectra(source)
    curve = heard.onsets.sum(axis=1)
    found = pulse(curve)
    return Heard(_music(source.seconds, heard, found), _features(heard, curve), found.clarity if found else 0.0)


def _features(heard: Spectra, curve: Floats) -> Features:
    rows = len(heard.loudness)
    padded = np.zeros(rows * 8, np.float32)
    padded[: len(curve)] = curve[: len(padded)]
    onset = padded.reshape(rows, 8).sum(axis=1)
    return Features(heard.bands, heard.chroma, onset / max(float(onset.mean()) if rows else 0, 1e-9), heard.loudness)


def _music(seconds: float, heard: Spectra, found: Pulse | None) -> Music:
    tonality = key(heard.chroma)
    if found is None or found.clarity < CLEAR:
        return Music(seconds=seconds, sections=((0.0, "A"),), key=tonality)
    beat = 60 / found.tempo
    beats = np.arange(found.first, seconds, beat)
    rows = np.minimum(((beats + 0.04) * RATE / HOP).astype(int), len(heard.chroma) - 1)
    change = np.abs(np.diff(heard.chroma[rows], axis=0, prepend=heard.chroma[rows[:1]])).sum(axis=1)
    lead = int(np.argmax([change[i::4].mean() if len(change) > i else 0 for i in range(4)]))
    return Music(
        seconds=seconds,
        tempo=found.tempo,
        beats=tuple(map(float, beats)),
        downbeats=tuple(map(float, beats[lead::4])),
        sections=((0.0, "A"),),
        key=tonality,
    )

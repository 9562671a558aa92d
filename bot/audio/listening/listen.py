"""Listening to a take: one pass over it, then tempo, bars, sections and key from what was kept."""

from __future__ import annotations

import numpy as np

from bot.audio.listening.heard import Features, Heard
from bot.audio.listening.key import key
from bot.audio.listening.pulse import Pulse, pulse
from bot.audio.listening.sections import form
from bot.audio.listening.spectrum import EACH, Spectra, spectra
from bot.audio.pcm import PcmFile
from bot.domain.music import Music


def listen(source: PcmFile) -> Heard:
    """What is heard in a take of any length; the same bytes are always heard alike. Runs in a worker.

    The take is read once, by ten seconds; what is kept of it is 8 kB a second.
    """
    heard = spectra(source)
    found = pulse(heard)
    return Heard(_music(source.seconds, heard, found), _features(heard), found.clarity)


def _features(heard: Spectra) -> Features:
    rows = len(heard.loudness)
    begun = np.zeros(rows * EACH, np.float32)
    begun[: len(heard.onsets)] = heard.onsets.sum(axis=1)
    onset = begun.reshape(rows, EACH).sum(axis=1)
    usual = float(onset.mean()) if rows else 0.0
    return Features(heard.bands, heard.chroma, onset / np.float32(usual or 1.0), heard.loudness)


def _music(seconds: float, heard: Spectra, found: Pulse) -> Music:
    whole = form(heard, found.downbeats, seconds)
    return Music(
        seconds=seconds,
        tempo=found.tempo,
        beats=tuple(map(float, found.beats)),
        downbeats=tuple(map(float, found.downbeats)),
        meter=found.meter,
        sections=whole.sections,
        key=key(heard.chroma),
        climax=whole.climax,
    )

"""The key: which major or minor scale the pitch classes of a piece fit best."""

from __future__ import annotations

import numpy as np

from bot.audio.listening.heard import Floats

NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
# Albrecht & Shanahan 2013, table 1: how often each pitch class is heard in a key, from the tonic up. On pieces by the
# built-in composer it names the key of 77 in 100, where the profiles of Krumhansl & Kessler name 69.
_MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
_MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)
_STANDS_OUT = 0.6
"""Correlation with the best key under which none is named: noise, clicks and single tones stay below 0.52."""


def key(chroma: Floats) -> str | None:
    """E.g. "A minor"; None where the pitch classes (rows, 12) fit no key, as in noise or silence."""
    if not chroma.any():
        return None
    mean = np.sqrt(chroma.mean(axis=0, dtype=np.float64))
    fits = {
        f"{NAMES[tonic]} {mode}": float(np.corrcoef(np.roll(profile, tonic), mean)[0, 1])
        for mode, profile in (("major", _MAJOR), ("minor", _MINOR))
        for tonic in range(12)
    }
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] >= _STANDS_OUT else None

"""The key: which major or minor scale the pitch classes of a piece fit best."""

from __future__ import annotations

import numpy as np

from bot.audio.listening.heard import Floats

NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
# Krumhansl & Kessler 1982: how well each pitch class fits a key, from the tonic up.
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_STANDS_OUT = 0.5
"""Correlation with the best key under which none is named."""


def key(chroma: Floats) -> str | None:
    """E.g. "A minor"; None where the pitch classes (rows, 12) fit no key, as in noise or silence."""
    mean = chroma.mean(axis=0) if len(chroma) else np.zeros(12)
    if mean.std() < 1e-6:
        return None
    fits = {
        f"{NAMES[tonic]} {mode}": float(np.corrcoef(np.roll(profile, tonic), mean)[0, 1])
        for mode, profile in (("major", _MAJOR), ("minor", _MINOR))
        for tonic in range(12)
    }
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] >= _STANDS_OUT else None

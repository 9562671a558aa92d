"""A short mark of how a take begins in time and pitch, by which the same audio is known again.

After Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System" (ISMIR 2002): a bit says whether the difference
of two neighbouring bands grows with time. Steps and windows are far longer here, as a take has only so many bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.checks.spectra import Spectrum, bands

_EDGES = np.geomspace(80, 3900, 18)
"""Hertz of 17 bands, which make 16 bits."""
_STEP = 25
"""Spectra from one word to the next: a quarter of a second."""
_WIDE = 3
"""Steps over which a band is averaged."""
_LAG = 4
"""Steps between what is compared in time: a second."""
_WORDS = 128
"""256 bytes: the first 33 s of a take."""
_LEAST = 16
"""Words that two must share in time: 4 s."""
_SAME = 0.26
"""Share of bits that may differ. Measured: at most 0.19 for one take, at least 0.33 for two."""
_NOTHING = 1e-9


class Marks:
    """Hears the spectra of a take; what is silent at its beginning should not be among them."""

    def __init__(self) -> None:
        self._steps: list[NDArray[np.float64]] = []
        self._held = np.zeros((0, len(_EDGES) - 1))

    def hear(self, spectrum: Spectrum) -> None:
        if len(self._steps) >= _WORDS + _WIDE + _LAG:
            return
        powers = np.concatenate([self._held, bands(spectrum.middle, _EDGES)])
        whole = len(powers) - len(powers) % _STEP
        self._steps.extend(powers[:whole].reshape(-1, _STEP, powers.shape[1]).mean(axis=1))
        self._held = powers[whole:]

    def done(self) -> str:
        """The fingerprint in hex, at most 512 letters; empty for what is silent or shorter than 6 s."""
        steps = np.array(self._steps[: _WORDS + _WIDE + _LAG - 1])
        if len(steps) < _LEAST + _WIDE + _LAG - 1 or not steps.any():
            return ""
        sums = np.cumsum(np.concatenate([np.zeros((1, steps.shape[1])), steps]), axis=0)
        heights = np.log(sums[_WIDE:] - sums[:-_WIDE] + _NOTHING * steps.mean())
        growth = np.diff(heights[_LAG:] - heights[:-_LAG], axis=1)
        return np.packbits(growth > 0).tobytes().hex()


def same(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same take: as another file, at another level, a moment later, or shorter.

    False where either is empty. Both takes must begin within 29 s of each other in the music that they share.
    """
    first, second = _words(one), _words(other)
    shortest = min(len(first), len(second))
    if shortest < _LEAST:
        return False
    shifts = range(_LEAST - len(second), len(first) - _LEAST + 1)
    return any(_apart(first, second, shift) < _SAME for shift in shifts)


def _apart(first: NDArray[np.uint8], second: NDArray[np.uint8], shift: int) -> float:
    """The share of bits that differ where the second begins `shift` words into the first."""
    one, other = first[max(0, shift) :], second[max(0, -shift) :]
    shared = min(len(one), len(other))
    return float(np.mean(one[:shared] != other[:shared]))


def _words(fingerprint: str) -> NDArray[np.uint8]:
    """Bits, shape (words, 16)."""
    return np.unpackbits(np.frombuffer(bytes.fromhex(fingerprint), np.uint8)).reshape(-1, len(_EDGES) - 2)

"""Tempi worth trying: those at which an onset curve is like itself, and their halves, doubles and thirds."""

from __future__ import annotations

import numpy as np

from bot.audio.listening.comb import Curve
from bot.audio.listening.spectrum import PER_SECOND

SLOWEST, FASTEST = 48.0, 200.0
LONGEST = 8
"""Seconds of the longest lag."""
_TRIED = 40.0 * (210 / 40) ** np.linspace(0, 1, 700)
_PEAKS = 5
_RELATED = (1.0, 2.0, 0.5, 1.5, 2 / 3, 3.0, 1 / 3)


def likeness(curve: Curve) -> Curve:
    """Autocorrelation by lag in looks, 1 at lag 0, each lag by what overlaps there; up to 8 s or half of the curve."""
    curve = curve - curve.mean()
    size = 1 << (2 * len(curve) - 1).bit_length()
    again = np.fft.irfft(np.abs(np.fft.rfft(curve, size)) ** 2, size)
    again = again[: max(min(LONGEST * PER_SECOND, len(curve) // 2), 2)]
    return np.asarray(again / (again[0] or 1.0) * len(curve) / (len(curve) - np.arange(len(again))))


def tempi(again: Curve) -> list[float]:
    """Beats per minute, the clearest first; empty where nothing comes back. `again` is a `likeness`."""
    lags = 60 * PER_SECOND / _TRIED
    at = np.arange(len(again))
    clear = np.zeros(len(lags))
    for beats, weight in ((1, 1.0), (2, 0.6), (4, 0.6)):
        clear += weight * np.interp(lags * beats, at, again, right=0.0)
    inner = np.arange(1, len(_TRIED) - 1)
    peaks = inner[(clear[1:-1] > clear[:-2]) & (clear[1:-1] >= clear[2:]) & (clear[1:-1] > 0)]
    out: list[float] = []
    for peak in sorted(peaks, key=lambda i: -clear[i])[:_PEAKS]:
        for related in _RELATED:
            tempo = float(_TRIED[peak] * related)
            if SLOWEST <= tempo <= FASTEST and all(abs(np.log(tempo / other)) > 0.02 for other in out):
                out.append(tempo)
    return out

"""The room: convolution with decaying noise, which is what the late sound of a real room is (Moorer, 1979)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .mixing import Room
from .score import RATE
from .tone import Samples

LONGEST = 1 << 17
BANDS = (0.0, 160.0, 450.0, 1200.0, 3000.0, 7000.0, 24_000.0)


def impulse(room: Room, stretch: float = 1.0, dip: float = 4.0) -> Samples:
    """The room's answer to a click, (2, n): a few early echoes, then noise whose bands die at their own pace.
    Energy 1.
    """
    rng = np.random.default_rng(1979)
    longest = max(room.low, room.mid, room.high) * stretch
    n = min(int(longest * 0.9 * RATE), LONGEST)
    t = np.arange(n) / RATE
    spectrum = np.fft.rfft(rng.standard_normal((2, n)))
    hz = np.fft.rfftfreq(n, 1 / RATE)
    out = np.zeros((2, n))
    for i, (low, high) in enumerate(pairwise(BANDS)):
        centre = max((low + high) / 2, 80)
        band = np.fft.irfft(spectrum * ((hz >= low) & (hz < high)), n)
        out += band * np.exp(-6.91 * t / (_t60(room, centre) * stretch)) * _weight(i, dip)
    grow = int(0.012 * RATE)
    out[:, :grow] *= np.linspace(0.0, 1.0, grow)
    out[:, -n // 8 :] *= np.linspace(1, 0, n // 8 + (n % 8 > 0))[-len(out[0, -n // 8 :]) :] ** 2
    out = np.roll(out, int(room.before * RATE), axis=1)
    out[:, : int(room.before * RATE)] = 0
    out /= np.sqrt(np.sum(out**2) / 2)
    for k in range(7):
        at = int((0.004 + 0.0055 * (k + 1) ** 1.25) * RATE)
        out[k % 2, at] += 0.16 * 0.82**k * (-1 if k % 3 else 1)
    return np.asarray(out, dtype=np.float32)


def _t60(room: Room, hz: float) -> float:
    points = np.log2([100.0, 1000.0, 6000.0])
    return float(np.interp(np.log2(hz), points, [room.low, room.mid, room.high]))


def _weight(band: int, dip: float) -> float:
    # No rumble in the room, and the band of a voice kept clearer than the rest.
    return (0.25, 0.85, 1.0, 10 ** (-dip / 20), 10 ** (-dip * 0.8 / 20), 0.55)[band]


class Reverb:
    """Streams mono in, stereo out, in blocks of any length up to `block`; what comes out depends only on what
    came before.
    """

    def __init__(self, response: Samples, block: int) -> None:
        self._size = _quick(block + response.shape[1])
        self._response = np.fft.rfft(response, self._size).astype(np.complex64)
        self._pending = np.zeros((2, self._size), dtype=np.float32)

    def process(self, mono: Samples) -> Samples:
        """The room's answer, (2, n), to the next `mono` samples."""
        n = len(mono)
        spectrum = np.fft.rfft(mono, self._size)
        for side in range(2):
            self._pending[side] += np.fft.irfft(spectrum * self._response[side], self._size)
        out = self._pending[:, :n].copy()
        self._pending[:, :-n] = self._pending[:, n:]
        self._pending[:, -n:] = 0
        return out


def _quick(n: int) -> int:
    sizes = [m << k for m in (1, 3, 5) for k in range(12, 21)]
    return min(size for size in sizes if size >= n)

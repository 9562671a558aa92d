"""Tone: a gain over frequency, applied where a sound is made, so that no filter has to run over the whole bed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Samples = NDArray[np.float32]

CEILING_HZ = 18_500.0


@dataclass(frozen=True, slots=True)
class Tone:
    """A gentle equaliser.

    `tilt` is in dB per octave around 500 Hz, `dip` the dB taken out between 1 and 4 kHz, where a speaking
    voice is understood;
    `low_cut` and `high_cut` are in Hz, 12 dB per octave.
    """

    tilt: float = 0.0
    dip: float = 5.0
    low_cut: float = 30.0
    high_cut: float = 14_000.0

    def gain(self, hz: Floats) -> Floats:
        """The factor at each frequency (Hz); nothing above 18.5 kHz."""
        f = np.maximum(np.abs(hz), 1.0)
        octaves = np.log2(f / 500.0)
        db = self.tilt * np.clip(octaves, -3.0, 5.0) - self.dip * voice_band(f)
        low = 1.0 / np.sqrt(1.0 + (self.low_cut / f) ** 4)
        high = 1.0 / np.sqrt(1.0 + (f / self.high_cut) ** 4)
        return np.asarray(10.0 ** (db / 20.0) * low * high * (f < CEILING_HZ))


def voice_band(hz: Floats) -> Floats:
    """How far a frequency belongs to a voice: 1 from 1.15 to 3.5 kHz, cosine shoulders from 0.75 and to 5.3 kHz."""
    outside = np.clip((np.abs(np.log2(np.maximum(hz, 1.0) / 2000.0)) - 0.8) / 0.6, 0.0, 1.0)
    return np.asarray(0.5 + 0.5 * np.cos(np.pi * outside))


def shaped(samples: Samples, tone: Tone, rate: int = 48_000) -> Samples:
    """`samples` (…, n) through `tone`, without delay; for noises and one-shots."""
    n = samples.shape[-1]
    size = 1 << (2 * n - 1).bit_length() if n < 1 << 16 else n
    spectrum = np.fft.rfft(samples, size)
    spectrum *= tone.gain(np.fft.rfftfreq(size, 1.0 / rate).astype(np.float64)).astype(np.float32)
    return np.asarray(np.fft.irfft(spectrum, size)[..., :n], dtype=np.float32)

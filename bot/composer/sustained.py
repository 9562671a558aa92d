"""Bowed, blown and sung things, and pads: a seamless loop made straight in the frequency domain.

Every harmonic is a narrow hump of random-phase bins instead of one line, which is what many players in unison are
(N. O. Paul's PADsynth idea). One inverse transform gives a loop of 2.7 s that never clicks; two, with other phases, are
left and right. A second, brighter loop lets a filter open over time by mixing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .score import RATE
from .tone import CEILING_HZ, Floats, Samples, Tone

SIZE = 1 << 17
BIN = RATE / SIZE


@dataclass(frozen=True, slots=True)
class Sustained:
    """A sound that lasts as long as it is held.

    `spread` is the width of a harmonic in cents, `dark` the low-pass in Hz that always sounds, `bright` the
    band above it
    that a sweep brings in; `formants` are (Hz, dB, octaves). `vibrato` is (Hz, cents): one player instead of many.
    """

    slope: float = 1.0
    spread: float = 22.0
    dark: float = 700.0
    bright: float = 3500.0
    odd: float = 1.0
    partials: int = 40
    sub: float = 0.0
    fifth: float = 0.0
    breath: float = 0.0
    formants: tuple[tuple[float, float, float], ...] = ()
    vibrato: tuple[float, float] | None = None
    attack: float = 0.4
    release: float = 0.8

    def loops(self, pitch: int, tone: Tone) -> tuple[Samples, Samples]:
        """The dark loop and the brighter band above it, each (2, 131072), as loud for any pitch."""
        hz, dark, bright = self._bands(pitch, tone)
        rng = np.random.default_rng(pitch)
        make = self._vibrated if self.vibrato else self._humps
        under, over = make(hz, dark, rng), make(hz, bright, rng)
        unit = np.float32(0.2 * self._undipped(pitch, tone) / max(float(np.sqrt(np.mean(np.square(under)))), 1e-9))
        if self.breath:
            under += self._air(hz[0], rng) / unit
        return under * unit, over * unit

    def energies(self, pitch: int, opened: float, tone: Tone, seconds: float) -> tuple[Floats, Floats]:
        """Where a note of that length has its energy, with the filter `opened` so far (0 to 1)."""
        hz, dark, bright = self._bands(pitch, tone)
        power = (dark**2 + (opened * bright) ** 2) / max(float(np.sum(dark**2)), 1e-12)
        return hz, 0.04 * self._undipped(pitch, tone) ** 2 * power * (seconds + 0.4 * self.release)

    def _undipped(self, pitch: int, tone: Tone) -> float:
        """What a dip takes from the note's level, which is evened out without it."""
        dipped, plain = (self._bands(pitch, t)[1] for t in (tone, replace(tone, dip=0.0)))
        return float(np.sqrt(np.sum(dipped**2) / max(float(np.sum(plain**2)), 1e-12)))

    def _bands(self, pitch: int, tone: Tone) -> tuple[Floats, Floats, Floats]:
        f0 = 440.0 * 2.0 ** ((pitch - 69) / 12)
        hz, level = self._harmonics(f0)
        level = level * tone.gain(hz)
        under = 1.0 / (1.0 + (hz / self._cutoff(self.dark, f0)) ** 4)
        over = 1.0 / (1.0 + (hz / self._cutoff(self.bright, f0)) ** 4) - under
        return hz, level * under, level * np.maximum(over, 0.0)

    @staticmethod
    def _cutoff(hz: float, f0: float) -> float:
        return max(hz, 1.2 * f0)

    def _harmonics(self, f0: float) -> tuple[Floats, Floats]:
        n = np.arange(1, min(self.partials, int(CEILING_HZ / f0)) + 1, dtype=np.float64)
        level = n**-self.slope
        level[1::2] *= self.odd
        hz = n * f0
        if self.sub:
            hz, level = np.append(hz, 0.5 * f0), np.append(level, self.sub)
        if self.fifth:
            hz, level = np.append(hz, 1.5 * f0), np.append(level, self.fifth)
        for centre, db, octaves in self.formants:
            level = level * 10 ** (db / 20 * np.exp(-((np.log2(hz / centre) / octaves) ** 2)))
        return hz, level

    def _humps(self, hz: Floats, level: Floats, rng: np.random.Generator) -> Samples:
        spectrum = np.zeros((2, SIZE // 2 + 1), dtype=np.complex64)
        for f, a in zip(hz, level, strict=True):
            if a < 1e-5:
                continue
            width = max(f * (2 ** (self.spread / 1200) - 1) / BIN, 0.4)
            reach = int(3 * width) + 1
            centre = f / BIN
            low = max(int(centre) - reach, 1)
            bins = np.arange(low, int(centre) + reach + 1)
            hump = np.exp(-0.5 * ((bins - centre) / width) ** 2)
            hump *= a / np.sqrt(np.sum(hump**2))
            phases = rng.uniform(0, 2 * np.pi, (2, len(bins)))
            spectrum[:, bins] += (hump * np.exp(1j * phases)).astype(np.complex64)
        return np.asarray(np.fft.irfft(spectrum, SIZE), dtype=np.float32) * np.float32(SIZE)

    def _vibrated(self, hz: Floats, level: Floats, rng: np.random.Generator) -> Samples:
        """One player: each harmonic is a line with the sidebands of its vibrato (Bessel weights, found by a
        small FFT).
        """
        rate, cents = self.vibrato or (5.0, 0.0)
        turns = max(round(rate * SIZE / RATE), 1)
        angles = np.exp(2j * np.pi * np.arange(128) / 128)
        spectrum = np.zeros(SIZE // 2 + 1, dtype=np.complex128)
        for f, a in zip(hz, level, strict=True):
            cycles = round(f / BIN)
            depth = cycles / turns * cents / 1200 * np.log(2)
            if a < 1e-5 or depth > 40:
                continue
            weights = np.fft.fft(np.exp(1j * depth * angles.imag)) / 128
            orders = np.fft.fftfreq(128, 1 / 128).astype(int)
            bins = cycles + orders * turns
            inside = (bins > 0) & (bins < SIZE // 2)
            spectrum[bins[inside]] += a * weights[inside] * np.exp(1j * rng.uniform(0, 2 * np.pi))
        one = np.fft.irfft(spectrum.astype(np.complex64), SIZE).astype(np.float32) * np.float32(SIZE)
        return np.stack([one, one])

    def _air(self, f0: float, rng: np.random.Generator) -> Samples:
        f = np.fft.rfftfreq(SIZE, 1 / RATE)
        level = np.exp(-((np.log2(np.maximum(f, 1) / (2.5 * f0)) / 1.2) ** 2))
        phases = np.exp(1j * rng.uniform(0, 2 * np.pi, (2, len(f))))
        noise = np.fft.irfft((level * phases).astype(np.complex64), SIZE)
        return np.asarray(noise * (0.2 * self.breath / np.sqrt(np.mean(np.square(noise)))), dtype=np.float32)

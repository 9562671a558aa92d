"""Struck and plucked things: a sum of decaying partials, summed by one matrix product.

A partial is Re(a·e^{st}) with a complex s (decay and frequency). With t = row·512 + column the exponential
splits into a
row factor and a column factor, so that all partials of a note are one (rows × 2k) by (2k × 512) product: modal
synthesis
(Adrien, "The missing link: modal synthesis", 1991) at the speed of a matrix library.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .score import RATE
from .tone import CEILING_HZ, Floats, Samples, Tone, shaped

COLUMNS = 512
ONE_THREAD = 1 << 18


def ring(hz: Floats, amplitudes: Floats, t60: Floats, frames: int) -> Samples:
    """The sum of decaying sines, `frames` long. `t60` is each partial's time to −60 dB, in seconds."""
    audible = (hz < CEILING_HZ) & (np.abs(amplitudes) > 1e-6)
    hz, amplitudes, t60 = hz[audible], amplitudes[audible], t60[audible]
    s = (-6.9078 / np.maximum(t60, 1e-3) + 2j * np.pi * hz) / RATE
    rows = -(-frames // COLUMNS)
    down = np.exp(np.outer(np.arange(rows) * COLUMNS, s)) * amplitudes
    across = np.exp(np.outer(s, np.arange(COLUMNS)))
    left = np.hstack([down.real, down.imag]).astype(np.float32)
    right = np.vstack([across.imag, across.real]).astype(np.float32)
    out = np.empty((rows, COLUMNS), dtype=np.float32)
    # In pieces that a matrix library multiplies on the calling thread: its own threads would wait for work by spinning.
    few = max(ONE_THREAD // max(right.size, 1), 1)
    for row in range(0, rows, few):
        np.matmul(left[row : row + few], right, out=out[row : row + few])
    return out.reshape(-1)[:frames]


@dataclass(frozen=True, slots=True)
class Knock:
    """The noise of a finger, hammer or mallet: level against the tone, centre in Hz, length in seconds."""

    level: float
    hz: float
    seconds: float = 0.03


@dataclass(frozen=True, slots=True)
class Body:
    """A resonance of the wooden box: centre in Hz, gain in dB, width in octaves."""

    hz: float
    db: float
    octaves: float = 0.4


@dataclass(frozen=True, slots=True)
class Struck:
    """A string, bar or plucked oscillator as data.

    With `ratios` the partials are those of a bar or bell (ratio, level, share of the ring); without,
    `partials` harmonics
    fall by n^−`slope`, combed by the point where the string is plucked (`pluck`, share of its length).
    """

    t60: float = 3.0
    ratios: tuple[tuple[float, float, float], ...] = ()
    partials: int = 24
    slope: float = 1.2
    pluck: float = 0.0
    odd: float = 1.0
    stiffness: float = 0.0
    damping: float = 0.35
    low_ring: float = 0.45
    unison: tuple[float, ...] = (0.0,)
    cutoff: float = 2400.0
    response: float = 0.9
    knock: Knock | None = None
    bodies: tuple[Body, ...] = ()
    attack: float = 0.002
    longest: float = 5.0
    wide: bool = False
    """Left and right are detuned the opposite way, so that the sound stands wide."""

    def sample(self, pitch: int, layer: float, tone: Tone) -> Samples:
        """One note, (n,) or, when `wide`, (2, n); as loud for any pitch. `layer` is how hard it is struck, 0 to 1."""
        if not self.wide:
            return self._side(pitch, layer, tone, self.unison)
        mirrored = tuple(-cents * 1.13 for cents in self.unison)
        return np.stack([self._side(pitch, layer, tone, cents) for cents in (self.unison, mirrored)])

    def _side(self, pitch: int, layer: float, tone: Tone, unison: tuple[float, ...]) -> Samples:
        hz, level, t60 = self._spectrum(pitch, layer, tone)
        # Strings with several wires: each a few cents off, each with its own decay, so that the tone beats and settles.
        cents = np.asarray(unison)
        hz = np.outer(2.0 ** (cents / 1200), hz).ravel()
        level = np.outer(np.full(len(cents), 1 / len(cents)), level).ravel()
        t60 = np.outer(np.linspace(1.0, 0.55, len(cents)), t60).ravel()
        longest = min(self.longest, 1.05 * float(t60.max()))
        out = ring(hz, level, t60, max(int(longest * RATE), 2400))
        if self.knock is not None:
            _strike(out, self.knock, pitch, layer, tone)
        return _settled(out, self.attack) * np.float32(self._undipped(pitch, layer, tone))

    def energies(self, pitch: int, layer: float, tone: Tone, seconds: float) -> tuple[Floats, Floats]:
        """Where a note of that length has its energy: frequencies, and energy at each (full scale squared ×
        seconds).
        """
        hz, level, t60 = self._spectrum(pitch, layer, tone)
        tau = t60 / 13.8
        power = level**2 * tau
        unit = 0.04 * 0.35 / max(float(np.sum(power * (1 - np.exp(-0.35 / tau)))), 1e-12)
        unit *= self._undipped(pitch, layer, tone) ** 2
        return hz, power * (1 - np.exp(-min(seconds, self.longest) / tau)) * unit

    def _undipped(self, pitch: int, layer: float, tone: Tone) -> float:
        """What a dip takes from the note's level: notes are evened out without it, so that it is not given back."""
        hz, level, t60 = self._spectrum(pitch, layer, replace(tone, dip=0.0))
        power = level**2 * t60
        dipped = power * tone.gain(hz) ** 2 / np.maximum(replace(tone, dip=0.0).gain(hz) ** 2, 1e-12)
        return float(np.sqrt(dipped.sum() / max(float(power.sum()), 1e-12)))

    def _spectrum(self, pitch: int, layer: float, tone: Tone) -> tuple[Floats, Floats, Floats]:
        f0 = 440.0 * 2.0 ** ((pitch - 69) / 12)
        hz, level, share = self._partials(f0)
        return hz, level * self._force(hz, f0, layer) * tone.gain(hz), share * self.t60 * (261.6 / f0) ** self.low_ring

    def _partials(self, f0: float) -> tuple[Floats, Floats, Floats]:
        if self.ratios:
            table = np.asarray(self.ratios)
            return f0 * table[:, 0], table[:, 1], table[:, 2]
        n = np.arange(1, min(self.partials, int(CEILING_HZ / f0)) + 1, dtype=np.float64)
        hz = n * f0 * np.sqrt(1.0 + self.stiffness * n * n)
        level = n**-self.slope
        if self.pluck:
            level *= np.abs(np.sin(np.pi * n * self.pluck)) + 0.02
        level[1::2] *= self.odd
        return hz, level, 1.0 / (1.0 + self.damping * (n - 1))

    def _force(self, hz: Floats, f0: float, layer: float) -> Floats:
        cutoff = self.cutoff * (0.4 + self.response * layer) + 0.8 * f0
        force = 1.0 / (1.0 + (hz / cutoff) ** 2)
        for body in self.bodies:
            force *= 10 ** (body.db / 20 * np.exp(-((np.log2(hz / body.hz) / body.octaves) ** 2)))
        return np.asarray(force)


def _strike(out: Samples, knock: Knock, pitch: int, layer: float, tone: Tone) -> None:
    n = int(knock.seconds * 5 * RATE)
    noise = np.random.default_rng(pitch).standard_normal(n).astype(np.float32)
    noise *= np.exp(-np.arange(n) / (knock.seconds * RATE)).astype(np.float32)
    colour = Tone(dip=tone.dip, low_cut=knock.hz / 2, high_cut=min(knock.hz * 2, tone.high_cut))
    noise = shaped(noise, colour)
    loudest = float(np.abs(out[:4800]).max()) or 1.0
    noise *= knock.level * (0.3 + 0.7 * layer) * loudest / max(float(np.abs(noise).max()), 1e-9)
    n = min(n, len(out))
    out[:n] += noise[:n]


def _settled(out: Samples, attack: float) -> Samples:
    n = max(int(attack * RATE), 24)
    out[:n] *= np.sin(np.linspace(0, np.pi / 2, n, dtype=np.float32)) ** 2
    tail = min(len(out) // 4, 4800)
    out[-tail:] *= np.cos(np.linspace(0, np.pi / 2, tail, dtype=np.float32)) ** 2
    loudness = float(np.sqrt(np.mean(np.square(out[: int(0.35 * RATE)]))))
    return out * np.float32(0.2 / max(loudness, 1e-6))

"""Drum strokes: each piece is layered from a struck skin, shaped noise and metal, and plays in three slightly
different takes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .kit import PIECES, Kit
from .modal import ring
from .score import RATE
from .tone import Samples, Tone, shaped

DRUM_DIP = 0.7
"""A drum keeps more of the voice's band than a tone does, or it loses its shape."""


def hit(kit: Kit, piece: str, layer: float, take: int, tone: Tone) -> Samples:
    """One stroke, mono. `layer` is its force, 0 to 1; `take` 0–2 varies what a hand varies."""
    rng = np.random.default_rng([PIECES[piece], take, round(layer * 100)])
    out = DRUMS[piece](kit, layer, rng)
    tone = Tone(tilt=tone.tilt, dip=tone.dip * DRUM_DIP, low_cut=40, high_cut=min(kit.top, tone.high_cut * 1.6))
    out = shaped(out, tone)
    n = min(len(out) // 3, 2400)
    out[-n:] *= np.linspace(1, 0, n, dtype=np.float32) ** 2
    return out


def _time(seconds: float) -> Samples:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def _noise(rng: np.random.Generator, n: int, low: float, high: float) -> Samples:
    noise = rng.standard_normal(n).astype(np.float32)
    noise = shaped(noise, Tone(dip=0, low_cut=low, high_cut=high))
    return noise / np.float32(np.abs(noise).max() + 1e-9)


def _decay(t: Samples, seconds: float) -> Samples:
    return np.asarray(np.exp(-t / np.float32(seconds)), dtype=np.float32)


def _membrane(t: Samples, hz: float, drop: float, fall: float, ring_s: float) -> Samples:
    """A skin: a sine whose pitch falls from `drop` × `hz`."""
    phase = hz * t.astype(np.float64) + hz * (drop - 1) * fall * (1 - np.exp(-t / fall))
    return np.asarray(np.sin(2 * np.pi * phase), dtype=np.float32) * _decay(t, ring_s)


def _drive(x: Samples, amount: float) -> Samples:
    return np.asarray(np.tanh(x * np.float32(amount)) / np.float32(np.tanh(amount)), dtype=np.float32)


def _kick(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
    t = _time(kit.kick_ring * 4)
    hz = kit.kick_hz * rng.uniform(0.99, 1.01)
    body = _membrane(t, hz, kit.kick_drop, 0.022, kit.kick_ring * 0.6)
    body[:48] *= np.linspace(0, 1, 48, dtype=np.float32)
    click = _noise(rng, len(t), 1800, 6500) * _decay(t, 0.004) * np.float32(kit.kick_click * (0.3 + 0.9 * layer))
    return _drive(body, kit.drive) * np.float32(0.52) + click


def _snare(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
    t = _time(kit.snare_ring * 4 + 0.1)
    hz = kit.snare_hz * rng.uniform(0.985, 1.015)
    skin = _membrane(t, hz, 1.5, 0.012, kit.snare_ring * 0.45) + 0.5 * _membrane(
        t, hz * 1.74, 1.2, 0.01, kit.snare_ring * 0.3
    )
    wires = _noise(rng, len(t), kit.snare_hz_noise * 0.35, kit.snare_hz_noise * 2.2) * _decay(
        t, kit.snare_ring * (0.5 + 0.6 * layer)
    )
    crack = _noise(rng, len(t), 900, 5000) * _decay(t, 0.009)
    out = (
        (1 - kit.snare_noise * 0.6) * skin * 0.7 + kit.snare_noise * wires * (0.35 + 0.3 * layer) + 0.35 * layer * crack
    )
    return _drive(np.asarray(out, dtype=np.float32), kit.drive) * np.float32(0.8)


def _rim(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    n = int(0.12 * RATE)
    hz = np.array([480.0, 820.0, 1710.0, 2900.0]) * rng.uniform(0.99, 1.01)
    wood = ring(hz, np.array([0.6, 0.5, 0.35, 0.15]) * 0.8, np.array([0.09, 0.07, 0.05, 0.03]), n)
    return wood + np.float32(0.1) * _noise(rng, n, 1500, 6000) * _decay(_time(0.12), 0.004)


def _hat(kit: Kit, layer: float, rng: np.random.Generator, seconds: float = 0.0) -> Samples:
    length = seconds or kit.hat_ring * (0.7 + 0.6 * layer)
    t = _time(length * 5)
    noise = _noise(rng, len(t), kit.hat_hz * 0.75, 15000)
    if kit.bits:
        return noise * _decay(t, length) * np.float32(0.35)
    hz = kit.hat_hz * np.array([0.62, 0.78, 0.97, 1.13, 1.31, 1.62]) * rng.uniform(0.99, 1.01)
    metal = ring(hz, np.full(6, 0.22), np.full(6, length * 5), len(t))
    sound = (1 - kit.metal) * noise + kit.metal * metal * (0.5 + 0.5 * noise)
    return np.asarray(sound * _decay(t, length) * np.float32(0.42), dtype=np.float32)


def _open_hat(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
    return _hat(kit, layer, rng, 0.16)


def _cymbal(_kit: Kit, _layer: float, rng: np.random.Generator, seconds: float, ping: float) -> Samples:
    t = _time(seconds * 2.4)
    hz = rng.uniform(380, 12000, 46) ** 1.0
    metal = ring(hz, rng.uniform(0.3, 1, 46) * 0.10, seconds * 3.2 * (2500 / (hz + 2500)), len(t))
    wash = _noise(rng, len(t), 3800, 13000) * _decay(t, seconds * 0.55) * np.float32(1 - np.exp(-40 * 0.02))
    bell = ring(
        np.array([3320.0, 4710.0, 6150.0]), np.array([0.3, 0.25, 0.2]) * ping, np.array([0.9, 0.7, 0.5]), len(t)
    )
    return np.asarray(0.4 * metal + (0.55 - 0.35 * ping) * wash + bell * 0.5, dtype=np.float32) * np.float32(0.5)


def _crash(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
    return _cymbal(kit, layer, rng, 1.1, 0.0)


def _ride(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
    return _cymbal(kit, layer, rng, 0.35, 0.7) * np.float32(0.75)


def _clap(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    t = _time(0.4)
    burst = sum(
        np.where(t >= d, np.exp(-(t - d) / s), 0.0)
        for d, s in ((0, 0.006), (0.011, 0.006), (0.022, 0.006), (0.031, 0.075))
    )
    return np.asarray(_noise(rng, len(t), 900, 7000) * burst * 0.4, dtype=np.float32)


def _snap(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    t = _time(0.25)
    tick = ring(np.array([1850.0, 2600.0]), np.array([0.3, 0.2]), np.array([0.05, 0.04]), len(t))
    return np.asarray(tick + 0.4 * _noise(rng, len(t), 2200, 9000) * _decay(t, 0.02), dtype=np.float32) * np.float32(
        0.7
    )


def _tom(ratio: float) -> Callable[[Kit, float, np.random.Generator], Samples]:
    def tom(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
        length = 0.25 if kit.kick_ring < 0.6 else 0.6
        t = _time(length * 4)
        hz = kit.kick_hz * ratio * rng.uniform(0.99, 1.01)
        skin = _membrane(t, hz, 1.6, 0.03, length * 0.6) + 0.25 * _membrane(t, hz * 1.59, 1.3, 0.03, length * 0.3)
        stick = _noise(rng, len(t), 500, 3500) * _decay(t, 0.01) * np.float32(0.25 * layer)
        skin[:48] *= np.linspace(0, 1, 48, dtype=np.float32)
        return _drive(np.asarray(skin * 0.7 + stick, dtype=np.float32), kit.drive)

    return tom


def _boom(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    t = _time(3.6)
    body = _membrane(t, 38.0, 1.7, 0.06, 0.9)
    body[:96] *= np.linspace(0, 1, 96, dtype=np.float32)
    return body * np.float32(0.9) + _noise(rng, len(t), 60, 600) * _decay(t, 0.25) * np.float32(0.3)


def _shaker(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    t = _time(0.14)
    swell = np.minimum(t / np.float32(0.018), 1.0)
    return np.asarray(_noise(rng, len(t), 5200, 13000) * swell * _decay(t, 0.03) * 0.4, dtype=np.float32)


def _tambourine(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    t = _time(0.35)
    jingles = ring(rng.uniform(5200, 13500, 14), np.full(14, 0.07), np.full(14, 0.25), len(t))
    return np.asarray(
        jingles + 0.3 * _noise(rng, len(t), 6000, 14000) * _decay(t, 0.03), dtype=np.float32
    ) * np.float32(0.7)


def _swell(kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
    """A cymbal heard backwards: it arrives two seconds after its start."""
    return _cymbal(kit, layer, rng, 1.0, 0.0)[: 2 * RATE][::-1].copy()


def _conga(ratio: float) -> Callable[[Kit, float, np.random.Generator], Samples]:
    def conga(_kit: Kit, layer: float, rng: np.random.Generator) -> Samples:
        t = _time(0.5)
        hz = ratio * rng.uniform(0.985, 1.015)
        skin = _membrane(t, hz, 1.25, 0.008, 0.09) + 0.3 * _membrane(t, hz * 1.5, 1.1, 0.01, 0.04)
        slap = _noise(rng, len(t), 900, 4500) * _decay(t, 0.006) * np.float32(0.3 * layer)
        skin[:36] *= np.linspace(0, 1, 36, dtype=np.float32)
        return np.asarray(skin * 0.6 + slap, dtype=np.float32)

    return conga


def _brush(_kit: Kit, _layer: float, rng: np.random.Generator) -> Samples:
    """Wires swept over the skin: a breath of noise that grows and fades."""
    t = _time(0.32)
    sweep = np.sin(np.pi * np.clip(t / t[-1], 0, 1)) ** 2
    return np.asarray(_noise(rng, len(t), 1800, 8500) * sweep * 0.22, dtype=np.float32)


DRUMS: dict[str, Callable[[Kit, float, np.random.Generator], Samples]] = {
    "kick": _kick,
    "snare": _snare,
    "rim": _rim,
    "hat": _hat,
    "open hat": _open_hat,
    "crash": _crash,
    "ride": _ride,
    "clap": _clap,
    "snap": _snap,
    "low tom": _tom(1.6),
    "mid tom": _tom(2.2),
    "high tom": _tom(2.9),
    "boom": _boom,
    "shaker": _shaker,
    "tambourine": _tambourine,
    "swell": _swell,
    "conga": _conga(270.0),
    "low conga": _conga(190.0),
    "brush": _brush,
}

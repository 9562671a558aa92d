"""A join refined on the sound itself: both sides lined up to the sample, and the crossfade kept clear of attacks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.fitting.costs import contexts
from bot.audio.fitting.ground import Ground
from bot.audio.fitting.render import part
from bot.audio.listening.heard import HOP, Features
from bot.audio.pcm import RATE, PcmFile

Mono = NDArray[np.float32]

_MS = RATE // 1000
_AROUND = 120 * _MS
_LAGS = 12 * _MS
"""How far apart two downbeats may turn out to be."""
_CLEAR = 0.3
"""Correlation under which two sides have too little in common to be lined up by it."""
_RISE = 9.0
"""dB within a few milliseconds that make an attack."""
_SHORT, _LONG = 15 * _MS, 60 * _MS
_BEFORE = 2 * _MS
"""A crossfade is over so long before an attack."""
_EARLIEST = -9 * _MS
"""Against the downbeat: so that the middle of the crossfade stays near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """Where a join is, exactly: frames of the take, and of the crossfade that ends there."""

    left: int
    entered: int
    crossfade: int


def line_up(source: PcmFile, left: int, entered: int) -> Lined:
    """Of two downbeats: shifted by up to 12 ms against each other until they are most alike."""
    one = _mono(source, left - _AROUND, left + _AROUND)
    other = _mono(source, entered - _AROUND - _LAGS, entered + _AROUND + _LAGS)
    lag = _lag(one, other)
    attacks = [_attack(one), _attack(other[_LAGS + lag : _LAGS + lag + len(one)])]
    heard = [attack for attack in attacks if attack is not None]
    if not heard:
        point, length = _LONG // 2, _LONG
    else:
        point, length = max(min(heard) - _BEFORE, _EARLIEST), _SHORT
    return Lined(left=left + point, entered=entered + lag + point, crossfade=length)


def _mono(source: PcmFile, begins: int, ends: int) -> Mono:
    return np.asarray(part(source, begins, ends).sum(axis=1))


def _lag(one: Mono, other: Mono) -> int:
    """Frames by which `one` is found later in `other` than its middle; 0 where they have little in common."""
    size = 1 << (len(other) + len(one)).bit_length()
    spectrum = np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size))
    product = np.fft.irfft(spectrum, size)[: 2 * _LAGS + 1]
    power = np.concatenate([[0.0], np.cumsum(other.astype(np.float64) ** 2)])
    power = power[len(one) : len(one) + 2 * _LAGS + 1] - power[: 2 * _LAGS + 1]
    own = float(np.vdot(one, one))
    if own <= 0 or not power.any():
        return 0
    alike = product / np.sqrt(np.maximum(power, 1e-6 * power.max()) * own)
    near = alike - 0.15 * np.abs(np.arange(-_LAGS, _LAGS + 1)) / _LAGS
    best = int(near.argmax())
    return best - _LAGS if alike[best] >= _CLEAR else 0


def _attack(sound: Mono) -> int | None:
    """Where something begins within 30 ms of the middle, in frames from it; None where nothing does."""
    edge = np.diff(sound, prepend=sound[:1])
    energy = (edge[: len(edge) // _MS * _MS].reshape(-1, _MS) ** 2).mean(axis=1)
    level = 10 * np.log10(np.maximum(energy, max(1e-3 * float(energy.max()), 1e-14)))
    middle = len(level) // 2
    look = range(middle - 30, middle + 30)
    rise = np.array([level[at : at + 4].max() - level[at - 14 : at - 1].mean() for at in look])
    if rise.max() < _RISE:
        return None
    return (look[int(np.argmax(rise >= max(_RISE, 0.6 * rise.max())))] - middle) * _MS


def slide(ground: Ground, features: Features, left: int, entered: int, length: int, room: tuple[int, int]) -> Lined:
    """Of two places in music without a pulse: both moved by as much, within `room` (earlier, later), to where a long
    crossfade is heard least."""
    shifts = np.arange(-(room[0] // HOP), room[1] // HOP + 1) * HOP
    lefts = contexts(left + shifts, RATE / 4, features)
    entries = contexts(entered + shifts, RATE / 4, features)
    cost = ((lefts - entries) ** 2).sum(axis=1) + 1e-3 * np.abs(shifts) / max(ground.step, 1)
    shift = int(shifts[int(cost.argmin())]) + length // 2
    return Lined(left=left + shift, entered=entered + shift, crossfade=length)

"""A join refined on the sound itself: both sides lined up to the sample, and the crossfade kept clear of attacks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.fitting.costs import contexts
from bot.audio.fitting.render import part
from bot.audio.listening.heard import HOP, Features
from bot.audio.pcm import RATE, PcmFile

Mono = NDArray[np.float32]

_MS = RATE // 1000
_AROUND = 120 * _MS
_LAGS = 8 * _MS
"""How far apart two downbeats may turn out to be."""
_CLEAR = 0.3
"""Correlation under which two sides have too little in common to be lined up by it."""
_RISE = 9.0
"""dB within a few milliseconds that make an attack."""
_SHORT, _LONG = 10 * _MS, 60 * _MS
_BEFORE = 2 * _MS
"""A crossfade is over so long before an attack."""
_OFF = 12 * _MS
"""How far the middle of a crossfade may be from either downbeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """Where a join is, exactly: frames of the take, and of the crossfade that ends there."""

    left: int
    entered: int
    crossfade: int


def line_up(source: PcmFile, left: int, entered: int) -> Lined:
    """Of two downbeats: shifted by up to 8 ms against each other until they are most alike, with a crossfade of 10 to
    60 ms that ends before either's attack; its middle is within 12 ms of both downbeats."""
    one = _mono(source, left - _AROUND, left + _AROUND)
    other = _mono(source, entered - _AROUND - _LAGS, entered + _AROUND + _LAGS)
    lag = _lag(one, other)
    attacks = (_attack(one), _attack(other[_LAGS + lag : _LAGS + lag + len(one)]))
    earliest = min((attack for attack in attacks if attack is not None), default=None)
    low, high = max(-_OFF, -_OFF - lag), min(_OFF, _OFF - lag)
    if earliest is None:
        middle, length = (low + high) // 2, _LONG
    else:
        length = min(max(2 * (earliest - _BEFORE - low), _SHORT), _LONG)
        middle = min(max(earliest - _BEFORE - length // 2, low), high)
    point = middle + length // 2
    return Lined(left=left + point, entered=entered + lag + point, crossfade=length)


def before_attack(source: PcmFile, entered: int) -> int:
    """Frames from a downbeat to shortly before what begins there."""
    attack = _attack(_mono(source, entered - _AROUND, entered + _AROUND))
    return max((0 if attack is None else attack) - _BEFORE, -_OFF)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """How a join in music without a pulse may be moved: both sides by as much, `earlier` or `later` frames at the most;
    `length` is its crossfade."""

    length: int
    earlier: int
    later: int


def slide(features: Features, left: int, entered: int, room: Slide) -> Lined:
    """The two places moved to where a long crossfade is heard least."""
    shifts = np.arange(-(max(room.earlier, 0) // HOP), max(room.later, 0) // HOP + 1) * HOP
    apart = contexts(left + shifts, RATE / 4, features) - contexts(entered + shifts, RATE / 4, features)
    cost = (apart**2).sum(axis=1) * (1 + 0.1 * np.abs(shifts) / (2 * RATE))
    shift = int(shifts[int(cost.argmin())]) + room.length // 2
    return Lined(left=left + shift, entered=entered + shift, crossfade=room.length)

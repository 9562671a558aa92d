"""Whether a tempo drifts, and the way to straighten time where it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.audio.listening.comb import Comb, Complex, Curve, beaten
from bot.audio.listening.spectrum import PER_SECOND

_WINDOW = 24
"""Blocks of the comb, six seconds, over which a phase is taken."""
_HOP = 6
_HARMONICS = 4
_REACH = 0.15
"""Turns that the phase may move from one window to the next."""
_GAIN = 1.15
"""How much better a bent time must explain the music before it is believed: most music does not drift."""
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Time:
    """The take's seconds and the straight time in which its tempo is steady, at matching places."""

    real: Curve
    straight: Curve

    def to_real(self, seconds: Curve) -> Curve:
        return _along(seconds, self.straight, self.real)

    def to_straight(self, seconds: Curve) -> Curve:
        return _along(seconds, self.real, self.straight)


STEADY = Time(np.array([0.0, 1.0]), np.array([0.0, 1.0]))


def straightened(curve: Curve, hz: float) -> Time:
    """The time in which a pulse of about `hz` is steady, or `STEADY` where it does not drift."""
    comb = Comb(curve)
    steady = comb.explained(comb.refined(hz)[1])
    time, bent = STEADY, curve
    for _ in range(_ROUNDS):
        found = _bent(bent, hz)
        if found is None:
            break
        time = _after(time, found)
        bent = _resampled(curve, time)
    if time is STEADY:
        return STEADY
    again = Comb(bent)
    better = again.explained(again.refined(hz)[1]) > _GAIN * steady
    return time if better else STEADY


def _bent(curve: Curve, hz: float) -> Time | None:
    comb = Comb(curve)
    teeth = comb.teeth(hz)[:_HARMONICS]
    starts = range(0, teeth.shape[1] - _WINDOW + 1, _HOP)
    if len(starts) < 3:
        return None
    windows = np.stack([teeth[:, at : at + _WINDOW].sum(axis=1) for at in starts])
    middles = np.array([comb.middles[at : at + _WINDOW].mean() for at in starts])
    turns = _smooth(_followed(windows), (np.abs(windows) ** 2).sum(axis=1))
    straight = middles - turns / hz
    if (np.diff(straight) <= 0).any():
        return None
    return Time(middles, straight)


def _followed(windows: Complex) -> Curve:
    """The phase of every window in turns, followed both ways from the clearest."""
    turns = np.zeros(len(windows))
    best = int(np.argmax((np.abs(windows) ** 2).sum(axis=1)))
    turns[best] = beaten(windows[best])
    for at in range(best + 1, len(windows)):
        turns[at] = beaten(windows[at], turns[at - 1], _REACH)
    for at in range(best - 1, -1, -1):
        turns[at] = beaten(windows[at], turns[at + 1], _REACH)
    return turns


def _smooth(turns: Curve, weight: Curve) -> Curve:
    """Each phase as a line through it and its two neighbours on each side has it: one bad window bends nothing."""
    out = np.empty_like(turns)
    at = np.arange(len(turns))
    for i in range(len(turns)):
        near = slice(max(i - 2, 0), i + 3)
        line = np.polynomial.Polynomial.fit(at[near], turns[near], 1, w=np.sqrt(weight[near] + 1e-9))
        out[i] = line(i)
    return out


def _after(first: Time, second: Time) -> Time:
    """Both one after the other, at the places of the second."""
    return Time(first.to_real(second.real), second.straight)


def _resampled(curve: Curve, time: Time) -> Curve:
    ends = time.to_straight(np.array([0.0, len(curve) / PER_SECOND]))
    at = time.to_real(np.arange(max(int((ends[1]) * PER_SECOND), 1)) / PER_SECOND)
    return np.interp(at * PER_SECOND, np.arange(len(curve)), curve, left=0.0, right=0.0)


def _along(x: Curve, given: Curve, wanted: Curve) -> Curve:
    """Linear between the places, and on at the slope of the outermost beyond them."""
    inside = np.interp(x, given, wanted)
    low = wanted[0] + (x - given[0]) * (wanted[1] - wanted[0]) / (given[1] - given[0])
    high = wanted[-1] + (x - given[-1]) * (wanted[-1] - wanted[-2]) / (given[-1] - given[-2])
    return np.where(x < given[0], low, np.where(x > given[-1], high, inside))

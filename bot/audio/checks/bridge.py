"""A short hole filled from both its sides: what came before goes on, what comes after is led up to, and they cross.

The sound on each side is carried on by linear prediction (Burg's method), as in Kauppinen and Roth, "Audio signal
extrapolation - theory and applications" (DAFx 2002).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.audio.pcm import RATE, Block

LONGEST = RATE // 20
"""Frames of a hole that can be bridged: 50 ms."""
CONTEXT = RATE // 10
"""Frames of music that are read on each side of it."""
_ORDER = 384
_LIKE = 4.0
"""How many times the power of what is around it a filling may have, or lack, and still be one."""

Wave = NDArray[np.float64]


def bridge(before: Block, frames: int, after: Block) -> Block | None:
    """What may have sounded between the two; None where nothing could be made of them that fits in."""
    if min(len(before), len(after)) < CONTEXT:
        return None
    sides = [_filled(before[:, side], frames, after[:, side]) for side in (0, 1)]
    filling = np.stack(sides, axis=1).astype(np.float32)
    around = float(np.mean([np.mean(before[-frames:] ** 2), np.mean(after[:frames] ** 2)]))
    power = float(np.mean(filling**2)) if np.isfinite(filling).all() else np.inf
    return filling if around / _LIKE <= power <= around * _LIKE else None


def _filled(before: NDArray[np.float32], frames: int, after: NDArray[np.float32]) -> Wave:
    ahead = _carried_on(before.astype(np.float64), frames)
    back = _carried_on(after[::-1].astype(np.float64), frames)[::-1]
    share = np.sin(np.linspace(0, np.pi / 2, frames + 2)[1:-1]) ** 2
    # Where the two do not agree they would be too quiet together.
    agree = float(ahead @ back / (np.sqrt((ahead @ ahead) * (back @ back)) + 1e-12))
    loud = 1 / np.sqrt(share**2 + (1 - share) ** 2 + 2 * share * (1 - share) * max(0.0, agree))
    return np.asarray((ahead * (1 - share) + back * share) * loud)


def _carried_on(wave: Wave, frames: int) -> Wave:
    weights = _burg(wave, _ORDER)[::-1]
    sound = np.concatenate([wave[-_ORDER:], np.zeros(frames)])
    for at in range(_ORDER, len(sound)):
        sound[at] = -(weights @ sound[at - _ORDER : at])
    return sound[_ORDER:]


def _burg(wave: Wave, order: int) -> Wave:
    """The coefficients a with wave[n] = -sum(a[k] * wave[n - 1 - k]), which never make it grow without end."""
    ahead, back = wave[1:].copy(), wave[:-1].copy()
    found = np.zeros(0)
    for _ in range(order):
        energy = ahead @ ahead + back @ back
        if energy < 1e-20:
            break
        turn = -2 * (ahead @ back) / energy
        found = np.append(found + turn * found[::-1], turn)
        ahead, back = (ahead + turn * back)[1:], (back + turn * ahead)[:-1]
    return np.pad(found, (0, order - len(found)))

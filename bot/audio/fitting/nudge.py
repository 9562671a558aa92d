"""A little longer or shorter at the same pitch: tiny steps back or ahead, each where the sound repeats itself best.

A step of a few milliseconds is put where the music comes nearest to itself a moment later, so that no attack falls into
it; all that lies between two steps stays as it was, sample by sample. (The idea of synchronous overlap-add, Roucos and
Wilgus, ICASSP 1985, with steps only where they are needed.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.fitting.render import part
from bot.audio.pcm import RATE, PcmFile

CROSSFADE = round(0.012 * RATE)
_USUAL, _LEAST, _MOST = round(0.010 * RATE), round(0.002 * RATE), round(0.020 * RATE)
"""Frames of a step."""
_LOW = 12
"""Every so many frames are one sample where steps are sought: 4 kHz."""
_LOOK = round(0.35 * RATE)
"""How far from where it is due a step may be put."""
_ALIKE = round(0.030 * RATE)
"""How much of both sides is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """At frame `at` of the take, go on at `at + by`."""

    at: int
    by: int


def steps(source: PcmFile, spans: list[tuple[int, int]], longer: int) -> list[list[Step]]:
    """For every span of the take (begins, ends) the steps that make all of them together `longer` frames longer.

    No step lies within 50 ms of the ends of a span. Fewer frames may be given where the spans have no room for more.
    """
    room = [max(ends - begins - 2 * (_MOST + _ALIKE), 0) for begins, ends in spans]
    count = max(round(abs(longer) / _USUAL), 1) if longer else 0
    due = (np.arange(count) + 0.5) / max(count, 1) * sum(room)
    found: list[list[Step]] = [[] for _ in spans]
    edges = np.concatenate([[0], np.cumsum(room)])
    left = -longer
    for index, at in enumerate(due):
        if not left:
            break
        span = min(int(np.searchsorted(edges, at, "right")) - 1, len(spans) - 1)
        begins = spans[span][0] + _MOST + _ALIKE
        middle = begins + int(at - edges[span])
        reach = min(_LOOK, int(sum(room) / count / 2.2))
        after = found[span][-1].at + 2 * _ALIKE if found[span] else begins
        window = (max(middle - reach, begins, after), min(middle + reach, spans[span][1] - _MOST - _ALIKE))
        step = _best(source, window, left, count - index)
        found[span].append(step)
        left -= step.by
    return found


def _best(source: PcmFile, window: tuple[int, int], left: int, count: int) -> Step:
    """The step in a window of the take that is heard least, of about what is left divided by the `count` to come."""
    sign = 1 if left > 0 else -1
    due = abs(left) / count
    least, most = (
        (abs(left), abs(left))
        if count == 1
        else (int(max(0.5 * due, _LEAST)), int(min(max(1.6 * due, 3 * _LEAST), _MOST)))
    )
    begins, ends = window[0], max(window[1], window[0] + 1)
    reach = most + _ALIKE + _LOW
    sound = part(source, begins - reach, ends + reach).sum(axis=1)
    at, by = _coarse(sound, reach, ends - begins, sign, least, most)
    return Step(
        at=begins + at, by=sign * (abs(left) if count == 1 else _fine(sound, reach + at, sign, by, least, most))
    )


def _coarse(sound: NDArray[np.float32], reach: int, width: int, sign: int, least: int, most: int) -> tuple[int, int]:
    low = sound[: len(sound) // _LOW * _LOW].reshape(-1, _LOW).mean(axis=1)
    lags = np.arange(max(round(least / _LOW), 1), max(round(most / _LOW), 1) + 1)
    half = _ALIKE // _LOW // 2
    middles = reach // _LOW + np.arange(0, max(width // _LOW, 1))
    span = np.arange(middles[0] - half, middles[-1] + half + 1)
    apart = (low[span][:, None] - low[span[:, None] + sign * lags[None, :]]) ** 2
    sums = np.cumsum(np.concatenate([np.zeros((1, len(lags))), apart]), axis=0)
    heard = sums[2 * half + 1 :] - sums[: -2 * half - 1]
    power = float(np.mean(low**2)) * (2 * half + 1) + 1e-12
    usual = (least + most) / 2 / _LOW
    cost = heard / power + 0.02 * np.abs(lags - usual) / usual
    place, lag = np.unravel_index(int(cost.argmin()), cost.shape)
    return int(place) * _LOW, int(lags[lag]) * _LOW


def _fine(sound: NDArray[np.float32], at: int, sign: int, by: int, least: int, most: int) -> int:
    """The same step to the frame."""
    here = sound[at - _ALIKE // 2 : at + _ALIKE // 2]
    near = [lag for lag in range(by - _LOW, by + _LOW + 1) if least <= lag <= most] or [by]
    there = [sound[at + sign * lag - _ALIKE // 2 : at + sign * lag + _ALIKE // 2] for lag in near]
    return near[int(np.argmin([float(np.vdot(here - other, here - other)) for other in there]))]

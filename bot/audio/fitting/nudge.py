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

    They keep within about 12 ms of an even stretch. No step lies within 50 ms of the ends of a span. Fewer frames are
    given where the spans have no room for more.
    """
    inner = [(begins + _MOST + _ALIKE, ends - _MOST - _ALIKE) for begins, ends in spans]
    edges = np.concatenate([[0], np.cumsum([max(ends - begins, 0) for begins, ends in inner])])
    count = max(round(abs(longer) / _USUAL), 1) if longer and edges[-1] else 0
    reach = min(_LOOK, int(edges[-1] / max(count, 1) / 2.2))
    found: list[list[Step]] = [[] for _ in spans]
    given = 0
    for index in range(count):
        span, middle = _place(edges, (index + 0.5) / count)
        begins, ends = inner[span]
        after = max(begins, found[span][-1].at + 2 * _ALIKE) if found[span] else begins
        window = (max(begins + middle - reach, after), min(begins + middle + reach, ends))
        due = round(abs(longer) * (index + 1) / count) - given
        if window[0] > window[1] or not 0 < due <= 2 * _MOST:
            continue
        step = _best(source, window, _Wanted.of(due, exactly=index == count - 1), 1 if longer < 0 else -1)
        found[span].append(step)
        given += abs(step.by)
    return found


def _place(edges: NDArray[np.int64], share: float) -> tuple[int, int]:
    """The span in which a share of all spans lies, and the frame in it."""
    at = share * edges[-1]
    span = min(int(np.searchsorted(edges, at, "right")) - 1, len(edges) - 2)
    return span, int(at - edges[span])


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How many frames a step may be."""

    least: int
    most: int
    usual: int

    @staticmethod
    def of(due: int, *, exactly: bool) -> _Wanted:
        due = max(due, 1)
        if exactly:
            return _Wanted(due, due, due)
        least = max(min(due - _USUAL * 6 // 10, _MOST // 2), _LEAST)
        return _Wanted(least, max(min(due + _USUAL * 6 // 10, _MOST), least + _LEAST), due)


def _best(source: PcmFile, window: tuple[int, int], wanted: _Wanted, sign: int) -> Step:
    """The step in a window of the take that is heard least."""
    begins, ends = window[0], max(window[1], window[0] + _LOW)
    reach = wanted.most + _ALIKE + _LOW
    sound = part(source, begins - reach, ends + reach) @ np.ones(2, np.float32)
    at, by = _coarse(sound, reach, wanted, sign)
    exactly = wanted.least == wanted.most
    return Step(at=begins + at, by=sign * (wanted.usual if exactly else _fine(sound, reach + at, wanted, sign * by)))


def _coarse(sound: NDArray[np.float32], reach: int, wanted: _Wanted, sign: int) -> tuple[int, int]:
    """Where and how long, to a sample at the low rate: at each place as far as the window goes, and each length."""
    low = sound[: len(sound) // _LOW * _LOW].reshape(-1, _LOW) @ np.full(_LOW, 1 / _LOW, np.float32)
    lags = np.arange(max(round(wanted.least / _LOW), 1), max(round(wanted.most / _LOW), 1) + 1)
    half, edge = _ALIKE // _LOW // 2, reach // _LOW
    width = max(len(low) - 2 * edge, 1)
    here = low[edge - half : edge + width + half + 1]
    first = edge - half + (lags[0] if sign > 0 else -lags[-1])
    there = np.lib.stride_tricks.sliding_window_view(low, len(here))[first : first + len(lags)]
    apart = np.square(there - here) if sign > 0 else np.square(there[::-1] - here)
    sums = np.cumsum(apart, axis=1)
    heard = sums[:, 2 * half : 2 * half + width] - np.pad(sums, ((0, 0), (1, 0)))[:, :width]
    power = float(np.mean(low**2)) * (2 * half + 1) + 1e-12
    cost = heard / power + 0.02 * (np.abs(lags * _LOW - wanted.usual) / _USUAL)[:, None]
    lag, place = np.unravel_index(int(cost.argmin()), cost.shape)
    return int(place) * _LOW, int(lags[lag]) * _LOW


def _fine(sound: NDArray[np.float32], at: int, wanted: _Wanted, by: int) -> int:
    """The same step, of `by` frames ahead or back, to the frame."""
    sign, half = (1 if by > 0 else -1), _ALIKE // 2
    here = sound[at - half : at + half]
    near = [lag for lag in range(abs(by) - _LOW, abs(by) + _LOW + 1) if wanted.least <= lag <= wanted.most] or [abs(by)]
    apart = [here - sound[at + sign * lag - half : at + sign * lag + half] for lag in near]
    return near[int(np.argmin([float(np.vdot(error, error)) for error in apart]))]

"""Sections: where a piece becomes another, which parts of it are alike, and where it is fullest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.audio.listening.heard import HOP
from bot.audio.listening.spectrum import Spectra
from bot.audio.pcm import RATE

Rows = NDArray[np.float64]

PHRASE = 4
"""Bars that a section has at least, but the first and the last."""
SPAN = 2.4
"""Seconds that stand for a bar where there is none."""
_CHROMA = 60.0
"""What a share of harmony weighs against a dB in a band."""
_LOWEST = -80.0
_PHRASED = 1.3
"""How much likelier a section begins with a phrase than within one."""
_SAME = 2.0
"""What bars may differ by, in the same measure, and still be the same."""
_ALIKE = 0.9
"""Sections that are less far apart have the same name."""
_AS_FULL = 0.2
"""dB by which a phrase is no less full than another."""
_EDGE = 0.3
"""The largest share of a piece that an intro or an outro has."""
_QUIETER = 1.5
"""dB, over all bands, by which it is emptier than the rest."""


@dataclass(frozen=True, slots=True)
class Form:
    """`sections`: (second, name) in order, the first at 0. `climax`: where the fullest four bars begin, or None."""

    sections: tuple[tuple[float, str], ...]
    climax: float | None


def form(heard: Spectra, downbeats: Rows, seconds: float) -> Form:
    """The sections of a piece that is counted by `downbeats` (seconds), or by spans of 2.4 s where there are none."""
    lines = downbeats if len(downbeats) > 1 else np.arange(0.0, max(seconds - SPAN / 2, SPAN / 2), SPAN)
    bars, fullness = _bars(heard, lines, seconds)
    if len(bars) < 2:
        return Form(((0.0, "A"),), float(lines[0]) if fullness.max(initial=_LOWEST) > _LOWEST else None)
    change = _changes(bars)
    first = _phrased(change) if len(downbeats) > 1 else 0
    starts = _starts(change, first)
    ends = [*starts[1:], len(bars)]
    full = np.array([fullness[start:end].mean() for start, end in zip(starts, ends, strict=True)])
    names = _names(bars, starts, ends, full)
    times = (0.0, *(float(lines[start]) for start in starts[1:]))
    climax = float(lines[_fullest(fullness, first)]) if full.max() > _LOWEST else None
    return Form(tuple(zip(times, names, strict=True)), climax)


def _bars(heard: Spectra, lines: Rows, seconds: float) -> tuple[Rows, Rows]:
    """(bars, 52) what each bar sounds like, and how full it is: the mean level over all bands in dB."""
    rows = len(heard.loudness)
    edges = np.minimum(np.round(np.append(lines, seconds) * RATE / HOP).astype(int), rows)
    kept = np.flatnonzero(np.diff(edges) > 0)
    if not len(kept):
        return np.zeros((0, 52)), np.zeros(0)
    bands = np.maximum(heard.bands, _LOWEST)
    ends = int(edges[kept[-1] + 1])
    sums = np.add.reduceat(np.hstack([bands, heard.chroma * _CHROMA])[:ends], edges[kept], axis=0)
    means = sums / np.diff(np.append(edges[kept], ends))[:, None]
    return np.asarray(means, np.float64), np.asarray(means[:, : bands.shape[1]].mean(axis=1), np.float64)


def _changes(bars: Rows) -> Rows:
    """How much the music changes at each bar line; 0 at the ends."""
    change = np.zeros(len(bars))
    for at in range(2, len(bars) - 1):
        change[at] = _change(bars[max(at - PHRASE, 0) : at], bars[at : at + PHRASE])
    return change


def _fullest(fullness: Rows, first: int) -> int:
    """The bar where the fullest phrase begins, or the earliest that is as full; phrases begin at bar `first`."""
    begins = np.arange(first % len(fullness), len(fullness), PHRASE)
    phrases = np.array([fullness[at : at + PHRASE].mean() for at in begins])
    return int(begins[np.argmax(phrases > phrases.max() - _AS_FULL)])


def _starts(change: Rows, first: int) -> list[int]:
    """The first bar of each section: 0, and where what follows differs most from what came before."""
    enough = float(np.median(change[2:-1])) if len(change) > 3 else np.inf
    change = change.copy()
    change[first::PHRASE] *= _PHRASED
    starts = [0]
    for at in np.argsort(-change, kind="stable"):
        if change[at] <= enough:
            break
        if all(abs(at - other) >= (PHRASE if other else 2) for other in starts):
            starts.append(int(at))
    return sorted(starts)


def _phrased(change: Rows) -> int:
    """The bar (0 to 3) from which on every fourth changes most: sections come in fours of bars."""
    return int(np.argmax([change[first::PHRASE].sum() for first in range(PHRASE)]))


def _change(before: Rows, after: Rows) -> float:
    """How far two stretches are apart, against how far the bars within them are."""
    within = (before.var(axis=0).sum() * len(before) + after.var(axis=0).sum() * len(after)) / (
        len(before) + len(after)
    )
    return float(np.linalg.norm(after.mean(axis=0) - before.mean(axis=0)) / (np.sqrt(within) + _SAME))


def _names(bars: Rows, starts: list[int], ends: list[int], full: Rows) -> list[str]:
    names = [""] * len(starts)
    lengths = np.array(ends) - np.array(starts)
    if len(starts) > 1:
        usual_fullness = float(np.average(full, weights=lengths))
        for edge, name in ((0, "intro"), (-1, "outro")):
            if lengths[edge] <= _EDGE * len(bars) and full[edge] < usual_fullness - _QUIETER:
                names[edge] = name
    known: list[Rows] = []
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if not names[i]:
            names[i] = _letter(bars[start:end], known)
    return names


def _letter(section: Rows, known: list[Rows]) -> str:
    """A, B ... as an earlier section that is like it, or the next letter, and then it is known."""
    distances = [_change(other, section) for other in known]
    if distances and min(distances) < _ALIKE:
        return _called(int(np.argmin(distances)))
    known.append(section)
    return _called(len(known) - 1)


def _called(number: int) -> str:
    """A to Z, then A2 to Z2 and so on."""
    times, letter = divmod(number, 26)
    return chr(ord("A") + letter) + (str(times + 1) if times else "")

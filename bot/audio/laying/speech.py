"""When somebody speaks: by the energy in the speech band over a floor that follows the noise of the room.

Two thresholds come from the recording itself: one that only phrases pass, between the loud and the quiet of it, and one
just over what is heard far from any phrase, to which each phrase is followed outwards. So breaths, and music well under
the voice, stay out, and soft first and last sounds stay in. What is heard so counts as speech when its pitch glides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bot.audio.laying.energies import Energies, Powers, energies
from bot.audio.laying.gliding import RATE as LOW_RATE
from bot.audio.laying.gliding import gliding
from bot.audio.laying.runs import Marks, long_runs, runs_of, widened
from bot.audio.loudness import SILENCE, measure
from bot.audio.pcm import RATE, Block
from bot.domain.voice_over import BRIDGED, Speech

SHORTEST = 0.12
"""Seconds: a shorter sound is a click or a knock."""
_SMOOTH = 40
"""Readings, 0.4 s, over which syllables run together and a phrase is looked for."""
_LOUD = 50
"""Readings, half a second in all, that are at the level of loud speech."""
_RANGE = 25.0
"""dB from loud speech down to the quietest phrase."""
_SOFTEST = 38.0
"""dB from loud speech down to the softest sound at the edge of a phrase."""
_OVER = 6.0
"""dB that a phrase stands at least over the noise of the room."""
_OVER_REST = 3.0
"""dB over what is heard far from phrases, from which on a sound belongs to one."""
_QUIETEST = -65.0
"""dB, of loud speech: under this nobody meant to be heard."""
_REACH = 40
"""Readings that a phrase's soft edge may last."""
_GAP = 6
"""Readings, a stopped consonant, that an edge may be silent for."""
_GLIDING = 0.03
"""The share of gliding pitch from which on a recording holds speech."""
_GLIDING_AT_ALL = 0.01
_LONG_ENOUGH = 6.0
"""Seconds in which even a droning voice glides: windows that don't in all of it are music or noise."""
_BLOCK, _AROUND = 25, 12
"""The floor is the quietest of each quarter of a second, and of 3 s on each side of it."""
_BIAS = 1.6
"""The quietest moment of a noise is so much weaker than the noise."""

Curve = NDArray[np.float64]
Windows = tuple[tuple[float, float], ...]


def speech_in(sound: Iterable[Block]) -> Speech:
    """When somebody speaks in a sound; its loudness is left to `loudness_of`.

    A voice without any melody, such as a whisper, is not known as one.
    """
    heard = energies(sound)
    return Speech(seconds=heard.frames / RATE, windows=_spoken(heard, windows_in(heard)))


def _spoken(heard: Energies, windows: Windows) -> Windows:
    """The windows that may be speech; none when all together glide too little for it."""
    glides = {
        (a, b): gliding(heard.low[round(a * LOW_RATE) : round(b * LOW_RATE)].astype(np.float32)) for a, b in windows
    }
    whole = sum(b - a for a, b in windows)
    if sum(share * (b - a) for (a, b), share in glides.items()) < _GLIDING * whole:
        return ()
    spoken: list[tuple[float, float]] = []
    for glide, group in groupby(windows, key=lambda window: glides[window] >= _GLIDING_AT_ALL):
        together = tuple(group)
        if glide or sum(b - a for a, b in together) < _LONG_ENOUGH:
            spoken += together
    return tuple(spoken)


def loudness_of(sound: Iterable[Block], windows: Sequence[tuple[float, float]]) -> float | None:
    """LUFS of what lies in the windows alone (BS.1770-4); None when that is silent or shorter than 0.4 s."""
    lufs = measure(within(sound, windows)).lufs
    return None if lufs <= SILENCE else lufs


def within(sound: Iterable[Block], windows: Sequence[tuple[float, float]]) -> Iterator[Block]:
    """Only what lies in the windows, one after the other."""
    at = 0
    for block in sound:
        for begin, end in windows:
            first, last = round(begin * RATE) - at, round(end * RATE) - at
            if last > 0 and first < len(block):
                yield block[max(first, 0) : last]
        at += len(block)


def windows_in(heard: Energies) -> Windows:
    """(begin, end) in seconds of what may be speech by its energy: pauses under 0.85 s bridged, none under 0.12 s."""
    if len(heard.powers) < _SMOOTH:
        return ()
    level, over = _levels(heard.powers)
    smooth = _db(_smoothed(10 ** (level / 10), _SMOOTH))
    loud = float(np.sort(smooth)[-min(_LOUD, len(smooth) // 2)])
    if loud < _QUIETEST:
        return ()
    core = (smooth > _between(smooth, loud)) & (over > _OVER)
    if not core.any():
        return ()
    rest = level[~widened(core, _REACH)]
    soft = loud - _SOFTEST
    if len(rest) >= _SMOOTH:
        soft = max(soft, min(float(np.percentile(rest, 95)) + _OVER_REST, loud - 6))
    runs = _bridged(_followed(core & (level > soft), level > soft))
    end = heard.frames / RATE
    return tuple((a / 100, min(b / 100, end)) for a, b in runs if (b - a) / 100 >= SHORTEST)


def _levels(powers: Powers) -> tuple[Curve, Curve]:
    """Of each reading: dB of what is over the floor, and by how many dB the strongest of it is."""
    floor = _floor(powers)
    extra = np.maximum(powers - 2 * floor, 0).sum(axis=1, dtype=np.float64)
    over = _db(_smoothed((powers / floor).max(axis=1).astype(np.float64), 5))
    return _db(extra + 1e-10), over


def _floor(powers: Powers) -> Powers:
    smooth = np.stack([_smoothed(band, 9) for band in powers.T.astype(np.float64)], axis=1)
    count = -(-len(smooth) // _BLOCK)
    padded = np.pad(smooth, ((0, count * _BLOCK - len(smooth)), (0, 0)), "edge")
    quiet = padded.reshape(count, _BLOCK, -1).min(axis=1)
    wide = np.pad(quiet, ((_AROUND, _AROUND), (0, 0)), "edge")
    least = np.lib.stride_tricks.sliding_window_view(wide, 2 * _AROUND + 1, axis=0).min(axis=-1)
    return np.asarray(_BIAS * np.repeat(least, _BLOCK, axis=0)[: len(powers)], np.float32)


def _between(smooth: Curve, loud: float) -> float:
    """The level that parts phrases from what is between them: where both sides are the most alike (Otsu, 1979)."""
    lowest = loud - 2 * _RANGE
    counts, edges = np.histogram(np.maximum(smooth, lowest), bins=100, range=(lowest, loud + 12))
    middles = (edges[:-1] + edges[1:]) / 2
    below, total = np.cumsum(counts), counts.sum()
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (sums[-1] * below / total - sums) ** 2 / (below * (total - below))
    best = int(np.nanargmax(apart))
    if sums[best] / below[best] > loud - 14:
        return loud - _RANGE
    return min(max(float(edges[best + 1]), loud - _RANGE), loud - 6)


def _followed(core: Marks, sounding: Marks) -> Marks:
    """Each run of `core` with what sounds on both sides of it, up to a gap."""
    closed = ~long_runs(~sounding, _GAP)
    near = widened(core, _REACH) & closed
    found = np.zeros(len(core), bool)
    for begin, end in runs_of(near):
        if core[begin:end].any():
            inside = np.flatnonzero(sounding[begin:end]) + begin
            found[inside[0] : inside[-1] + 1] = True
    return found


def _bridged(marks: Marks) -> list[tuple[int, int]]:
    """Runs, those less than a pause apart in one. What is too short by itself is no bridge's end."""
    runs = [run for run in runs_of(marks) if run[1] - run[0] >= 3]
    joined: list[tuple[int, int]] = []
    for begin, end in runs:
        if joined and (begin - joined[-1][1]) / 100 < BRIDGED:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def _smoothed(curve: Curve, over: int) -> Curve:
    sums = np.cumsum(np.pad(curve, (over // 2 + 1, over // 2), "edge"))
    return np.asarray((sums[over:] - sums[:-over]) / over)[: len(curve)]


def _db(power: Curve) -> Curve:
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)))

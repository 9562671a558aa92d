"""A voice with a bed under it: where it speaks, how the bed gives way to it, and how well it is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

MARGINS = (12.0, 18.0, 20.0)
"""dB that a voice should stand above its bed: usual for video, careful, and WCAG 2.2 success criterion 1.4.7."""
WANTED = 18.0
"""dB that a suggestion aims at, where nobody says otherwise."""
BRIDGED = 0.85
"""Seconds of a pause from which on the bed comes back: just what holding, rising and falling again take."""
CLEAR = 15.0
"""dB above the bed from which on a band of speech is wholly clear; as far below it nothing of it is heard. As in ANSI
S3.5, which has the peaks of speech 15 dB above its average and its valleys 15 dB below."""

_QUIETEST, _LOUDEST = -30.0, 12.0
_SHALLOWEST, _DEEPEST = 4.0, 18.0
_LOWER, _DUCK = 2.0, 3.0
_SUGGESTED_DIP = 8.0
_USUAL_DIP = 12.0
"""dB: a deeper dip is heard as pumping, so the whole bed goes down first."""
_SLACK = 0.05

Envelope = tuple[tuple[float, float], ...]
"""(second, dB) in order of time, with straight lines between them and level before the first and after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """When somebody speaks in a recording."""

    seconds: float
    """Of the whole recording."""
    windows: tuple[tuple[float, float], ...] = ()
    """(begin, end) in order, without overlap; pauses under 0.85 s are bridged."""
    lufs: float | None = None
    """Of the speech alone; None where nobody speaks."""

    @property
    def spoken(self) -> float:
        """Seconds of speech."""
        return sum(end - begin for begin, end in self.windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ducking:
    """How the bed lies under the voice."""

    gain: float = 0.0
    """dB on the whole bed, beside its delivered level."""
    dip: float = 10.0
    """dB by which it gives way while somebody speaks."""
    down: float = 0.150
    """Seconds for that, ending at the first syllable."""
    hold: float = 0.200
    """Seconds after the last one."""
    up: float = 0.500
    """Seconds in which it comes back."""


def ducking_of(details: Mapping[str, Any]) -> Ducking:
    """How the bed lies in a preview of these details (`Job.details`): as usual where they do not say."""
    usual = Ducking()
    return Ducking(gain=float(details.get("gain", usual.gain)), dip=float(details.get("dip", usual.dip)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One part of the spectrum, and how far the voice stands above the bed in it while it speaks."""

    low: float
    """Hz."""
    high: float
    margin: float
    """dB."""
    weight: float
    """Its share in understanding speech; all bands together are 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """How well a voice is understood over a bed at its delivered level: our own measure, not STI or SII."""

    index: float
    """0 to 1: the share of the speech's bands that stand clear of the bed, weighted."""
    margin: float
    """dB from the bed to the voice while it speaks, both as loudness (BS.1770-4)."""
    ducked: float
    """The same with the bed ducked."""
    bands: tuple[Band, ...] = ()
    """With the bed ducked."""

    def passes(self, margin: float, *, ducked: bool = True) -> bool:
        """Whether the voice stands so many dB above the bed."""
        return (self.ducked if ducked else self.margin) >= margin - _SLACK


def envelope(windows: Sequence[tuple[float, float]], ducking: Ducking) -> Envelope:
    """How far down the bed is, in dB, over time; 0 is its own level, `gain` left out, and -dip is all the way down.

    It is down from the first syllable of each window to `hold` seconds after the last. Where two windows are so close
    that the ways up and down cross, it turns where they meet. Times before 0 are possible. Empty without windows.
    """
    points: list[tuple[float, float]] = []
    for begin, end in windows:
        ramps = [(begin - ducking.down, 0.0), (begin, -ducking.dip)]
        if points:
            points, ramps = _met(points, ramps, ducking)
        points += [*ramps, (end + ducking.hold, -ducking.dip), (end + ducking.hold + ducking.up, 0.0)]
    return tuple(points)


def _met(points: Sequence[tuple[float, float]], ramps: Sequence[tuple[float, float]], ducking: Ducking) -> _Parts:
    """The way up of one window and the way down to the next, cut off where they cross."""
    low, back = points[-2][0], points[-1][0]
    start, down = ramps[0][0], ramps[1][0]
    if back <= start:
        return list(points), list(ramps)
    if down <= low:
        return list(points[:-2]), []
    share = (down - low) / (ducking.up + ducking.down)
    turn = (low + share * ducking.up, -ducking.dip * (1 - share))
    return [*points[:-1], turn], [(down, -ducking.dip)]


_Parts = tuple[list[tuple[float, float]], list[tuple[float, float]]]


def lower(ducking: Ducking) -> Ducking:
    """The whole bed 2 dB lower, down to -30 dB."""
    return replace(ducking, gain=max(ducking.gain - _LOWER, _QUIETEST))


def louder(ducking: Ducking) -> Ducking:
    """The whole bed 2 dB louder, up to +12 dB."""
    return replace(ducking, gain=min(ducking.gain + _LOWER, _LOUDEST))


def duck_more(ducking: Ducking) -> Ducking:
    """A dip 3 dB deeper, down to 18 dB."""
    return replace(ducking, dip=min(ducking.dip + _DUCK, _DEEPEST))


def duck_less(ducking: Ducking) -> Ducking:
    """A dip 3 dB less deep, up to 4 dB."""
    return replace(ducking, dip=max(ducking.dip - _DUCK, _SHALLOWEST))


def suggest(clearance: Clearance, ducking: Ducking, wanted: float = WANTED) -> Ducking:
    """With what the voice stands `wanted` dB above the ducked bed, given the clearance measured with `ducking`.

    The dip goes to 12 dB at most, then the whole bed goes down in steps of 1 dB, and only when that is at its end the
    dip goes to 18 dB. What passes already stays as it is.
    """
    need = wanted - _SLACK - clearance.ducked
    if need <= 0:
        return ducking
    dip = min(max(_SUGGESTED_DIP, ducking.dip, min(ducking.dip + _steps(need), _USUAL_DIP)), _DEEPEST)
    need -= dip - ducking.dip
    gain = min(ducking.gain, max(ducking.gain - _steps(need), _QUIETEST))
    need -= ducking.gain - gain
    return replace(ducking, gain=gain, dip=min(dip + _steps(need), _DEEPEST))


def _steps(need: float) -> float:
    """Whole dB."""
    return max(0.0, float(ceil(need - 1e-6)))


def audible(margin: float) -> float:
    """The share of a band of speech that is heard so many dB above a bed, 0 to 1."""
    return min(max((margin + CLEAR) / (2 * CLEAR), 0.0), 1.0)


def in_words(clearance: Clearance, ducking: Ducking | None = None, wanted: float = WANTED) -> tuple[str, ...]:
    """What a clearance means, a line each; with a suggestion where it does not pass `wanted` dB.

    `ducking` is what it was measured with; without it the suggestion is told as a change.
    """
    now = ducking or Ducking(dip=round(clearance.ducked - clearance.margin, 1))
    said = (_stands(clearance), _hardest(clearance.bands), _suggested(now, suggest(clearance, now, wanted)))
    return tuple(line for line in said if line)


def _stands(clearance: Clearance) -> str:
    passed = [f"{margin:g}" for margin in MARGINS if clearance.passes(margin)]
    failed = [f"{margin:g}" for margin in MARGINS if not clearance.passes(margin)]
    verdict = f"passes {_listed(passed, 'and')} dB" if passed else ""
    if failed:
        verdict = f"{verdict}, not {_listed(failed, 'or')} dB" if passed else f"fails {_listed(failed, 'and')} dB"
    return f"The voice stands {_above(clearance.margin)} the bed ({_db(clearance.ducked)} when it ducks): {verdict}"


def _above(margin: float) -> str:
    return f"{_db(abs(margin))} {'below' if margin < -_SLACK else 'above'}"


def _hardest(bands: Sequence[Band]) -> str:
    """The band that costs the most of understanding; nothing where every one is clear."""
    lost = [(band.weight * (1 - audible(band.margin)), band) for band in bands]
    most, band = max(lost, key=lambda one: one[0], default=(0.0, None))
    if band is None or most <= 0:
        return ""
    return f"hardest to hear between {_between(band)}: {band.margin:+.0f} dB"


def _between(band: Band) -> str:
    if band.low >= 1000:
        return f"{band.low / 1000:g} and {band.high / 1000:g} kHz"
    high = f"{band.high / 1000:g} kHz" if band.high >= 1000 else f"{band.high:g} Hz"
    return f"{band.low:g}{' Hz' if band.high >= 1000 else ''} and {high}"


def _suggested(now: Ducking, then: Ducking) -> str:
    changes = []
    if then.gain < now.gain:
        changes.append(f"the bed {now.gain - then.gain:g} dB lower")
    if then.dip > now.dip:
        changes.append(f"ducked by {then.dip:g} dB")
    return f"suggested: {_listed(changes, 'and')}" if changes else ""


def _db(value: float) -> str:
    return f"{value + 0.0:.1f} dB"


def _listed(words: Sequence[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)

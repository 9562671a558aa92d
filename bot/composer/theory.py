"""Keys, modes, chords and voicings: what notes there are, before anybody plays them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, product

from bot.domain.errors import AudioError

NOTE_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
MINORISH = frozenset({"minor", "dorian", "phrygian"})
_NUMERALS = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
_QUALITIES: dict[str, tuple[int, ...]] = {
    "M": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "dim": (0, 3, 6),
    "Madd9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "M6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "M7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "Mmaj7": (0, 4, 7, 11),
    "Mmaj9": (0, 4, 7, 11, 14),
    "m9": (0, 3, 7, 10, 14),
    "M9": (0, 4, 7, 10, 14),
    "M13": (0, 4, 10, 14, 21),
    "M69": (0, 4, 7, 9, 14),
    "7sus": (0, 5, 7, 10),
    "m7b5": (0, 3, 6, 10),
    "m11": (0, 3, 7, 10, 17),
    "M7b9": (0, 4, 7, 10, 13),
    "dim7": (0, 3, 6, 9),
    "Mmaj7#11": (0, 4, 7, 11, 18),
    "mmaj7": (0, 3, 7, 11),
}
_SYMBOL = re.compile(r"([b#]?)([ivIV]+)([^/]*)(?:/([35]))?\Z")


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord in a key: its Roman symbol, its root's pitch class, intervals over the root, and the bass's interval."""

    symbol: str
    root: int
    intervals: tuple[int, ...]
    bass: int = 0

    @property
    def classes(self) -> tuple[int, ...]:
        """Pitch classes, root first."""
        return tuple((self.root + i) % 12 for i in self.intervals)

    @property
    def bass_class(self) -> int:
        return (self.root + self.bass) % 12


def chord(symbol: str, tonic: int) -> Harmony:
    """`bVImaj7`, `ii7`, `V7sus`, `I/3` … over the pitch class `tonic`. Upper case is major, lower case minor."""
    found = _SYMBOL.match(symbol)
    if not found or found[2].lower() not in _NUMERALS:
        raise AudioError(f"{symbol!r} is no chord symbol.")
    sign, numeral, suffix, over = found.groups()
    degree = _NUMERALS[numeral.lower()] + {"b": -1, "#": 1, "": 0}[sign]
    quality = ("M" if numeral.isupper() else "m") + suffix
    intervals = _QUALITIES.get(quality) or _QUALITIES[suffix]
    return Harmony(symbol, (tonic + degree) % 12, intervals, {"3": intervals[1], "5": 7}.get(over or "", 0))


def local_scale(mode: str, tonic: int, harmony: Harmony) -> tuple[int, ...]:
    """The mode's pitch classes over a chord: where the chord steps out of the mode, its own notes win."""
    scale = {(tonic + step) % 12 for step in MODES[mode]}
    strange = {note for note in harmony.classes if note not in scale}
    kept = {note for note in scale if not any((note - odd) % 12 in (1, 11) for odd in strange)}
    return tuple(sorted(kept | set(harmony.classes)))


def step(pitch: int, steps: int, scale: tuple[int, ...]) -> int:
    """`pitch` moved by scale steps; 0 snaps it to the scale."""
    up = 1 if steps >= 0 else -1
    while pitch % 12 not in scale:
        pitch -= 1
    for _ in range(abs(steps)):
        pitch += up
        while pitch % 12 not in scale:
            pitch += up
    return pitch


def nearest(pitch: float, classes: tuple[int, ...]) -> int:
    """The closest pitch to `pitch` whose class is one of `classes`."""
    return min(range(int(pitch) - 7, int(pitch) + 8), key=lambda p: (p % 12 not in classes, abs(p - pitch), p))


def voicing(
    harmony: Harmony, low: int, high: int, before: tuple[int, ...] | None, *, voices: int = 4, rootless: bool = False
) -> tuple[int, ...]:
    """The chord as pitches in [low, high] that moves least from `before`, ascending, clear in its lower octaves."""
    classes = _to_play(harmony, voices, rootless)
    choices = [[p for p in range(low, high + 1) if p % 12 == c] or [nearest((low + high) / 2, (c,))] for c in classes]
    best = min(product(*choices), key=lambda pitches: (_strain(sorted(pitches), low, high, before), pitches))
    return tuple(sorted(best))


def _to_play(harmony: Harmony, voices: int, rootless: bool) -> list[int]:
    """Third and seventh first, then colour, then root and fifth: what a chord can spare goes first."""
    classes = list(harmony.classes)
    if len(classes) > voices or (rootless and len(classes) > 3):
        spare = [harmony.root] if rootless else []
        if len(classes) - len(spare) > voices:
            spare.append((harmony.root + 7) % 12)
        classes = [c for c in classes if c not in spare]
    # A triad among four voices doubles its root.
    return [*classes, harmony.root][:4] if len(classes) == 3 and voices >= 4 else classes[:voices]


def _strain(pitches: list[int], low: int, high: int, before: tuple[int, ...] | None) -> float:
    gaps = [b - a for a, b in pairwise(pitches)]
    cost = sum(6.0 for g in gaps if g == 0) + sum(1.5 for g in gaps if g == 1) + sum(max(0, g - 9) * 0.8 for g in gaps)
    cost += sum(2.5 for p, g in zip(pitches, gaps, strict=False) if p < 52 and g < 4)
    if before:
        cost += 0.45 * sum(min(abs(p - q) for q in before) for p in pitches)
        cost += 0.5 * abs(pitches[-1] - before[-1])
    else:
        cost += 0.3 * abs(sum(pitches) / len(pitches) - (low + high) / 2)
    return cost + 0.06 * abs(sum(pitches) / len(pitches) - (low + high) / 2)

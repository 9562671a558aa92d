"""Which chords, when: progressions are chosen, varied and laid over the bars."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .dice import dice
from .form import Form, Stretch
from .style import Style
from .theory import Harmony, chord

SWAPS: dict[str, tuple[str, ...]] = {
    "I": ("I/3", "vi"),
    "IV": ("ii", "IVmaj7"),
    "V": ("V7sus", "iii"),
    "vi": ("IV", "vi7"),
    "ii": ("IV", "ii7"),
    "iii": ("vi", "I/3"),
    "i": ("i7", "bVI"),
    "bVI": ("iv", "bVImaj7"),
    "bVII": ("v", "bVIIsus2"),
    "bIII": ("bIII/3", "i"),
    "iv": ("iv7", "bVI"),
    "v": ("bVII", "v7"),
    "Imaj7": ("Imaj9", "iii7"),
    "IVmaj7": ("ii7", "IVmaj9"),
    "ii7": ("ii9", "IVmaj7"),
    "vi7": ("vi9", "IVmaj7"),
    "iii7": ("Imaj9", "vi7"),
    "V7": ("V9", "V7sus"),
    "i7": ("i9", "bIIImaj7"),
    "iv7": ("iv9", "bVImaj7"),
    "bVImaj7": ("iv9", "bVImaj9"),
    "bVII7": ("v7", "bVII9"),
    "i9": ("i7", "bIIImaj9"),
    "iv9": ("iv7", "bVImaj9"),
    "Imaj9": ("Imaj7", "iii7"),
    "IVmaj9": ("IVmaj7", "ii9"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar to be filled: where it starts (in beats), its length, its chords as (beat in the bar, chord), and
    its place.
    """

    start: int
    beats: int
    chords: tuple[tuple[float, Harmony], ...]
    index: int
    """Its place in its section, from 0."""
    of: int
    """How many bars the section has."""

    @property
    def harmony(self) -> Harmony:
        return self.chords[0][1]

    @property
    def closes(self) -> bool:
        """Whether a phrase of four bars (or the section) ends here."""
        return self.index % 4 == 3 or self.index == self.of - 1

    def at(self, beat: float) -> Harmony:
        """The chord that sounds at `beat` of this bar."""
        return next(harmony for start, harmony in reversed(self.chords) if start <= beat + 1e-6)


@dataclass(frozen=True, slots=True)
class Passage:
    """A section with its bars: ready for the players."""

    kind: str
    energy: float
    bars: tuple[Bar, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Changes:
    """The two progressions of a piece, each a tuple of bars of symbols."""

    first: tuple[str, ...]
    second: tuple[str, ...]


def choose(style: Style, rng: Random, *, minor: bool) -> Changes:
    """Two different progressions of the style's, each touched by chance so that no two seeds need be alike."""
    pool = list(style.dark if minor else style.bright)
    a, b = (tuple(line.split()) for line in rng.sample(pool, 2))
    first = _walked(pool, rng) if rng.random() < 0.5 else _varied(a, rng, 0.3)
    second = _walked(pool, rng) if rng.random() < 0.6 else _varied(b, rng, 0.35)
    return Changes(first, second if second != first else b)


def _walked(pool: list[str], rng: Random) -> tuple[str, ...]:
    """Four bars found by walking from chord to chord the way the style's own progressions do."""
    lines = [line.split() for line in pool]
    after: dict[str, list[str]] = {}
    for line in lines:
        for here, there in zip(line, [*line[1:], line[0]], strict=True):
            after.setdefault(here, []).append(there)
    walk = [rng.choice(lines)[0]]
    while len(walk) < 4:
        ahead = [symbol for symbol in after[walk[-1]] if symbol != walk[-1] and walk.count(symbol) < 2]
        walk.append(rng.choice(ahead or [line[-1] for line in lines]))
    return tuple(walk)


def _varied(symbols: tuple[str, ...], rng: Random, chance: float) -> tuple[str, ...]:
    out = list(symbols)
    for i, symbol in enumerate(symbols):
        swaps = SWAPS.get(symbol)
        if swaps and i and rng.random() < chance:
            swap = rng.choice(swaps)
            if swap not in (out[i - 1], symbols[(i + 1) % len(symbols)]):
                out[i] = swap
    return tuple(out)


def lay(form: Form, changes: Changes, style: Style, tonic: int, seed: int) -> tuple[Passage, ...]:
    """The form's sections with chords on every bar."""
    out = []
    start = 0
    for number, stretch in enumerate(form.stretches):
        rng = dice(f"{seed}/harmony/{number}")
        symbols = _of_section(stretch, changes, rng)
        bars = []
        for index, beats in enumerate(stretch.beats):
            at = index // style.bars_per_chord % len(symbols)
            bars.append(Bar(start, beats, _split(symbols[at], tonic, beats), index, len(stretch.beats)))
            start += beats
        out.append(Passage(stretch.kind, stretch.energy, tuple(bars), number))
    return tuple(out)


def _of_section(stretch: Stretch, changes: Changes, rng: Random) -> tuple[str, ...]:
    if stretch.kind in ("B", "build"):
        return changes.second
    if stretch.kind == "break":
        return _varied(changes.second if rng.random() < 0.5 else changes.first, rng, 0.35)
    if stretch.kind == "sting":
        return (changes.first[-1], *changes.first[1:]) if len(stretch.beats) == 1 else changes.first
    return changes.first if stretch.kind == "intro" else _varied(changes.first, rng, 0.12)


def _split(symbol: str, tonic: int, beats: int) -> tuple[tuple[float, Harmony], ...]:
    """`ii7|V7` is two chords in one bar."""
    parts = symbol.split("|")
    width = max(beats // len(parts), 1)
    return tuple((float(i * width), chord(part, tonic)) for i, part in enumerate(parts) if i * width < beats)

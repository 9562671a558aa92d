"""The drummer: layers of a groove by energy, ghost notes by chance, fills where a phrase turns, a crash where
one begins.
"""

from __future__ import annotations

from random import Random

from .dice import dice
from .harmony import Bar, Passage
from .kit import PIECES
from .playing import WEIGHT, Event, by_density, steps
from .style import Groove


def play(groove: Groove, passage: Passage, rng: Random, theme: str, *, density: float) -> list[Event]:
    """The groove over one section."""
    out: list[Event] = []
    force = groove.force * (0.75 + 0.32 * passage.energy)
    chosen = {
        layer.piece: dice(f"{theme}/{layer.piece}").choice(by_density(layer.patterns, density))
        for layer in groove.layers
    }
    for bar in passage.bars:
        fill = _fill(groove, passage, bar, rng, density)
        for layer in groove.layers:
            if layer.enters > passage.energy + 1e-6 or (
                passage.kind == "break" and groove.breaks and layer.piece in ("kick", "snare", "clap")
            ):
                continue
            pattern = (
                rng.choice(by_density(layer.patterns, density))
                if bar.index % 2 and rng.random() < 0.35
                else chosen[layer.piece]
            )
            out.extend(_layer(layer.piece, pattern, bar, rng, force=force, until=bar.beats - fill[0], density=density))
        out.extend(Event(bar.start + beat, 0.25, PIECES[piece], force * weight) for beat, piece, weight in fill[1])
        if bar.index == 0 and passage.number and passage.energy >= 0.6 and groove.crash:
            out.append(Event(bar.start, 2.0, PIECES[groove.crash], force * 0.85))
    if passage.kind == "build":
        out.extend(_rise(passage, force))
    return out


def _layer(
    piece: str, pattern: str, bar: Bar, rng: Random, *, force: float, until: float, density: float
) -> list[Event]:
    out = []
    for beat, mark in steps(pattern, bar):
        if beat >= until or (mark == "?" and rng.random() > 0.2 + 0.5 * density):
            continue
        out.append(
            Event(bar.start + beat, 0.25, PIECES[piece], force * WEIGHT[mark] * (1.0 if beat % 1 == 0 else 0.93))
        )
    return out


Strokes = list[tuple[float, str, float]]


def _fill(groove: Groove, passage: Passage, bar: Bar, rng: Random, density: float) -> tuple[float, Strokes]:
    """How many beats at the bar's end are a fill, and its strokes: long ones after eight bars, small ones
    after four.
    """
    large = bar.index % 8 == 7 or bar.index == bar.of - 1
    if (
        not bar.closes
        or passage.energy < 0.5
        or bar.beats < 3
        or rng.random() > (0.9 if large else 0.45) + 0.1 * density
    ):
        return 0.0, []
    kind = rng.choice(groove.fills)
    beats = {
        "none": 0.0,
        "snare": 1.0,
        "toms": 2.0 if large else 1.0,
        "hats": 1.0,
        "claps": 1.0,
        "booms": 2.0,
        "stop": 1.0,
    }[kind]
    start = bar.beats - beats
    return beats, [(start + at, piece, weight) for at, piece, weight in _strokes(kind, beats, rng)]


def _strokes(kind: str, beats: float, rng: Random) -> Strokes:
    if kind == "snare":
        return [(i / 4, "snare", 0.45 + 0.16 * i) for i in range(4) if i != 1 or rng.random() < 0.5]
    if kind == "toms":
        line = ("snare", "high tom", "high tom", "mid tom", "mid tom", "low tom", "low tom", "low tom")
        places = [i / 4 for i in range(int(beats * 4)) if i % 2 == 0 or rng.random() < 0.6]
        return [(at, line[int(at / beats * 8)], 0.65 + 0.3 * at / beats) for at in places]
    if kind == "hats":
        return [(i / (8 if i > 3 else 4), "hat", 0.5 + 0.05 * i) for i in range(8)]
    if kind == "claps":
        return [(0.0, "clap", 0.8), (0.5, "clap", 0.7), (0.75, "clap", 0.9)]
    if kind == "booms":
        return [(i / 2, "low tom" if i % 2 else "mid tom", 0.6 + 0.1 * i) for i in range(4)]
    return []


def _rise(passage: Passage, force: float) -> list[Event]:
    """A roll that doubles towards the end of a build."""
    out: list[Event] = []
    beats = sum(bar.beats for bar in passage.bars)
    start = passage.bars[0].start
    at = beats / 2
    while at < beats:
        share = (at - beats / 2) / (beats / 2)
        out.append(Event(start + at, 0.25, PIECES["snare"], force * (0.3 + 0.5 * share)))
        at += 1.0 if share < 0.4 else 0.5 if share < 0.75 else 0.25
    return out

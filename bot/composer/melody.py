"""Melody: a motif, stated, answered, varied; it rests as often as it sings, for it lies under a voice."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .dice import dice
from .harmony import Bar
from .playing import Call, Event
from .theory import local_scale, nearest, step

CELLS = (
    "0 1.5 2 | 0 2",
    "0 1 2 2.5 | 0",
    "0.5 1 1.5 3 | 0 1.5",
    "0 0.5 1 2 3 | 0",
    "0 2 3 | 0 1 2",
    "1 1.5 2 3 3.5 | 0.5 1",
    "0 1.5 3 | 1 2",
    "0 0.75 1.5 2 | 0 1.5",
)


@dataclass(frozen=True, slots=True)
class Motif:
    """Two bars: places in beats, and the scale steps from note to note."""

    places: tuple[tuple[float, ...], tuple[float, ...]]
    moves: tuple[int, ...]


def motif(rng: Random, cells: tuple[str, ...], meter: int) -> Motif:
    """A new motif on one of the style's rhythms, with a shape that rises or falls and turns back once."""
    first, second = rng.choice(cells or CELLS).split("|")
    places = [tuple(float(x) for x in half.split() if float(x) < meter) for half in (first, second)]
    count = len(places[0]) + len(places[1])
    up = rng.choice((1, -1))
    turn = rng.randint(1, max(count - 2, 1))
    moves = []
    for i in range(count):
        size = rng.choices((0, 1, 2, 3, 4), (1, 6, 3, 1.2, 0.7))[0]
        moves.append(size * (up if i <= turn else -up) * (1 if rng.random() < 0.85 else -1))
    return Motif((places[0], places[1]), tuple(moves))


def sing(call: Call) -> list[Event]:
    """The theme of the section's letter, in phrases of four bars: motif, its answer; what follows develops it."""
    return _phrases(call, rest=0.45 - 0.35 * call.density)


def sparse(call: Call) -> list[Event]:
    """A few notes of the theme, far apart."""
    return _phrases(call, rest=0.72 - 0.3 * call.density, thin=0.45)


def riff(call: Call) -> list[Event]:
    """The motif again and again, moved only as far as the chord asks."""
    return _phrases(call, rest=0.05, steady=True)


def _phrases(call: Call, *, rest: float, thin: float = 0.0, steady: bool = False) -> list[Event]:
    letter = "B" if call.passage.kind in ("B", "build") else "A"
    meter = call.passage.bars[0].beats
    theme = motif(dice(call.theme), call.rule.patterns, meter)
    low, high = call.rule.span
    centre = (low + high) / 2 + (2 if letter == "B" else 0)
    out: list[Event] = []
    for pair in range(0, len(call.passage.bars), 2):
        bars = call.passage.bars[pair : pair + 2]
        answer = pair % 4 == 2
        if call.rng.random() < rest * (1.4 if answer else 0.8) and pair:
            continue
        now = theme if steady else _developed(theme, call.rng, answer=answer)
        out.extend(_sung(call, now, bars, centre, thin=thin, closing=answer or pair + 2 >= len(call.passage.bars)))
    return out


def _developed(theme: Motif, rng: Random, *, answer: bool) -> Motif:
    """The motif as it was, turned upside down, begun later, or with its second bar emptied."""
    moves = theme.moves
    kind = rng.choices(("same", "turned", "tail", "moved", "short"), (3, 1 if answer else 0.5, 2, 1.2, 1))[0]
    if kind == "turned":
        moves = tuple(-m for m in moves)
    if kind == "tail":
        cut = len(moves) // 2
        moves = (*moves[:cut], *(rng.choice((-2, -1, 1, 2)) for _ in moves[cut:]))
    places = theme.places
    if kind == "moved":
        places = (tuple(p + 0.5 for p in places[0] if p < 3), places[1])
    if kind == "short":
        places = (places[0], places[1][:1])
    return Motif(places, moves)


def _sung(call: Call, theme: Motif, bars: tuple[Bar, ...], centre: float, *, thin: float, closing: bool) -> list[Event]:
    low, high = call.rule.span
    out: list[Event] = []
    notes = [
        (bar, place) for bar, places in zip(bars, theme.places, strict=False) for place in places if place < bar.beats
    ]
    here = call.memory.pitch if call.memory.pitch is not None else nearest(centre, bars[0].harmony.classes[:3])
    here = round((here + centre) / 2)
    for i, (bar, place) in enumerate(notes):
        if thin and i and call.rng.random() < thin:
            continue
        harmony = bar.at(place)
        scale = local_scale(call.mode, call.tonic, harmony)
        move = theme.moves[i % len(theme.moves)]
        if here + 2 * move > high or here + 2 * move < low:
            move = -move
        here = step(here, move, scale)
        last = i == len(notes) - 1
        if place % 2 == 0 or (last and closing):
            here = nearest(here, harmony.classes[:3])
        here = min(max(here, low), high)
        if here % 12 not in scale:
            here = step(here, 0, scale)
        after = notes[i + 1][0].start + notes[i + 1][1] if not last else bars[-1].start + bars[-1].beats
        length = min(after - bar.start - place, 3.0 if last else 2.0) * 0.94
        shape = 0.9 + 0.16 * (1 - abs(2 * (i + 0.5) / len(notes) - 1))
        out.append(Event(bar.start + place, length, here, call.force * shape))
    call.memory.pitch = here
    return out


def drops(call: Call) -> list[Event]:
    """Single high chord tones, dropped by chance: sparkle over a quiet place."""
    low, high = call.rule.span
    out = []
    for bar in call.passage.bars:
        for half in range(bar.beats * 2):
            if call.rng.random() < 0.02 + 0.2 * call.density:
                classes = bar.at(half / 2).classes
                choices = [p for p in range(low, high + 1) if p % 12 in classes]
                out.append(
                    Event(bar.start + half / 2, 2.5, call.rng.choice(choices), call.force * call.rng.uniform(0.6, 1.05))
                )
    return out


def line(call: Call) -> list[Event]:
    """A slow second voice: one chord tone for each chord, moving by the smallest step."""
    low, high = call.rule.span
    here = call.memory.pitch or round((low + high) / 2)
    out: list[Event] = []
    for bar in call.passage.bars:
        for i, (start, harmony) in enumerate(bar.chords):
            end = bar.chords[i + 1][0] if i + 1 < len(bar.chords) else bar.beats
            want = here + call.rng.choice((-3, -2, 0, 2, 3, 4))
            here = nearest(min(max(want, low), high), harmony.classes[:4])
            out.append(Event(bar.start + start, end - start, here, call.force))
    call.memory.pitch = here
    return out

"""Bass players."""

from __future__ import annotations

from .harmony import Bar
from .playing import WEIGHT, Call, Event, steps


def _root(call: Call, bar: Bar, beat: float, interval: int = 0) -> int:
    low = call.rule.span[0]
    harmony = bar.at(beat)
    wanted = (harmony.bass_class if interval == 0 else harmony.root + interval) % 12
    return next(p for p in range(low, low + 12) if p % 12 == wanted)


def _fifth(bar: Bar, beat: float) -> int:
    intervals = bar.at(beat).intervals
    return next((i for i in intervals if i in (6, 7, 8)), 7)


def roots(call: Call) -> list[Event]:
    """Long roots, tied over where the chord stays; a pickup into the next chord now and then."""
    out: list[Event] = []
    for bar in call.passage.bars:
        for i, (start, _) in enumerate(bar.chords):
            end = bar.chords[i + 1][0] if i + 1 < len(bar.chords) else float(bar.beats)
            pickup = (
                bar.closes and end == bar.beats and end - start >= 3 and call.rng.random() < 0.5 * call.density + 0.2
            )
            out.append(
                Event(bar.start + start, end - start - (1.0 if pickup else 0.05), _root(call, bar, start), call.force)
            )
            if pickup:
                out.append(
                    Event(bar.start + end - 1, 0.9, _root(call, bar, start, _fifth(bar, start)), call.force * 0.8)
                )
    return out


def grooves(call: Call) -> list[Event]:
    """A pattern of sixteenths: r root, f fifth, o octave, s seventh or sixth below the octave, a approach to
    the next chord.
    """
    out = []
    bars = call.passage.bars
    for bar in bars:
        places = steps(call.pattern(bar, "r.....r.r......."), bar)
        for i, (beat, mark) in enumerate(places):
            until = places[i + 1][0] if i + 1 < len(places) else float(bar.beats)
            if mark == "a" and call.rng.random() > 0.4 + 0.5 * call.density:
                continue
            after = bars[bar.index + 1] if bar.index + 1 < len(bars) else bars[0]
            pitch = _marked(call, bar, beat, mark, after)
            length = min(until - beat, 2.5) * (0.6 if mark == "o" else 0.86)
            out.append(Event(bar.start + beat, length, pitch, call.force * (1.08 if beat == 0 else 0.92)))
    return out


def _marked(call: Call, bar: Bar, beat: float, mark: str, after: Bar) -> int:
    if mark == "f":
        return _root(call, bar, beat, _fifth(bar, beat))
    if mark == "o":
        return _root(call, bar, beat) + 12
    if mark == "s":
        return _root(call, bar, beat) + (10 if 10 in bar.at(beat).intervals else 9)
    if mark == "a":
        return _root(call, after, 0) + call.rng.choice((-1, -2, 2, 1))
    return _root(call, bar, beat)


def pulse(call: Call) -> list[Event]:
    """Even eighths on the root, the last of a phrase leading on."""
    out = []
    for bar in call.passage.bars:
        for i in range(bar.beats * 2):
            beat = i / 2
            interval = _fifth(bar, beat) if bar.closes and i >= bar.beats * 2 - 2 and call.rng.random() < 0.6 else 0
            lift = 12 if call.rule.patterns == ("octaves",) and i % 2 else 0
            velocity = call.force * (1.1 if i % 4 == 0 else 0.88)
            out.append(Event(bar.start + beat, 0.42, _root(call, bar, beat, interval) + lift, velocity))
    return out


def walk(call: Call) -> list[Event]:
    """Quarter notes through the chord, the fourth one a step beside the next root; in hushed sections in two."""
    out: list[Event] = []
    bars = call.passage.bars
    in_two = call.passage.energy < 0.5
    here = call.memory.pitch or _root(call, bars[0], 0)
    low, high = call.rule.span
    for bar in bars:
        after = bars[bar.index + 1] if bar.index + 1 < len(bars) else bars[0]
        for beat in range(0, bar.beats, 2 if in_two else 1):
            here = _stepped(call, bar, beat, here, after, in_two=in_two)
            here = here - 12 if here > high else here + 12 if here < low else here
            ghost = 1.0 if beat % 2 == 0 else 0.92
            out.append(Event(bar.start + beat, 1.85 if in_two else 0.9, here, call.force * ghost))
            if not in_two and call.rng.random() < 0.08:
                out.append(Event(bar.start + beat + 0.5, 0.3, here, call.force * 0.55))
    call.memory.pitch = here
    return out


def _stepped(call: Call, bar: Bar, beat: int, here: int, after: Bar, *, in_two: bool) -> int:
    starts = [int(s) for s, _ in bar.chords]
    if beat in starts:
        return _root(call, bar, beat)
    if beat == bar.beats - 1 and not in_two:
        return _root(call, after, 0) + call.rng.choice((-1, 1, -1, 2, 7))
    classes = bar.at(beat).classes[1:4]
    above = [p for p in range(here - 7, here + 8) if p % 12 in classes and p != here]
    return call.rng.choice(above) if above else here


def tumbao(call: Call) -> list[Event]:
    """Bossa nova: root on one, fifth on three, each with its push before."""
    out = []
    for bar in call.passage.bars:
        for beat, interval, weight in ((0.0, 0, 1.0), (1.5, 1, 0.8), (2.0, 1, 0.95), (3.5, 0, 0.75)):
            if beat >= bar.beats or (beat % 1 and call.rng.random() > 0.55 + 0.4 * call.density):
                continue
            pitch = _root(call, bar, beat, _fifth(bar, beat) if interval else 0)
            out.append(
                Event(
                    bar.start + beat,
                    1.3 if beat % 1 == 0 else 0.45,
                    pitch - (12 if interval and pitch - 12 >= 31 else 0),
                    call.force * weight,
                )
            )
    return out


def booms(call: Call) -> list[Event]:
    """Long low notes in a trap rhythm, with the kick: patterns of sixteenths."""
    out = []
    for bar in call.passage.bars:
        places = steps(call.pattern(bar, "x.....x...x....."), bar)
        for i, (beat, mark) in enumerate(places):
            until = places[i + 1][0] if i + 1 < len(places) else float(bar.beats)
            pitch = _root(call, bar, beat)
            if mark == "o" and call.rng.random() < 0.4:
                pitch += call.rng.choice((12, 7, -2))
            out.append(Event(bar.start + beat, (until - beat) * 0.92, pitch, call.force * WEIGHT[mark]))
    return out

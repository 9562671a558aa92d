"""Players of chords: held, comped, strummed, stabbed, picked and broken."""

from __future__ import annotations

from .harmony import Bar
from .playing import WEIGHT, Call, Event, steps


def hold(call: Call) -> list[Event]:
    """Each chord held for its whole time; the same chord again is tied over."""
    out: list[Event] = []
    for bar in call.passage.bars:
        for i, (start, harmony) in enumerate(bar.chords):
            end = bar.chords[i + 1][0] if i + 1 < len(bar.chords) else bar.beats
            tied = (
                out
                and bar.start + start > call.passage.bars[0].start
                and call.memory.voicing
                and _same(call, bar, start)
            )
            if tied and call.rng.random() < 0.8:
                voices = len(call.memory.voicing or ())
                out[-voices:] = [Event(e.beat, e.length + end - start, e.pitch, e.velocity) for e in out[-voices:]]
                continue
            pitches = call.voice(harmony)
            out.extend(Event(bar.start + start, end - start, pitch, call.force) for pitch in pitches)
    return out


def _same(call: Call, bar: Bar, start: float) -> bool:
    bars = call.passage.bars
    if start > 0 or bar.index == 0 or bar.index % 4 == 0:
        return False
    return bars[bar.index - 1].chords[-1][1].symbol == bar.chords[0][1].symbol


def comp(call: Call) -> list[Event]:
    """A rhythm of chords: patterns of sixteenths; each stroke lasts until shortly before the next."""
    return _strokes(call, "x.......x.......", spread=0.006, gate=0.92)


def rootless(call: Call) -> list[Event]:
    """A jazz pianist's comping: no root, a push before the beat now and then."""
    return _strokes(call, "x.....x.........", spread=0.008, gate=0.55, rootless=True, drop=0.12)


def stab(call: Call) -> list[Event]:
    """Short chords, all notes at once."""
    return _strokes(call, "..x...x...x...x.", spread=0.0, gate=0.4)


def strum(call: Call) -> list[Event]:
    """A strummed guitar: down on the beat, up between, strings a few milliseconds apart."""
    return _strokes(call, "x...x.x...x.x.x.", spread=0.028, gate=1.0, upward=True)


def _strokes(
    call: Call,
    otherwise: str,
    *,
    spread: float,
    gate: float,
    rootless: bool = False,
    upward: bool = False,
    drop: float = 0.0,
) -> list[Event]:
    out = []
    for bar in call.passage.bars:
        places = [
            p
            for p in steps(call.pattern(bar, otherwise), bar)
            if _plays(call, p[1]) and (p[0] == 0 or call.rng.random() >= drop)
        ]
        sounding: tuple[int, ...] = ()
        last = None
        for i, (beat, mark) in enumerate(places):
            until = places[i + 1][0] if i + 1 < len(places) else float(bar.beats)
            harmony = bar.at(beat)
            if harmony is not last:
                sounding, last = call.voice(harmony, rootless=rootless), harmony
            up = upward and beat % 1 != 0
            pitches = sounding[::-1][: max(len(sounding) - 1, 2)] if up else sounding
            for n, pitch in enumerate(pitches):
                velocity = call.force * WEIGHT[mark] * (0.85 if up else 1.0) * (1.06 if pitch == max(sounding) else 1.0)
                out.append(
                    Event(bar.start + beat + n * spread, max((until - beat) * gate - n * spread, 0.08), pitch, velocity)
                )
    return out


def _plays(call: Call, mark: str) -> bool:
    return mark != "?" or call.rng.random() < 0.25 + 0.5 * call.density


PATHS = {
    "up": (0, 1, 2, 3),
    "down": (3, 2, 1, 0),
    "wave": (0, 1, 2, 3, 2, 1),
    "alberti": (0, 2, 1, 2),
    "leap": (0, 2, 1, 3),
    "rain": (3, 1, 2, 0, 2, 1),
    "three": (0, 1, 2),
    "roll": (0, 1, 2, 3, 4, 3, 2, 1),
    "pedal": (0, 3, 0, 2, 0, 1),
}


def arp(call: Call) -> list[Event]:
    """Chord notes one after another. Patterns are `path rate`, rate in notes per beat: `wave 2`."""
    name, rate = call.pick(call.rule.patterns or ("wave 2",)).split()
    out: list[Event] = []
    count = 0
    for bar in call.passage.bars:
        path = PATHS[call.rng.choice(tuple(PATHS)) if bar.closes and call.rng.random() < 0.3 else name]
        per_beat = float(rate)
        for i in range(int(bar.beats * per_beat)):
            beat = i / per_beat
            ladder = _ladder(call, bar, beat)
            accent = 1.1 if beat % 2 == 0 else (0.95 if beat % 1 == 0 else 0.8)
            count += 1
            if beat and call.rng.random() > 0.55 + 0.6 * call.density:
                continue
            pitch = ladder[path[count % len(path)] % len(ladder)]
            out.append(Event(bar.start + beat, 0.95 / per_beat, pitch, call.force * accent))
    return out


def _ladder(call: Call, bar: Bar, beat: float) -> list[int]:
    low, high = call.rule.span
    classes = bar.at(beat).classes[:4]
    base = [p for p in range(low, high + 1) if p % 12 in classes]
    return base[:5] or [low]


def fingers(call: Call) -> list[Event]:
    """Finger picking: the thumb keeps the bass on the beats, fingers fill in above. Patterns of digits per sixteenth:
    0 bass, 9 its fifth, 1–4 voices from below, 5 the two upper ones together."""
    out: list[Event] = []
    for bar in call.passage.bars:
        pattern = call.pattern(bar, "0.2.9.3.0.2.9.3.")
        voices: tuple[int, ...] = ()
        last = None
        for beat, mark in steps(pattern, bar):
            harmony = bar.at(beat)
            if harmony is not last:
                voices, last = call.voice(harmony), harmony
            if mark not in "09" and beat and call.rng.random() > 0.7 + 0.45 * call.density:
                continue
            thumb = (
                harmony.bass_class
                if mark == "0"
                else (harmony.root + harmony.intervals[min(2, len(harmony.intervals) - 1)]) % 12
            )
            low = call.rule.span[0] - 12
            bass = next(p for p in range(low, low + 12) if p % 12 == thumb)
            pitches = (
                [bass]
                if mark in "09"
                else (list(voices[-2:]) if mark == "5" else [voices[min(int(mark) - 1, len(voices) - 1)]])
            )
            for n, pitch in enumerate(pitches):
                weight = 1.0 if mark in "09" else 0.84
                out.append(Event(bar.start + beat + 0.01 * n, max(bar.beats - beat, 1.0), pitch, call.force * weight))
    return out


def broken(call: Call) -> list[Event]:
    """A pianist's left and right hand: root and fifth below, the chord broken above, in eighths."""
    name = call.pick(call.rule.patterns or ("wave 2",)).split()[0]
    out: list[Event] = []
    for bar in call.passage.bars:
        for start, harmony in bar.chords:
            low = call.rule.span[0] - 17
            bass = next(p for p in range(low, low + 12) if p % 12 == harmony.bass_class)
            out.append(Event(bar.start + start, bar.beats - start, bass, call.force * 0.95))
            if bar.beats - start >= 3 and call.rng.random() < 0.6:
                out.append(Event(bar.start + start + 0.5, bar.beats - start - 0.5, bass + 7, call.force * 0.62))
        path = PATHS[name]
        for i in range(1, bar.beats * 2):
            beat = i / 2
            voices = (
                call.memory.voicing
                if call.memory.voicing and i > 1 and beat not in [s for s, _ in bar.chords]
                else call.voice(bar.at(beat))
            )
            if call.rng.random() < 0.5 + 0.5 * call.density:
                out.append(
                    Event(
                        bar.start + beat,
                        1.6,
                        voices[path[i % len(path)] % len(voices)],
                        call.force * (0.78 if i % 2 else 0.9),
                    )
                )
    return out


def ostinato(call: Call) -> list[Event]:
    """A driven figure of short notes on two chord tones; patterns of 1–4 per sixteenth, counted from below."""
    out = []
    for bar in call.passage.bars:
        pattern = call.pattern(bar, "1.1.2.1.1.1.2.3.")
        for beat, mark in steps(pattern, bar):
            ladder = _ladder(call, bar, beat)
            accent = 1.15 if beat % 1 == 0 else 0.85
            out.append(Event(bar.start + beat, 0.22, ladder[min(int(mark) - 1, len(ladder) - 1)], call.force * accent))
    return out
